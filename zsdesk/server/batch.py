"""The records that one request changes: loaded together, held in memory, written together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

import msgspec
from sqlalchemy import Connection

from zsdesk.errors import Refused
from zsdesk.fields import Record, fields
from zsdesk.kinds import AnyRef, Ref, Target
from zsdesk.records import Attachment, Company, Conflict, Quarantine
from zsdesk.rules.rights import scopes_of
from zsdesk.server import rows
from zsdesk.server.database import Database
from zsdesk.server.feed import News, publish
from zsdesk.server.numbers import Numbers
from zsdesk.server.prepared import Prepared, Sender, Version, packed_json
from zsdesk.sync.merge import State, Values, stamped
from zsdesk.sync.wire import Result, Stamp

_TARGET = AnyRef()
_FOLLOWERS = (Attachment, Conflict, Quarantine)
"""What lies where its record lies."""


class Batch:
    """One database transaction's worth of changes: loaded together, merged in memory, written together."""

    def __init__(
        self, database: Database, connection: Connection, sender: Sender, stream: int, numbers: Numbers
    ) -> None:
        self.database = database
        self.connection = connection
        self.sender = sender
        self.stream = stream
        self.numbers: dict[str, Iterator[str]] = {name: iter(block) for name, block in numbers.items()}
        self.rows: dict[Target, State] = {}
        self.loaded: dict[Target, State] = {}
        self.own: dict[Target, frozenset[int]] = {}
        self.tidy: dict[Target, frozenset[int]] = {}
        self.parked: dict[Target, int] = {}
        self.parked_before: frozenset[tuple[Target, int]] = frozenset()
        self.unparked: set[Target] = set()
        self.history: list[Version] = []
        self.news: dict[Target, int] = {}
        self.revived: dict[Target, int] = {}
        self.aliases: dict[str, str] = {}
        self.written: dict[Target, State] = {}
        self.born: dict[Target, State] = {}
        self.untold: set[Target] = set()
        self._conflicts: dict[Target, set[Target]] = {}

    # -- loading -------------------------------------------------------------------------------

    def load(self, prepared: Sequence[Prepared]) -> None:
        """Fetch and lock every record that the changes are about, one query per type."""
        wanted: dict[str, set[str]] = {}
        for one in prepared:
            if not isinstance(one.checked, Refused):
                wanted.setdefault(one.target.type, set()).add(one.target.id)
                if one.checked[0] is Attachment and (target := one.checked[1].fields.get("target")) is not None:
                    named = _TARGET.unpack(target)
                    wanted.setdefault(named.type, set()).add(named.id)
        for name, ids in sorted(wanted.items()):
            self.take(rows.load(self.database, self.connection, name, ids, lock=True))
        self._load_own(prepared)
        self._load_untold()
        self._load_parked()
        self._load_aliases(prepared)

    def take(self, found: dict[Target, State]) -> None:
        """Records as the database has them; those that are here already stay as they are."""
        for target, state in found.items():
            if target not in self.loaded:
                self.loaded[target] = state
                self.rows.setdefault(target, state)

    def _load_own(self, prepared: Sequence[Prepared]) -> None:
        """Which versions this desk made itself, of records that it edited over older ones."""
        stale: dict[str, set[str]] = {}
        for one in prepared if self.loaded else ():
            state = self.loaded.get(one.target)
            if state is not None and not isinstance(one.checked, Refused) and one.checked[1].base < state.version:
                stale.setdefault(one.target.type, set()).add(one.target.id)
        for name, ids in stale.items():
            found = self.database.fetch(
                self.connection,
                f"SELECT id, version FROM history WHERE type = ? AND {self.database.among('id')} AND stream = ?",
                name, self.database.listed(ids), self.stream,
            )  # fmt: skip
            made: dict[str, set[int]] = {}
            for record_id, version in found:
                made.setdefault(record_id, set()).add(version)
            self.own.update((Target(name, record_id), frozenset(versions)) for record_id, versions in made.items())

    def _load_untold(self) -> None:
        """What came out otherwise than it was sent, and this desk did not fetch since: the answer may be lost."""
        by_type: dict[str, list[str]] = {}
        for name, record_id in self.loaded:
            by_type.setdefault(name, []).append(record_id)
        for name, ids in by_type.items():
            found = self.database.fetch(
                self.connection,
                f"SELECT id FROM feed WHERE {self.database.among('scope')} AND type = ? AND "
                f"{self.database.among('id')} AND seq > ? AND by_stream = 0",
                self.database.listed(self.sender.account.scopes), name, self.database.listed(ids), self.sender.cursor,
            )  # fmt: skip
            self.untold.update(Target(name, row[0]) for row in found)

    def _load_aliases(self, prepared: Sequence[Prepared]) -> None:
        """Enterprises that changes name and that became part of others (sync point 17)."""
        named: set[object] = set()
        for one in prepared:
            if not isinstance(one.checked, Refused):
                record, patch = one.checked
                for name in company_fields(record):
                    named.add(patch.fields.get(name))
        named.discard(None)
        while named:  # what it became part of may itself have become part of another
            rows = self.database.fetch(
                self.connection,
                f"SELECT id, merged_into FROM company WHERE {self.database.among('id')} AND merged_into IS NOT NULL",
                self.database.listed(str(company) for company in named),
            )
            self.aliases.update(rows)
            named = {into for _, into in rows} - self.aliases.keys()

    def alias_of(self, company: str, now: State | None) -> str:
        """The id under which the enterprise goes on; ``now`` is it as it stands in the transaction."""
        own, passed = company, {company}
        into = self.aliases.get(own) if now is None else now.values.get("merged_into")
        while into is not None and into not in passed:
            own = str(into)
            passed.add(own)
            state = self.rows.get(Target(Company.type_name, own))
            into = self.aliases.get(own) if state is None else state.values.get("merged_into")
        return own

    def _load_parked(self) -> None:
        found = self.database.fetch(self.connection, "SELECT type, id, op FROM parked WHERE stream = ?", self.stream)
        self.parked = {Target(name, record_id): op for name, record_id, op in found}
        self.parked_before = frozenset(self.parked.items())

    def conflicts_of(self, target: Target) -> set[Target]:
        """The conflict records of a record; those made meanwhile are added to the set by who makes them."""
        if target not in self._conflicts:
            found = rows.belonging(self.database, self.connection, Conflict.type_name, [target])
            self.take(found)
            self._conflicts[target] = set(found)
        return self._conflicts[target]

    # -- writing -------------------------------------------------------------------------------

    def write(self, prepared: Sequence[Prepared], results: Sequence[Result]) -> None:
        """Write everything; the feed comes last, because numbering it holds everyone up."""
        self._move_followers()
        database, connection, stream = self.database, self.connection, self.stream
        self.flush()
        who, device = self.sender.account.name, self.sender.device
        database.insert(
            connection, "history",
            ("type", "id", "version", "stream", "actor", "device", "at", "fields", "before"),
            [
                (target[0], target[1], version, stream, who, device, at, fields, before)
                for target, version, at, fields, before in self.history
            ],
        )  # fmt: skip
        database.insert(
            connection, "result", ("stream", "op", "digest", "result"),
            [
                (stream, one.change.op, one.digest, msgspec.json.encode(result).decode())
                for one, result in zip(prepared, results, strict=True)
            ],
        )  # fmt: skip
        self._write_parked()
        database.execute(connection, "UPDATE stream SET last_op_no = ? WHERE no = ?", prepared[-1].change.op, stream)
        publish(database, connection, map(self._news_of, self.news.items()))

    def flush(self) -> None:
        """Write the records that changed and are not written yet, so that a rule finds them in the database."""
        changed = {t: state for t, state in self.rows.items() if self.written.get(t, self.loaded.get(t)) is not state}
        rows.write(self.database, self.connection, changed.values(), self.known())
        self.written.update(changed)

    def known(self) -> Collection[Target]:
        """The records that the database has."""
        return self.loaded.keys() | self.written.keys() if self.written else self.loaded.keys()

    def stored(self, target: Target, *, lock: bool = False) -> State | None:
        """A record that no change of the request is about, as the database has it."""
        return rows.load(self.database, self.connection, target.type, [target.id], lock=lock).get(target)

    def _write_parked(self) -> None:
        parked = [(self.stream, *target, op) for target, op in self.parked.items() - self.parked_before]
        self.database.replace(self.connection, "parked", ("stream", "type", "id", "op"), 3, parked)
        gone = [(self.stream, *target) for target, _ in self.parked_before if target in self.unparked]
        self.database.run(self.connection, "DELETE FROM parked WHERE stream = ? AND type = ? AND id = ?", gone)

    def _news_of(self, told: tuple[Target, int]) -> News:
        target, op = told
        seen_by, before = _scopes(self.rows[target]), self._before(target)
        left = () if before is None else tuple(scope for scope in _scopes(before) if scope not in seen_by)
        return News(target.type, target.id, seen_by, left, self.stream if op else 0, op)

    def _before(self, target: Target) -> State | None:
        """What others have of a record: what the database has; of one that came with this request what it was made as,
        which the sender's own desk has."""
        return self.loaded.get(target) or self.born.get(target)

    def _move_followers(self) -> None:
        """Attachments and conflicts go where their record goes, and come back with it."""
        moved = {
            target for target, state in self.rows.items()
            if (was := self._before(target)) is not None and was is not state
            and was.values.get("region_code") != state.values.get("region_code")
        } | self.revived.keys()  # fmt: skip
        if not moved:
            return
        for record in _FOLLOWERS:
            name = record.type_name
            self.take(rows.belonging(self.database, self.connection, name, moved))
            for target, state in list(self.rows.items()):
                of = target_of(state) if target.type == name else None
                if of in moved:
                    self._follow(target, state, self.rows[of], self.revived.get(of, 0))

    def _follow(self, target: Target, state: State, leader: State, deleted: int) -> None:
        patch: Values = {}
        if state.values.get("region_code") != leader.values.get("region_code"):
            patch["region_code"] = leader.values.get("region_code")
        if deleted and state.values.get("deleted_at") == deleted:
            patch["deleted_at"] = None
        if patch:
            self.born.setdefault(target, state)
            self.rows[target], version = self.successor(target, state, patch, self.sender.now)
            self.history.append(version)
            self.news[target] = 0

    def successor(self, target: Target, state: State, patch: Values, at: int) -> tuple[State, Version]:
        """The record after the province itself changed ``patch`` on behalf of the sender."""
        version = state.version + 1
        stamp = Stamp(version, self.sender.account.name, at, tuple(sorted(patch)))
        before = {name: state.values.get(name) for name in patch}
        after = state._replace(
            version=version, updated_at=at, stamps=stamped(state.stamps, stamp), values={**state.values, **patch}
        )
        return after, Version(target, version, at, packed_json(patch), packed_json(before))


@cache
def company_fields(record: type[Record]) -> tuple[str, ...]:
    """The fields that name one enterprise; an alias of one is not among them."""
    return tuple(
        f.name for f in fields(record)
        if isinstance(f.kind, Ref) and f.kind.to == Company.type_name and record is not Company
    )  # fmt: skip


def companies(record: type[Record], values: Values) -> Iterator[str]:
    """The enterprises that packed values name."""
    for name in company_fields(record):
        if (value := values.get(name)) is not None:
            yield str(value)


def target_of(state: State) -> Target | None:
    """The record that an attachment or a conflict belongs to."""
    packed = state.values.get("target")
    return None if packed is None else _TARGET.unpack(packed)


def _scopes(state: State) -> tuple[str, ...]:
    return scopes_of(str(state.values.get("region_code")))
