"""What pushing projects on asks of an officer today: opinions, tasks, milestones, conditions, appeals, red lights."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from zsdesk.clock import to_ms
from zsdesk.queries import appeals, attracting, planning, reviews, supervision
from zsdesk.queries.agenda import Item
from zsdesk.queries.headings import headings
from zsdesk.records import Meeting, Milestone, Opinion, Review, Task
from zsdesk.words import label, tr

AHEAD = timedelta(days=7)
"""How far ahead a due date is shown."""


def tone(due: date, day: date) -> str:
    """How much a due date presses: red from its day on, amber two days before."""
    if due <= day:
        return "red"
    return "amber" if due <= day + timedelta(days=2) else "blue"


def meetings(session: Session, user: str, start: datetime, end: datetime) -> Iterable[Item]:
    """The meetings of coordination groups between two moments: the officer's own, or one that the officer's unit
    is asked to."""
    asked = [func.instr(Meeting.__table__.c.units, f'"{name}"') > 0 for name in reviews.mine(session)]
    statement = select(Meeting).where(
        Meeting.held_at >= start, Meeting.held_at < end, Meeting.deleted_at.is_(None),
        or_(Meeting.owner == user, Meeting.chair == user, *asked),
    )  # fmt: skip
    for row in session.scalars(statement):
        if row.held_at is not None:
            yield Item("meeting", row.id, row.heading, row.place or "", to_ms(row.held_at), None, "")


def dues(session: Session, user: str, day: date) -> list[Item]:
    """What ``user``, or the department that this desk answers for, owes within a week or late."""
    units = set(reviews.mine(session))
    return [
        *_opinions(session, units, day), *_tasks(session, user, units, day), *_milestones(session, user, day),
        *_conditions(session, user, units, day), *_appeals(session, user, units, day),
        *_stale_plans(session, user, units, day),
    ]  # fmt: skip


def _opinions(session: Session, units: set[str], day: date) -> Iterable[Item]:
    for one in reviews.owed(session, day, units):
        due = one.clock.due or day
        yield Item("opinion", one.id, one.project or one.subject, one.subject, None, due, tone(due, day))


def _tasks(session: Session, user: str, units: set[str], day: date) -> Iterable[Item]:
    statement = select(Task).where(
        Task.done_on.is_(None), Task.deleted_at.is_(None), Task.due <= day + AHEAD,
        or_(Task.owner == user, Task.owner_unit.in_(sorted(units))),
    ).order_by(Task.due).limit(50)  # fmt: skip
    for row in session.scalars(statement):
        if row.due is not None:
            yield Item("task", row.id, row.heading, row.owner_unit or "", None, row.due, tone(row.due, day))


def _milestones(session: Session, user: str, day: date) -> Iterable[Item]:
    statement = select(Milestone).where(
        Milestone.actual_on.is_(None), Milestone.deleted_at.is_(None), Milestone.planned_on <= day + AHEAD,
        Milestone.owner == user,
    ).order_by(Milestone.planned_on).limit(50)  # fmt: skip
    rows = session.scalars(statement).all()
    names = headings(session, "project", (row.project or "" for row in rows))
    for row in rows:
        if row.planned_on is not None:
            name = names.get(row.project or "", "")
            yield Item("milestone", row.id, name or row.heading, row.heading if name else "", None, row.planned_on,
                       tone(row.planned_on, day))  # fmt: skip


def _conditions(session: Session, user: str, units: set[str], day: date) -> Iterable[Item]:
    """Conditions of the officer's own reviews, or that the officer's unit is to see to."""
    open_ones = [row for row in reviews.unfulfilled(session, day) if row.clock.due and row.clock.due <= day + AHEAD]
    mine = _own_reviews(session, user, [row.opinion for row in open_ones])
    for row in open_ones:
        if row.clock.due is not None and (row.opinion in mine or row.owner in units):
            yield Item("opinion", row.opinion, row.condition, row.department, None, row.clock.due,
                       tone(row.clock.due, day))  # fmt: skip


def _own_reviews(session: Session, user: str, opinions: list[str]) -> set[str]:
    found = select(Opinion.id).join(Review, Review.id == Opinion.review).where(
        Opinion.id.in_(opinions), Review.owner == user
    )  # fmt: skip
    return set(session.scalars(found))


def _appeals(session: Session, user: str, units: set[str], day: date) -> Iterable[Item]:
    for one in appeals.open_ones(session, day):
        term = one.next
        if term is None or term.clock.due is None or term.clock.due > day + AHEAD:
            continue
        if one.owner == user or one.handler in units:
            yield Item("appeal", one.id, one.title, one.company, None, term.clock.due, tone(term.clock.due, day))


_TONES = {"red": "red", "yellow": "amber", "stale": "amber"}


def late_leads(session: Session, user: str, day: date) -> tuple[list[Item], list[Item]]:
    """The officer's leads whose answer or judgement is late or due within a week, each once; and those that only
    went quiet, the newest first: they are many, and press least."""
    worst = dict[str, attracting.Late]()
    for late in attracting.late_leads(session, day, user, attracting.LOOKED_AT, AHEAD) if user else ():
        worst.setdefault(late.id, late)
    pressing = [late for late in worst.values() if late.tone != "stale"]
    quiet = sorted((late for late in worst.values() if late.tone == "stale"), key=lambda late: late.due, reverse=True)
    return [_late(one, day) for one in pressing[:50]], [_late(one, day) for one in quiet]


def _late(late: attracting.Late, day: date) -> Item:
    pressing = _TONES.get(late.tone) or tone(late.due, day)
    return Item("lead", late.id, late.heading, label(late.label), None, late.due, pressing)


def _stale_plans(session: Session, user: str, units: set[str], day: date) -> Iterable[Item]:
    """Plans of the officer, or that the officer's unit leads, whose yearly look is overdue."""
    for plan in planning.stale(session, day):
        if plan.owner == user or plan.lead_unit in units:
            yield Item("plan", plan.id, plan.heading, tr("Yearly look"), None, plan.due, _TONES[plan.tone])


def reds(session: Session, day: date) -> Iterable[Item]:
    """The red lights, and the blockers that are turning red; the day of each is when it fell due."""
    for light in supervision.lights(session, day):
        if light.tone == "red" or (light.kind == "blocker" and light.tone == "yellow"):
            about = light.project_name if light.type != "project" else ""
            note = " · ".join(part for part in (label(supervision.KINDS[light.kind]), about, light.unit) if part)
            due = None if light.kind == "progress_behind" else day - timedelta(days=light.late)
            yield Item(light.type, light.id, light.subject, note, None, due,
                       "red" if light.tone == "red" else "amber")  # fmt: skip
