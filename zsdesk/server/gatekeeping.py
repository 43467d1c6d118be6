"""A project's stages at the province: it goes on by a transition, and a transition goes through its gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from zsdesk.errors import NotFound, Refused
from zsdesk.fields import fields, group_of
from zsdesk.kinds import Target
from zsdesk.records import Lead, Project, Transition
from zsdesk.records.choices import STAGES
from zsdesk.rules.gates import Facts, Gap, GateClosed, Move, judge
from zsdesk.rules.rights import Account, sees
from zsdesk.rules.stages import FIRST, Way, been_in, correction_refusal, dates_of, left_of, order, way
from zsdesk.rules.waivers import Waiver, approver_refusal, waiver_refusal
from zsdesk.server.guarded import Guarded, unpacked
from zsdesk.store.gate_facts import gather

STAGE_FIELDS = frozenset(group_of(Project, "stage"))
_HANDED_OVER = {"region_code", "owner"}


def project(guarded: Guarded) -> Refused | None:
    """A project's stage and dates change as its transitions in the same transaction say.

    One that comes in with a stage came out of a ledger (补录): it stands where its ledger says.
    """
    if guarded.before is None:
        return None
    moves = list(_moves(guarded, guarded.target.id))
    if not moves:
        return Refused("A project's stage and its dates change by a transition: choose the next stage, or correct "
                       "(更正) what is wrong.")  # fmt: skip
    last, now, was = moves[-1], guarded.now, guarded.was
    if last.to_stage is None or last.on is None:
        return Refused("A transition needs its stage and its day.")
    if (now.stage or FIRST) != last.to_stage:
        return _elsewhere(now, last)
    if len(moves) > 1 or (was.stage or FIRST) != last.from_stage:
        return None
    catalogue = guarded.catalogue(last.catalogue)
    values = {name: getattr(was, name) for name in STAGE_FIELDS}
    been = been_in(_history(guarded, last))
    wanted = values | dates_of(values, str(last.kind), last.to_stage, last.on, been, order(catalogue))
    if any(getattr(now, name) != value for name, value in wanted.items()):
        return Refused("The dates of the project are others than those of its transition to {stage}.",
                       stage=STAGES.show(last.to_stage))  # fmt: skip
    return None


def transition(guarded: Guarded) -> Refused | None:
    """A transition is made with its project's move, through the gate; and never changed."""
    if guarded.before is not None:
        return _changed(guarded)
    made: Transition = guarded.now
    whole = guarded.get(Project, made.project)
    earlier = None if whole is None else guarded.earlier(Target("project", whole.id))
    at = whole.region_code if whole is not None and earlier is None else earlier and earlier.values.get("region_code")
    if whole is None or not sees(guarded.sender, None if at is None else str(at)):
        return NotFound("The province does not have this record; it may belong to another region now.")
    if made.kind == "entry":
        if earlier is not None:
            return Refused("Only a project that comes into the program is entered afterwards (补录).")
        return None
    was: Any = whole if earlier is None else unpacked(earlier)
    here = {was.stage or FIRST, *(one.to_stage for one in _moves(guarded, whole.id) if one.id < made.id)}
    if earlier is not None and here.isdisjoint((made.from_stage, made.to_stage)):
        return _elsewhere(was, made)
    return _gate_refusal(guarded, made, whole, was)


def _changed(guarded: Guarded) -> Refused | None:
    names = {n for n in guarded.after.values if guarded.changed(n)} - _HANDED_OVER
    undone = names == {"deleted_at"} and guarded.after.values.get("kind") == "entry"
    if not names or undone:
        return None
    return Refused("Transitions are written when a project goes to another stage, and never changed.")


def _elsewhere(at: Project, asked: Transition) -> Refused:
    return Refused("The project is in the stage {here} at the province, so it does not go from {start} to {goal}.",
                   here=STAGES.show(at.stage or FIRST), start=STAGES.show(asked.from_stage or FIRST),
                   goal=STAGES.show(asked.to_stage or FIRST))  # fmt: skip


def _gate_refusal(guarded: Guarded, made: Transition, whole: Project, was: Project) -> Refused | None:
    """Why the transition is not one of the mechanism's: no way leads there, or its gate is closed."""
    catalogue, history = guarded.catalogue(made.catalogue), _history(guarded, made)
    reason, come_from, to = (made.reason or "").strip(), made.from_stage or FIRST, made.to_stage
    if to is None or made.on is None:
        return Refused("A transition needs its stage and its day.")
    if made.kind == "correction":
        been = been_in(history)
        return correction_refusal(catalogue, come_from, to, been, dated=True, reason=reason)
    if made.kind == "transfer":
        gate = catalogue.gate_of(come_from, "transfer")
        if gate is None:
            return Refused("The catalogue in force has no transfer between regions.")
        if whole.region_code != made.to_region or not _first_contact_stays(guarded, whole, was):
            return Refused("A transfer takes the project to the region that it names, and leaves the unit of its first "
                           "contact as it is.")  # fmt: skip
        goes, asked = Way("transfer", gate), Move("transfer", made.on, reason, to_region=made.to_region or "")
    else:
        try:
            goes = way(catalogue, come_from, to, left_of(history))
        except Refused as refusal:
            return refusal
        asked = Move(to, made.on, reason, made.review_on)
    if goes.kind != made.kind:
        return Refused("A transition needs its stage and its day.")
    if goes.gate is None:
        return None if reason else Refused("Say why it is taken up again.")
    facts = _facts(guarded, whole, was)
    unmet = judge(catalogue, facts, asked, goes.gate).unmet
    return _waiver_refusal(guarded, unmet, made, whole) if unmet else None


def _first_contact_stays(guarded: Guarded, whole: Project, was: Project) -> bool:
    lead = guarded.get(Lead, whole.lead)
    return whole.first_contact_unit in (was.first_contact_unit, lead.first_contact_unit if lead else None)


def _facts(guarded: Guarded, whole: Project, was: Project) -> Facts:
    """What lies around the project, and the project as it was before it moved."""
    found = gather(guarded.session, whole)
    return found._replace(values={f.name: getattr(was, f.name) for f in fields(Project)})


def _waiver_refusal(guarded: Guarded, unmet: tuple[Gap, ...], made: Transition, whole: Project) -> Refused | None:
    """Why what is missing is not waived: nobody did, or whoever is named may not."""
    if not made.waiver_approver and not made.waiver_reason:
        goal = STAGES.show(made.to_stage or FIRST)
        return GateClosed(goal, unmet)
    waiver = Waiver(made.waiver_reason or "", (made.waiver_approver or "").strip())
    refusal = waiver_refusal(unmet, waiver, guarded.sender)
    if refusal is not None or waiver.approver == guarded.sender.name:
        return refusal
    approver = _account(guarded, waiver.approver)
    if approver is None or not sees(approver, whole.region_code):
        return Refused("The province knows no account “{name}” that may waive a gate here: name the account of who "
                       "approves it.", name=waiver.approver)  # fmt: skip
    return approver_refusal(unmet, approver)


def _account(guarded: Guarded, name: str) -> Account | None:
    batch = guarded.step.batch
    found = batch.database.fetch(
        batch.connection, "SELECT name, role, region_code FROM account WHERE name = ? AND disabled = 0", name
    )
    return Account(*found[0]) if found else None


def _moves(guarded: Guarded, project_id: str) -> Iterator[Transition]:
    """The transitions of the project that this transaction brings, in their order."""
    step = guarded.step
    made = sorted(
        target.id for target, state in step.rows.items()
        if target.type == "transition" and state.values.get("project") == project_id
        and target not in step.batch.rows and state.values.get("deleted_at") is None
    )  # fmt: skip
    for one in made:
        found = guarded.session.get(Transition, one)
        if found is not None:
            yield found


def _history(guarded: Guarded, before: Transition) -> list[Transition]:
    wanted = select(Transition).where(
        Transition.project == before.project, Transition.deleted_at.is_(None), Transition.id < before.id
    )
    return list(guarded.session.scalars(wanted.order_by(Transition.id)))
