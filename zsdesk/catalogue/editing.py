"""A catalogue's next version: an entry changed, added, taken out, confirmed; and what differs between two versions.

Pure: every function gives another catalogue.  Whether one holds together is what
:func:`zsdesk.catalogue.reading.read` says of its text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from zsdesk.catalogue.entries import KINDS, SECTIONS, Catalogue, Entry
from zsdesk.errors import Invalid, NotFound, Refused

Key = tuple[str, str]
"""A section and a code in it."""
STANDING_FIELDS = ("standing", "confirmed_by", "confirmed_on")


class Difference(NamedTuple):
    """An entry that differs between two versions; ``fields`` name what changed in one that both have."""

    section: str
    code: str
    label: str
    what: str
    """``added``, ``removed``, ``confirmed`` (nothing but its standing) or ``changed``."""
    fields: tuple[tuple[str, Any, Any], ...] = ()


def entry_of(made: Catalogue, section: str, code: str) -> Entry:
    """The entry; ``NotFound`` naming what there is."""
    if section not in SECTIONS:
        raise NotFound("The catalogue has no section “{name}”. Its sections are: {known}.",
                       name=section, known=", ".join(SECTIONS))  # fmt: skip
    entries: tuple[Entry, ...] = getattr(made, section)
    for entry in entries:
        if entry.code == code:
            return entry
    raise NotFound("[[{section}]] has no entry “{code}”. It has: {known}.",
                   section=section, code=code, known=", ".join(e.code for e in entries))  # fmt: skip


def changed(made: Catalogue, section: str, code: str, values: Mapping[str, Any]) -> Catalogue:
    """With other values in an entry, which is to be confirmed again where it was confirmed."""
    entry = entry_of(made, section, code)
    given = {name: value for name, value in values.items() if getattr(entry, name) != value}
    if not given:
        return made
    if entry.standing == "confirmed":
        given = {"standing": "assumed", "confirmed_by": "", "confirmed_on": None} | given
    return _with(made, section, code, _sound(type(entry), msgspec.structs.replace(entry, **given)))


def added(made: Catalogue, section: str, values: Mapping[str, Any]) -> Catalogue:
    """With one more entry at the end of its section."""
    if section not in KINDS:
        entry_of(made, section, "")  # names the sections that there are
    entries: tuple[Entry, ...] = getattr(made, section)
    kind = KINDS[section]
    try:
        entry = msgspec.convert({n: v for n, v in values.items() if v is not None}, kind)
    except msgspec.ValidationError as error:
        raise Invalid("This is no entry of the catalogue: {why}.", why=str(error)) from None
    return msgspec.structs.replace(made, **{section: (*entries, entry)})


def without(made: Catalogue, section: str, code: str) -> Catalogue:
    """Without an entry."""
    entry_of(made, section, code)
    return msgspec.structs.replace(made, **{section: tuple(e for e in getattr(made, section) if e.code != code)})


def confirmed(made: Catalogue, keys: Collection[Key], by: str, on: date) -> Catalogue:
    """With entries confirmed by someone on a day; ``Refused`` without a name."""
    if not by.strip():
        raise Refused("Say who confirms it.")
    said = {"standing": "confirmed", "confirmed_by": by.strip(), "confirmed_on": on}
    for section, code in keys:
        made = _with(made, section, code, msgspec.structs.replace(entry_of(made, section, code), **said))
    return made


def differences(before: Catalogue, after: Catalogue) -> list[Difference]:
    """What is otherwise in ``after``, section by section."""
    found: list[Difference] = []
    for section in SECTIONS:
        old, new = _by_code(before, section), _by_code(after, section)
        for code, entry in new.items():
            if code not in old:
                found.append(Difference(section, code, entry.label, "added"))
            elif fields := _fields(old[code], entry):
                only_standing = all(name in STANDING_FIELDS for name, _, _ in fields)
                what = "confirmed" if only_standing and entry.standing == "confirmed" else "changed"
                found.append(Difference(section, code, entry.label, what, fields))
        found += [Difference(section, c, e.label, "removed") for c, e in old.items() if c not in new]
    return found


def rebased(base: Catalogue, draft: Catalogue, newest: Catalogue) -> tuple[Catalogue, list[Difference]]:
    """The changes from ``base`` to ``draft`` made over ``newest``; and those that ``newest`` had made otherwise.

    What the draft says holds; the entries that both changed are named, to be looked at.
    """
    theirs = {(d.section, d.code): d for d in differences(base, newest)}
    made, both = newest, list[Difference]()
    for one in differences(base, draft):
        there = one.code in _by_code(made, one.section)
        rival = theirs.get((one.section, one.code))
        if rival is not None and not _same(draft, newest, one):
            both.append(one)
        if one.what == "removed":
            made = without(made, one.section, one.code) if there else made
        elif not there:
            entry = entry_of(draft, one.section, one.code)
            made = msgspec.structs.replace(made, **{one.section: (*getattr(made, one.section), entry)})
        else:
            over = entry_of(made, one.section, one.code)
            values = {name: value for name, _, value in one.fields}
            made = _with(made, one.section, one.code, msgspec.structs.replace(over, **values))
    return made, both


def _same(draft: Catalogue, newest: Catalogue, one: Difference) -> bool:
    """Whether both sides say the same of an entry, or changed different fields of it."""
    mine, other = _by_code(draft, one.section).get(one.code), _by_code(newest, one.section).get(one.code)
    if mine is None or other is None:
        return mine is other
    if one.what == "added":
        return mine == other
    return all(getattr(other, name) in (before, after) for name, before, after in one.fields)


def _fields(old: Entry, new: Entry) -> tuple[tuple[str, Any, Any], ...]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in new.__struct_fields__)
    return tuple((name, before, after) for name, before, after in pairs if before != after)


def _by_code(made: Catalogue, section: str) -> dict[str, Entry]:
    return {entry.code: entry for entry in getattr(made, section)}


def _with(made: Catalogue, section: str, code: str, entry: Entry) -> Catalogue:
    entries = tuple(entry if old.code == code else old for old in getattr(made, section))
    return msgspec.structs.replace(made, **{section: entries})


def _sound(kind: type[Entry], entry: Entry) -> Entry:
    """The entry, where its values are of the kinds that it declares."""
    try:
        return msgspec.convert(msgspec.to_builtins(entry), kind)
    except msgspec.ValidationError as error:
        raise Invalid("This is no entry of the catalogue: {why}.", why=str(error)) from None
