"""会审: open a review, give an opinion, follow its conditions, close it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from zsdesk.acts import records
from zsdesk.clock import from_ms
from zsdesk.errors import NotFound, Refused
from zsdesk.records import Opinion, Review
from zsdesk.records.opinion import Condition
from zsdesk.records.review import Need
from zsdesk.rules.reviews import asked, closed_refusal, closing_refusal, conclusion, unasked, unsound
from zsdesk.rules.workdays import due
from zsdesk.store import catalogues
from zsdesk.store.work import Work


def draft(work: Work, project_id: str, subject: str, needs: Sequence[Need], background: str = "") -> str:
    """A review that is not opened yet: what the project needs of whom; its id."""
    values = {"project": project_id, "subject": subject, "needs": tuple(needs), "background": background or None}
    return records.create(work, "review", values)


def open_review(work: Work, review_id: str) -> list[str]:
    """Ask every department at once: an opinion each, with its clock; the ids of the new ones.

    An open review may be opened again, where its needs name further departments: those alone are asked then.
    ``Refused`` without a need, and where a need is asked of nobody.
    """
    review = work.need(Review, review_id)
    _still_open(review)
    needs = review.needs or ()
    if lost := unasked(needs):
        raise Refused("Say which department is asked about “{need}”.", need=lost[0].need or lost[0].factor)
    questions = asked(needs)
    if not questions:
        raise Refused("Write down what the project needs, and which department is asked, before the review is opened.")
    now = from_ms(work.clock.now_ms()).replace(microsecond=0)
    catalogue = catalogues.in_force(work.session, now.date())
    if review.opened_at is None:
        whole = catalogue.deadline_of("review")
        review.opened_at, review.catalogue = now, catalogue.version
        review.due = due(now.date(), whole.limit, whole.unit).day
    term = catalogue.deadline_of("opinion")
    known = {opinion.department for opinion in opinions_of(work, review_id)}
    made: list[str] = []
    for department, question in questions.items():
        if department not in known:
            values = {
                "review": review_id, "department": department, "asked": question, "opened_at": now,
                "due": due(now.date(), term.limit, term.unit).day,
            }  # fmt: skip
            made.append(_ask(work, opinion_id(review_id, department), values))
    work.session.flush()
    return made


def _ask(work: Work, id: str, values: Mapping[str, Any]) -> str:
    if work.session.get(Opinion, id) is None:
        return records.create(work, "opinion", values, id)
    records.restore(work, "opinion", id)  # asked before, and taken back
    records.change(work, "opinion", id, values)
    return id


def opinion_id(review_id: str, department: str) -> str:
    """The id of a department's opinion: whichever desk opens the review, it is the same record."""
    whole = uuid.UUID(review_id).int >> 80 << 80
    chance = int.from_bytes(hashlib.sha256(f"{review_id}/{department}".encode()).digest()[:10], "big")
    value = whole | 0x7 << 76 | (chance >> 62 & 0xFFF) << 64 | 0b10 << 62 | chance & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def opinions_of(work: Work, review_id: str) -> list[Opinion]:
    """The opinions of a review, in the order in which the departments were asked."""
    statement = select(Opinion).where(Opinion.review == review_id, Opinion.deleted_at.is_(None))
    return sorted(work.session.scalars(statement), key=lambda o: (o.created_at, o.department or ""))


def opine(
    work: Work, opinion_id: str, verdict: str, *, text: str = "", basis: str = "",
    conditions: Sequence[Condition] = (), by: str = "", at: datetime | None = None,
) -> None:  # fmt: skip
    """A department's answer; one given before may be replaced as long as the review is open.

    ``Refused`` for 不同意 without a basis, and for 有条件同意 without a condition.
    """
    opinion = work.need(Opinion, opinion_id)
    review = _review_of(work, opinion)
    _still_open(review)
    refuse_unsound(verdict, text, basis, conditions)
    given = tuple(msgspec.structs.replace(c, status=c.status or "open") for c in conditions if c.condition.strip())
    opinion.verdict = verdict
    opinion.text, opinion.basis = text.strip() or None, basis.strip() or None
    opinion.conditions = given or None
    opinion.answered_at = at or from_ms(work.clock.now_ms()).replace(microsecond=0)
    opinion.answered_by = by.strip() or work.user or None
    work.session.flush()


def refuse_unsound(verdict: str, text: str, basis: str, conditions: Sequence[Condition]) -> None:
    """``Refused`` for an answer that a department cannot give: 不同意 without a basis, conditions that do not fit."""
    refusal = unsound(verdict, text, basis, conditions)
    if refusal is not None:
        raise refusal


def settle(work: Work, opinion_id: str, condition: str, evidence: str) -> None:
    """A condition is fulfilled, and by what it is seen; ``Refused`` without evidence."""
    opinion = work.need(Opinion, opinion_id)
    if not evidence.strip():
        raise Refused("Say by what it is seen that the condition is fulfilled: a paper, its number, a day.")
    rows = list(opinion.conditions or ())
    at = next((n for n, row in enumerate(rows) if row.condition == condition), None)
    if at is None:
        known = "；".join(row.condition for row in rows) or "—"
        raise NotFound("This opinion has no condition “{condition}”; it has: {known}.",
                       condition=condition, known=known)  # fmt: skip
    rows[at] = msgspec.structs.replace(rows[at], status="closed", evidence=evidence.strip())
    opinion.conditions = tuple(rows)
    work.session.flush()


def close(work: Work, review_id: str, note: str = "") -> str:
    """Close a review with what the opinions come to; the result.

    ``Refused`` as long as a department is silent and none disagrees: silence is no consent.  Where one
    disagrees, those who let their term pass are written down as 超时.
    """
    review = work.need(Review, review_id)
    _still_open(review)
    opinions = opinions_of(work, review_id)
    now = from_ms(work.clock.now_ms()).replace(microsecond=0)
    refusal = closing_refusal(review, opinions, now.date())
    if refusal is not None:
        raise refusal
    found = conclusion(opinions, now.date())
    for opinion in opinions:
        if opinion.verdict is None and opinion.due is not None and opinion.due < now.date():
            opinion.verdict = "overtime"
    review.result, review.closed_at = found.result, now
    review.result_note = note.strip() or review.result_note
    work.session.flush()
    return found.result


def reopen(work: Work, review_id: str, reason: str) -> None:
    """Take a closed review up again, as when a department changes its mind; the reason is kept in its note."""
    review = work.need(Review, review_id)
    if review.closed_at is None:
        raise Refused("The review is open.")
    if not reason.strip():
        raise Refused("Say why the review is taken up again.")
    review.closed_at, review.result = None, None
    review.result_note = "\n".join(part for part in (review.result_note, reason.strip()) if part)
    for opinion in opinions_of(work, review_id):
        if opinion.verdict == "overtime":
            opinion.verdict = None
    work.session.flush()


def _review_of(work: Work, opinion: Opinion) -> Review:
    if opinion.review is None:
        raise Refused("This opinion belongs to no review; choose the review in its form.")
    return work.need(Review, opinion.review)


def _still_open(review: Review) -> None:
    refusal = closed_refusal(review)
    if refusal is not None:
        raise refusal
