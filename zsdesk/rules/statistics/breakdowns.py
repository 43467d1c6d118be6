"""The same rows apart: by month, by place, by channel, by 四化 and industry cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from zsdesk.kinds import Choice
from zsdesk.kinds.places import ancestors, places
from zsdesk.records.choices import CHANNELS, CLUSTERS, SIHUA
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


class Look(NamedTuple):
    """A 四化 or cluster: its signings of the period, those of them that were started, and that produce, up to T."""

    code: str
    name: str
    signed: Part
    started: Part
    produced: Part


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


def by_sihua(facts: Facts, ask: Ask) -> list[Look]:
    """The signings of the period by 四化, those that name none at the end."""
    return _looks(facts, ask, SIHUA, lambda p: p.sihua)


def by_cluster(facts: Facts, ask: Ask) -> list[Look]:
    """The same by industry cluster."""
    return _looks(facts, ask, CLUSTERS, lambda p: p.cluster)


def _looks(facts: Facts, ask: Ask, options: Choice, of: Callable[[ProjectFact], str]) -> list[Look]:
    signed = tuple(sets.signed(facts, ask))
    known = {option.code: option.label for option in options.options}
    found: list[Look] = []
    for code, name in (*known.items(), ("", "未注明")):
        own = [p for p in signed if (of(p) if of(p) in known else "") == code]
        if code or own:
            begun = (p for p in own if sets.by(p.started_on, ask.cutoff))
            made = (p for p in own if sets.by(p.produced_on, ask.cutoff))
            found.append(Look(code, name, part("签约", own), part("开工", begun), part("投产", made)))
    return found
