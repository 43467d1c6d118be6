"""Quarantine: a change of what its author no longer sees is kept for a supervisor (sync point 19).

Only what the author once saw gets there, so that nobody can leave changes at records of others.
"""

from __future__ import annotations

from zsdesk.ids import new_id
from zsdesk.kinds import Target
from zsdesk.records import BY_NAME, Quarantine
from zsdesk.rules.rights import Account, may_write, once_saw, sees
from zsdesk.server.batch import Batch
from zsdesk.server.checking import MADE_HERE
from zsdesk.server.prepared import Prepared, Version, packed_json
from zsdesk.sync.merge import State, Values
from zsdesk.sync.wire import Stamp


def home_of(batch: Batch, one: Prepared) -> str | None:
    """The region where a change of a lost record is decided; ``None`` where it is none."""
    account = batch.sender.account
    checked = one.checked
    if not isinstance(checked, tuple) or not may_write(account) or checked[0] in MADE_HERE:
        return None
    state = batch.rows.get(one.target)
    if state is not None:
        region = state.values.get("region_code")
    elif one.change.action == "create":
        region = checked[1].fields.get("region_code")
    else:
        region = _kept_creation(batch, one.target)
    home = None if region is None else str(region)
    if home is None or sees(account, home) or not (once_saw(account, home) or _was_here(batch, one.target)):
        return None
    return home


def _kept_creation(batch: Batch, target: Target) -> str | None:
    """The region of a record that is itself in quarantine: what its author did with it afterwards joins it."""
    ahead = (s for s in batch.rows.values() if s.record is Quarantine)
    for state in ahead:
        if state.values.get("target") == f"{target.type}/{target.id}":
            return str(state.values.get("region_code"))
    rows = batch.database.fetch(
        batch.connection, "SELECT region_code FROM quarantine WHERE target = ? AND author = ? LIMIT 1",
        f"{target.type}/{target.id}", batch.sender.account.name,
    )  # fmt: skip
    return rows[0][0] if rows else None


def _was_here(batch: Batch, target: Target) -> bool:
    """Whether the record was in the account's sight before it went elsewhere: the feed remembers."""
    account: Account = batch.sender.account
    scopes = (*account.scopes, *account.past)
    rows = batch.database.fetch(
        batch.connection, f"SELECT 1 FROM feed WHERE type = ? AND id = ? AND {batch.database.among('scope')} LIMIT 1",
        *target, batch.database.listed(scopes),
    )  # fmt: skip
    return bool(rows)


def put_aside(batch: Batch, one: Prepared, home: str) -> str:
    """Keep a change for the supervisors of ``home``; the id of its record."""
    assert isinstance(one.checked, tuple)
    record, patch = one.checked
    state = batch.rows.get(one.target)
    sender = batch.sender
    title = (state.values if state else patch.fields).get(record.title_field)
    declared = BY_NAME[record.type_name].type_label
    values: Values = {
        "title": str(title or declared),
        "target": f"{one.target.type}/{one.target.id}",
        "deed": one.change.action,
        "written": packed_json(patch.fields),
        "had": packed_json(patch.before),
        "author": sender.account.name,
        "written_at": patch.at,
        "status": "open",
        "region_code": home,
        "secrecy": (state.values if state else patch.fields).get("secrecy"),
        "created_at": sender.now,
    }
    stamp = Stamp(1, sender.account.name, sender.now)
    made = State(Quarantine, new_id(), 1, sender.now, (stamp,), values, {})
    target = Target(Quarantine.type_name, made.id)
    batch.rows[target] = made
    batch.history.append(Version(target, 1, sender.now, packed_json(values), "{}"))
    batch.news[target] = 0
    return made.id
