"""Conflict records: made where a merge keeps two values, and taken further while they are open."""

from __future__ import annotations

from zsdesk.ids import new_id
from zsdesk.kinds import Target
from zsdesk.records import Conflict
from zsdesk.server.prepared import Sender, Version, packed_json
from zsdesk.sync.merge import Clash, State, Values, stamped
from zsdesk.sync.wire import Stamp


def is_same(conflict: State, clash: Clash, device: str) -> bool:
    """Whether a conflict of the same record is still open over the same field, from the same device."""
    values = conflict.values
    return (
        values.get("status") == "open"
        and values.get("deleted_at") is None
        and values.get("field_name") == clash.field
        and values.get("offered_device") == device
    )


def conflict_after(
    clash: Clash, record: State, device: str, sender: Sender, earlier: State | None
) -> tuple[State, Version]:
    """The conflict record of a clash over ``record``: a new one, or ``earlier`` with what is offered now."""
    patch: Values = {
        "kept": packed_json(clash.kept),
        "kept_by": clash.kept_by,
        "kept_at": clash.kept_at,
        "offered": packed_json(clash.offered),
        "offered_by": clash.offered_by,
        "offered_at": clash.offered_at,
        "region_code": record.values.get("region_code"),
    }
    if earlier is None:
        patch |= {
            "target": f"{record.record.type_name}/{record.id}",
            "field_name": clash.field,
            "base": packed_json(clash.base),
            "offered_device": device,
            "status": "open",
            "owner": record.values.get("owner"),
            "secrecy": record.values.get("secrecy"),
            "created_at": sender.now,
        }
        earlier = State(Conflict, new_id(), 0, sender.now, (), {}, {})
    version = earlier.version + 1
    named = tuple(sorted(patch)) if earlier.version else ()
    stamp = Stamp(version, sender.account.name, sender.now, named)
    after = State(
        Conflict, earlier.id, version, sender.now, stamped(earlier.stamps, stamp), {**earlier.values, **patch}, {}
    )
    before = {name: earlier.values.get(name) for name in patch} if earlier.version else {}
    target = Target(Conflict.type_name, earlier.id)
    return after, Version(target, version, sender.now, packed_json(patch), packed_json(before))
