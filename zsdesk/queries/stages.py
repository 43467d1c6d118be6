"""What stands between a project and another stage: for the gate sheet, the board and the command line."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.catalogue.entries import shown
from zsdesk.errors import NotFound, Refused
from zsdesk.fields import field_of
from zsdesk.kinds import Region
from zsdesk.records import Project, Transition
from zsdesk.records.choices import STAGES
from zsdesk.rules.gates import Move, judge, who_may_waive
from zsdesk.rules.stages import FIRST, Way, following, order, way
from zsdesk.store import catalogues
from zsdesk.store.gate_facts import gather
from zsdesk.words import tr


class ConditionView(NamedTuple):
    """A condition of a gate: whether it is met, what is missing, by which clause, and who may waive it.

    ``check`` names the rule, so that the window can lead to where it is seen to.
    """

    check: str
    label: str
    met: bool
    missing: str
    clause: str
    waiver: str
    waivable: bool


class GateView(NamedTuple):
    """A way to another stage, with its conditions; ``refusal`` where there is no way."""

    project: str
    heading: str
    here: str
    here_label: str
    to: str
    to_label: str
    kind: str
    clause: str
    conditions: tuple[ConditionView, ...]
    refusal: str
    version: int

    @property
    def unmet(self) -> tuple[ConditionView, ...]:
        """What is missing."""
        return tuple(c for c in self.conditions if not c.met)


class Passed(NamedTuple):
    """A transition as it is read on a project's page."""

    id: str
    kind: str
    from_stage: str
    to_stage: str
    on: date | None
    reason: str
    unmet: tuple[str, ...]
    waiver: str
    version: int
    who: str


def gate(
    session: Session, project_id: str, to: str, *, today: date, on: date | None = None, reason: str = "",
    review_on: date | None = None, to_region: str = "",
) -> GateView:  # fmt: skip
    """What the gate to ``to`` (a stage, or ``transfer``) says of the project as it stands."""
    project = session.get(Project, project_id)
    if project is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="project", id=project_id)
    catalogue = catalogues.in_force(session, today)
    here = project.stage or FIRST
    label = tr("another region") if to == "transfer" else STAGES.show(to)
    refusal, goes = "", Way("transfer", catalogue.gate_of(here, "transfer"))
    if to != "transfer":
        try:
            goes = way(catalogue, here, to, left_from(session, project_id))
        except Refused as refused:
            refusal, goes = str(refused), Way("", None)
    conditions: tuple[ConditionView, ...] = ()
    if goes.gate is not None:
        judged = judge(catalogue, gather(session, project), Move(to, on or today, reason, review_on, to_region),
                       goes.gate)  # fmt: skip
        missing = {gap.condition.code: gap.missing for gap in judged.unmet}
        conditions = tuple(
            ConditionView(c.check, shown(c), c.code not in missing, missing.get(c.code, ""), c.clause,
                          who_may_waive(c), bool(c.waiver))
            for c in catalogue.conditions(goes.gate.code)
        )  # fmt: skip
    return GateView(project.id, project.heading, here, STAGES.show(here), to, label, goes.kind,
                    goes.gate.clause if goes.gate else "", conditions, refusal, catalogue.version)  # fmt: skip


def ways(session: Session, project_id: str, today: date) -> list[str]:
    """The stages to which the project can go from where it is, the one on the way first."""
    project = session.get(Project, project_id)
    here = (project.stage if project else None) or FIRST
    if here == "suspended":
        return [left_from(session, project_id), "terminated"]
    return following(catalogues.in_force(session, today), here)


def left_from(session: Session, project_id: str) -> str:
    """The stage from which a suspended project was laid aside."""
    found = session.execute(
        select(Transition.from_stage)
        .where(Transition.project == project_id, Transition.kind.in_(("suspension", "entry")),
               Transition.deleted_at.is_(None))
        .order_by(Transition.id.desc()).limit(1)
    ).scalar()  # fmt: skip
    return found or FIRST


def lanes(session: Session, today: date) -> list[str]:
    """The stages of the board, in order."""
    return order(catalogues.in_force(session, today))


def passed(session: Session, project_id: str) -> list[Passed]:
    """A project's transitions, the newest first."""
    rows = session.scalars(
        select(Transition).where(Transition.project == project_id, Transition.deleted_at.is_(None))
        .order_by(Transition.id.desc())
    )  # fmt: skip
    return [_passed(row) for row in rows]


def _passed(row: Transition) -> Passed:
    stages = [STAGES.show(s) if s else "" for s in (row.from_stage, row.to_stage)]
    if row.kind == "transfer":
        stages = [Region().show(r) if r else "" for r in (row.from_region, row.to_region)]
    waiver = (
        tr("waived by {name}: {why}", name=row.waiver_approver, why=row.waiver_reason) if row.waiver_approver else ""
    )
    return Passed(row.id, field_of(Transition, "kind").show(row.kind), stages[0], stages[1], row.on,
                  row.reason or "", tuple(u.missing or u.condition for u in row.unmet or ()), waiver,
                  row.catalogue or 0, row.owner or "")  # fmt: skip
