"""What the figures are made of: the few fields of each row that they look at, and nothing else.

A snapshot keeps facts, so that an old bulletin is rebuilt from the rows as they were.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class ProjectFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A project: its sums in 元, its days, its cuts.

    ``private`` is unknown where an enterprise, or its ownership, is not here; ``channel`` is that of its lead;
    ``met_on`` the day of the first round or visit with it.
    """

    id: str
    name: str = ""
    region: str = ""
    group: str = ""
    private: bool | None = None
    stage: str = ""
    stage_on: date | None = None
    entered_on: date | None = None
    signed_on: date | None = None
    started_on: date | None = None
    produced_on: date | None = None
    total: int | None = None
    contract: int | None = None
    fixed: int | None = None
    channel: str = ""
    met_on: date | None = None
    sihua: str = ""
    cluster: str = ""


class ArrivalFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money that arrived for a project."""

    id: str
    project: str
    on: date | None = None
    yuan: int | None = None


class LeadFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A lead: when it came, when there was a first round, when a project that grew out of it was signed."""

    id: str
    name: str = ""
    region: str = ""
    channel: str = ""
    received_on: date | None = None
    met_on: date | None = None
    signed_on: date | None = None


class AppealFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """An appeal of an enterprise."""

    id: str
    name: str = ""
    region: str = ""
    accepted_on: date | None = None
    closed_on: date | None = None


class Defined(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a figure was called and rounded by the catalogue of the cut-off day."""

    code: str
    label: str
    places: int
    mode: Literal["half_up", "truncate"] = "half_up"


class Facts(msgspec.Struct, frozen=True):
    """Everything that one question looks at, each list by id."""

    projects: tuple[ProjectFact, ...] = ()
    arrivals: tuple[ArrivalFact, ...] = ()
    leads: tuple[LeadFact, ...] = ()
    appeals: tuple[AppealFact, ...] = ()
    defined: tuple[Defined, ...] = ()


Fact = ProjectFact | LeadFact | AppealFact
