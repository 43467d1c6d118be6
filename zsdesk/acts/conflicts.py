"""Resolve a conflict: an ordinary change of the record, and the conflict closed, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from zsdesk.errors import NotFound, Refused
from zsdesk.fields import field_of
from zsdesk.records import Conflict
from zsdesk.rules.conflicts import sides
from zsdesk.store import settings
from zsdesk.store.work import Work


@dataclass(frozen=True)
class Mine:
    """What I wrote shall hold."""


@dataclass(frozen=True)
class Theirs:
    """What the other wrote shall hold."""


@dataclass(frozen=True)
class Value:
    """Another value shall hold."""

    value: Any


Choice = Mine | Theirs | Value


def resolve(work: Work, conflict_id: str, choices: Mapping[str, Choice]) -> None:
    """Settle a conflict by saying for each of its fields which value holds.

    ``NotFound`` for an unknown conflict or a field that is not in it; ``Refused`` where it is settled already.
    """
    conflict = work.need(Conflict, conflict_id)
    if conflict.status != "open" or conflict.target is None:
        raise Refused("This conflict is settled already: {how}.", how=conflict.resolution or "")
    record = work.get(conflict.target.type, conflict.target.id)
    device = settings.get(work.session.connection(), "device")
    mine, theirs = sides(conflict, device=device, user=work.user)
    unknown = set(choices) - set(mine)
    if unknown:
        raise NotFound("The conflict is about {fields}, not about {unknown}.",
                       fields=", ".join(mine), unknown=", ".join(sorted(unknown)))  # fmt: skip
    done: dict[str, object] = {}
    for name in mine:
        declared = field_of(type(record), name)
        choice = choices.get(name) or _same_as_others(choices)
        packed = mine[name] if isinstance(choice, Mine) else theirs[name]
        value = choice.value if isinstance(choice, Value) else declared.unpack(packed)
        if isinstance(choice, Value) and declared.by_act and declared.pack(value) not in (mine[name], theirs[name]):
            raise Refused("“{field}” is set by what is done: choose one of the two values.", field=declared.label)
        setattr(record, name, value)
        done[name] = declared.pack(value)
    conflict.status = "resolved"
    conflict.resolution = msgspec.json.encode(done).decode()
    work.session.flush()


def _same_as_others(choices: Mapping[str, Choice]) -> Choice:
    """Fields of one group move together: those not named follow the side that was chosen."""
    chosen = next((c for c in choices.values() if isinstance(c, Mine)), None)
    return chosen or Theirs()
