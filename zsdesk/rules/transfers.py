"""流转, 上报, 退回: who hands which record to which region, and what goes along with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from zsdesk.errors import Refused
from zsdesk.fields import Record, field_of
from zsdesk.kinds import Ref, Target
from zsdesk.records import Company, Contact, Negotiation, Visit
from zsdesk.rules.rights import Account, Role, place_name, scopes_of

WAYS = {"up": "上报", "down": "下达", "across": "流转"}
"""What a handover is called: to a region above, to one within, to another one."""
_ALONG: dict[type[Record], tuple[str, ...]] = {
    Negotiation: ("project", "lead"), Visit: ("project", "lead"), Contact: ("company",),
}  # fmt: skip


def way(before: str | None, after: str) -> str:
    """How the record goes: ``up``, ``down`` or ``across``."""
    if before is not None and after in scopes_of(before):
        return "up"
    return "down" if before in scopes_of(after) else "across"


def refusal(account: Account, owner: str | None, before: str | None, after: str) -> Refused | None:
    """Why the account may not hand a record of region ``before`` over to ``after``.

    An officer hands over own records and those that nobody owns, to any region: who receives one may send it back.
    A supervisor hands over every record of the region.
    """
    if before == after:
        return Refused("The record belongs to {region} already.", region=place_name(after))
    if account.role == Role.DEPARTMENT:
        return Refused("An account of a department answers what it is asked, and changes nothing else.")
    if account.role == Role.OFFICER and owner not in (None, "", account.name):
        return Refused("The record is {owner}'s: {owner} or a supervisor hands it over.", owner=owner)
    return None


@cache
def wholes(record: type[Record]) -> tuple[tuple[str, str], ...]:
    """The fields by which a record goes along with another one, and of which type that is.

    Beside what it is part of: talks and visits go with their project or lead, people with their enterprise.
    """
    if record in _ALONG:
        return tuple((name, name) for name in _ALONG[record])
    found = ((name, field_of(record, name).kind) for name in record.belongs_to)
    return tuple((name, kind.to) for name, kind in found if isinstance(kind, Ref))


def goes_with(record: type[Record], packed: Mapping[str, object]) -> Iterator[Target]:
    """The records with which one goes along, of its packed fields; the nearest first."""
    for name, to in wholes(record):
        if packed.get(name) is not None:
            yield Target(to, str(packed[name]))


def takes_along(record: type[Record], packed: Mapping[str, object]) -> Iterator[Target]:
    """The enterprises that a lead or a project names: they go along where nothing else needs them."""
    if packed.get("company") is not None and record is not Company:
        yield Target(Company.type_name, str(packed["company"]))
    if record.type_name == "project":
        for one in field_of(record, "companies").unpack(packed.get("companies")) or ():
            yield Target(Company.type_name, one)
