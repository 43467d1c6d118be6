"""Lists: which rows, in what order, and the cells of the few that are on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from zsdesk.fields import Record, field_of, money_fields
from zsdesk.kinds import Packed, Ref, Refs, Region, Regions, Tags, Texts
from zsdesk.kinds.places import places, within
from zsdesk.queries.headings import headings
from zsdesk.queries.search import ids_matching
from zsdesk.records import record_type
from zsdesk.store.tables import PENDING, State, change

ID = 37
"""Characters of an id and the comma after it."""
SLICE = 5_000

MAIN_MONEY = {"lead": "intent_amount", "project": "total_investment"}
"""The sum that a list of this type adds up."""


@dataclass(frozen=True)
class ListQuery:
    """Which records of a type: ``filters`` are equalities of packed values, ``text`` search words.

    ``None`` or an empty text asks for records without the field; of a field with several entries each
    one given must be among them.
    ``sort`` is a field's name; without one, the newest come first.  ``group`` is a field whose equal
    values stand together, rows without it last.
    """

    type: str
    filters: tuple[tuple[str, Packed | None], ...] = ()
    text: str = ""
    sort: str = ""
    descending: bool = False
    include_deleted: bool = False
    group: str = ""


class Row(NamedTuple):
    """One row of a list: the cells' texts by column, the values behind them, and its receipt."""

    id: str
    cells: dict[str, str]
    values: dict[str, Any]
    receipt: str


@dataclass(frozen=True)
class Totals:
    """How many rows, and the sum of the type's main amount in 元 (``None`` where it has none)."""

    count: int
    yuan: int | None


def _table(record: type[Record]) -> Table:
    table = record.__table__
    assert isinstance(table, Table)
    return table


def _conditions(session: Session, query: ListQuery) -> list[ColumnElement[bool]]:
    record = record_type(query.type)
    table = _table(record)
    found: list[ColumnElement[bool]] = []
    if not query.include_deleted:
        found.append(table.c.deleted_at.is_(None))
    for name, packed in query.filters:
        declared = field_of(record, name)
        column = table.c[name]
        value = declared.unpack(packed) if packed != "" else None
        if value is None:
            found.append(column.is_(None))
        elif isinstance(declared.kind, Region):  # a prefecture's list holds its counties' records
            found.append(column.in_([code for code in places() if within(code, value)]))
        elif isinstance(declared.kind, Tags | Regions | Refs | Texts):
            # the packed list holds each entry as JSON, in quotes
            found += [func.instr(column, msgspec.json.encode(item).decode()) > 0 for item in value]
        else:
            found.append(column == value)
    if query.text.strip():
        # As one value: a word that 100,000 records have would be more variables than SQLite takes.
        matching = msgspec.json.encode(ids_matching(session, query.text, query.type)).decode()
        found.append(table.c.id.in_(select(func.json_each(matching).table_valued("value").c.value)))
    return found


def _sort_column(record: type[Record], name: str) -> ColumnElement[Any]:
    table = _table(record)
    if not name:
        return table.c.id
    if name in (f.name for f in money_fields(record)):
        return table.c[f"{name}_yuan"]
    if name == record.title_field:  # Latin names have no pinyin
        return func.coalesce(table.c.pinyin, func.lower(table.c[name]))
    if name == "updated_at":
        return table.c.updated_at
    return table.c[field_of(record, name).name]


def ids(session: Session, query: ListQuery) -> list[str]:
    """The ids of all rows, in order: what a lazy model scrolls over."""
    record = record_type(query.type)
    table = _table(record)
    column = _sort_column(record, query.sort)
    # Named once: asked for the id and then the id, SQLite would not walk the index of the live ones.
    by = (table.c.id,) if column is table.c.id else (column, table.c.id)
    down = query.descending or not query.sort
    order: list[ColumnElement[Any]] = [one.desc() if down else one.asc() for one in by]
    if query.group:
        grouped = table.c[field_of(record, query.group).name]
        order = [grouped.is_(None), grouped, *order]
    listed = select(table.c.id).where(*_conditions(session, query)).order_by(*order).subquery()
    # One text instead of 100,000 rows: SQLite keeps a subquery's order for group_concat.
    joined: str = session.execute(select(func.group_concat(listed.c.id))).scalar() or ""
    found: list[str] = []
    for start in range(0, len(joined), SLICE * ID):  # in slices: the window's thread gets its turn between them
        found += joined[start : start + SLICE * ID - 1].split(",")
    return found


def totals(session: Session, query: ListQuery) -> Totals:
    """Count and sum of the rows of a list."""
    table = _table(record_type(query.type))
    money = MAIN_MONEY.get(query.type)
    conditions = _conditions(session, query)
    if not money:
        count = session.execute(select(func.count()).select_from(table).where(*conditions)).scalar()
        return Totals(count or 0, None)
    summed = table.c[f"{money}_yuan"]
    # In the order of its sums, so that SQLite reads the index that has them and no row of the table.
    of = select(summed).where(*conditions).order_by(summed).limit(-1).subquery()
    row = session.execute(select(func.count(), func.sum(of.c[0]))).one()
    return Totals(row[0], row[1] or 0)


class Group(NamedTuple):
    """Rows with one value of the grouping field, in the order of the list; the sum in 元 as in ``Totals``."""

    packed: Packed | None
    label: str
    size: int
    yuan: int | None


def groups(session: Session, query: ListQuery) -> list[Group]:
    """The groups of a list that has a ``group``, each with its count and its sum."""
    record = record_type(query.type)
    table, declared = _table(record), field_of(record, query.group)
    column, money = table.c[declared.name], MAIN_MONEY.get(query.type)
    summed = func.sum(table.c[f"{money}_yuan"]) if money else func.sum(None)
    statement = (
        select(column, func.count(), summed).where(*_conditions(session, query))
        .group_by(column).order_by(column.is_(None), column)
    )  # fmt: skip
    found = session.execute(statement).all()
    named = (
        headings(session, declared.kind.to, [value for value, *_ in found if value])
        if isinstance(declared.kind, Ref)
        else {}
    )
    return [
        Group(declared.pack(value), named.get(value) or declared.show(value), count, (yuan or 0) if money else None)
        for value, count, yuan in found
    ]


def sum_of(session: Session, type_name: str, ids: Sequence[str]) -> Totals:
    """Count and sum of some rows."""
    money = MAIN_MONEY.get(type_name)
    if not money:
        return Totals(len(ids), None)
    table = _table(record_type(type_name))
    wanted = select(func.json_each(msgspec.json.encode(ids).decode()).table_valued("value").c.value)
    yuan = session.execute(select(func.sum(table.c[f"{money}_yuan"])).where(table.c.id.in_(wanted))).scalar()
    return Totals(len(ids), yuan or 0)


def rows(session: Session, type_name: str, ids: Sequence[str], columns: Sequence[str]) -> list[Row]:
    """The rows with these ids, in this order; one that is gone is left out.

    A column is a field's name, or ``company.name``: a field of the record that a reference points at.
    """
    record = record_type(type_name)
    own = list(dict.fromkeys(c.split(".")[0] for c in columns))
    found = {i: dict(zip(own, values, strict=True)) for i, *values in _recalled(session, record, own, ids)}
    texts = _ref_texts(session, record, columns, found)
    receipts = _receipts(session, type_name, list(found))
    shows = [_cell(record, column, texts) for column in columns]
    cells = {i: dict(zip(columns, [show(values) for show in shows], strict=True)) for i, values in found.items()}
    return [Row(i, cells[i], found[i], receipts.get(i, "accepted")) for i in ids if i in found]


def _recalled(
    session: Session, record: type[Record], names: Sequence[str], ids: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Ids and values, column by column, past the ORM: the rows that stand on the screen are read while they scroll."""
    kinds = [None if name == "updated_at" else field_of(record, name).kind for name in names]
    shown = ", ".join(f'"{name}"' for name in ("id", *names))
    statement = f'SELECT {shown} FROM "{record.__tablename__}" WHERE id IN (SELECT value FROM json_each(?))'
    fetched = session.connection().exec_driver_sql(statement, (msgspec.json.encode(ids).decode(),)).all()
    by_column: list[Iterable[Any]] = list(zip(*fetched, strict=True))
    for at, kind in enumerate(kinds, 1):
        if kind is not None and fetched:
            by_column[at] = [None if packed is None else kind.recall(packed) for packed in by_column[at]]
    return zip(*by_column, strict=True)


def _ref_texts(
    session: Session, record: type[Record], columns: Sequence[str], found: dict[str, dict[str, Any]]
) -> dict[str, dict[str, str]]:
    """For each column that follows a reference: id of the referred record → text."""
    texts: dict[str, dict[str, str]] = {}
    for column in columns:
        name, _, beyond = column.partition(".")
        if name == "updated_at":
            continue
        kind = field_of(record, name).kind
        if not isinstance(kind, Ref | Refs):
            continue
        values = [values[name] for values in found.values() if values[name]]
        wanted = [i for v in values for i in ((v,) if isinstance(v, str) else v)]
        if not beyond:
            texts[column] = headings(session, kind.to, wanted)
        else:
            texts[column] = {row.id: row.cells[beyond] for row in rows(session, kind.to, sorted(set(wanted)), [beyond])}
    return texts


def _cell(record: type[Record], column: str, texts: dict[str, dict[str, str]]) -> Callable[[dict[str, Any]], str]:
    """How a column reads: from the values of a row to its text."""
    name = column.split(".")[0]
    if name == "updated_at":
        return lambda values: ""
    if column in texts:
        referred = texts[column]

        def follow(values: dict[str, Any]) -> str:
            value = values[name] or ()
            return "、".join(
                filter(None, (referred.get(i, "") for i in ((value,) if isinstance(value, str) else value)))
            )

        return follow
    show = field_of(record, name).kind.show
    return lambda values: "" if values[name] is None else show(values[name])


_RECEIPTS = {
    State.LOCAL: "local", State.SENT: "sent", State.RECEIVED: "received", State.ACCEPTED: "accepted",
    State.CONFLICT: "conflict", State.PARKED: "parked", State.SUPERSEDED: "accepted",
}  # fmt: skip


def receipt(state: int) -> str:
    """The receipt of a change's state, by its English name."""
    return _RECEIPTS[State(state)]


def _receipts(session: Session, type_name: str, ids: Sequence[str]) -> dict[str, str]:
    """The least settled change of each record, where one is not accepted yet."""
    found: dict[str, str] = {}
    open_states = [*map(int, PENDING), int(State.RECEIVED), int(State.PARKED)]
    for start in range(0, len(ids), 500):
        statement = (
            select(change.c.id, change.c.state)
            .where(
                change.c.type == type_name,
                change.c.id.in_(list(ids[start : start + 500])),
                change.c.state.in_(open_states),
            )
            .order_by(change.c.op_no)
        )
        for record_id, state in session.execute(statement):
            if found.get(record_id) != "parked":
                found[record_id] = receipt(state)
    return found
