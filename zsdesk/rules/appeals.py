"""诉求: six steps from noting it to the recheck, each at its time, and the rates that come of them.

收集→汇聚→研判→转办→督办→复核 (企业之家, Anshun city government).  A step is never skipped; an enterprise that is
not satisfied at the recheck takes the appeal back to 督办.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from zsdesk.catalogue import Catalogue
from zsdesk.clock import BEIJING
from zsdesk.errors import Refused
from zsdesk.records import Appeal
from zsdesk.rules.reviews import Clock, clock
from zsdesk.rules.workdays import due

STEPS = ("collected", "gathered", "assessed", "assigned", "supervised", "rechecked")


class Term(NamedTuple):
    """One of the three terms, all from the day of acceptance: ``verify``, ``reply`` or ``close``."""

    name: str
    clock: Clock
    done: date | None

    @property
    def late(self) -> bool:
        """Whether it was done after its day, or its day has passed."""
        if self.clock.due is None:
            return False
        return self.done > self.clock.due if self.done is not None else self.clock.left < 0


class Rate(NamedTuple):
    """How appeals were closed: 办结率 is closed of accepted, 按期办结率 those closed in time of all whose term
    has ended or that are closed; ``satisfied`` of those that said how they are."""

    accepted: int
    closed: int
    in_time: int
    due: int
    satisfied: int
    asked: int

    @property
    def closing(self) -> float | None:
        """办结率, 0 to 1."""
        return self.closed / self.accepted if self.accepted else None

    @property
    def punctual(self) -> float | None:
        """按期办结率, 0 to 1."""
        return self.in_time / self.due if self.due else None

    @property
    def satisfaction(self) -> float | None:
        """满意率, 0 to 1: at least 基本满意."""
        return self.satisfied / self.asked if self.asked else None


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(BEIJING).date()


def close_by(appeal: Appeal, catalogue: Catalogue) -> date | None:
    """By when the appeal is to be closed; a complex one has longer."""
    accepted = _day(appeal.accepted_at)
    if accepted is None:
        return None
    deadline = catalogue.deadline_of("appeal_close_complex" if appeal.complex else "appeal_close")
    return due(accepted, deadline.limit, deadline.unit).day


def terms(appeal: Appeal, catalogue: Catalogue, today: date) -> tuple[Term, ...]:
    """The three terms as they stand; none before the appeal is accepted."""
    accepted = _day(appeal.accepted_at)
    if accepted is None:
        return ()
    ends: dict[str, date | None] = {"verify": None, "reply": None, "close": appeal.due or close_by(appeal, catalogue)}
    for name in ("verify", "reply"):
        deadline = catalogue.deadline_of(f"appeal_{name}")
        ends[name] = due(accepted, deadline.limit, deadline.unit).day
    done = {"verify": _day(appeal.verified_at), "reply": _day(appeal.replied_at), "close": _day(appeal.closed_at)}
    return tuple(Term(name, clock(end, today, done[name] is not None), done[name]) for name, end in ends.items())


def next_term(appeal: Appeal, catalogue: Catalogue, today: date) -> Term | None:
    """The term that runs now; nothing once it is closed."""
    if appeal.closed_at is not None:
        return None
    return next((term for term in terms(appeal, catalogue, today) if term.done is None), None)


def step_of(appeal: Appeal) -> str:
    """Where the appeal stands; one that says nothing was just collected."""
    return appeal.step if appeal.step in STEPS else STEPS[0]


def standing_refusal(appeal: Appeal) -> Refused | None:
    """Why the appeal cannot stand where it stands: each step keeps what the steps before it found."""
    step = STEPS.index(step_of(appeal))
    if appeal.closed_at is not None and not (appeal.reply or "").strip():
        return Refused("Before it is closed, the enterprise is answered: write down the reply.")
    if step >= STEPS.index("gathered") and appeal.verified_at is None:
        return Refused("The appeal was not verified with the enterprise yet; no step is skipped.")
    if step >= STEPS.index("assigned") and not (appeal.handler or "").strip():
        return Refused("Say which unit deals with it.")
    if appeal.closed_at is not None and step < STEPS.index("assigned"):
        return Refused("The appeal was not assigned to a unit yet; no step is skipped.")
    if step == STEPS.index("rechecked") and appeal.closed_at is None:
        return Refused("A recheck follows the closing; this appeal is still open.")
    if appeal.satisfaction == "not" and not (appeal.recheck or "").strip():
        return Refused("Write down what the enterprise is not satisfied with.")
    return None


def changed_refusal(was: Appeal, now: Appeal) -> Refused | None:
    """Why the appeal cannot go from where it stood to where it stands.

    What the older ledger of one that was entered afterwards (补录) did not say, it need not say now.
    """
    if now.late_entry != was.late_entry:
        return Refused("That an appeal was entered afterwards (补录) is said when it is entered, and stays.")
    refusal = standing_refusal(now)
    lacked = standing_refusal(was) if now.late_entry else None
    if refusal is not None and lacked is not None and refusal.text == lacked.text:
        return None
    return refusal


def rate(appeals: Sequence[Appeal], catalogue: Catalogue, today: date) -> Rate:
    """The rates of some appeals."""
    closed = in_time = ended = satisfied = asked = 0
    for appeal in appeals:
        term = next((t for t in terms(appeal, catalogue, today) if t.name == "close"), None)
        if appeal.closed_at is not None:
            closed += 1
        if term is not None and (term.done is not None or term.late):
            ended += 1
            in_time += not term.late
        if appeal.satisfaction is not None:
            asked += 1
            satisfied += appeal.satisfaction != "not"
    return Rate(len(appeals), closed, in_time, ended, satisfied, asked)
