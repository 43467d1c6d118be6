"""Hand a record over to another region, with all that is part of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from zsdesk.errors import Refused
from zsdesk.fields import Record, field_of
from zsdesk.kinds import Ref
from zsdesk.records import TYPES, Conflict, Quarantine
from zsdesk.rules.rights import place_name
from zsdesk.store.work import Work


def transfer(work: Work, type_name: str, id: str, region: str) -> int:
    """Hand a record over to ``region`` (a code); how many records went, those that are part of it among them.

    Its files and conflicts follow at the province.  ``Refused`` where it is there already.
    """
    record = work.get(type_name, id)
    if record.region_code == region:
        raise Refused("The record belongs to {region} already.", region=place_name(region))
    whole = [record, *_parts(work, record)]
    for part in whole:
        part.region_code = region
    work.session.flush()
    return len(whole)


def _parts(work: Work, whole: Record) -> Iterator[Record]:
    """The records that are part of this one and lie where it lies, and their parts."""
    for kind in TYPES:
        if kind in (Conflict, Quarantine) or kind.registered:
            continue
        for name in kind.belongs_to:
            ref = field_of(kind, name).kind
            if not (isinstance(ref, Ref) and ref.to == type(whole).type_name):
                continue
            column = getattr(kind, name)
            found = work.session.scalars(select(kind).where(column == whole.id, kind.region_code == whole.region_code))
            for part in found.all():
                yield part
                yield from _parts(work, part)
