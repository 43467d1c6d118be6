"""Minutes that were signed by hand are sealed: what was read at the table stays as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from zsdesk.errors import Refused
from zsdesk.fields import Record, field_of
from zsdesk.records import Negotiation
from zsdesk.records.negotiation import Ink, Supplement

SEALED = (
    "topics", "round", "held_at", "place", "attendees", "positions", "agreed", "open_points", "minutes",
    "next_step", "next_owner", "next_due",
)  # fmt: skip
"""What the minutes say, and so what nobody changes once it was signed."""

Values = Mapping[str, object]


def digest(packed: Values) -> str:
    """SHA-256 of what the minutes say, of packed fields: it stands beside each signature."""
    said = [[name, packed.get(name)] for name in SEALED]
    return sha256(msgspec.json.encode(said)).hexdigest()


def refusal(record: type[Record], before: Values, after: Values, author: str = "") -> Refused | None:
    """Why a record, of packed fields, may not be changed so; ``None`` where it may.

    ``after`` has the changed fields only.  Signatures may be added, and none taken away; what the minutes say may be
    put back to what was signed, and not otherwise changed.  What is new is added as 补记 under the ``author``'s name.
    """
    if record is not Negotiation:
        return None
    if "supplements" in after and (added := _supplement_refusal(before, after, author)) is not None:
        return added
    if not before.get("acknowledgement"):
        return None
    there = signatures(before)
    if after.get("deleted_at") is not None and before.get("deleted_at") is None:
        return Refused("Minutes that were signed by hand are not deleted.")
    if "acknowledgement" in after and not set(there) <= set(signatures(after)):
        return Refused("A signature by hand is not taken away or changed.")
    changed = [name for name in SEALED if name in after and after[name] != before.get(name)]
    if not changed or digest({**before, **after}) in {one.minutes for one in there}:
        return None
    return Refused("“{field}” was signed by hand and stays so. Add what is new to the minutes as a 补记.",
                   field=field_of(Negotiation, changed[0]).chinese)  # fmt: skip


def _supplement_refusal(before: Values, after: Values, author: str) -> Refused | None:
    there, now = supplements(before), supplements(after)
    if not set(there) <= set(now):
        return Refused("What was added to sealed minutes is not changed or taken away; add another 补记.")
    if not (before.get("acknowledgement") or after.get("acknowledgement")):
        return Refused("These minutes are not signed yet: write it into the minutes themselves.")
    if any(one.author != author or not one.text.strip() for one in now if one not in there):
        return Refused("A 补记 has its text, and the name of who writes it.")
    return None


def supplements(packed: Values) -> tuple[Supplement, ...]:
    """What packed fields say was added after sealing, in its order."""
    found = field_of(Negotiation, "supplements").unpack(packed.get("supplements")) or ()
    return tuple(sorted(found, key=lambda one: (one.at, one.no)))


def signatures(packed: Values) -> tuple[Ink, ...]:
    """The signatures by hand in packed fields."""
    return field_of(Negotiation, "acknowledgement").unpack(packed.get("acknowledgement")) or ()
