"""Taking a ledger in, and taking all of it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from zsdesk.acts import records, undoing
from zsdesk.errors import NotFound
from zsdesk.ids import new_id
from zsdesk.store import settings
from zsdesk.store.work import Work

KEPT = 50
"""How many of the last imports can be taken back."""
_KEY = "intakes"
UNDONE_AT_ONCE = 500
"""Changes that are taken back at once: SQLite takes only so many values in one statement."""


class Intake(msgspec.Struct):
    """One import: of which file, when, and the numbers of all its changes."""

    id: str
    name: str
    type: str
    at: int
    rows: int = 0
    changes: list[int] = []
    undone: bool = False


class Wanted(NamedTuple):
    """A row to take in: a new record's values, or those of a record that change."""

    id: str
    new: bool
    values: Mapping[str, Any]


def begin(work: Work, name: str, type_name: str) -> str:
    """Note an import under a new id, before its first rows."""
    made = Intake(new_id(), name, type_name, work.clock.now_ms())
    _keep(work, [made, *intakes(work)][:KEPT])
    return made.id


def take_in(work: Work, intake: str, type_name: str, entries: Sequence[Wanted], companies: Mapping[str, str]) -> None:
    """Some rows of an import; ``companies`` are names of enterprises that they refer to, with the ids to be made."""
    named = [records.New("company", id, {"name": name, "uscc_pending": True}) for name, id in companies.items()]
    records.create_all(work, named)
    records.create_all(work, [records.New(type_name, one.id, one.values) for one in entries if one.new])
    for entry in entries:
        if not entry.new:
            records.change(work, type_name, entry.id, entry.values)
    known = intakes(work)
    one = _one(known, intake)
    one.rows += len(entries)
    one.changes += work.logged
    _keep(work, known)


def undo(work: Work, intake: str) -> int:
    """Take a whole import back; what somebody changed since is left alone. The number of its rows."""
    while undo_some(work, intake, UNDONE_AT_ONCE):
        pass
    return _one(intakes(work), intake).rows


def undo_some(work: Work, intake: str, most: int) -> int:
    """Take back the newest ``most`` changes of an import that still stand; how many are left."""
    known = intakes(work)
    one = _one(known, intake)
    if one.changes and not one.undone and most:
        undoing.undo(work, one.changes[-most:])
        del one.changes[-most:]
    one.undone = one.undone or (not one.changes and most > 0)
    _keep(work, known)
    return 0 if one.undone else len(one.changes)


def intakes(work: Work) -> list[Intake]:
    """The last imports, newest first."""
    text = settings.get(work.session.connection(), _KEY, "[]")
    return msgspec.json.decode(text, type=list[Intake])


def _one(known: Sequence[Intake], intake: str) -> Intake:
    for one in known:
        if one.id == intake:
            return one
    raise NotFound("There is no import {id} on this desk; “zsdesk imports” lists them.", id=intake)


def _keep(work: Work, known: Sequence[Intake]) -> None:
    settings.put(work.session.connection(), **{_KEY: msgspec.json.encode(known).decode()})
