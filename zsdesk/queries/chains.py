"""The chain map: every link of an industry cluster with the projects, leads and enterprises that stand at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.catalogue import Link
from zsdesk.errors import NotFound
from zsdesk.fields import field_of
from zsdesk.kinds.places import places
from zsdesk.records import Company, Lead, Project
from zsdesk.records.choices import CLUSTERS, STAGES
from zsdesk.rules.chains import COMING, HERE, State, links_of, stands_at, state
from zsdesk.store import catalogues


class Standing(NamedTuple):
    """A record at a link: ``note`` says its stage, or what kind of enterprise it is; ``yuan`` its sum."""

    type: str
    id: str
    heading: str
    region: str
    note: str
    yuan: int | None = None


class LinkView(NamedTuple):
    """A link, how it stands, and who stands at it: ``enterprises`` are those that could be won for it."""

    chain: str
    code: str
    label: str
    state: State
    assumed: bool
    projects: tuple[Standing, ...]
    leads: tuple[Standing, ...]
    enterprises: tuple[Standing, ...]

    @property
    def yuan(self) -> int:
        """What its projects come to, in 元."""
        return sum(one.yuan or 0 for one in self.projects)


class Chain(NamedTuple):
    """A chain with its links, from its raw materials on."""

    code: str
    label: str
    links: tuple[LinkView, ...]

    @property
    def missing(self) -> tuple[LinkView, ...]:
        """The links at which nobody is and nobody comes."""
        return tuple(link for link in self.links if link.state == "missing")


def chains(session: Session, today: date) -> list[Chain]:
    """All chains, each with its links, of what is on this desk."""
    links = catalogues.in_force(session, today).link
    rows = _Rows(session)
    return [
        Chain(option.code, option.label, tuple(rows.at(link, option.code) for link in links_of(links, option.code)))
        for option in CLUSTERS.options
    ]  # fmt: skip


def chain(session: Session, code: str, today: date) -> Chain:
    """One chain; ``NotFound`` naming those that there are."""
    found = {made.code: made for made in chains(session, today)}
    if code not in found:
        raise NotFound("There is no chain “{code}”. The chains are: {known}.", code=code, known=", ".join(found))
    return found[code]


LOOKED_AT = 5_000
"""Leads and enterprises that are looked at, the newest of those that may stand at a link."""


class _Rows:
    """What may stand at a link, read once for all of them."""

    def __init__(self, session: Session) -> None:
        names = (Project.id, Project.name, Project.summary, Project.industry, Project.cluster, Project.stage,
                 Project.region_code, Project.__table__.c.total_investment_yuan)  # fmt: skip
        projects = session.execute(
            select(*names).where(Project.deleted_at.is_(None), Project.stage.in_((*HERE, *COMING)))
            .order_by(Project.id.desc())
        ).all()  # fmt: skip
        followed = select(Project.lead).where(Project.lead.is_not(None), Project.deleted_at.is_(None))
        leads = session.execute(
            select(Lead.id, Lead.title, Lead.summary, Lead.industry, Lead.region_code)
            .where(Lead.deleted_at.is_(None), Lead.triage == "follow", Lead.id.not_in(followed))
            .order_by(Lead.id.desc()).limit(LOOKED_AT)
        ).all()  # fmt: skip
        companies = session.execute(
            select(Company.id, Company.name, Company.profile, Company.industry, Company.tags, Company.region_code)
            .where(Company.deleted_at.is_(None), Company.tags.is_not(None)).order_by(Company.id.desc()).limit(LOOKED_AT)
        ).all()  # fmt: skip
        self._projects = [_Said(row, _text(row.name, row.summary)) for row in projects]
        self._leads = [_Said(row, _text(row.title, row.summary)) for row in leads]
        self._companies = [_Said(row, _text(row.name, row.profile)) for row in companies if row.tags]

    def at(self, link: Link, cluster: str) -> LinkView:
        """One link with all that stands at it; a project that names its cluster stands in that one only."""
        projects = [row for row in _at(link, self._projects) if row.cluster in (None, cluster)]
        leads, companies = _at(link, self._leads), _at(link, self._companies)
        return LinkView(
            link.chain, link.code, link.label, state((row.stage or "" for row in projects), len(leads)),
            link.standing == "assumed",
            tuple(Standing("project", row.id, row.name or "", _place(row.region_code), STAGES.show(row.stage),
                           row.total_investment_yuan) for row in projects),
            tuple(Standing("lead", row.id, row.title or "", _place(row.region_code), "线索") for row in leads),
            tuple(_enterprises(companies)),
        )  # fmt: skip


class _Said(NamedTuple):
    """A row, and what it says of itself in small letters."""

    row: Any
    text: str


def _text(*texts: str | None) -> str:
    return "\n".join(filter(None, texts)).casefold()


def _at(link: Link, rows: Sequence[_Said]) -> list[Any]:
    return [one.row for one in rows if stands_at(link, one.text, one.row.industry or "")]


def _enterprises(rows: Sequence[Any]) -> Iterable[Standing]:
    """The leaders of a chain first: they bring the others."""
    kinds = field_of(Company, "tags").kind
    for row in sorted(rows, key=lambda row: "chain_leader" not in (row.tags or ())):
        yield Standing("company", row.id, row.name or "", _place(row.region_code), kinds.show(row.tags))


def _place(code: str | None) -> str:
    found = places().get(code or "")
    return found.name if found else ""
