"""Who sees and writes what: a role, and a region that bounds it."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from zsdesk.errors import Refused
from zsdesk.kinds.places import ancestors, places


class Role(StrEnum):
    """What an account is for.

    An officer writes records of the own region; a supervisor also settles other people's conflicts;
    a department reads (and gives its opinions in reviews); an administrator does what a supervisor
    does, and manages accounts.
    """

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    DEPARTMENT = "department"
    ADMINISTRATOR = "administrator"


class Account(NamedTuple):
    """Someone who is known to the province."""

    name: str
    role: str
    region: str


@cache
def scopes_of(region_code: str) -> tuple[str, ...]:
    """The regions whose accounts see a record of this region: itself and those above."""
    return ancestors(region_code)


def sees(account: Account, region_code: str | None) -> bool:
    """Whether a record of this region is within the account's sight."""
    return region_code is not None and account.region in scopes_of(region_code)


def may_write(account: Account) -> bool:
    """Whether the account changes records at all."""
    return account.role != Role.DEPARTMENT


def write_refusal(account: Account, before: str | None, after: str | None) -> Refused | None:
    """Why the account may not take a record from region ``before`` to ``after``; ``None`` where it may.

    ``before`` is ``None`` for a new record.
    """
    if not may_write(account):
        return Refused("An account of a department reads records and does not change them.")
    if before is not None and not sees(account, before):
        return Refused("The record belongs to another region than {region}; ask its office to change it.",
                       region=place_name(account.region))  # fmt: skip
    if not sees(account, after):
        return Refused("The region {other} lies outside of {region}; choose one within it.",
                       other=place_name(after or ""), region=place_name(account.region))  # fmt: skip
    return None


def resolve_refusal(account: Account, parties: tuple[str | None, ...]) -> Refused | None:
    """Why the account may not settle a conflict between ``parties`` (authors and owner) of its region."""
    if account.role in (Role.SUPERVISOR, Role.ADMINISTRATOR) or account.name in parties:
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
