"""What a desk may send at all: known types and fields, values of their kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from zsdesk.clock import Clock
from zsdesk.errors import Invalid, Refused
from zsdesk.fields import Field, Record, fields
from zsdesk.ids import is_id
from zsdesk.kinds import AnyRef, Kind, Packed, Ref, Refs, Target
from zsdesk.records import BY_NAME, SCHEMA, Conflict, Quarantine
from zsdesk.sync.merge import Patch, Values
from zsdesk.sync.wire import Change, Scalar

LATEST_MS = 250_000_000_000_000
"""The year 9892: calendars end soon after it."""

LARGEST_EXTRA = 64 * 1024
"""Bytes of fields that only a newer program knows, kept for it per record."""

REMEMBERED = 4_096
"""Values per field that were found well formed; codes and days come again and again."""

MADE_HERE: dict[type[Record], frozenset[str]] = {
    Conflict: frozenset({"status", "resolution"}), Quarantine: frozenset({"status"}),
}  # fmt: skip
"""What the province makes itself, and what a desk may set in it."""

IDENTITY = Ref("record")
"""The kind of a record's own id."""

Checked = tuple[type[Record], Patch] | Refused
"""What was found of a change: what it does, or why it cannot be."""

_UNSEEN = Refused("")
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


def checked(changes: Sequence[Change]) -> list[Checked]:
    """The record type and the checked patch of each change, or the ``Refused`` with the sentence for the officer.

    Changes that set the same fields of a type are looked at together, column by column; one by one where
    that finds something to look into.
    """
    found: list[Checked] = [_UNSEEN] * len(changes)
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, change in enumerate(changes):
        alike.setdefault((change.type, *change.fields), []).append(at)
    for (type_name, *names), places in alike.items():
        together = [changes[at] for at in places]
        record = BY_NAME.get(type_name)
        if record is not None and _all_sound(record, names, together):
            for at, change in zip(places, together, strict=True):
                found[at] = (record, _patch(change, change.fields, {}))
        else:
            for at, change in zip(places, together, strict=True):
                found[at] = _looked_into(change)
    return found


def _all_sound(record: type[Record], names: Sequence[str], changes: Sequence[Change]) -> bool:
    """Whether nothing is to be refused in these changes, and nothing of them to be put into another form."""
    checks = _checks(record)
    if (
        record in MADE_HERE
        or record.registered
        or not all(name in checks and not checks[name].field.server for name in names)
    ):
        return False
    if not IDENTITY.all_packed([change.id for change in changes]):
        return False
    columns = zip(*[change.fields.values() for change in changes], strict=True)
    return all(_sound(checks[name], column) for name, column in zip(names, columns, strict=True))


def _sound(check: _Check, column: Sequence[Scalar]) -> bool:
    values = [packed for packed in column if packed is not None]
    if check.kind.all_packed(values):
        return True
    try:
        return all(_canonical(check, packed) == packed for packed in set(values))
    except Refused:
        return False


def _looked_into(change: Change) -> Checked:
    try:
        return _checked(change)
    except Refused as refusal:
        return refusal


def _checked(change: Change) -> tuple[type[Record], Patch]:
    record = BY_NAME.get(change.type)
    if record is None:
        raise Refused("The province does not know records of the type “{type}” yet.", type=change.type)
    if not is_id(change.id):
        raise Refused("“{text}” is no record's id.", text=change.id)
    if record in MADE_HERE:
        _only_settling(change, MADE_HERE[record])
    if record.registered and change.action != "create":
        raise Refused("A register keeps its entries as they were made; nothing of it is changed or deleted.")
    known, extra = _split(record, change)
    if extra and change.schema <= SCHEMA:
        raise Refused("The province knows no field “{name}” of {type}.", name=next(iter(extra))[:60], type=change.type)
    if extra:
        refuse_unkeepable(extra)
    return record, _patch(change, known, extra)


def _patch(change: Change, known: Values, extra: dict[str, Scalar]) -> Patch:
    base = 0 if change.action == "create" else change.base
    return Patch(change.action, base, _sane(change.at), known, change.before, extra)


def _split(record: type[Record], change: Change) -> tuple[Values, dict[str, Scalar]]:
    """The fields in their single form, and those that are not known here."""
    checks = _checks(record)
    known: Values = {}
    extra: dict[str, Scalar] = {}
    for name, packed in change.fields.items():
        check = checks.get(name)
        if check is None:
            extra[name] = packed
        elif check.field.server and record not in MADE_HERE:
            raise Refused("“{field}” is given by the province and cannot be typed.", field=check.field.chinese)
        else:
            known[name] = None if packed is None else _canonical(check, packed)
    return known, extra


def _canonical(check: _Check, packed: Scalar) -> Packed:
    found = check.known.get(packed) if type(packed) is str else None
    if found is not None:
        return found
    try:
        value = check.kind.unpack(packed)
        if isinstance(value, Target) and value.type not in BY_NAME:
            raise Invalid("There is no record type “{name}”.", name=value.type)
        made = check.kind.pack(value)
    except Invalid as error:
        raise Refused("“{field}”: {why}", field=check.field.chinese, why=error).about(check.field.name) from None
    if type(packed) is str and len(packed) <= 40:
        if len(check.known) >= REMEMBERED:
            check.known.clear()
        check.known[packed] = made
    return made


def _only_settling(change: Change, names: frozenset[str]) -> None:
    if change.action != "change" or not change.fields.keys() <= names:
        raise Refused("Conflicts are made by the province; a desk settles them and changes nothing else of them.")


def refuse_unkeepable(extra: dict[str, Any]) -> None:
    """``Refused`` where the fields that only a newer program knows are too many to be kept for it."""
    text = msgspec.json.encode(extra)
    if len(text) > LARGEST_EXTRA or any(not _FIELD_NAME.fullmatch(name) for name in extra):
        raise Refused("The fields of a newer program are too large for this province; its update has to come first.")


def _sane(at: int) -> int:
    """A device's clock, for display; what no calendar holds is taken as now."""
    return at if 0 <= at < LATEST_MS else Clock().now_ms()
