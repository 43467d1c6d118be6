"""The merge: a record as the province has it, and a desk's change of it, give the record after both.

Pure.  What two people did is found by versions of fields and by the values that a change was made
over, never by clocks (sync points 14–16):

* different fields merge; fields of one group move together;
* sets (tags, references, regions, people, lists of texts) merge by what was added and removed;
* long texts merge sentence by sentence, and tables whose rows have names row by row;
* the same field otherwise: the province's value stays, and the later one is handed back as a
  ``Clash``, out of which the province makes a conflict record;
* a deletion of a record that others changed, and a change of a record that others deleted, both
  leave it undeleted, with a ``Clash`` over ``deleted_at`` that keeps ``None`` and offers the deletion.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec

from zsdesk.errors import Invalid
from zsdesk.fields import Field, Record, field_of, fields, group_of, is_long
from zsdesk.kinds import Packed, People, Refs, Regions, Rows, Tags, Texts
from zsdesk.records import Conflict, Quarantine
from zsdesk.rules.three_way import merge_text
from zsdesk.sync.wire import Action, Stamp

Values = dict[str, Packed | None]
NO_STAMP = Stamp(0, "", 0)


class State(NamedTuple):
    """A record as the province has it; ``values`` are packed, an absent field is ``None``.  Never mutated."""

    record: type[Record]
    id: str
    version: int
    updated_at: int
    stamps: tuple[Stamp, ...]
    values: Values
    extra: dict[str, Any]


class Patch(NamedTuple):
    """A checked change: ``fields`` and ``before`` are packed; ``extra`` holds fields of a newer desk."""

    action: Action
    base: int
    at: int
    fields: Values
    before: Values
    extra: dict[str, Any]


class Clash(NamedTuple):
    """Two values of one group of fields: which one stays, and which was offered."""

    field: str
    base: Values
    kept: Values
    kept_by: str
    kept_at: int
    offered: Values
    offered_by: str
    offered_at: int
    unknown: tuple[str, ...] = ()
    """Fields of the group that the change did not touch: ``offered`` has the province's values for them."""


class Outcome(NamedTuple):
    """The record after a change: ``changed`` and ``before`` say what the province's row got and had.

    ``clean`` where the record now is what the desk has, given that it had the version before.
    """

    state: State
    status: Literal["applied", "merged", "conflict"]
    changed: Values
    before: Values
    clashes: tuple[Clash, ...]
    clean: bool


def created(record: type[Record], record_id: str, patch: Patch, actor: str, number: str = "") -> Outcome:
    """A record that the province did not have, under the number that it gives."""
    values = {**patch.fields, "number": number} if number else patch.fields
    state = State(record, record_id, 1, patch.at, (Stamp(1, actor, patch.at),), values, patch.extra)
    return Outcome(state, "applied", patch.fields, {}, (), clean=True)


def merge(state: State, patch: Patch, actor: str, own: Collection[int] = ()) -> Outcome:
    """The record after the change.

    ``own`` are the versions that the changing desk itself made, of those after the change's base.
    """
    settled = state.record in (Conflict, Quarantine) and state.values.get("status") != "open"
    if settled and "status" in patch.fields:
        # Two people settled it at once: the first decision stands; what the second did to the record
        # itself is a change like any other.
        return Outcome(state, "merged", {}, {}, (), clean=False)
    return _Merge(state, patch, actor, frozenset(own)).outcome()


class _Merge:
    """One merge under way."""

    def __init__(self, state: State, patch: Patch, actor: str, own: frozenset[int]) -> None:
        self.state = state
        self.patch = patch
        self.actor = actor
        # A record that is created twice was made over nothing; a field set to what it was is no edit of it.
        self.had: Values = dict.fromkeys(patch.fields) if patch.action == "create" else patch.before
        self.offered = {n: v for n, v in patch.fields.items() if n not in self.had or self.had[n] != v}
        self.own = own
        self.foreign = state.version - patch.base > sum(1 for version in own if version > patch.base)
        self.changed: Values = {}
        self.clashes: list[Clash] = []

    def outcome(self) -> Outcome:
        for names in _touched_groups(self.state.record, self.offered):
            if names == ("deleted_at",):
                self._deletion()
            else:
                self._group(names)
        if "deleted_at" not in self.offered:
            self._revive()
        before = {name: self.state.values.get(name) for name in self.changed}
        clean = not self.clashes and not self.foreign and self.changed.items() >= self.patch.fields.items()
        status: Literal["applied", "merged", "conflict"] = "applied" if not self.foreign else "merged"
        return Outcome(self._after(), "conflict" if self.clashes else status, self.changed, before,
                       tuple(self.clashes), clean)  # fmt: skip

    def _after(self) -> State:
        state, patch = self.state, self.patch
        if not self.changed and not patch.extra.items() - state.extra.items():
            return state
        version = state.version + 1
        stamp = Stamp(version, self.actor, patch.at, tuple(sorted({*self.changed, *patch.extra})))
        return State(
            state.record, state.id, version, patch.at, stamped(state.stamps, stamp),
            {**state.values, **self.changed}, {**state.extra, **patch.extra},
        )  # fmt: skip

    def _group(self, names: tuple[str, ...]) -> None:
        """Take what is offered for a group of fields, or merge it, or keep both sides."""
        current, offered = self.state.values, self.offered
        touched = [name for name in names if name in offered]
        if not any(self._diverged(name) for name in names):
            self._take({name: offered[name] for name in touched})
        elif all(current.get(name) == offered[name] for name in touched):
            return
        elif len(names) > 1 or not self._merged(names[0]):
            self._clash(names, touched)

    def _diverged(self, name: str) -> bool:
        """Whether others gave a field a value that the desk neither made its change over nor gives it itself."""
        stamp = stamp_of(self.state.stamps, name)
        if stamp.version <= self.patch.base:
            return False
        if name not in self.offered:
            return stamp.version not in self.own
        current = self.state.values.get(name)
        return self.offered[name] != current and (name not in self.had or self.had[name] != current)

    def _take(self, values: Values) -> None:
        for name, value in values.items():
            if value != self.state.values.get(name):
                self.changed[name] = value

    def _merged(self, name: str) -> bool:
        """Merge one field by its kind; false where its kind does not merge, or the two sides overlap."""
        declared = field_of(self.state.record, name)
        way = _merger(declared)
        if way is None:
            return False
        base = self._valid_before(name)
        merged = way(declared, base, self.offered[name], self.state.values.get(name))
        if isinstance(merged, _Overlap):
            return False
        self._take({name: merged})
        return True

    def _valid_before(self, name: str) -> Packed | None:
        before = self.had.get(name)
        try:
            field_of(self.state.record, name).unpack(before)
        except Invalid:
            return None
        return before

    def _clash(self, names: tuple[str, ...], touched: list[str]) -> None:
        current = {name: self.state.values.get(name) for name in names}
        newest = max((stamp_of(self.state.stamps, name) for name in names), key=lambda stamp: stamp.version)
        self.clashes.append(
            Clash(
                names[0], {name: self._valid_before(name) for name in touched}, current, newest.actor, newest.at,
                {**current, **{name: self.offered[name] for name in touched}}, self.actor, self.patch.at,
                tuple(name for name in names if name not in touched),
            )
        )  # fmt: skip

    def _deletion(self) -> None:
        """Delete or restore: whoever is later, nothing that another one still works on disappears."""
        offered, current = self.offered["deleted_at"], self.state.values.get("deleted_at")
        if offered is None:
            self._take({"deleted_at": None})
            if current is not None and self._deleted_by_other():
                self._keep_undeleted(current)
        elif current is None:
            if self.foreign:
                newest = max(
                    (s for s in self.state.stamps if s.version not in self.own), key=lambda s: s.version,
                    default=NO_STAMP,
                )  # fmt: skip
                gone: Values = {"deleted_at": offered}
                stays: Values = {"deleted_at": None}
                self.clashes.append(
                    Clash("deleted_at", stays, stays, newest.actor, newest.at, gone, self.actor, self.patch.at)
                )
            else:
                self._take({"deleted_at": offered})

    def _revive(self) -> None:
        """A change of a record that another one deleted meanwhile brings it back."""
        deleted = self.state.values.get("deleted_at")
        if deleted is not None and (self.changed or self.clashes) and self._deleted_by_other():
            self.changed["deleted_at"] = None
            self._keep_undeleted(deleted)

    def _deleted_by_other(self) -> bool:
        version = stamp_of(self.state.stamps, "deleted_at").version
        if self.had.get("deleted_at") == self.state.values["deleted_at"]:
            return False
        return version > self.patch.base and version not in self.own

    def _keep_undeleted(self, deleted: Packed) -> None:
        stamp = stamp_of(self.state.stamps, "deleted_at")
        stays: Values = {"deleted_at": None}
        self.clashes.append(
            Clash("deleted_at", stays, stays, self.actor, self.patch.at, {"deleted_at": deleted}, stamp.actor, stamp.at)
        )


# -- stamps ------------------------------------------------------------------------------------


def stamp_of(stamps: tuple[Stamp, ...], name: str) -> Stamp:
    """Who set the field last: the stamp that names it, or the one that names none."""
    rest = NO_STAMP
    for stamp in stamps:
        if name in stamp.fields:
            return stamp
        if not stamp.fields:
            rest = stamp
    return rest


def stamped(stamps: tuple[Stamp, ...], new: Stamp) -> tuple[Stamp, ...]:
    """The stamps with a new one: every field is named by the newest that set it, the oldest names all others."""
    named = set(new.fields)
    out: list[Stamp] = []
    for stamp in stamps:
        if not stamp.fields:
            out.append(stamp)
        elif rest := tuple(name for name in stamp.fields if name not in named):
            out.append(stamp if len(rest) == len(stamp.fields) else msgspec.structs.replace(stamp, fields=rest))
    return (*out, new)


# -- merging by kind ---------------------------------------------------------------------------


class _Overlap:
    """Both sides changed the same part."""


_OVERLAP = _Overlap()
_Merger = Callable[[Field, Packed | None, Packed | None, Packed | None], "Packed | _Overlap | None"]


@cache
def _merger(declared: Field) -> _Merger | None:
    if isinstance(declared.kind, Tags | Refs | Regions | Texts | People):
        return _merge_set
    if isinstance(declared.kind, Rows) and declared.kind.keyed:
        return _merge_rows
    return _merge_long if is_long(declared) else None


def _merge_set(declared: Field, base: Packed | None, offered: Packed | None, current: Packed | None) -> Packed | None:
    """The province's items, without those that the change took out, with those that it brought."""
    was, now, held = (dict.fromkeys(declared.unpack(packed) or ()) for packed in (base, offered, current))
    kept = dict.fromkeys(item for item in held if item in now or item not in was)
    kept |= {item: None for item in now if item not in was}
    return declared.kind.pack(declared.kind.unpack(declared.kind.pack(tuple(kept)))) if kept else None


def _merge_rows(
    declared: Field, base: Packed | None, offered: Packed | None, current: Packed | None
) -> Packed | _Overlap | None:
    """The province's table, with the rows that the change set, put in or took out."""
    kind = declared.kind
    assert isinstance(kind, Rows)
    key = kind.columns[0].name
    tables = [declared.unpack(packed) or () for packed in (base, offered, current)]
    was, now, held = ({getattr(row, key): row for row in rows} for rows in tables)
    if any(len(named) < len(rows) for named, rows in zip((was, now, held), tables, strict=True)):
        return _OVERLAP  # two rows of one name: nobody knows which was meant
    merged = dict(held)
    for name in dict.fromkeys((*was, *now)):
        before, after = was.get(name), now.get(name)
        if before == after or held.get(name) == after:
            continue
        if held.get(name) != before:
            return _OVERLAP
        merged.pop(name) if after is None else merged.update({name: after})
    return kind.pack(tuple(merged.values())) if merged else None


def _merge_long(
    _declared: Field, base: Packed | None, offered: Packed | None, current: Packed | None
) -> Packed | _Overlap | None:
    merged = merge_text(str(base or ""), str(offered or ""), str(current or ""))
    return _OVERLAP if merged is None else merged or None


@cache
def _group(record: type[Record], name: str) -> tuple[str, ...]:
    return group_of(record, name)


def _touched_groups(record: type[Record], names: Iterable[str]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(_group(record, name) for name in names))


@cache
def field_names(record: type[Record]) -> tuple[str, ...]:
    """The names of all fields of a record type, in order: what travels of a record."""
    return tuple(declared.name for declared in fields(record))
