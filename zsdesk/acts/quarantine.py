"""A supervisor decides about a change in quarantine: it holds, as an ordinary change, or it is given up."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from zsdesk.acts import records
from zsdesk.errors import NotFound, Refused
from zsdesk.fields import Record, field_of, is_long
from zsdesk.kinds import Target
from zsdesk.records import Quarantine, record_type
from zsdesk.rules.three_way import suggestion
from zsdesk.store.work import Work


def adopt(work: Work, id: str, names: Collection[str] | None = None) -> None:
    """Let what the officer wrote hold, or of it only the fields ``names``; both in one transaction.

    Long texts keep what others wrote in them meanwhile.  ``NotFound`` where the record is not on this desk.
    """
    kept, target = _open(work, id)
    offered: dict[str, Any] = msgspec.json.decode(kept.written or "{}")
    unknown = [name for name in names or () if name not in offered]
    if unknown:
        raise NotFound("The change is about {fields}, not about {unknown}.",
                       fields=", ".join(offered), unknown=", ".join(unknown))  # fmt: skip
    wanted = {name: value for name, value in offered.items() if names is None or name in names}
    record = work.session.get(record_type(target.type), target.id)
    if record is None and kept.deed == "create":
        kind = record_type(target.type)
        values = {name: field_of(kind, name).unpack(value) for name, value in wanted.items() if name != "pinyin"}
        records.create(work, target.type, values, target.id)
    elif kept.deed == "delete":
        records.delete(work, target.type, target.id)
    elif kept.deed == "restore":
        records.restore(work, target.type, target.id)
    else:
        _set(work.get(target.type, target.id), wanted, msgspec.json.decode(kept.had or "{}"))
    kept.status = "adopted"
    work.session.flush()


def discard(work: Work, id: str) -> None:
    """Let the record be as it is; what was written stays readable in the quarantine's own history."""
    kept, _ = _open(work, id)
    kept.status = "discarded"
    work.session.flush()


def _open(work: Work, id: str) -> tuple[Quarantine, Target]:
    kept = work.need(Quarantine, id)
    if kept.status != "open" or kept.target is None:
        raise Refused("This change was decided already.")
    return kept, kept.target


def _set(record: Record, wanted: dict[str, Any], before: dict[str, Any]) -> None:
    for name, packed in wanted.items():
        declared = field_of(type(record), name)
        if declared.server or name in ("pinyin", "region_code"):
            continue
        value = declared.unpack(packed)
        if is_long(declared):
            was, now = declared.unpack(before.get(name)) or "", getattr(record, name) or ""
            value = suggestion(was, value or "", now) or None
        setattr(record, name, value)
