"""A record that a rule looks at: as it was, as it would be, and what lies around it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy.orm import Session

from zsdesk.catalogue import Catalogue
from zsdesk.clock import BEIJING, from_ms
from zsdesk.fields import Record, fields
from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.rules.rights import Account
from zsdesk.server.step import Step
from zsdesk.store import catalogues
from zsdesk.sync.merge import State, stamp_of

R = TypeVar("R", bound=Record)

LATE = timedelta(days=180)
"""How long after a newer catalogue took effect a desk without a network may still have judged by the older one."""


class Guarded:
    """One record of a local transaction that is under way."""

    def __init__(self, step: Step, session: Session, target: Target) -> None:
        self.step, self.session, self.target = step, session, target
        self.before: State | None = step.batch.rows.get(target)
        self.after: State = step.rows[target]
        self.sender: Account = step.batch.sender.account

    @property
    def now(self) -> Any:
        """The record as it would be."""
        return self.session.get(record_type(self.target.type), self.target.id)

    @property
    def was(self) -> Any:
        """The record as it was; ``None`` for a new one."""
        return None if self.before is None else unpacked(self.before)

    @property
    def today(self) -> date:
        """The province's day."""
        return from_ms(self.step.batch.sender.now).astimezone(BEIJING).date()

    def get(self, kind: type[R], record_id: str | None) -> R | None:
        """Another record as it would be."""
        return None if record_id is None else self.session.get(kind, record_id)

    def earlier(self, target: Target) -> State | None:
        """A record as it was before the transaction."""
        if target in self.step.batch.rows:
            return self.step.batch.rows[target]
        return None if target in self.step.rows else self.step.batch.stored(target)

    def changed(self, name: str) -> bool:
        """Whether the transaction gives a field another value."""
        return self.before is None or self.before.values.get(name) != self.after.values.get(name)

    def catalogue(self, version: int | None = None) -> Catalogue:
        """The catalogue that holds, or the one by which a desk judged, where that was in force not too long ago."""
        connection, today = self.step.batch.connection, self.today
        if version is not None and 0 < version <= catalogues.newest(connection):
            followed = version < catalogues.newest(connection)
            if not followed or catalogues.of_version(connection, version + 1).effective + LATE > today:
                return catalogues.of_version(connection, version)
        return catalogues.in_force(connection, today)

    def taken_back(self) -> bool:
        """Whether the sender only takes back the own last change: what it set is again as it found it."""
        before, after = self.before, self.after
        if before is None:
            return False
        changed = {n: v for n, v in after.values.items() if before.values.get(n) != v and n != "pinyin"}
        newest = {stamp_of(before.stamps, name) for name in changed}
        if len(newest) != 1 or next(iter(newest)).actor != self.sender.name:
            return False
        had = self._had(next(iter(newest)).version)
        return bool(changed) and all(name in had and had[name] == value for name, value in changed.items())

    def _had(self, version: int) -> dict[str, Any]:
        batch = self.step.batch
        for one in batch.history:
            if (one.target, one.version) == (self.target, version):
                return dict(msgspec.json.decode(one.before))
        found = batch.database.fetch(
            batch.connection, "SELECT before FROM history WHERE type = ? AND id = ? AND version = ?",
            *self.target, version,
        )  # fmt: skip
        return dict(msgspec.json.decode(found[0][0])) if found else {}


def unpacked(state: State) -> Any:
    """A record out of its packed values, of no session."""
    return state.record(id=state.id, **{f.name: f.unpack(state.values.get(f.name)) for f in fields(state.record)})
