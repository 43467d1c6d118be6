"""The same rows apart: by month, by place, by channel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from zsdesk.kinds.places import ancestors, places
from zsdesk.records.choices import CHANNELS
from zsdesk.rules.statistics import sets
from zsdesk.rules.statistics.facts import Facts, ProjectFact
from zsdesk.rules.statistics.measuring import Part, part
from zsdesk.rules.statistics.periods import Ask, Period


class Month(NamedTuple):
    """What a month brought."""

    month: Period
    signed: Part
    started: Part


class Spot(NamedTuple):
    """What a region has of the rows: those below it counted in."""

    region: str
    signed: Part
    started: Part


class Way(NamedTuple):
    """A channel: its leads, those with a round, those with a signing."""

    code: str
    name: str
    leads: Part
    met: Part
    signed: Part


def by_month(facts: Facts, ask: Ask) -> list[Month]:
    """Signings and starts of each month of the period; months after T are empty."""
    signed, started = tuple(sets.signed(facts, ask)), tuple(sets.started(facts, ask))
    return [
        Month(month, part("签约", (p for p in signed if p.signed_on in month)),
              part("开工", (p for p in started if p.started_on in month)))
        for month in ask.period.months()
    ]  # fmt: skip


def by_place(facts: Facts, ask: Ask) -> dict[str, Spot]:
    """Signings and starts of every region of the scope, the rows of the regions below it counted in."""
    signed = _placed(sets.signed(facts, ask))
    started = _placed(sets.started(facts, ask))
    scope = [code for code in places() if ask.region in ancestors(code)]
    return {code: Spot(code, part("签约", signed.get(code, ())), part("开工", started.get(code, ()))) for code in scope}


def _placed(projects: Iterable[ProjectFact]) -> dict[str, list[ProjectFact]]:
    found: dict[str, list[ProjectFact]] = {}
    for project in projects:
        for code in ancestors(project.region):
            found.setdefault(code, []).append(project)
    return found


def by_channel(facts: Facts, ask: Ask) -> list[Way]:
    """Leads, rounds and signings of each channel, in the order of the catalogue."""
    found: list[Way] = []
    for option in CHANNELS.options:
        leads = tuple(sets.received(facts, ask, option.code))
        met = (lead for lead in leads if sets.by(lead.met_on, ask.cutoff))
        signed = (lead for lead in leads if sets.by(lead.signed_on, ask.cutoff))
        found.append(Way(option.code, option.label, part("线索", leads, "lead"), part("洽谈", met, "lead"),
                         part("签约", signed, "lead")))  # fmt: skip
    return found
