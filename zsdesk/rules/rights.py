"""Who sees and writes what: a role, and a region that bounds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from zsdesk.errors import Refused
from zsdesk.kinds.places import ancestors, places


class Role(StrEnum):
    """What an account is for.

    An officer writes records of the own region; a supervisor also settles other people's conflicts;
    a department sees the projects on which it is asked, and answers; an administrator does what a supervisor
    does, and manages accounts.
    """

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    DEPARTMENT = "department"
    ADMINISTRATOR = "administrator"


class Account(NamedTuple):
    """Someone who is known to the province.

    ``helps`` are regions beside the own one whose records the account sees and writes for a time; ``past``
    those that it once saw and sees no more.  ``unit`` is the department or office that the account speaks
    for, as reviews and appeals write its name; without one the account's name says it.
    """

    name: str
    role: str
    region: str
    helps: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    unit: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The regions in sight; none lies in another, so that a record is in one of them at most."""
        more = (h for h in self.helps if self.region not in scopes_of(h))
        kept = dict.fromkeys((self.region, *more))
        return tuple(one for one in kept if not any(other != one and other in scopes_of(one) for other in kept))


@cache
def scopes_of(region_code: str) -> tuple[str, ...]:
    """The regions whose accounts see a record of this region: itself and those above."""
    return ancestors(region_code)


def sees(account: Account, region_code: str | None) -> bool:
    """Whether a record of this region is within the account's sight."""
    return region_code is not None and not {account.region, *account.helps}.isdisjoint(scopes_of(region_code))


def may_write(account: Account) -> bool:
    """Whether the account changes records at all."""
    return account.role != Role.DEPARTMENT


ANSWERS: Mapping[str, tuple[str, frozenset[str]]] = {
    "opinion": ("department", frozenset(
        {"verdict", "answered_at", "answered_by", "text", "basis", "conditions"})),
    "appeal": ("handler", frozenset(
        {"replied_at", "reply", "closed_at", "step", "due", "catalogue"})),
    "task": ("owner_unit", frozenset({"done_on", "result"})),
    "blocker": ("owner_unit", frozenset({"cleared_on", "cleared_by", "cleared_note"})),
}  # fmt: skip
"""What a department answers: by type, the field that names it, and those that it fills in."""


def speaks_for(name: str, unit: str | None) -> bool:
    """Whether a name is a department's: it is its name, or begins with it (水务局, 水务局陈工)."""
    return bool(unit) and name.startswith(str(unit))


def answers(account: Account, type_name: str, values: Mapping[str, object], changed: Collection[str]) -> bool:
    """Whether the change is a department's answer to what it was asked: its own matter, and only its own fields."""
    if type_name not in ANSWERS or not changed:
        return False
    return set(changed) <= ANSWERS[type_name][1] and addressed(account, type_name, values)


def addressed(account: Account, type_name: str, values: Mapping[str, object]) -> bool:
    """Whether a record asks something of the department for which the account speaks."""
    if account.role != Role.DEPARTMENT or type_name not in ANSWERS or values.get("deleted_at") is not None:
        return False
    region, unit = values.get("region_code"), values.get(ANSWERS[type_name][0])
    name = account.unit or account.name
    return speaks_for(name, None if unit is None else str(unit)) and sees(
        account, None if region is None else str(region)
    )


def write_refusal(account: Account, before: str | None, after: str | None) -> Refused | None:
    """Why the account may not take a record from region ``before`` to ``after``; ``None`` where it may.

    ``before`` is ``None`` for a new record.
    """
    if not may_write(account):
        return Refused("An account of a department answers what it is asked, and changes nothing else.")
    if before is not None and not sees(account, before):
        return Refused("The record belongs to another region than {region}; ask its office to change it.",
                       region=place_name(account.region))  # fmt: skip
    if not sees(account, after):
        why = Refused("The region {other} lies outside of {region}; choose one within it.",
                      other=place_name(after or ""), region=place_name(account.region))  # fmt: skip
        return why.about("region_code")
    return None


def transfer_refusal(account: Account, before: str | None) -> Refused | None:
    """Why the account may not hand a record of region ``before`` over to another region, whichever that is."""
    return write_refusal(account, before, before)


def supervises(account: Account) -> bool:
    """Whether the account decides about what others left behind: conflicts, changes in quarantine."""
    return account.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)


def once_saw(account: Account, region_code: str | None) -> bool:
    """Whether a record of this region was within the account's sight at some time."""
    return region_code is not None and not {*account.scopes, *account.past}.isdisjoint(scopes_of(region_code))


def resolve_refusal(account: Account, parties: tuple[str | None, ...]) -> Refused | None:
    """Why the account may not settle a conflict between ``parties`` (authors and owner) of its region."""
    if supervises(account) or account.name in parties:
        return None
    return Refused("Only its authors, the record's owner or a supervisor settle this conflict.")


def publish_refusal(account: Account) -> Refused | None:
    """Why the account may not publish a catalogue: it holds for the whole province."""
    if account.role != Role.ADMINISTRATOR or len(scopes_of(account.region)) > 1:
        return Refused("Only an administrator of the province publishes the catalogue; send your changes there.")
    return None


def place_name(code: str) -> str:
    """A region's name, or its code where it is in no list."""
    place = places().get(code)
    return place.name if place else code
