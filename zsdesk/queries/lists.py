"""Lists: which rows, in what order, and the cells of the few that are on the screen."""

from __future__ import annotations

from collections.abc import Sequence
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
from zsdesk.store import raw
from zsdesk.store.tables import PENDING, State

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
    found, read = _read(session, record, own, ids)
    texts = [_texts(session, record, column, read[column.split(".")[0]]) for column in columns]
    receipts = _receipts(session, type_name, found)
    shown = zip(*texts, strict=True) if texts else ((),) * len(found)
    behind = zip(*(column.values for column in read.values()), strict=True) if read else ((),) * len(found)
    made = {
        i: Row(
            i, dict(zip(columns, cells, strict=True)), dict(zip(own, values, strict=True)), receipts.get(i, "accepted")
        )
        for i, cells, values in zip(found, shown, behind, strict=True)
    }
    return [made[i] for i in ids if i in made]


class _Column(NamedTuple):
    """The values of a field and how they read, of row after row."""

    values: list[Any]
    texts: list[str]


def _read(
    session: Session, record: type[Record], names: Sequence[str], ids: Sequence[str]
) -> tuple[list[str], dict[str, _Column]]:
    """Ids and columns, past the ORM: the rows that stand on the screen are read while they scroll."""
    shown = ", ".join(f'"{name}"' for name in ("id", *names))
    statement = f'SELECT {shown} FROM "{record.__tablename__}" WHERE id IN (SELECT value FROM json_each(?))'
    fetched = raw.fetch(session.connection(), statement, msgspec.json.encode(ids).decode())
    found, *packed = zip(*fetched, strict=True) if fetched else [() for _ in range(len(names) + 1)]
    return list(found), {name: _column(record, name, column) for name, column in zip(names, packed, strict=True)}


def _column(record: type[Record], name: str, packed: Sequence[Any]) -> _Column:
    if name == "updated_at":
        return _Column(list(packed), [""] * len(packed))
    kind = field_of(record, name).kind
    known: dict[Any, tuple[Any, str]] = {None: (None, "")}
    for one in {*packed} - {None}:  # once each: most columns of a page hold the same few over and over
        value = kind.recall(one)
        known[one] = (value, kind.show(value))
    both = [known[one] for one in packed]
    return _Column([value for value, _ in both], [text for _, text in both])


def _texts(session: Session, record: type[Record], column: str, read: _Column) -> list[str]:
    """How a column reads; one that follows a reference reads as what it points at."""
    name, _, beyond = column.partition(".")
    kind = None if name == "updated_at" else field_of(record, name).kind
    if not isinstance(kind, Ref | Refs):
        return read.texts
    one = isinstance(kind, Ref)
    wanted = {*read.values} - {None} if one else {i for value in read.values for i in value or ()}
    if beyond:
        named = {row.id: row.cells[beyond] for row in rows(session, kind.to, sorted(wanted), [beyond])}
    else:
        named = headings(session, kind.to, wanted)
    if one:
        return [named.get(value, "") for value in read.values]
    return ["、".join(filter(None, (named.get(i, "") for i in value or ()))) for value in read.values]


_RECEIPTS = {
    State.LOCAL: "local", State.SENT: "sent", State.RECEIVED: "received", State.ACCEPTED: "accepted",
    State.CONFLICT: "conflict", State.PARKED: "parked", State.SUPERSEDED: "accepted",
}  # fmt: skip


_OPEN = ", ".join(str(int(state)) for state in (*PENDING, State.RECEIVED, State.PARKED))


def receipt(state: int) -> str:
    """The receipt of a change's state, by its English name."""
    return _RECEIPTS[State(state)]


def _receipts(session: Session, type_name: str, ids: Sequence[str]) -> dict[str, str]:
    """The least settled change of each record, where one is not accepted yet."""
    # The states with a plus: by the index of the records, not by that of the states, of which thousands may be open.
    statement = (
        "SELECT id, state FROM change WHERE type = ? AND id IN (SELECT value FROM json_each(?)) "
        f"AND +state IN ({_OPEN}) ORDER BY op_no"
    )
    found: dict[str, str] = {}
    for record_id, state in raw.fetch(session.connection(), statement, type_name, msgspec.json.encode(ids).decode()):
        if found.get(record_id) != "parked":
            found[record_id] = receipt(state)
    return found
