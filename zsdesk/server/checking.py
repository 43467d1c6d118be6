"""What a desk may send at all: known types and fields, values of their kinds."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import msgspec

from zsdesk.clock import Clock
from zsdesk.errors import Invalid, Refused
from zsdesk.fields import Field, Record, fields
from zsdesk.ids import is_id
from zsdesk.kinds import (
    AnyRef,
    Blob,
    Choice,
    Count,
    Flag,
    Instant,
    Kind,
    LongText,
    Packed,
    Ref,
    Refs,
    Region,
    Target,
    Text,
)  # fmt: skip
from zsdesk.records import BY_NAME, SCHEMA, Conflict
from zsdesk.sync.merge import Patch, Values
from zsdesk.sync.wire import Change, Scalar

LATEST_MS = 250_000_000_000_000
"""The year 9892: calendars end soon after it."""

LARGEST_EXTRA = 64 * 1024
"""Bytes of fields that only a newer program knows, kept for it per record."""

_SAME = (Choice, Region, Instant, Count, Flag, Blob)
"""Kinds whose packed values have a single form."""

_LONGEST: dict[type[Kind[Any]], int] = {Text: Text.longest, LongText: LongText.longest}
"""Kinds that take every text of so many characters."""

REMEMBERED = 4_096
"""Values per field that were found well formed; codes and days come again and again."""

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class _Check(NamedTuple):
    """How a field is checked, and what was found well formed before."""

    field: Field
    kind: Kind[Any]
    known: dict[Scalar, Packed]


@cache
def _checks(record: type[Record]) -> dict[str, _Check]:
    return {f.name: _Check(f, f.kind, {}) for f in fields(record)}


@cache
def _plain(record: type[Record]) -> dict[str, int]:
    """The fields that take every text up to a length, and the length."""
    return {f.name: _LONGEST[type(f.kind)] for f in fields(record) if type(f.kind) in _LONGEST and not f.server}


@cache
def _moments(record: type[Record]) -> frozenset[str]:
    """The fields that take every moment of the calendar."""
    return frozenset(f.name for f in fields(record) if type(f.kind) is Instant and not f.server)


@cache
def reference_fields(record: type[Record]) -> tuple[Field, ...]:
    """The fields that name other records."""
    return tuple(f for f in fields(record) if isinstance(f.kind, Ref | Refs | AnyRef))


def references(record: type[Record], values: Values) -> list[Target]:
    """The records that these packed values name."""
    found: list[Target] = []
    for declared in reference_fields(record):
        value = declared.unpack(values.get(declared.name))
        if value is None:
            continue
        if isinstance(declared.kind, AnyRef):
            found.append(value)
        elif isinstance(declared.kind, Ref):
            found.append(Target(declared.kind.to, value))
        elif isinstance(declared.kind, Refs):
            found += [Target(declared.kind.to, one) for one in value]
    return found


def checked(change: Change, *, storable: bool = False) -> tuple[type[Record], Patch]:
    """The record type and the checked patch of a change; ``Refused`` with the sentence for the officer.

    ``storable`` where it is known already that no text holds a character that cannot be stored.
    """
    record = BY_NAME.get(change.type)
    if record is None:
        raise Refused("The province does not know records of the type “{type}” yet.", type=change.type)
    if not is_id(change.id):
        raise Refused("“{text}” is no record's id.", text=change.id)
    if record is Conflict:
        _only_settling(change)
    known, extra = _split(record, change, _plain(record) if storable else {})
    if extra and change.schema <= SCHEMA:
        raise Refused("The province knows no field “{name}” of {type}.", name=next(iter(extra))[:60], type=change.type)
    if extra:
        refuse_unkeepable(extra)
    return record, Patch(change.action, 0 if change.action == "create" else change.base, _sane(change.at),
                         known, change.before, extra)  # fmt: skip


def _split(record: type[Record], change: Change, plain: dict[str, int]) -> tuple[Values, dict[str, Scalar]]:
    """The fields in their single form, and those that are not known here.  Mostly that is what came, uncopied."""
    checks, moments = _checks(record), _moments(record)
    known: Values = change.fields
    extra: dict[str, Scalar] = {}
    for name, packed in change.fields.items():
        if type(packed) is str and len(packed) <= plain.get(name, -1):
            continue
        if type(packed) is int and 0 <= packed < LATEST_MS and name in moments:
            continue
        check = checks.get(name)
        if check is None:
            extra[name] = packed
        elif check.field.server and record is not Conflict:
            raise Refused("“{field}” is given by the province and cannot be typed.", field=check.field.chinese)
        elif packed is not None:
            made = _canonical(check, packed)
            if made != packed:
                known = {**known, name: made}
    if extra:
        known = {name: packed for name, packed in known.items() if name not in extra}
    return known, extra


def _canonical(check: _Check, packed: Scalar) -> Packed:
    kind = check.kind
    found = check.known.get(packed) if type(packed) is str else None
    if found is not None:
        return found
    try:
        value = kind.unpack(packed)
        if type(kind) in _SAME:
            assert packed is not None
            made: Packed = packed
        else:
            made = value if type(value) is str else kind.pack(value)
        if isinstance(value, Target) and value.type not in BY_NAME:
            raise Invalid("There is no record type “{name}”.", name=value.type)
    except Invalid as error:
        raise Refused("“{field}”: {why}", field=check.field.chinese, why=error) from None
    if type(packed) is str and len(packed) <= 40:
        if len(check.known) >= REMEMBERED:
            check.known.clear()
        check.known[packed] = made
    return made


def _only_settling(change: Change) -> None:
    if change.action != "change" or not change.fields.keys() <= {"status", "resolution"}:
        raise Refused("Conflicts are made by the province; a desk settles them and changes nothing else of them.")


def refuse_unkeepable(extra: dict[str, Any]) -> None:
    """``Refused`` where the fields that only a newer program knows are too many to be kept for it."""
    text = msgspec.json.encode(extra)
    if len(text) > LARGEST_EXTRA or any(not _FIELD_NAME.fullmatch(name) for name in extra):
        raise Refused("The fields of a newer program are too large for this province; its update has to come first.")


def _sane(at: int) -> int:
    """A device's clock, for display; what no calendar holds is taken as now."""
    return at if 0 <= at < LATEST_MS else Clock().now_ms()
