"""督办: clear a blocker, list a matter, make its term longer, let it escalate, take it off the list."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from zsdesk.acts import records
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.queries.supervision import warnings_of
from zsdesk.records import Attachment, Blocker, Project, Review, Supervision
from zsdesk.records.supervision import Extension
from zsdesk.rules import supervision as rules
from zsdesk.rules.workdays import due
from zsdesk.store import catalogues
from zsdesk.store.work import Work

MONTH = 30
"""Days of a listing's or a notice's term where none is given."""


def clear(work: Work, blocker_id: str, evidence: str, on: date | None = None) -> None:
    """A blocker is gone: by what its standard (销号标准) is seen to be met.  ``Refused`` without evidence."""
    blocker = work.need(Blocker, blocker_id)
    if blocker.cleared_on is not None:
        raise Refused("This blocker was cleared on {day} already.", day=blocker.cleared_on.isoformat())
    today = work.clock.today()
    refusal = rules.clearing_refusal(blocker, evidence, on or today, today)
    if refusal is not None:
        raise refusal
    blocker.cleared_on, blocker.cleared_by = on or today, work.user or None
    blocker.cleared_note = evidence.strip()
    work.session.flush()


def list_blocker(work: Work, blocker_id: str, reason: str, until: date | None = None, *, level: str = "") -> str:
    """List a blocker for all to see; ``Refused`` where it is not red, or is listed already."""
    blocker = work.need(Blocker, blocker_id)
    found = rules.blocked(blocker, work.clock.today())
    if found is None or found.tone != "red":
        raise Refused("Only red may be listed: this blocker's term has not passed.")
    if blocker.project is None:
        raise Refused("The blocker belongs to no project; choose it in its form.")
    project = work.need(Project, blocker.project)
    return _list(work, project, blocker, blocker.title or "", blocker.owner_unit, reason, until, level)


def list_project(work: Work, project_id: str, reason: str, until: date | None = None, *, level: str = "") -> str:
    """List a project that is red by its start, its progress or its entry in 在建库."""
    project = work.need(Project, project_id)
    red = [w for w in warnings_of(work.session, project, work.clock.today()) if w.tone == "red"]
    if not red:
        raise Refused("Only red may be listed: this project shows no red light.")
    return _list(work, project, None, project.name or "", project.lead_unit, reason, until, level)


def _list(
    work: Work, project: Project, blocker: Blocker | None, subject: str, unit: str | None, reason: str,
    until: date | None, level: str,
) -> str:  # fmt: skip
    if not reason.strip():
        raise Refused("Say why it is listed.")
    same = select(Supervision).where(Supervision.project == project.id, Supervision.deleted_at.is_(None))
    for matter in work.session.scalars(same):
        if rules.is_listed(matter) and matter.blocker == (blocker.id if blocker else None):
            raise Refused("It is on the list already, since {day}.", day=matter.listed_on)
    today = work.clock.today()
    values = {
        "kind": "listing", "subject": subject, "project": project.id, "blocker": blocker.id if blocker else None,
        "level": level or rules.level_of(project.region_code), "owner_unit": unit, "listed_on": today,
        "listed_by": work.user or None, "reason": reason.strip(), "due": until or due(today, MONTH, "days").day,
        "catalogue": catalogues.in_force(work.session, today).version,
    }  # fmt: skip
    return records.create(work, "supervision", values)


def extend(work: Work, matter_id: str, until: date, reason: str, approver: str) -> None:
    """Make a listed matter's term longer; at most so often as the catalogue says, and approved by another."""
    matter = _on_the_list(work, matter_id)
    today = work.clock.today()
    deadline = catalogues.in_force(work.session, today).deadline_of("supervision_extensions")
    made = Extension(until.isoformat(), reason.strip(), approver.strip(), today.isoformat())
    refusal = rules.extension_refusal(matter, made, deadline, _owners(work, matter))
    if refusal is not None:
        raise refusal
    matter.extensions = (*(matter.extensions or ()), made)
    matter.due = until
    work.session.flush()


def escalate(work: Work, matter_id: str, reason: str, until: date | None = None) -> str:
    """List an overdue matter at the next level; the id of the new listing, which takes the place of the old one."""
    matter = _on_the_list(work, matter_id)
    today = work.clock.today()
    if not rules.overdue(matter, today):
        raise Refused("Only an overdue matter escalates; its term ends on {day}.",
                      day=matter.due.isoformat() if matter.due else "—")  # fmt: skip
    above = rules.level_above(matter.level)
    if not above:
        raise Refused("It is listed at the province; there is no level above.")
    if _escalated(work, matter):
        raise Refused("It is listed at the next level already.")
    values = {
        "kind": "listing", "subject": matter.subject, "project": matter.project, "blocker": matter.blocker,
        "level": above, "owner_unit": matter.owner_unit, "listed_on": today, "listed_by": work.user or None,
        "reason": reason.strip() or matter.reason, "due": until or due(today, MONTH, "days").day,
        "escalated_from": matter.id, "catalogue": catalogues.in_force(work.session, today).version,
    }  # fmt: skip
    return records.create(work, "supervision", values)


def delist(work: Work, matter_id: str, evidence: str, reviewer: str = "", on: date | None = None) -> list[str]:
    """Take a matter off the list, with what it escalated from; the ids of all that were taken off.

    ``Refused`` where the blocker is not cleared, where no evidence is written and attached, and where the one
    who looks it over answers for the matter: it takes a second person.
    """
    matter = _on_the_list(work, matter_id)
    blocker = work.need(Blocker, matter.blocker) if matter.blocker else None
    person = reviewer.strip() or work.user
    attached = _attached(work, matter, blocker)
    refusal = rules.delisting_refusal(blocker, evidence, person, _owners(work, matter), attached=attached)
    if refusal is not None:
        raise refusal
    taken: list[str] = []
    link: Supervision | None = matter
    while link is not None and link.id not in taken:
        if link.delisted_on is None:
            link.delisted_on, link.delisted_by = on or work.clock.today(), person
            link.delisted_note = evidence.strip()
        taken.append(link.id)
        link = work.session.get(Supervision, link.escalated_from) if link.escalated_from else None
    work.session.flush()
    return taken


def notice(work: Work, project_id: str, until: date | None = None) -> str:
    """A notice to start: the start is overdue at the enterprise's fault.  The notice's id."""
    project = work.need(Project, project_id)
    _at_step(work, project, "notice")
    today = work.clock.today()
    values = {
        "kind": "notice", "subject": project.name, "project": project_id,
        "level": rules.level_of(project.region_code), "owner_unit": project.lead_unit, "listed_on": today,
        "listed_by": work.user or None, "reason": project.delay_reason, "due": until or due(today, MONTH, "days").day,
        "catalogue": catalogues.in_force(work.session, today).version,
    }  # fmt: skip
    return records.create(work, "supervision", values)


def exit_review(work: Work, project_id: str) -> str:
    """Begin the review of an exit: the notice's term has passed without a start.  The drafted review's id."""
    project = work.need(Project, project_id)
    _at_step(work, project, "exit")
    found = select(Review.id).where(
        Review.project == project_id, Review.kind == "exit", Review.deleted_at.is_(None), Review.closed_at.is_(None)
    )
    if work.session.execute(found.limit(1)).first():
        raise Refused("An exit review of this project is under way.")
    values = {"kind": "exit", "project": project_id, "subject": project.name, "background": project.delay_reason}
    return records.create(work, "review", values)


def _at_step(work: Work, project: Project, step: str) -> None:
    today = work.clock.today()
    deadline = catalogues.in_force(work.session, today).deadline_of("start_overdue_exit")
    notices = work.session.scalars(
        select(Supervision).where(Supervision.project == project.id, Supervision.deleted_at.is_(None))
    ).all()
    now = rules.exit_step(project, notices, deadline, today)
    if now != step and step == "notice":
        raise Refused("A notice to start is for a signed project whose start is overdue by {n} months at the "
                      "enterprise's fault, and which has none yet.", n=deadline.limit)  # fmt: skip
    if now != step:
        raise Refused("An exit review follows a notice to start whose term has passed.")


def apply_measure(
    work: Work, project_id: str, measure: str, *, usual: int | None = None, taken: int | None = None,
    on: date | None = None, unit: str = "", note: str = "",
) -> str:  # fmt: skip
    """Note that a measure of the business environment was used, and the days that it saved; its id.

    ``measure`` is its code or its name in the catalogue; without the days of both ways, those that the
    catalogue gives for it.  ``Refused`` for a measure that the catalogue has not.
    """
    work.need(Project, project_id)
    catalogue = catalogues.in_force(work.session, work.clock.today())
    entry = next((m for m in catalogue.measure if measure.strip() in (m.code, m.label)), None)
    if entry is None:
        raise Refused("The catalogue has no measure “{measure}”.", measure=measure)
    values = {
        "measure": entry.label, "project": project_id, "applied_on": on or work.clock.today(), "days_usual": usual,
        "days_taken": taken, "days_saved": rules.saved(usual, taken) if usual is not None else entry.days or None,
        "unit": unit.strip() or None, "note": note.strip() or None, "catalogue": catalogue.version,
    }  # fmt: skip
    return records.create(work, "measure_applied", values)


def _on_the_list(work: Work, matter_id: str) -> Supervision:
    matter = work.need(Supervision, matter_id)
    if not rules.is_listed(matter):
        raise Refused("This matter is not on the list{when}.",
                      when=f" ({matter.delisted_on})" if matter.delisted_on else "")  # fmt: skip
    return matter


def _escalated(work: Work, matter: Supervision) -> bool:
    found = select(Supervision.id).where(Supervision.escalated_from == matter.id, Supervision.deleted_at.is_(None))
    return work.session.execute(found.limit(1)).first() is not None


def _owners(work: Work, matter: Supervision) -> set[str]:
    blocker = work.session.get(Blocker, matter.blocker) if matter.blocker else None
    return rules.owners(matter, blocker)


def _attached(work: Work, matter: Supervision, blocker: Blocker | None) -> bool:
    targets = [Target("supervision", matter.id), *([Target("blocker", blocker.id)] if blocker else [])]
    found = select(Attachment.id).where(Attachment.target.in_(targets), Attachment.deleted_at.is_(None))
    return work.session.execute(found.limit(1)).first() is not None
