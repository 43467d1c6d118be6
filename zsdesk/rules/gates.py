"""The gates between stages: what each condition looks at, and what is missing where it is not met.

Which conditions a gate has is data (:mod:`zsdesk.catalogue`); how one is judged is a pure function here,
found by the condition's ``check``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from zsdesk.catalogue import Catalogue, Condition, Gate
from zsdesk.clock import BEIJING
from zsdesk.errors import Refused
from zsdesk.records.plan import PARTIES, Element, SignOff, Step
from zsdesk.rules.screening import effective
from zsdesk.words import label, tr


class File(NamedTuple):
    """An attachment of the project or of one of its agreements."""

    purpose: str
    taken_on: date | None = None


class Promise(NamedTuple):
    """A commitment: its words, and what was found of it."""

    title: str
    text: str
    party: str
    screen: str
    override: str


class Facts(NamedTuple):
    """What a gate may look at: the project's fields, and what belongs to it."""

    values: Mapping[str, Any]
    lead: Mapping[str, Any] | None = None
    elements: tuple[Element, ...] = ()
    steps: tuple[Step, ...] = ()
    signoffs: tuple[SignOff, ...] = ()
    meetings: int = 0
    claims: int = 0
    files: tuple[File, ...] = ()
    reviews: tuple[str, ...] = ()
    """The results of closed reviews, the latest last."""
    promises: tuple[Promise, ...] = ()


class Move(NamedTuple):
    """What is asked for: the stage to go to (or ``transfer``), the business date, and what was said about it."""

    to: str
    on: date
    reason: str = ""
    review_on: date | None = None
    to_region: str = ""


class Gap(NamedTuple):
    """A condition that is not met, and what is missing."""

    condition: Condition
    missing: str


class Judgement(NamedTuple):
    """What a gate says of a move."""

    gate: Gate
    met: tuple[Condition, ...]
    unmet: tuple[Gap, ...]


Check = Callable[[Facts, Move, Condition, Catalogue], str]
"""What is missing, as a sentence; empty where nothing is."""


def judge(catalogue: Catalogue, facts: Facts, move: Move, gate: Gate) -> Judgement:
    """Look at every condition of a gate."""
    met: list[Condition] = []
    unmet: list[Gap] = []
    for condition in catalogue.conditions(gate.code):
        missing = CHECKS[condition.check](facts, move, condition, catalogue)
        if missing:
            unmet.append(Gap(condition, missing))
        else:
            met.append(condition)
    return Judgement(gate, tuple(met), tuple(unmet))


# -- into the reserve ------------------------------------------------------------------------------


def _triage_follow(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    if facts.lead is None:
        return tr("The project names no lead that it came from.")
    if facts.lead.get("triage") != "follow":
        return tr("The lead's triage does not say 跟进.")
    return ""


def _duplicates_resolved(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    if facts.lead is None:
        return tr("The project names no lead that it came from.")
    if facts.lead.get("duplicates") in (None, "open"):
        return tr("The lead's search for duplicates has no conclusion.")
    return ""


def _elements_filled(facts: Facts, _move: Move, _condition: Condition, catalogue: Catalogue) -> str:
    there = {row.element: row for row in facts.elements}
    lacking = [e.label for e in catalogue.element if not is_filled(there.get(e.label))]
    return tr("The sheet of elements lacks: {names}.", names="、".join(lacking)) if lacking else ""


def is_filled(row: Element | None) -> bool:
    """Whether an element is known: value, source and status, and a gap where there is one."""
    if row is None or not (row.value and row.source):
        return False
    return row.status == "met" or (row.status == "gap" and bool(row.gap))


def _steps_done(facts: Facts, _move: Move, _condition: Condition, catalogue: Catalogue) -> str:
    done = {row.step for row in facts.steps if row.status == "done" and row.evidence}
    lacking = [step.label for step in catalogue.step if step.label not in done]
    return tr("Steps that are not done with evidence: {names}.", names="、".join(lacking)) if lacking else ""


def _signed_off(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    lacking = [option.label for option in PARTIES.options if not has_signed(facts.signoffs, option.code)]
    return tr("No agreement of: {names}.", names="、".join(label(name) for name in lacking)) if lacking else ""


def has_signed(signoffs: tuple[SignOff, ...], party: str) -> bool:
    """Whether a party agreed: the last word of each of its units counts, and all have to agree."""
    last = {row.unit or row.name: row.verdict for row in signoffs if row.party == party and row.verdict}
    return bool(last) and set(last.values()) == {"agree"}


# -- talks and signing -----------------------------------------------------------------------------


def _met(facts: Facts, _move: Move, condition: Condition, _catalogue: Catalogue) -> str:
    wanted = condition.value or 1
    if facts.meetings < wanted:
        return tr("{count} of {wanted} negotiations or visits are logged.", count=facts.meetings, wanted=wanted)
    return ""


def _first_contact(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    named = facts.values.get("first_contact_unit") or (facts.lead or {}).get("first_contact_unit")
    return "" if named or facts.claims else tr("No first-contact unit is named, and none was claimed.")


def _contract_attached(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    return "" if _has(facts, "contract") else tr("No scan of the signed contract is attached.")


def _review_passed(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    if not facts.reviews:
        return tr("No joint review is closed.")
    return "" if facts.reviews[-1] in ("passed", "conditional") else tr("The last joint review did not pass.")


def _nothing_banned(facts: Facts, _move: Move, _condition: Condition, catalogue: Catalogue) -> str:
    ours = [promise for promise in facts.promises if promise.party != "enterprise"]
    banned = [p.title or p.text[:20] for p in ours if effective(catalogue, p.text, p.screen, p.override) == "banned"]
    return tr("Commitments screened 禁止: {names}.", names="、".join(banned)) if banned else ""


# -- start and production --------------------------------------------------------------------------


def _start_after_signing(facts: Facts, move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    signed = facts.values.get("signed_on")
    if signed is not None and move.on < signed and not move.reason:
        return tr("It would start before it was signed ({day}): say why.", day=signed)
    return ""


def _start_evidence(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    listed = facts.values.get("library") == "building" and facts.values.get("library_on")
    dated = any(f.purpose == "photo" and f.taken_on for f in facts.files)
    if _has(facts, "permit", "building") or listed or dated:
        return ""
    return tr("No permit, entry in 在建库 or dated photo of the site is attached.")


def _production_after_start(facts: Facts, move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    started = facts.values.get("started_on")
    return tr("It would produce before it started ({day}).", day=started) if started and move.on < started else ""


def _production_evidence(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    started = facts.values.get("started_on")
    later = any(f.purpose == "photo" and f.taken_on and (not started or f.taken_on > started) for f in facts.files)
    if _has(facts, "production") or later:
        return ""
    return tr("No proof of production, and no photo dated after the start, is attached.")


# -- aside, out, elsewhere -------------------------------------------------------------------------


def _reason(_facts: Facts, move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    return "" if move.reason else tr("No reason is given.")


def _review_day(_facts: Facts, move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    if move.review_on is None:
        return tr("No day is set on which it is looked at again.")
    return "" if move.review_on > move.on else tr("The day of the next look has to come after {day}.", day=move.on)


def _release_attached(facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    if facts.values.get("signed_on") is None or _has(facts, "release"):
        return ""
    return tr("It was signed: the paper that releases both sides is not attached.")


def _region_changes(facts: Facts, move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    if not move.to_region or move.to_region == facts.values.get("region_code"):
        return tr("No other region is named that takes it over.")
    return ""


def _first_contact_kept(_facts: Facts, _move: Move, _condition: Condition, _catalogue: Catalogue) -> str:
    return ""  # a transfer has no way to change it: the act writes down who it is and leaves it so


def _has(facts: Facts, *purposes: str) -> bool:
    return any(file.purpose in purposes for file in facts.files)


def day_of(moment: Any) -> date | None:
    """The calendar day in Beijing of an instant."""
    return None if moment is None else moment.astimezone(BEIJING).date()


CHECKS: dict[str, Check] = {
    "triage_follow": _triage_follow,
    "duplicates_resolved": _duplicates_resolved,
    "elements_filled": _elements_filled,
    "steps_done": _steps_done,
    "signed_off": _signed_off,
    "met": _met,
    "first_contact": _first_contact,
    "contract_attached": _contract_attached,
    "review_passed": _review_passed,
    "nothing_banned": _nothing_banned,
    "start_after_signing": _start_after_signing,
    "start_evidence": _start_evidence,
    "production_after_start": _production_after_start,
    "production_evidence": _production_evidence,
    "reason": _reason,
    "review_day": _review_day,
    "release_attached": _release_attached,
    "region_changes": _region_changes,
    "first_contact_kept": _first_contact_kept,
}


class GateClosed(Refused):
    """A gate is not passed: ``gaps`` says what is missing, by which clause, and who may waive it."""

    def __init__(self, stage: str, gaps: tuple[Gap, ...]) -> None:
        super().__init__("{problems}", problems=_sentence(stage, gaps))
        self.stage = stage
        self.gaps = gaps

    def __reduce__(self) -> tuple[object, ...]:
        return (GateClosed, (self.stage, self.gaps))


def _sentence(stage: str, gaps: tuple[Gap, ...]) -> str:
    head = tr("It cannot go to {stage}; {count} conditions are not met, and nothing was changed.",
              stage=stage, count=len(gaps))  # fmt: skip
    lines = [f"{at}. {gap.missing} {gap.condition.clause}。{who_may_waive(gap.condition)}"
             for at, gap in enumerate(gaps, 1)]  # fmt: skip
    return "\n".join([head, *lines])


def who_may_waive(condition: Condition) -> str:
    """In words."""
    if not condition.waiver:
        return tr("Nobody may waive it.")
    role = tr({"supervisor": "supervisor", "administrator": "administrator"}[condition.waiver])
    level = tr({"county": "county", "prefecture": "prefecture", "province": "province"}[condition.level])
    return tr("May be waived by: {role} ({level} or above).", role=role, level=level)
