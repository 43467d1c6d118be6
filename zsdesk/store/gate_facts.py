"""What a gate looks at, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from zsdesk.fields import Record, fields
from zsdesk.kinds import Target
from zsdesk.records import Agreement, Attachment, Claim, Commitment, Lead, Negotiation, Plan, Project, Review, Visit
from zsdesk.rules.gates import Facts, File, Promise, day_of


def gather(session: Session, project: Project) -> Facts:
    """The project with all that its gates look at."""
    lead = session.get(Lead, project.lead) if project.lead else None
    plan = plan_of(session, project)
    return Facts(
        values=_values(project),
        lead=None if lead is None or lead.deleted_at is not None else _values(lead),
        elements=(plan.elements or ()) if plan else (),
        steps=(plan.steps or ()) if plan else (),
        signoffs=(plan.signoffs or ()) if plan else (),
        meetings=sum(_meetings(session, kind, project) for kind in (Negotiation, Visit)),
        claims=_claims(session, project),
        files=_files(session, project),
        reviews=_reviews(session, project),
        promises=_promises(session, project),
    )


def plan_of(session: Session, project: Project) -> Plan | None:
    """The plan of the project, or of the lead that it came from; the newest that is not out of the reserve."""
    of = Plan.project == project.id
    if project.lead:
        of = or_(of, (Plan.project.is_(None)) & (Plan.lead == project.lead))
    wanted = select(Plan).where(of, Plan.deleted_at.is_(None), Plan.exit_on.is_(None)).order_by(Plan.id.desc()).limit(1)
    return session.scalars(wanted).first()


def _values(record: Record) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in fields(type(record))}


def _of(kind: Any, project: Project) -> Any:
    """Belonging to the project, or to the lead that it came from."""
    return or_(kind.project == project.id, kind.lead == project.lead) if project.lead else kind.project == project.id


def _meetings(session: Session, kind: Any, project: Project) -> int:
    wanted = select(func.count()).select_from(kind).where(_of(kind, project), kind.deleted_at.is_(None))
    return session.execute(wanted).scalar() or 0


def _claims(session: Session, project: Project) -> int:
    wanted = select(func.count()).select_from(Claim).where(
        _of(Claim, project), Claim.deleted_at.is_(None), or_(Claim.status.is_(None), Claim.status != "withdrawn")
    )  # fmt: skip
    return session.execute(wanted).scalar() or 0


def _files(session: Session, project: Project) -> tuple[File, ...]:
    agreements = session.execute(
        select(Agreement.id).where(Agreement.project == project.id, Agreement.deleted_at.is_(None))
    ).scalars()
    targets: Sequence[Target] = [Target("project", project.id), *(Target("agreement", i) for i in agreements)]
    rows = session.execute(
        select(Attachment.purpose, Attachment.taken_at)
        .where(Attachment.target.in_(targets), Attachment.deleted_at.is_(None))
    )  # fmt: skip
    return tuple(File(purpose or "", day_of(taken)) for purpose, taken in rows)


def _reviews(session: Session, project: Project) -> tuple[str, ...]:
    rows = session.execute(
        select(Review.result).where(
            Review.project == project.id, Review.deleted_at.is_(None), Review.closed_at.is_not(None),
            Review.result.is_not(None),
        ).order_by(Review.closed_at, Review.id)
    )  # fmt: skip
    return tuple(row[0] or "" for row in rows)


def _promises(session: Session, project: Project) -> tuple[Promise, ...]:
    rows = session.scalars(select(Commitment).where(Commitment.project == project.id, Commitment.deleted_at.is_(None)))
    return tuple(
        Promise(c.title or "", "\n".join(t for t in (c.title, c.text, c.condition) if t), c.party or "", c.screen or "",
                c.override or "")
        for c in rows
    )  # fmt: skip
