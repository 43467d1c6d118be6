"""What only the acts of a desk see to, seen to again at the province: another program could leave it out.

After the changes of a local transaction are merged, and before they are kept, the rules look at the records as
they would be: the same pure functions of :mod:`zsdesk.rules` that the acts ask.  A transaction that a rule
refuses is parked with its sentence.  What settles a conflict or a change in quarantine was looked at when it was
made, and whoever did something may take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.records import Conflict, Quarantine
from zsdesk.server import gatekeeping, handing, matters, rows
from zsdesk.server.guarded import Guarded
from zsdesk.server.step import Step

Guard = Callable[[Guarded], Refused | None]

GUARDS: Mapping[str, tuple[frozenset[str], Guard]] = {
    "project": (gatekeeping.STAGE_FIELDS, gatekeeping.project),
    "transition": (frozenset(), gatekeeping.transition),
    "review": (frozenset({"closed_at", "result"}), matters.review),
    "opinion": (matters.ANSWER | {"deleted_at"}, matters.opinion),
    "supervision": (frozenset({"extensions", "due", "delisted_on", "deleted_at"}), matters.supervision),
    "blocker": (frozenset({"cleared_on"}), matters.blocker),
    "appeal": (frozenset({"step", "closed_at", "late_entry"}), matters.appeal),
}
"""By type: the fields that a rule is about (none: all of them), and the rule."""


def check(step: Step) -> tuple[Target, Refused] | None:
    """The first record of the local transaction that a rule refuses, and why."""
    handed = handing.check(step)
    if handed is not None:
        return handed
    about = [target for target in step.rows if target.type in GUARDS and _concerned(step, target)]
    if not about:
        return None
    settled = _settled(step)
    about = [target for target in about if not _as_decided(step, target, settled.get(target))]
    if not about:
        return None
    with _as_it_would_be(step) as session:
        for target in sorted(about, key=lambda t: (t.type != "transition", t)):  # why it moves before that it does
            guarded = Guarded(step, session, target)
            refusal = None if guarded.taken_back() else GUARDS[target.type][1](guarded)
            if refusal is not None:
                return target, refusal
    return None


def _concerned(step: Step, target: Target) -> bool:
    """Whether the transaction touched what the rule is about."""
    names, now = GUARDS[target.type][0], step.rows[target].values
    was = step.batch.rows.get(target)
    if was is None:
        return now.get("deleted_at") is None and (not names or any(now.get(name) is not None for name in names))
    if was.values is now:
        return False
    return not names or any(now.get(name) != was.values.get(name) for name in names)


def _settled(step: Step) -> dict[Target, list[Mapping[str, Any]]]:
    """What the transaction decides about: the values among which a conflict or a quarantine chose, by record."""
    found: dict[Target, list[Mapping[str, Any]]] = {}
    for state in step.rows.values():
        if state.record not in (Conflict, Quarantine) or state.values.get("status") == "open":
            continue
        of = state.values.get("target")
        if of is not None:
            offers = ("kept", "offered") if state.record is Conflict else ("written",)
            packed = [msgspec.json.decode(str(state.values.get(name) or "{}")) for name in offers]
            type_name, _, record_id = str(of).partition("/")
            found.setdefault(Target(type_name, record_id), []).extend(packed)
    return found


def _as_decided(step: Step, target: Target, offers: list[Mapping[str, Any]] | None) -> bool:
    if not offers:
        return False
    now, was = step.rows[target].values, step.batch.rows.get(target)
    names = GUARDS[target.type][0] or now.keys()
    changed = {name: now.get(name) for name in names if was is None or now.get(name) != was.values.get(name)}
    return any(changed.items() <= {**dict.fromkeys(changed), **offer}.items() for offer in offers)


@contextmanager
def _as_it_would_be(step: Step) -> Iterator[Session]:
    """The records as they would be after the transaction; nothing of it stays."""
    batch = step.batch
    batch.flush()
    with Session(batch.connection, join_transaction_mode="create_savepoint", autoflush=False) as session:
        session.connection()
        rows.write(batch.database, batch.connection, step.rows.values(), batch.known())
        try:
            yield session
        finally:
            session.rollback()
