"""The one writer of a project's stage: the project moves, and a transition says why, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from zsdesk.catalogue import Catalogue
from zsdesk.clock import from_ms
from zsdesk.ids import new_id
from zsdesk.records import Project, Transition
from zsdesk.records.transition import Unmet
from zsdesk.rules.gates import Facts, Gap, Move, judge
from zsdesk.rules.stages import FIRST, order, path
from zsdesk.store import catalogues
from zsdesk.store.work import Work
from zsdesk.words import tr


class Entry(NamedTuple):
    """What a transition says beside from where it goes to where."""

    kind: str
    on: date | None
    reason: str = ""
    evidence: str = ""
    review_on: date | None = None
    gaps: tuple[Gap, ...] = ()
    waiver_reason: str = ""
    waiver_approver: str = ""
    to_region: str = ""


def write(
    work: Work, project: Project, stage: str, entry: Entry, catalogue: Catalogue, *, come_from: str = ""
) -> str:  # fmt: skip
    """Write the transition from where the project is (or ``come_from``); its id.  Gates were looked at before."""
    made = Transition(
        id=new_id(), version=0, updated_at=0, stamps="[]", extra="{}",
        project=project.id, from_stage=come_from or project.stage or FIRST, to_stage=stage,
        kind=entry.kind, on=entry.on,
        reason=entry.reason or None, evidence=entry.evidence or None, review_on=entry.review_on,
        unmet=tuple(Unmet(g.condition.label, g.missing, g.condition.clause) for g in entry.gaps) or None,
        waiver_reason=entry.waiver_reason or None, waiver_approver=entry.waiver_approver or None,
        catalogue=catalogue.version, created_at=from_ms(work.clock.now_ms()),
        region_code=project.region_code, owner=work.user or None, secrecy=project.secrecy,
        from_region=project.region_code if entry.to_region else None, to_region=entry.to_region or None,
    )  # fmt: skip
    work.add(made)
    work.session.flush()
    return made.id


def move(work: Work, project: Project, changed: dict[str, Any]) -> None:
    """Set the stage and the dates that go with it."""
    for name, value in changed.items():
        setattr(project, name, value)
    work.session.flush()


def enter(work: Work, project: Project) -> None:
    """补录: a project that was somewhere on the way before it came into this program, as from a ledger.

    No gate was looked at when it went there.  What is missing is written down as waived, by whoever
    enters it, so that nobody takes it for a stage that was reached through its gates.
    """
    stage = project.stage or FIRST
    if stage == FIRST:
        return
    today = work.clock.today()
    catalogue = catalogues.in_force(work.session, today)
    on = project.stage_on or _known_date(project, stage)  # a ledger that does not say when leaves it open
    # A stage aside says nothing of the way there: the last dated stage does.
    reached = stage if stage in order(catalogue) else _last_dated(project)
    facts = Facts({"signed_on": project.signed_on, "started_on": project.started_on})
    gaps: list[Gap] = []
    for gate in path(catalogue, reached):
        gaps += judge(catalogue, facts, Move(gate.go_to, on or today, reason=tr("entered afterwards")), gate).unmet
    if gaps or stage != reached:
        reason = tr("Entered afterwards from an existing ledger; its gates were not looked at.")
    else:
        reason = ""
    entry = Entry("entry", on, tr("entered afterwards"), gaps=tuple(gaps), waiver_reason=reason,
                  waiver_approver=work.user if reason else "")  # fmt: skip
    write(work, project, stage, entry, catalogue, come_from=FIRST)


def _known_date(project: Project, stage: str) -> date | None:
    dates = {"signed": project.signed_on, "started": project.started_on, "production": project.produced_on}
    return dates.get(stage)


def _last_dated(project: Project) -> str:
    dated: Sequence[tuple[str, date | None]] = (
        ("production", project.produced_on), ("started", project.started_on), ("signed", project.signed_on),
    )  # fmt: skip
    return next((stage for stage, on in dated if on is not None), FIRST)
