"""Take a project from stage to stage: through the gate, with what is missing waived by name, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from zsdesk.acts import attachments, transfers
from zsdesk.acts.stages import Entry, move, write
from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import Region, Target
from zsdesk.records import Attachment, Lead, Project, Transition
from zsdesk.records.choices import STAGES
from zsdesk.rules.gates import GateClosed, Judgement, Move, judge
from zsdesk.rules.rights import Account
from zsdesk.rules.stages import DATES, FIRST, been_in, correction_refusal, dates_of, left_of, order, way
from zsdesk.rules.waivers import Waiver, waiver_refusal
from zsdesk.store import catalogues, settings
from zsdesk.store.gate_facts import gather
from zsdesk.store.work import Work

PURPOSES = {"signed": "contract", "started": "permit", "production": "production", "terminated": "release"}
"""What a file is taken to prove that is handed over with a move, where nothing else is said of it."""
PICTURES = {".jpg", ".jpeg", ".png"}


class Evidence(NamedTuple):
    """A file that proves what the gate asks for; without a purpose the stage says what it is."""

    path: Path
    purpose: str = ""


def advance(
    work: Work, project_id: str, to: str, *, on: date | None = None, reason: str = "", review_on: date | None = None,
    evidence: Sequence[Evidence] = (), waiver: Waiver | None = None,
) -> str:  # fmt: skip
    """Take the project to the stage ``to`` on the business date ``on`` (today without one); the transition's id.

    ``GateClosed`` names what is missing, each with its clause and who may waive it; ``Refused`` where no
    gate leads there, or the waiver is none.  It cannot be undone: a mistake is put right by ``correct``.
    """
    project = _project(work, project_id)
    catalogue = catalogues.in_force(work.session, work.clock.today())
    on = _past(work, on)
    goes = way(catalogue, project.stage or FIRST, to, left_of(_history(work, project)))
    files = _attach(work, project, to, evidence)
    entry = Entry(goes.kind, on, reason.strip(), files, review_on)
    if goes.gate is not None:
        asked = Move(to, on, reason.strip(), review_on)
        judged = judge(catalogue, gather(work.session, project), asked, goes.gate)
        entry = _waived(work, entry, judged, waiver, STAGES.show(to))
    elif not entry.reason:
        raise Refused("Say why it is taken up again.")
    made = write(work, project, to, entry, catalogue)
    move(work, project, dates_of(_dates(project), goes.kind, to, on, {}, order(catalogue)))
    work.final = True
    return made


def transfer(
    work: Work, project_id: str, region: str, *, reason: str, on: date | None = None, waiver: Waiver | None = None
) -> str:  # fmt: skip
    """流转: another region takes the project over with its parts; the first-contact unit stays. The transition's id."""
    project = _project(work, project_id)
    catalogue = catalogues.in_force(work.session, work.clock.today())
    gate = catalogue.gate_of(project.stage or FIRST, "transfer")
    if gate is None:
        raise Refused("The catalogue in force has no transfer between regions.")
    on = _past(work, on)
    code = Region().unpack(region)
    asked = Move("transfer", on, reason.strip(), to_region=code)
    judged = judge(catalogue, gather(work.session, project), asked, gate)
    entry = Entry("transfer", on, reason.strip(), to_region=code)
    entry = _waived(work, entry, judged, waiver, Region().show(code))
    lead = work.session.get(Lead, project.lead) if project.lead else None
    unit = project.first_contact_unit or (lead.first_contact_unit if lead else None)
    made = write(work, project, project.stage or FIRST, entry, catalogue)
    move(work, project, {"first_contact_unit": unit})
    transfers.transfer(work, "project", project_id, code)
    work.final = True
    return made


def correct(work: Work, project_id: str, to: str, *, reason: str, on: date | None = None) -> str:
    """更正: back to a stage where the project was before, or another date for the stage where it is.

    The transition's id.  ``Refused`` without a reason, and forwards: there the gates are.
    """
    project = _project(work, project_id)
    catalogue = catalogues.in_force(work.session, work.clock.today())
    here, been = project.stage or FIRST, been_in(_history(work, project))
    refusal = correction_refusal(catalogue, here, to, been, dated=on is not None, reason=reason)
    if refusal is not None:
        raise refusal
    day = _past(work, on)
    made = write(work, project, to, Entry("correction", day, reason.strip()), catalogue)
    move(work, project, dates_of(_dates(project), "correction", to, day, been, order(catalogue)))
    work.final = True
    return made


def _project(work: Work, project_id: str) -> Project:
    project = work.need(Project, project_id)
    if project.deleted_at is not None:
        raise NotFound("The project is deleted; restore it first.")
    return project


def _past(work: Work, on: date | None) -> date:
    today = work.clock.today()
    if on is not None and on > today:
        raise Refused("{day} lies ahead: a stage is entered when it is reached.", day=on)
    return on or today


def _dates(project: Project) -> dict[str, object]:
    return {name: getattr(project, name) for name in ("stage", "stage_on", *DATES.values())}


def _waived(work: Work, entry: Entry, judged: Judgement, waiver: Waiver | None, goal: str) -> Entry:
    """The entry with what is missing and who waived it; ``GateClosed`` where nobody did."""
    if not judged.unmet:
        return entry
    if waiver is None:
        raise GateClosed(goal, judged.unmet)
    role = settings.get(work.session.connection(), "role")
    refusal = waiver_refusal(judged.unmet, waiver, Account(work.user, role, work.region))
    if refusal is not None:
        raise refusal
    return entry._replace(
        gaps=judged.unmet, waiver_reason=waiver.reason.strip(), waiver_approver=waiver.approver.strip()
    )


def _attach(work: Work, project: Project, to: str, evidence: Sequence[Evidence]) -> str:
    """The files that prove it, attached; their names."""
    names: list[str] = []
    for one in evidence:
        made = work.need(Attachment, attachments.attach(work, Target("project", project.id), one.path))
        picture = one.path.suffix.lower() in PICTURES and to in ("started", "production")
        if made.purpose in (None, "other"):  # the same file may be here already, as what it is
            made.purpose = one.purpose or ("photo" if picture else PURPOSES.get(to, "other"))
        names.append(made.name or one.path.name)
    work.session.flush()
    return "、".join(names)


def _history(work: Work, project: Project) -> list[Transition]:
    return list(
        work.session.scalars(
            select(Transition)
            .where(Transition.project == project.id, Transition.deleted_at.is_(None))
            .order_by(Transition.id)
        )
    )
