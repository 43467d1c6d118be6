"""并联会审: what each department says, whether its clock has run out, and what the review comes to.

Silence is 超时 and never consent: a review in which a department has not spoken cannot pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from zsdesk.clock import BEIJING
from zsdesk.errors import Refused
from zsdesk.kinds import Choice
from zsdesk.records import Opinion, Review
from zsdesk.records.choices import NEEDS
from zsdesk.records.opinion import VERDICTS, Condition
from zsdesk.records.review import RESULTS, Need
from zsdesk.rules.workdays import workdays_between

VOICES = ("agree", "conditional", "disagree")
"""What a department may say; 超时 is what the clock says where it said nothing."""
_FACTORS = Choice(*NEEDS)


class Clock(NamedTuple):
    """How a term stands: ``left`` working days (negative: so many late), and ``red``, ``amber`` or nothing."""

    due: date | None
    left: int
    tone: str


class Conclusion(NamedTuple):
    """What the opinions come to: a result, or the departments that have not spoken yet."""

    result: str
    silent: tuple[str, ...]


def asked(needs: Iterable[Need]) -> dict[str, str]:
    """What each department is asked, one need a line, in the order of the needs; without one asked of nobody."""
    found: dict[str, list[str]] = {}
    for need in needs:
        if need.department:
            factor = _FACTORS.show(need.factor) if need.factor else ""
            found.setdefault(need.department, []).append("：".join(part for part in (factor, need.need) if part))
    return {department: "\n".join(lines) for department, lines in found.items()}


def unasked(needs: Iterable[Need]) -> list[Need]:
    """The needs of which no department is asked."""
    return [need for need in needs if not need.department]


def verdict(opinion: Opinion, today: date) -> str:
    """What the department says: its verdict, ``overtime`` where its term has passed in silence, else nothing."""
    if opinion.verdict in VOICES:
        return str(opinion.verdict)
    return "overtime" if opinion.verdict or (opinion.due is not None and opinion.due < today) else ""


def is_late(opinion: Opinion, today: date) -> bool:
    """Whether the department spoke after its term, or has let it pass."""
    if opinion.verdict not in VOICES:
        return verdict(opinion, today) == "overtime"
    if opinion.due is None or opinion.answered_at is None:
        return False
    return opinion.answered_at.astimezone(BEIJING).date() > opinion.due


def clock(due: date | None, today: date, done: bool = False) -> Clock:
    """How a term stands on ``today``: amber on its last two working days, red after it."""
    if due is None:
        return Clock(None, 0, "")
    left = workdays_between(today, due) if due >= today else -max(1, workdays_between(due, today))
    if done:
        return Clock(due, left, "")
    return Clock(due, left, "red" if due < today else "amber" if left <= 1 else "")


def conclusion(opinions: Sequence[Opinion], today: date) -> Conclusion:
    """What the opinions come to: one 不同意 is enough to refuse; all must have spoken to pass."""
    voices = [verdict(opinion, today) for opinion in opinions]
    silent = tuple(
        opinion.department or "" for opinion, voice in zip(opinions, voices, strict=True) if voice not in VOICES
    )
    if "disagree" in voices:
        return Conclusion("refused", silent)
    if silent or not opinions:
        return Conclusion("", silent)
    return Conclusion("conditional" if "conditional" in voices else "passed", ())


def unsound(verdict: str, text: str, basis: str, conditions: Sequence[Condition]) -> Refused | None:
    """Why a department cannot answer so: 不同意 without a basis, conditions that do not fit."""
    if verdict not in VOICES:
        return Refused("A department says 同意, 有条件同意 or 不同意; “{verdict}” is none of them.", verdict=verdict)
    if verdict == "disagree" and not (basis.strip() or text.strip()):
        return Refused("Who disagrees says why: give the basis, a clause or a fact.")
    given = [c.condition.strip() for c in conditions if c.condition.strip()]
    if verdict == "conditional" and not given:
        return Refused("有条件同意 needs at least one condition.")
    if verdict != "conditional" and given:
        return Refused("Conditions go with 有条件同意 only; this opinion is {verdict}.", verdict=VERDICTS.show(verdict))
    if len(set(given)) < len(given):
        return Refused("Two conditions read the same; put them into one.")
    return None


def said_refusal(opinion: Opinion) -> Refused | None:
    """Why an opinion is not deleted: a department has said something."""
    if opinion.verdict not in VOICES:
        return None
    return Refused("What a department said stays; it says something else as long as the review is open.")


def closing_refusal(review: Review, opinions: Sequence[Opinion], today: date) -> Refused | None:
    """Why the review cannot be closed as it stands: not opened, or a department is silent and none disagrees."""
    if review.opened_at is None:
        return Refused("The review is not opened yet: nobody was asked.")
    found = conclusion(opinions, today)
    if not found.result:
        return Refused(
            "{names} have not answered. Silence is no consent: remind them, or list the matter for supervision.",
            names="、".join(found.silent),
        )
    return None


def closed_refusal(review: Review) -> Refused | None:
    """Why nothing is answered in the review any more; ``None`` while it is open."""
    if review.closed_at is None:
        return None
    return Refused("The review is closed: {result}. Take it up again first, with a reason.",
                   result=RESULTS.show(review.result or "refused"))  # fmt: skip


def open_conditions(opinions: Iterable[Opinion]) -> list[tuple[Opinion, Condition]]:
    """The conditions that are not closed, of departments that agree under them."""
    return [
        (opinion, condition)
        for opinion in opinions
        if opinion.verdict == "conditional"
        for condition in opinion.conditions or ()
        if condition.status != "closed"
    ]


def review_clock(review: Review, today: date) -> Clock:
    """How the whole review stands against its term."""
    return clock(review.due, today, review.closed_at is not None)
