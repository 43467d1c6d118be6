"""The numbers that the province gives: ``XS-2026-000123``, without a central queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection

from zsdesk.clock import Clock
from zsdesk.records import BY_NAME
from zsdesk.server.database import Database
from zsdesk.sync.wire import Change

Numbers = dict[str, tuple[str, ...]]


def allocate(database: Database, connection: Connection, last: int, changes: Iterable[Change], clock: Clock) -> Numbers:
    """A block of numbers for the records that ``changes`` create, by type; changes up to ``last`` came before and
    need none.

    On PostgreSQL this is a short transaction of its own, so that nobody waits for a long push; what is
    not used leaves a gap.  SQLite has one writer at a time anyway.
    """
    creations = [
        change for change in changes
        if change.action == "create" and change.type in BY_NAME and BY_NAME[change.type].number_prefix
    ]  # fmt: skip
    if not creations:
        return {}
    year = clock.today().year
    taken: Numbers = {}
    for name, many in sorted(Counter(change.type for change in creations if change.op > last).items()):
        prefix = BY_NAME[name].number_prefix
        rows = database.fetch(
            connection,
            "INSERT INTO counter (prefix, year, next) VALUES (?, ?, ?) "
            "ON CONFLICT (prefix, year) DO UPDATE SET next = counter.next + excluded.next - 1 RETURNING next",
            prefix, year, many + 1,
        )  # fmt: skip
        first = rows[0][0] - many
        taken[name] = tuple(f"{prefix}-{year}-{number:06d}" for number in range(first, first + many))
    return taken


def give_back(database: Database, connection: Connection, left: Iterable[str]) -> None:
    """Numbers that were allotted to records which were then refused, the last ones of their blocks: the next record
    gets them, where nobody was given later ones meanwhile."""
    ends: dict[tuple[str, int], list[int]] = {}
    for number in left:
        prefix, year, at = number.rsplit("-", 2)
        ends.setdefault((prefix, int(year)), []).append(int(at))
    for block, unused in sorted(ends.items()):
        database.execute(
            connection, "UPDATE counter SET next = ? WHERE prefix = ? AND year = ? AND next = ?",
            min(unused), *block, max(unused) + 1,
        )  # fmt: skip
