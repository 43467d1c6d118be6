"""Changes that the province refused, on their way again: as new entries of the log, each record once.

What was refused of a record, and what was written in it since, goes as one change, so that a correction of a record
that the province never had is part of what makes it.  Records that others name go before those, and what names each
other goes in one local transaction: nothing can wait for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, func, select, update

from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.store.index import packed_rows
from zsdesk.store.tables import State, change

T = TypeVar("T")
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTENT = ("type", "id", "action", "base", "schema", "fields", "before", "at", "actor")
"""What a row of the log says, apart from its number and what became of it."""
WITHDRAWN = "carried_by = op_no AND action = 'create'"
"""A creation that was refused and taken back: it carries itself, which is to say that it goes no further."""


class Composed(NamedTuple):
    """Several changes of a record as one."""

    action: str
    base: int
    at: int
    fields: dict[str, Any]
    before: dict[str, Any]


class _Again(NamedTuple):
    """One record's refused changes as one: the row to be written, and the rows that it takes up."""

    values: dict[str, Any]
    rows: Sequence[Any]


def parked(connection: Connection) -> list[int]:
    """The numbers of all refused changes."""
    return [row.op_no for row in _parked(connection)]


def send_again(connection: Connection, ops: Collection[int], *, with_tx: dict[int, int] | None = None) -> list[int]:
    """Put refused changes behind everything that waits, with all that was refused of the same records; their new
    numbers.  What was saved together goes together.

    ``with_tx`` says which of their old transactions go on in which new one, the one that is under way.
    """
    chosen = set(ops)
    records = _by_record(_parked(connection))
    records = {target: rows for target, rows in records.items() if not chosen.isdisjoint(row.op_no for row in rows)}
    current = _current(connection, records)
    wanted = [_composed(rows, current.get(target, {})) for target, rows in records.items()]
    groups = _groups(wanted, with_tx or {}, _rows_of(connection, set((with_tx or {}).values())))
    highest = connection.execute(select(func.max(change.c.tx))).scalar() or 0
    made: list[int] = []
    for tx, together in groups:
        if tx is None:
            tx = highest = highest + 1
        made += [_write(connection, one, tx) for one in in_order(together, lambda one: one.values)]
    return made


def _parked(connection: Connection) -> Sequence[Any]:
    return connection.execute(select(change).where(change.c.state == State.PARKED).order_by(change.c.op_no)).all()


def _by_record(rows: Sequence[Any]) -> dict[Target, list[Any]]:
    found: dict[Target, list[Any]] = {}
    for row in rows:
        found.setdefault(Target(row.type, row.id), []).append(row)
    return found


def compose(rows: Sequence[Any], current: Mapping[str, Any]) -> Composed:
    """Changes of one record, oldest first, as one, with the values that the record has now: a later change may be on
    its way already, and is not to be written over by what is older.

    Its base is the oldest one, over which the values before were found, so that what others set since is seen.
    """
    fields: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for row in rows:
        fields |= msgspec.json.decode(row.fields)
        before = msgspec.json.decode(row.before) | before
    fields = {name: current.get(name, value) for name, value in fields.items()}
    creating = next((row for row in rows if row.action == "create"), None)
    if creating is not None:
        return Composed("create", 0, creating.at, fields, {})
    action = "change" if "deleted_at" not in fields else "restore" if fields["deleted_at"] is None else "delete"
    return Composed(action, min(row.base for row in rows), rows[-1].at, fields, before)


def _current(connection: Connection, targets: Iterable[Target]) -> dict[Target, dict[str, Any]]:
    """The records as they are on this desk, packed."""
    by_type: dict[str, list[str]] = {}
    for target in targets:
        by_type.setdefault(target.type, []).append(target.id)
    return {
        Target(name, row["id"]): row
        for name, ids in by_type.items()
        for row in packed_rows(connection, record_type(name), ids)
    }


def _composed(rows: Sequence[Any], current: Mapping[str, Any]) -> _Again:
    whole, last = compose(rows, current), rows[-1]
    values = whole._asdict() | {
        "type": last.type, "id": last.id, "schema": max(row.schema for row in rows), "actor": last.actor,
        "fields": json.dumps(whole.fields, ensure_ascii=False), "before": json.dumps(whole.before, ensure_ascii=False),
    }  # fmt: skip
    return _Again(values, rows)


def _rows_of(connection: Connection, txs: Collection[int]) -> Sequence[Any]:
    if not txs:
        return ()
    return connection.execute(select(change).where(change.c.tx.in_(txs)).order_by(change.c.op_no)).all()


def _groups(
    wanted: Sequence[_Again], with_tx: Mapping[int, int], under_way: Sequence[Any]
) -> list[tuple[int | None, list[_Again]]]:
    """What goes together, in the order in which it goes: what was saved together, and what names each other.

    What goes on in the transaction that is under way, whose changes so far are given, comes first.
    """
    saved = [{row.tx for row in one.rows} for one in wanted] + [set(with_tx) for _ in under_way]
    groups = _joined([set(with_tx), *saved] if with_tx else saved)
    named = _needs([*(one.values for one in wanted), *(row._mapping for row in under_way)])
    while True:
        at = {tx: number for number, group in enumerate(groups) for tx in group}
        of = [at[min(txs)] for txs in saved]
        needs: dict[int, set[int]] = {number: set() for number in range(len(groups))}
        for one, others in named.items():
            needs[of[one]] |= {of[other] for other in others} - {of[one]}
        try:
            TopologicalSorter(needs).prepare()
            break
        except CycleError as circle:
            groups = _joined([*groups, set[int]().union(*(groups[number] for number in circle.args[1]))])
    going_on = next((at[tx] for tx in with_tx), None)
    order = sorted(_after_needs(range(len(groups)), needs), key=lambda number: number != going_on)
    together: dict[int, list[_Again]] = {number: [] for number in order}
    for again, number in zip(wanted, of, strict=False):  # those under way are behind them
        together[number].append(again)
    tx = next(iter(with_tx.values()), None)
    return [(tx if n == going_on else None, found) for n, found in together.items() if found]


def _joined(sets: Iterable[set[int]]) -> list[set[int]]:
    """Sets that share something, as one, in the order of their smallest."""
    home: dict[int, set[int]] = {}
    for one in sets:
        touching = {id(home[number]): home[number] for number in one if number in home}
        whole = one.union(*touching.values())
        home.update(dict.fromkeys(whole, whole))
    return sorted({id(group): group for group in home.values()}.values(), key=min)


def in_order(items: Sequence[T], said: Callable[[T], Mapping[str, Any]]) -> list[T]:
    """Changes of one transaction, in their order but those that make a record before those that name it."""
    needs = _needs([said(item) for item in items])
    return [items[at] for at in _after_needs(range(len(items)), needs)]


def _needs(rows: Sequence[Mapping[str, Any]]) -> dict[int, set[int]]:
    """By place, the places of those that make what the change is about or names."""
    made = {row["id"]: at for at, row in enumerate(rows) if row["action"] == "create"}
    return {at: {made[id] for id in _named(row) if id in made} - {at} for at, row in enumerate(rows)}


def _after_needs(numbers: Iterable[int], needs: Mapping[int, set[int]]) -> list[int]:
    """Numbers in their order, each after those that it needs; where two need each other, as they come."""
    found: dict[int, None] = {}
    seen: set[int] = set()

    def put(number: int) -> None:
        if number not in seen:
            seen.add(number)
            for needed in sorted(needs[number]):
                put(needed)
            found[number] = None

    for number in numbers:
        put(number)
    return list(found)


def _write(connection: Connection, one: _Again, tx: int) -> int:
    values = one.values | {"tx": tx, "state": State.LOCAL, "reason": "", "version": 0}
    key = connection.execute(change.insert().values(**values)).inserted_primary_key
    assert key is not None
    taken_up = [row.op_no for row in one.rows]
    connection.execute(
        update(change).where(change.c.op_no.in_(taken_up)).values(state=State.SUPERSEDED, carried_by=key[0])
    )
    return int(key[0])


def withdraw(connection: Connection, tx: int) -> None:
    """What the transaction makes and deletes in one is not sent: the province never had it, and need not refuse it
    again.  It stays on this desk as deleted; whoever restores it sends it."""
    connection.execute(
        update(change)
        .where(change.c.tx == tx, change.c.action == "create", change.c.state == State.LOCAL,
               func.json_extract(change.c.fields, "$.deleted_at").is_not(None))
        .values(state=State.SUPERSEDED, carried_by=change.c.op_no)
    )  # fmt: skip


def go_on(connection: Connection, taken_up: Sequence[int], tx: int) -> dict[int, int]:
    """What waited for refused changes that were mended in ``tx`` goes again by itself: what was refused with them in
    the same transaction, and what names a record that they create.

    The numbers of changes of ``tx`` that stand elsewhere now: creations go before what names them.
    """
    mended = connection.execute(select(change).where(change.c.op_no.in_(list(taken_up)))).all()
    free = _with_what_waits(connection, mended)
    send_again(connection, free, with_tx=dict.fromkeys({row.tx for row in mended}, tx))
    return _reorder(connection, tx)


def _with_what_waits(connection: Connection, rows: Sequence[Any]) -> set[int]:
    """The refused changes that go when these go: of the same transactions, of the same records, and what names what
    they create."""
    waiting = [(row, _named(row._mapping)) for row in _parked(connection)]
    together = {row.tx for row in rows}
    ids = {row.id for row in rows if row.action == "create"}
    records = {(row.type, row.id) for row in rows}
    free: set[int] = set()
    while found := [
        row for row, named in waiting
        if row.op_no not in free and (row.tx in together or (row.type, row.id) in records or not ids.isdisjoint(named))
    ]:  # fmt: skip
        free |= {row.op_no for row in found}
        together |= {row.tx for row in found}
        records |= {(row.type, row.id) for row in found}
        ids |= {row.id for row in found if row.action == "create"}
    return free


def _reorder(connection: Connection, tx: int) -> dict[int, int]:
    """Put the changes of the transaction under way into an order in which each finds what it names."""
    rows = _rows_of(connection, {tx})
    wanted = in_order(rows, lambda row: row._mapping)
    moved = {row.op_no: place.op_no for row, place in zip(wanted, rows, strict=True) if row.op_no != place.op_no}
    if not moved:
        return {}
    carried = connection.execute(
        select(change.c.op_no, change.c.carried_by).where(change.c.carried_by.in_(list(moved)))
    ).all()
    for row in wanted:
        if row.op_no in moved:
            values = {name: row._mapping[name] for name in _CONTENT}
            connection.execute(update(change).where(change.c.op_no == moved[row.op_no]).values(**values))
    for op_no, by in carried:
        connection.execute(update(change).where(change.c.op_no == op_no).values(carried_by=moved[by]))
    return moved


def settle_corrections(connection: Connection, waited_for: Mapping[int, int]) -> None:
    """After the province answered: what was corrected before its refusal came goes again with the correction in it.

    ``waited_for`` says which changes were refused only because of which others; where those are on their way again
    already, they go after them.  Each change that is sent again by this leaves fewer refused ones, so that it ends.
    """
    _give_up_overwritten(connection)
    waiting = _parked(connection)
    again = [row for rows in _by_record(waiting).values() if len(rows) > 1 for row in rows]
    if waited_for:
        taken_up = set(
            connection.execute(
                select(change.c.op_no)
                .where(change.c.op_no.in_(list(waited_for.values())), change.c.carried_by.is_not(None))
            ).scalars()
        )  # fmt: skip
        again += [row for row in waiting if waited_for.get(row.op_no) in taken_up]
    if again:
        send_again(connection, {row.op_no for row in again} | _with_what_waits(connection, again))


def _give_up_overwritten(connection: Connection) -> None:
    """A refused change is settled by a later one that the province took and that set all of the same fields."""
    taken = f"({int(State.ACCEPTED)}, {int(State.CONFLICT)})"
    pairs = connection.exec_driver_sql(
        'SELECT p.op_no, p.fields, q.op_no, q.fields FROM "change" p JOIN "change" q '
        f"ON q.type = p.type AND q.id = p.id AND q.op_no > p.op_no AND q.state IN {taken} "
        f"WHERE p.state = {int(State.PARKED)} AND p.action <> 'create'"
    )
    for refused, fields, later, others in pairs.all():
        if msgspec.json.decode(fields).keys() <= msgspec.json.decode(others).keys():
            connection.execute(
                update(change).where(change.c.op_no == refused).values(state=State.SUPERSEDED, carried_by=later)
            )


def _named(row: Mapping[str, Any]) -> set[str]:
    """The record that a change is about, and those that its values name."""
    return {row["id"], *_ID.findall(row["fields"])}
