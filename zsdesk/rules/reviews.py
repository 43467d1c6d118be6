"""并联会审: what each department says, whether its clock has run out, and what the review comes to.

Silence is 超时 and never consent: a review in which a department has not spoken cannot pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from zsdesk.clock import BEIJING
from zsdesk.kinds import Choice
from zsdesk.records import Opinion, Review
from zsdesk.records.choices import NEEDS
from zsdesk.records.opinion import Condition
from zsdesk.records.review import Need
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
