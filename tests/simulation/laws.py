"""The laws of sync, each by its number in the design, looked up in plain SQL and never asked of the program itself."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from tests.simulation.edits import LONG
from tests.simulation.templates import NEWER_JSON
from zsdesk.fields import Record, fields
from zsdesk.kinds import Day, Instant
from zsdesk.records import TYPES
from zsdesk.rules.rights import scopes_of
from zsdesk.store.tables import UNSETTLED, State
from zsdesk.sync.sealed import NOBODY

if TYPE_CHECKING:
    from tests.simulation.desks import SimDesk
    from tests.simulation.office import MortalDatabase
    from tests.simulation.world import World

MOST_ROUNDS = 8
"""Whole syncs of every desk after which nothing may move any more (I9)."""

_DUMPED = ("history", "result", "stream", "feed", "parked", "numbers", "meta", "account")
_MOMENT = re.compile(r"\b\d{13}\b|\b\d{4}-\d\d-\d\d[ T][\d:.+]+|\b[0-9a-f]{64}\b")
_UNSETTLED = ",".join(str(int(state)) for state in UNSETTLED)


def _fail(text: str) -> None:
    from tests.simulation.world import Wrong

    raise Wrong(text)


def same(before: Any, after: Any, text: str) -> None:
    """``Wrong`` where the two differ, with the first place."""
    if before == after:
        return
    for name in before:
        if before[name] != after.get(name):
            gone, came = set(before[name]) - set(after[name]), set(after[name]) - set(before[name])
            _fail(f"{text}: {name}: gone {sorted(map(str, gone))[:3]}, came {sorted(map(str, came))[:3]}")


def province_dump(database: MortalDatabase) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the province has, without who asked last."""
    here = {row[0] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = [*(t.__tablename__ for t in TYPES), *(name for name in _DUMPED if name in here)]
    return {name: sorted(database.rows(f'SELECT * FROM "{name}"'), key=str) for name in names}


def without_times(database: MortalDatabase) -> dict[str, list[tuple[object, ...]]]:
    """The province's records, but for the fields that say when (I8)."""
    ended: dict[str, list[tuple[object, ...]]] = {}
    for kind in TYPES:
        names = [f.name for f in fields(kind) if not isinstance(f.kind, Instant | Day)]
        shown = ", ".join(f'"{name}"' for name in ("id", "version", *names))
        gone = ", deleted_at IS NULL" if "deleted_at" not in names else ""
        rows = database.rows(f'SELECT {shown}{gone} FROM "{kind.__tablename__}"')
        ended[kind.type_name] = sorted((tuple(_untimed(value) for value in row) for row in rows), key=str)
    return ended


def _untimed(value: object) -> object:
    """Without the moments that conflicts, quarantine and signatures keep in their texts, and digests over such."""
    return _MOMENT.sub("·", value) if isinstance(value, str) else value


# -- at every step -----------------------------------------------------------------------------


def own_edits_stand(desk: SimDesk) -> None:
    """I6: what was written here and is not settled yet is what the desk shows, or what it wrote over it since.

    What is sent again to a restored province was answered before: what others made of it since is what the desk shows.
    """
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, record, packed, waits in desk.rows(
        f'SELECT type, id, fields, state IN ({_UNSETTLED}) AND version = 0 FROM "change" '
        f"WHERE state <> {int(State.SUPERSEDED)} "
        f'AND op_no >= (SELECT min(op_no) FROM "change" WHERE state IN ({_UNSETTLED})) AND id <> ? ORDER BY op_no',
        NOBODY,
    ):
        after, shown = msgspec.json.decode(packed), latest.setdefault((kind, record), {})
        shown.update(after) if waits else [shown.pop(name, None) for name in after]
    for (kind, record), patch in latest.items():
        if not patch:
            continue
        names = ", ".join(f'"{name}"' for name in patch)
        found = desk.rows(f'SELECT {names} FROM "{kind}" WHERE id = ?', record)
        if not found or dict(zip(patch, found[0], strict=True)) != patch:
            _fail(f"I6: {desk.name} wrote {patch} into {kind} {record} and sees {found}")


def progress_is_kept(desk: SimDesk) -> None:
    """I5: a desk that was killed goes on from where it was."""
    cursor = int(desk.setting("cursor") or 0)
    life = desk.setting("server_epoch")  # a restored province counts from its backup on, and so does a new snapshot
    if cursor < desk.cursor and life == desk.life and not desk.setting("sweeping"):
        _fail(f"I5: {desk.name} was at {desk.cursor} and is at {cursor}")
    desk.cursor, desk.life = cursor, life


# -- at rest -----------------------------------------------------------------------------------


def at_rest(world: World) -> None:
    """Everything that has to hold when all is said and done."""
    for desk in world.desks:
        _nothing_waits(world, desk)
        as_at_the_province(world, desk)
        _nothing_of_what_left(world, desk)
        _second_sync_is_empty(world, desk)
    _no_edit_is_lost(world)
    _newer_fields_stay(world)
    _files_are_across(world)


def _nothing_waits(world: World, desk: SimDesk) -> None:
    """I1, first half: every change is answered, the received ones with a place in quarantine; each is counted."""
    ended = Counter(row[0] for row in desk.rows('SELECT state FROM "change"'))
    for state, count in ended.items():
        world.counted[State(state).name.lower()] += count
    waiting = ended[int(State.LOCAL)] + ended[int(State.SENT)]
    if waiting:
        _fail(f"I1: {waiting} changes of {desk.name} have no answer")


def _second_sync_is_empty(world: World, desk: SimDesk) -> None:
    """I9: when there is nothing to do, one request says so."""
    if (
        desk.last_tally.pushed
        or desk.last_tally.pulled
        or desk.last_requests not in (1, 1 + asked_in_vain(world, desk))
    ):
        _fail(f"I9: the last sync of {desk.name} took {desk.last_requests} requests and moved {desk.last_tally}")


@cache
def _all_of(kind: type[Record]) -> str:
    """All of a record's fields that travel, its region last."""
    shown = ", ".join(f'"{name}"' for name in ("id", "version", *(f.name for f in fields(kind)), "region_code"))
    return f'SELECT {shown} FROM "{kind.__tablename__}" ORDER BY id'


def _sight(world: World, desk: SimDesk) -> set[str]:
    """The regions that the desk's officer sees: the own one, and those where he helps today."""
    name = desk.setting("user")
    own = world.database.rows(f"SELECT region_code FROM account WHERE name = '{name}'")
    helps = world.database.rows(f"SELECT region_code, until FROM granted WHERE account = '{name}'")
    today = world.office.clock.today().isoformat()
    return {str(row[0]) for row in own} | {str(region) for region, until in helps if not until or until > today}


def as_at_the_province(world: World, desk: SimDesk) -> None:
    """I3 and I4: at rest a desk holds what the province holds within its scope, row by row, value by value."""
    sight = _sight(world, desk)
    parked = set(desk.rows(f'SELECT type, id FROM "change" WHERE state = {int(State.PARKED)}'))
    for kind in TYPES:
        name = kind.type_name
        ours = [row for row in desk.rows(_all_of(kind)) if (name, row[0]) not in parked]
        there = [
            row
            for row in world.database.rows(_all_of(kind))
            if not sight.isdisjoint(scopes_of(str(row[-1]))) and (name, row[0]) not in parked
        ]
        same({name: there}, {name: ours}, f"I3: {desk.name} differs from the province")


def _nothing_of_what_left(world: World, desk: SimDesk) -> None:
    """I7: of a record that is not on this desk it keeps nothing: no change, no history, no search entry."""
    for kind, record in dict.fromkeys((edit.type, edit.id) for edit in world.edits):
        if desk.rows(f'SELECT 1 FROM "{kind}" WHERE id = ?', record):
            continue
        for table in ("change", "heard", "shadow", "draft", "search_document"):
            if found := desk.rows(f'SELECT * FROM "{table}" WHERE type = ? AND id = ?', kind, record):
                _fail(f"I7: {desk.name} keeps of {kind} {record} in {table}: {found[0]}")


def _no_edit_is_lost(world: World) -> None:
    """I1, second half: the token of every committed edit is in the province's history, in a conflict, or parked; or the
    desk wrote another one over it, for which that holds."""
    kept = "".join(row[0] for row in world.database.rows("SELECT fields FROM history"))
    kept += "".join(f"{a}{b}{c}" for a, b, c in world.database.rows("SELECT base, kept, offered FROM conflict"))
    kept += "".join(str(row[0]) for row in world.database.rows("SELECT written FROM quarantine"))
    states = f"{int(State.PARKED)}, {int(State.SUPERSEDED)}"
    for desk in world.desks:
        kept += "".join(row[0] for row in desk.rows(f'SELECT fields FROM "change" WHERE state IN ({states})'))
    over: set[tuple[int, str, str]] = set()
    for edit in reversed(world.edits):
        if edit.token in kept:
            over.add((edit.desk, edit.id, edit.field))
        elif edit.field in LONG or (edit.desk, edit.id, edit.field) not in over:
            _fail(f"I1: {edit} is nowhere")


def _newer_fields_stay(world: World) -> None:
    """I10: what a newer program wrote is at the province, whatever older ones did to the record."""
    for record, extra in world.database.rows("SELECT id, extra FROM lead"):
        if record in world.template.newer and extra != NEWER_JSON:
            _fail(f"I10: the province has {extra} of lead {record}")


def gone_files(world: World) -> set[str]:
    """Files that came after the backup, and whose record left every desk that had them before the province was put
    back: what the record says of them came back, the bytes cannot."""
    if not world.counted["restored"]:
        return set()
    named = {row[0] for row in world.database.rows("SELECT sha256 FROM attachment WHERE deleted_at IS NULL")}
    had = {row[0] for row in world.database.rows("SELECT sha256 FROM blob")}
    for desk in world.desks if named - had else ():
        had |= {row[0] for row in desk.rows("SELECT sha256 FROM file WHERE present = 1")}
    return named - had


def asked_in_vain(world: World, desk: SimDesk) -> int:
    """How many files a desk asks for, now and then, that nobody has any more."""
    gone = gone_files(world)
    named = desk.rows("SELECT DISTINCT sha256 FROM attachment WHERE deleted_at IS NULL AND version > 0") if gone else ()
    return len(gone & {row[0] for row in named})


def _files_are_across(world: World) -> None:
    """What is attached is at the province, as far as the record is, and at every desk that sees it (point 22)."""
    gone = gone_files(world)
    world.counted["files gone"] += len(gone)
    there = gone | {row[0] for row in world.database.rows("SELECT sha256 FROM blob")}
    for name, sha256 in world.database.rows("SELECT id, sha256 FROM attachment WHERE deleted_at IS NULL"):
        if sha256 not in there:
            _fail(f"file {sha256} of {name} is not at the province")
    for desk in world.desks:
        for name, present in desk.rows(
            "SELECT a.id, f.present OR a.sha256 IN (SELECT value FROM json_each(?)) "
            "FROM attachment a LEFT JOIN file f ON f.sha256 = a.sha256 "
            "WHERE a.deleted_at IS NULL AND a.version > 0",
            msgspec.json.encode(sorted(gone)).decode(),
        ):
            if not present:
                _fail(f"the file of {name} is not at {desk.name}")
