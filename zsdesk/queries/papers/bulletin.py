"""工作简报: the figures of a region and a period with their definitions, and the projects, blockers and supervisions
behind them.

Its id is ``REGION@PERIOD@CUTOFF`` (:func:`bulletin_id`): a bulletin is about no record, and the day up to which
its figures are known is the day that it bears.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from zsdesk.documents.content import Block, Chapter, Document, Facts, Said
from zsdesk.errors import NotFound
from zsdesk.kinds.places import places, within
from zsdesk.queries.figures import read_facts
from zsdesk.queries.papers.bulletin_figures import definitions, main_figures, spread
from zsdesk.queries.papers.reading import Reading, dashed, day, short
from zsdesk.records import Blocker, Project, Supervision
from zsdesk.rules.statistics import sets
from zsdesk.rules.statistics.answers import answers
from zsdesk.rules.statistics.facts import ProjectFact
from zsdesk.rules.statistics.periods import Ask, asked, codes_in
from zsdesk.store import settings

_MOST = 100
"""Rows of one list; a bulletin is read, not audited: the rest is counted."""


def bulletin_id(region: str, period: str, cutoff: str, today: date) -> str:
    """The id of a bulletin, with the period and the cut-off that are meant where none is given."""
    return id_of(asked(period, cutoff, region, today=today))


def id_of(ask: Ask) -> str:
    """The id of the bulletin that answers a question, of all its projects."""
    return f"{ask.region}@{ask.period.text()}@{ask.cutoff.isoformat()}"


def bulletin_content(session: Session, id: str) -> Document:
    """The content of a bulletin; ``NotFound`` for what is no id of one, or of more than this desk has records of."""
    try:
        region, period, cutoff = id.split("@")
        ask = asked(period, cutoff, region, today=date.fromisoformat(cutoff))
    except ValueError:
        raise NotFound("“{id}” names no bulletin: REGION@PERIOD@CUTOFF is expected.", id=id) from None
    _refuse_wider(session, ask.region)
    reading = Reading(session)
    behind = read_facts(session, ask)
    place = places()[ask.region].name
    found = answers(behind, ask, rows=())
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("figures", main_figures(behind, ask, found)),
        ("stages", spread(behind, ask, found)),
        ("signed", _projects(reading, tuple(sets.signed(behind, ask)), "signed_on", "no_signed")),
        ("started", _projects(reading, tuple(sets.started(behind, ask)), "started_on", "no_started")),
        ("blockers", _blockers(reading, ask)),
        ("supervision", _supervisions(reading, ask)),
        ("note", definitions(found)),
    )
    seen = ask.seen
    return Document(
        title=f"{place}{ask.period.words()}招商引资工作简报",
        generated=ask.cutoff,
        unit=place,
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(("region", place), ("from", day(seen.first)), ("until", day(ask.cutoff))),
    )


def _refuse_wider(session: Session, region: str) -> None:
    """A county's desk has the county's records: a bulletin of the prefecture, made of them, would be untrue."""
    enrolled, own = (settings.get(session.connection(), key) for key in ("server", "region"))
    if enrolled and own != region and within(own, region):
        raise NotFound("This desk has the records of {own} only; the bulletin of {region} is made where all of its "
                       "records are.", own=places()[own].name, region=places()[region].name)  # fmt: skip


def _projects(reading: Reading, found: Sequence[ProjectFact], on: str, none: str) -> list[Block]:
    if not found:
        return [Said(none)]
    listed = sorted(found, key=lambda p: (getattr(p, on) or date.min, p.id))
    rows = []
    for fact in listed[:_MOST]:
        project = reading.maybe(Project, fact.id)
        if project is not None:
            rows.append(
                (
                    project.name or "",
                    reading.show(project, "companies"),
                    reading.show(project, "region_code"),
                    reading.show(project, "total_investment"),
                    short(getattr(fact, on)),
                )
            )
    blocks: list[Block] = [dashed(("项目", "投资企业", "地区", "总投资", "日期"), rows, (14, 9, 5, 6.5, 6.5), 4)]
    return blocks + _rest(len(listed))


def _rest(count: int) -> list[Block]:
    return [Facts((("合计", f"{count}项，以上列出前{_MOST}项"),))] if count > _MOST else []


def _blockers(reading: Reading, ask: Ask) -> list[Block]:
    scope = set(codes_in(ask.region))
    waiting = [
        b
        for b in reading.those(Blocker, Blocker.cleared_on.is_(None), by="due")
        if b.region_code in scope and (b.raised_on or date.min) <= ask.cutoff
    ]
    if not waiting:
        return [Said("no_blockers")]
    rows = [
        (
            b.title or "",
            reading.show(b, "project"),
            b.owner_unit or "",
            short(b.due),
            f"逾期{(ask.cutoff - b.due).days}天" if b.due and b.due < ask.cutoff else "",
        )
        for b in waiting[:_MOST]
    ]
    return [
        dashed(("堵点", "项目", "责任单位", "办结时限", "逾期"), rows, (12, 10, 8, 6.5, 5), 3, 4),
        *_rest(len(waiting)),
    ]


def _supervisions(reading: Reading, ask: Ask) -> list[Block]:
    scope = set(codes_in(ask.region))
    listed = [
        s
        for s in reading.those(Supervision, Supervision.delisted_on.is_(None), by="due")
        if s.region_code in scope and (s.listed_on or date.min) <= ask.cutoff
    ]
    if not listed:
        return [Said("no_supervision")]
    rows = [
        (s.subject or "", reading.show(s, "level"), s.owner_unit or "", short(s.listed_on), short(s.due))
        for s in listed[:_MOST]
    ]
    heads = ("督办事项", "层级", "责任单位", "挂牌日期", "整改时限")
    return [dashed(heads, rows, (15, 5, 9, 6.5, 6.5), 1, 3, 4), *_rest(len(listed))]
