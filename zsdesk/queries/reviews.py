"""Reviews for reading: what a department owes, how a review stands, how departments keep their terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.clock import BEIJING
from zsdesk.errors import NotFound
from zsdesk.queries.headings import heading, headings
from zsdesk.records import Opinion, Review
from zsdesk.rules import reviews as rules
from zsdesk.rules.assumptions import sentence
from zsdesk.rules.reviews import Clock
from zsdesk.rules.rights import speaks_for
from zsdesk.rules.workdays import workdays_between
from zsdesk.store import catalogues, settings


class Voice(NamedTuple):
    """A department in a review: what it was asked and said, and how its clock stands."""

    id: str
    department: str
    asked: str
    verdict: str
    """``""`` as long as its clock runs, ``overtime`` where it ran out in silence."""
    clock: Clock
    late: bool
    text: str
    basis: str
    by: str


class ConditionRow(NamedTuple):
    """A condition of an opinion, and how its own term stands."""

    opinion: str
    department: str
    condition: str
    owner: str
    closed: bool
    evidence: str
    clock: Clock


class Standing(NamedTuple):
    """A review as it stands: its departments, their conditions, and what the opinions come to."""

    id: str
    subject: str
    project: str
    opened: bool
    closed: bool
    result: str
    """What it was closed with; as long as it is open, what the opinions come to so far."""
    silent: tuple[str, ...]
    clock: Clock
    voices: tuple[Voice, ...]
    conditions: tuple[ConditionRow, ...]
    project_id: str = ""
    assumption: str = ""
    """What the clocks rest on that is not confirmed or not published yet."""


class Owed(NamedTuple):
    """An opinion that somebody still has to give."""

    id: str
    review: str
    subject: str
    project: str
    department: str
    asked: str
    clock: Clock


class Record(NamedTuple):
    """How a department kept its terms: counts of opinions, and working days to an answer on average."""

    department: str
    asked: int
    in_time: int
    late: int
    silent: int
    waiting: int
    days: float | None


def standing(session: Session, review_id: str, today: date) -> Standing:
    """How a review stands on ``today``; ``NotFound`` where this desk has none such."""
    review = session.get(Review, review_id)
    if review is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="review", id=review_id)
    opinions = _opinions(session, review_id)
    found = rules.conclusion(opinions, today)
    closed = review.closed_at is not None
    return Standing(
        review.id, review.subject or "", heading(session, "project", review.project) if review.project else "",
        review.opened_at is not None, closed, (review.result or "") if closed else found.result, found.silent,
        rules.review_clock(review, today), tuple(_voice(o, today) for o in opinions),
        tuple(row for o in opinions for row in _conditions(o, today)), review.project or "",
        "" if closed else _assumption(session, review, opinions, today),
    )  # fmt: skip


def _assumption(session: Session, review: Review, opinions: list[Opinion], today: date) -> str:
    catalogue = catalogues.judged_by(session, review.catalogue, today)
    return sentence(catalogue, ("opinion", "review"), [review.due, *(o.due for o in opinions)])


def all_standing(session: Session, today: date, *, open_only: bool = True) -> list[Standing]:
    """All reviews as they stand, open ones first and the most urgent of them at the head."""
    statement = select(Review.id).where(Review.deleted_at.is_(None))
    if open_only:
        statement = statement.where(Review.closed_at.is_(None))
    order = (Review.closed_at.is_not(None), Review.due.is_(None), Review.due, Review.id)
    return [standing(session, id, today) for id in session.scalars(statement.order_by(*order))]


def mine(session: Session) -> tuple[str, ...]:
    """The names under which this desk's department is asked: the one set here, the one that the province gave its
    account, and the account's own."""
    connection = session.connection()
    names = (settings.get(connection, key) for key in ("unit", "account_unit", "user"))
    found = tuple(dict.fromkeys(name for name in names if name))
    asked = session.scalars(select(Opinion.department).where(Opinion.verdict.is_(None)).distinct())
    more = (unit for unit in asked if unit and any(speaks_for(name, unit) for name in found))
    return tuple(dict.fromkeys((*found, *more))) or ("—",)


def _opinions(session: Session, review_id: str) -> list[Opinion]:
    statement = select(Opinion).where(Opinion.review == review_id, Opinion.deleted_at.is_(None))
    return sorted(session.scalars(statement), key=lambda o: (o.created_at, o.department or ""))


def _voice(opinion: Opinion, today: date) -> Voice:
    said = rules.verdict(opinion, today)
    return Voice(
        opinion.id, opinion.department or "", opinion.asked or "", said,
        rules.clock(opinion.due, today, opinion.verdict in rules.VOICES), rules.is_late(opinion, today),
        opinion.text or "", opinion.basis or "", opinion.answered_by or "",
    )  # fmt: skip


def _conditions(opinion: Opinion, today: date) -> Iterable[ConditionRow]:
    for row in opinion.conditions or ():
        closed = row.status == "closed"
        due = date.fromisoformat(row.due) if row.due else None
        yield ConditionRow(opinion.id, opinion.department or "", row.condition, row.owner, closed, row.evidence,
                           rules.clock(due, today, closed))  # fmt: skip


def owed(session: Session, today: date, departments: Collection[str] = ()) -> list[Owed]:
    """The opinions that are still to be given in open reviews, the most urgent first; of some departments only."""
    statement = (
        select(Opinion, Review)
        .join(Review, Review.id == Opinion.review)
        .where(
            Opinion.deleted_at.is_(None), Review.deleted_at.is_(None), Review.closed_at.is_(None),
            Review.opened_at.is_not(None), Opinion.verdict.is_(None),
        )
        .order_by(Opinion.due, Opinion.id)
    )  # fmt: skip
    if departments:
        statement = statement.where(Opinion.department.in_(list(departments)))
    rows = session.execute(statement).all()
    names = headings(session, "project", (review.project or "" for _, review in rows))
    return [
        Owed(o.id, r.id, r.subject or "", names.get(r.project or "", ""), o.department or "", o.asked or "",
             rules.clock(o.due, today))
        for o, r in rows
    ]  # fmt: skip


def unfulfilled(session: Session, today: date) -> list[ConditionRow]:
    """The conditions that are not closed, the most urgent first."""
    statement = select(Opinion).where(Opinion.verdict == "conditional", Opinion.deleted_at.is_(None))
    rows = [row for opinion in session.scalars(statement) for row in _conditions(opinion, today) if not row.closed]
    return sorted(rows, key=lambda row: (row.clock.due or date.max, row.condition))


def departments(session: Session, today: date, since: date | None = None) -> list[Record]:
    """How each department kept its terms in the reviews opened from ``since`` on; the slowest first."""
    found: dict[str, list[Opinion]] = {}
    for opinion in session.scalars(select(Opinion).where(Opinion.deleted_at.is_(None), Opinion.opened_at.is_not(None))):
        asked = opinion.opened_at
        if since is None or (asked is not None and asked.astimezone(BEIJING).date() >= since):
            found.setdefault(opinion.department or "", []).append(opinion)
    return sorted((_record(name, opinions, today) for name, opinions in found.items()),
                  key=lambda r: (-r.silent, -r.late, -(r.days or 0), r.department))  # fmt: skip


def _record(name: str, opinions: list[Opinion], today: date) -> Record:
    answered = [o for o in opinions if o.verdict in rules.VOICES]
    late = sum(rules.is_late(o, today) for o in answered)
    silent = sum(rules.verdict(o, today) == "overtime" for o in opinions)
    days = [
        workdays_between(o.opened_at.astimezone(BEIJING).date(), o.answered_at.astimezone(BEIJING).date())
        for o in answered
        if o.opened_at and o.answered_at
    ]
    return Record(name, len(opinions), len(answered) - late, late, silent, len(opinions) - len(answered) - silent,
                  round(sum(days) / len(days), 1) if days else None)  # fmt: skip
