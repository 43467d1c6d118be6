"""The sets of projects that figures are made of: each says when a project is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from zsdesk.rules.statistics.facts import Facts, LeadFact, ProjectFact
from zsdesk.rules.statistics.periods import Ask

Test = Callable[[ProjectFact], bool]

CUTS: dict[str, tuple[str, Test]] = {
    "": ("项目", lambda p: True),
    "agriculture": ("农业项目", lambda p: p.group == "agriculture"),
    "industry": ("工业项目", lambda p: p.group == "industry"),
    "services": ("服务业项目", lambda p: p.group == "services"),
    "private": ("民企项目", lambda p: p.private is True),
}
"""The cuts go across each other: they are not added up."""

ENDED = ("suspended", "terminated")
BROUGHT = ("office", "association", "leader")
"""The channels of 协同谋划: 驻外办, 商协会, 龙头企业 (the article)."""


def by(day: date | None, until: date) -> bool:
    """Whether something happened up to a day."""
    return day is not None and day <= until


def signed(facts: Facts, ask: Ask, cut: str = "") -> Iterator[ProjectFact]:
    """First contract in the period, up to T."""
    test = CUTS[cut][1]
    return (p for p in facts.projects if p.signed_on in ask.seen and test(p))


def started(facts: Facts, ask: Ask, cut: str = "") -> Iterator[ProjectFact]:
    """Start in the period, up to T, whenever signed."""
    test = CUTS[cut][1]
    return (p for p in facts.projects if p.started_on in ask.seen and test(p))


def newly_started(facts: Facts, ask: Ask, cut: str = "") -> Iterator[ProjectFact]:
    """Signed in the period, and started up to T."""
    return (p for p in signed(facts, ask, cut) if by(p.started_on, ask.cutoff))


def unknown_owner(facts: Facts, ask: Ask) -> Iterator[ProjectFact]:
    """Signed or started in the period, by whom is not known: they may belong to the cut of private enterprises."""
    return (p for p in facts.projects if p.private is None and (p.signed_on in ask.seen or p.started_on in ask.seen))


def entered(facts: Facts, ask: Ask) -> Iterator[ProjectFact]:
    """Came into the reserve, or straight into a later stage, in the period, up to T."""
    return (p for p in facts.projects if p.entered_on in ask.seen)


def going_on(project: ProjectFact, until: date) -> bool:
    """Whether the contract is being fulfilled at T: papers under way, building or producing, not set aside or ended."""
    return not (project.stage in ENDED and (project.stage_on is None or project.stage_on <= until))


def received(facts: Facts, ask: Ask, channel: str = "") -> Iterator[LeadFact]:
    """Leads that came in the period, up to T, by one channel or any."""
    return (lead for lead in facts.leads if lead.received_on in ask.seen and channel in ("", lead.channel))
