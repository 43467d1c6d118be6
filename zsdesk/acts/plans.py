"""谋划: the checklist, the sheet of elements, three sign-offs, the yearly look, the project that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from zsdesk.acts import records
from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import Day
from zsdesk.records import Plan, Project
from zsdesk.records.plan import PARTIES, SIGN_OFF, Element, SignOff, Step
from zsdesk.rules.planning import filled_elements, filled_steps
from zsdesk.store import catalogues
from zsdesk.store.work import Work


def begin(work: Work, plan_id: str) -> None:
    """Lay out the checklist and the sheet of the catalogue in force; what is filled in already stays.

    A plan that was laid out by an earlier version goes on under the names of today.
    """
    plan = _open(work, plan_id)
    today = work.clock.today()
    catalogue = catalogues.in_force(work.session, today)
    before = catalogues.judged_by(work.session, plan.catalogue, today)
    plan.steps = filled_steps(plan, catalogue, today, before)
    plan.elements = filled_elements(plan, catalogue, before)
    plan.catalogue = catalogue.version
    work.session.flush()


def do_step(work: Work, plan_id: str, step: str, evidence: str, *, owner: str = "") -> None:
    """A step of the checklist is done; ``Refused`` without evidence, and before the steps that come first."""
    plan = _open(work, plan_id)
    rows = plan.steps or ()
    at = _place([row.step for row in rows], step)
    earlier = [row.step for row in rows[:at] if row.status != "done"]
    if earlier:
        raise Refused("The steps are done in order: “{first}” comes first.", first=earlier[0])
    if not evidence.strip():
        raise Refused("Say by what it is seen that “{step}” is done.", step=step)
    done = msgspec.structs.replace(rows[at], status="done", evidence=evidence.strip(), owner=owner or rows[at].owner)
    plan.steps = _with(rows, at, done)
    work.session.flush()


def assess(work: Work, plan_id: str, element: str, *, value: str, source: str, status: str, gap: str = "") -> None:
    """What is known of an element; a gap has to be named where there is one."""
    plan = _open(work, plan_id)
    rows = plan.elements or ()
    at = _place([row.element for row in rows], element)
    if status == "gap" and not gap.strip():
        raise Refused("Say what is missing of {element}.", element=element)
    made: Element = msgspec.structs.replace(rows[at], value=value, source=source, status=status, gap=gap)
    plan.elements = (*rows[:at], made, *rows[at + 1 :])
    work.session.flush()


def sign(work: Work, plan_id: str, party: str, unit: str, name: str, verdict: str, *, note: str = "") -> None:
    """A party's word; what it said before stays above it."""
    plan = _open(work, plan_id)
    if party not in {o.code for o in PARTIES.options} or verdict not in {o.code for o in SIGN_OFF.options}:
        raise Refused("A sign-off is of a department, the enterprise or an expert, and says what it thinks.")
    if not (unit.strip() or name.strip()):
        raise Refused("Name the unit or the person that signs.")
    if verdict != "agree" and not note.strip():
        raise Refused("Who does not agree says why.")
    made = SignOff(unit.strip(), party, name.strip(), verdict, str(Day().pack(work.clock.today())), note.strip())
    plan.signoffs = (*(plan.signoffs or ()), made)
    work.session.flush()


def look_again(work: Work, plan_id: str, note: str, *, on: date | None = None) -> None:
    """The yearly look at what lies in the reserve: it stays fresh for another term."""
    plan = _open(work, plan_id)
    if not note.strip():
        raise Refused("Write down what the yearly look found.")
    plan.reviewed_on = on or work.clock.today()
    plan.review_note = note.strip()
    work.session.flush()


def leave(work: Work, plan_id: str, reason: str) -> None:
    """Out of the reserve, with a reason."""
    plan = _open(work, plan_id)
    if not reason.strip():
        raise Refused("Say why it leaves the reserve.")
    plan.exit_on, plan.exit_reason = work.clock.today(), reason.strip()
    work.session.flush()


def make_project(work: Work, plan_id: str) -> str:
    """The project of a plan, in the stage 线索: its gate into the reserve looks at this plan. Its id."""
    plan = _open(work, plan_id)
    if plan.project:
        raise Refused("The plan has its project already.")
    values = {
        "name": plan.name, "companies": (plan.company,) if plan.company else None, "group": plan.group,
        "sihua": plan.sihua, "cluster": plan.cluster, "industry": plan.industry, "total_investment": plan.amount,
        "lead_unit": plan.lead_unit, "lead": plan.lead, "summary": plan.summary, "region_code": plan.region_code,
        "expands": plan.company if plan.origin == "expansion" else None,
    }  # fmt: skip
    plan.project = records.create(work, "project", values)
    work.session.flush()
    return plan.project


def expand(work: Work, project_id: str, name: str) -> str:
    """二次招商: a plan for more of what an enterprise has here already. Its id."""
    project = work.need(Project, project_id)
    if not project.companies:
        raise Refused("The project names no enterprise that could expand.")
    values = {"name": name, "origin": "expansion", "company": project.companies[0], "group": project.group,
              "cluster": project.cluster, "industry": project.industry, "lead_unit": project.lead_unit,
              "region_code": project.region_code}  # fmt: skip
    made = records.create(work, "plan", values)
    begin(work, made)
    return made


def _open(work: Work, plan_id: str) -> Plan:
    plan = work.need(Plan, plan_id)
    if plan.exit_on is not None:
        raise Refused("The plan left the reserve on {day}.", day=plan.exit_on)
    return plan


def _place(names: Sequence[str], wanted: str) -> int:
    if wanted not in names:
        raise NotFound("There is no “{name}” in the plan. There are: {known}.", name=wanted, known="、".join(names))
    return names.index(wanted)


def _with(rows: tuple[Step, ...], at: int, row: Step) -> tuple[Step, ...]:
    return (*rows[:at], row, *rows[at + 1 :])
