"""What handing a record over comes to: how it is called, what goes, who sees it then, whether it leaves this desk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from zsdesk.fields import Record
from zsdesk.kinds import Target
from zsdesk.records import TYPES, Attachment, Company, Conflict, Lead, Project, Quarantine, record_type
from zsdesk.rules.rights import place_name, scopes_of
from zsdesk.rules.transfers import WAYS, way, wholes
from zsdesk.words import label, tr


class Foretold(NamedTuple):
    """``way`` is 上报, 下达 or 流转; ``seen_by`` are the places whose offices see it then."""

    way: str
    records: int
    files: int
    seen_by: tuple[str, ...]
    leaves: bool

    @property
    def sentence(self) -> str:
        """In words."""
        going = tr("{way}: {records} records with {files} files go; {places} see them then.", way=label(self.way),
                   records=self.records, files=self.files, places="、".join(self.seen_by))  # fmt: skip
        stays = tr("They stay on this desk.")
        return f"{going} {tr('They leave this desk with the next sync.') if self.leaves else stays}"


def foretold(session: Session, type_name: str, id: str, region: str, own_region: str) -> Foretold | None:
    """What it comes to; ``None`` where the record is there already, or not here."""
    record = session.get(record_type(type_name), id)
    if record is None or record.region_code == region:
        return None
    going = whole(session, record)
    targets = [Target(type(one).type_name, one.id) for one in going]
    files = 0
    for start in range(0, len(targets), 500):
        wanted = select(func.count()).select_from(Attachment)
        found = wanted.where(Attachment.target.in_(targets[start : start + 500]), Attachment.deleted_at.is_(None))
        files += session.execute(found).scalar() or 0
    scopes = scopes_of(region)
    places = tuple(place_name(code) for code in scopes)
    return Foretold(WAYS[way(record.region_code, region)], len(going), files, places, own_region not in scopes)


def whole(session: Session, record: Record) -> list[Record]:
    """The record and all that goes along with it: parts, talks, and enterprises that nothing else here needs."""
    going = {(type(record), record.id): record}
    for part in _parts(session, record):
        going.setdefault((type(part), part.id), part)
    for company in _companies(session, list(going.values())):
        if not _needed(session, company, going.keys()):
            going.setdefault((Company, company.id), company)
            for part in _parts(session, company):
                going.setdefault((type(part), part.id), part)
    return list(going.values())


def _parts(session: Session, of: Record) -> Iterator[Record]:
    """What goes along with a record and lies where it lies, and what goes along with that."""
    for kind in TYPES:
        if kind in (Conflict, Quarantine) or kind.registered:
            continue
        columns = [getattr(kind, name) for name, to in wholes(kind) if to == type(of).type_name]
        if not columns:
            continue
        here = select(kind).where(or_(*(c == of.id for c in columns)), kind.region_code == of.region_code)
        for part in session.scalars(here.order_by(kind.id)).all():
            if _nearest(part) == (type(of).type_name, of.id):
                yield part
                yield from _parts(session, part)


def _nearest(part: Record) -> tuple[str, str] | None:
    """With what a part goes: the first that it names."""
    return next(((to, value) for name, to in wholes(type(part)) if (value := getattr(part, name)) is not None), None)


def _companies(session: Session, going: list[Record]) -> Iterator[Company]:
    named: dict[str, None] = {}
    for one in going:
        if isinstance(one, Lead) and one.company:
            named[one.company] = None
        if isinstance(one, Project):
            named |= dict.fromkeys(one.companies or ())
    for id in named:
        company = session.get(Company, id)
        if company is not None and company.region_code == going[0].region_code and company.deleted_at is None:
            yield company


def _needed(session: Session, company: Company, there: Collection[tuple[type[Record], str]]) -> bool:
    """Whether a lead or a project that stays names the enterprise."""
    leads = session.scalars(select(Lead.id).where(Lead.company == company.id, Lead.deleted_at.is_(None)))
    projects = session.scalars(
        select(Project.id).where(
            func.instr(Project.__table__.c.companies, company.id) > 0, Project.deleted_at.is_(None)
        )
    )
    return any((Lead, id) not in there for id in leads) or any((Project, id) not in there for id in projects)
