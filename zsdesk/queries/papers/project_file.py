"""A project with all that belongs to it, read once for its dossier and for the meter of what is missing."""

from __future__ import annotations

from sqlalchemy import Table, or_
from sqlalchemy.orm import Session

from zsdesk.queries.papers.reading import Reading
from zsdesk.records import (
    Agreement,
    Appeal,
    Blocker,
    Commitment,
    Company,
    FundArrival,
    MeasureApplied,
    Milestone,
    Negotiation,
    Opinion,
    Plan,
    Progress,
    Project,
    Review,
    Supervision,
    Transition,
)  # fmt: skip
from zsdesk.rules.dossier import Meter, ProjectFile, meter
from zsdesk.store import catalogues


def project_file(reading: Reading, project_id: str) -> ProjectFile:
    """All records of the project; ``NotFound`` where there is no such project."""
    project = reading.one(Project, project_id)
    those = reading.those
    talks = Negotiation.__table__
    assert isinstance(talks, Table)
    of_lead = [talks.c.lead == project.lead] if project.lead else []
    companies = (reading.maybe(Company, id) for id in project.companies or ())
    file = ProjectFile(
        project,
        companies=[company for company in companies if company is not None],
        talks=those(Negotiation, or_(talks.c.project == project_id, *of_lead), by="held_at"),
        plans=those(Plan, Plan.project == project_id, by="created_at"),
        measures=those(MeasureApplied, MeasureApplied.project == project_id, by="applied_on"),
        agreements=those(Agreement, Agreement.project == project_id, by="signed_on"),
        commitments=those(Commitment, Commitment.project == project_id, by="due"),
        reviews=those(Review, Review.project == project_id, by="opened_at"),
        milestones=those(Milestone, Milestone.project == project_id, by="planned_on"),
        transitions=those(Transition, Transition.project == project_id, by="on"),
        arrivals=those(FundArrival, FundArrival.project == project_id, by="on"),
        progress=those(Progress, Progress.project == project_id, by="on"),
        blockers=those(Blocker, Blocker.project == project_id, by="raised_on"),
        supervisions=those(Supervision, Supervision.project == project_id, by="listed_on"),
        appeals=those(Appeal, Appeal.project == project_id, by="accepted_at"),
    )
    if file.reviews:
        file.opinions = those(Opinion, Opinion.review.in_([r.id for r in file.reviews]), by="opened_at")
    file.attachments = reading.attachments()
    file.expects = catalogues.in_force(reading.session, reading.day).expectation
    return file


def completeness(session: Session, project_id: str) -> Meter:
    """How complete the project's dossier would be, and what it lacks."""
    return meter(project_file(Reading(session), project_id))
