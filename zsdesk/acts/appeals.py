"""诉求: take one in, and lead it through its six steps; none is skipped."""

from __future__ import annotations

from datetime import datetime

from zsdesk.acts import records
from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.fields import field_of
from zsdesk.records import Appeal
from zsdesk.rules.appeals import STEPS, close_by, step_of
from zsdesk.store import catalogues
from zsdesk.store.work import Work


def _now(work: Work) -> datetime:
    return from_ms(work.clock.now_ms()).replace(microsecond=0)


def accept(work: Work, company_id: str, title: str, text: str, project_id: str = "") -> str:
    """收集: note what an enterprise asks for; its id.  The terms run from now."""
    values = {
        "title": title, "company": company_id, "text": text, "project": project_id or None, "step": "collected",
        "accepted_at": _now(work),
    }  # fmt: skip
    made = records.create(work, "appeal", values)
    _terms(work, work.need(Appeal, made))
    return made


def verify(work: Work, appeal_id: str) -> None:
    """汇聚: it is verified with the enterprise, and goes to those who judge it."""
    appeal = _at(work, appeal_id, "collected")
    appeal.verified_at = _now(work)
    _go(work, appeal, "gathered")


def assess(work: Work, appeal_id: str, kind: str | None = None, *, complex: bool = False) -> None:
    """研判: what kind of appeal it is, and whether it is a complex one, which has longer."""
    appeal = _at(work, appeal_id, "gathered")
    appeal.kind, appeal.complex = kind or appeal.kind, complex
    _go(work, appeal, "assessed")


def assign(work: Work, appeal_id: str, handler: str) -> None:
    """转办: who deals with it.  An assigned one may be handed on to another unit."""
    appeal = work.need(Appeal, appeal_id)
    if step_of(appeal) not in ("assigned", "supervised"):
        appeal = _at(work, appeal_id, "assessed")
    _still_open(appeal)
    if not handler.strip():
        raise Refused("Say which unit deals with it.")
    appeal.handler = handler.strip()
    if step_of(appeal) != "supervised":
        _go(work, appeal, "assigned")
    work.session.flush()


def reply(work: Work, appeal_id: str, text: str) -> None:
    """The unit's answer to the enterprise; a later one stands under the first."""
    appeal = _handled(work, appeal_id)
    if not text.strip():
        raise Refused("Write what the enterprise is told.")
    appeal.replied_at = appeal.replied_at or _now(work)
    appeal.reply = "\n".join(part for part in (appeal.reply, text.strip()) if part)
    work.session.flush()


def supervise(work: Work, appeal_id: str) -> None:
    """督办: it is followed until it is closed."""
    appeal = _at(work, appeal_id, "assigned")
    _go(work, appeal, "supervised")


def close(work: Work, appeal_id: str) -> None:
    """It is dealt with; ``Refused`` where the enterprise was not answered."""
    appeal = _handled(work, appeal_id)
    if not (appeal.reply or "").strip():
        raise Refused("Before it is closed, the enterprise is answered: write down the reply.")
    appeal.closed_at = _now(work)
    _go(work, appeal, "supervised")


def recheck(work: Work, appeal_id: str, satisfaction: str, note: str = "") -> None:
    """复核: what the enterprise says of it.  One that is not satisfied opens the appeal again, with a reason."""
    appeal = work.need(Appeal, appeal_id)
    if appeal.closed_at is None:
        raise Refused("A recheck follows the closing; this appeal is still open.")
    if satisfaction == "not" and not note.strip():
        raise Refused("Write down what the enterprise is not satisfied with.")
    appeal.satisfaction, appeal.rechecked_at = satisfaction, _now(work)
    said = f"{appeal.rechecked_at:%Y-%m-%d} {note.strip()}".strip() if note.strip() else ""
    appeal.recheck = "\n".join(part for part in (appeal.recheck, said) if part) or None
    if satisfaction == "not":
        appeal.closed_at = None
    _go(work, appeal, "supervised" if satisfaction == "not" else "rechecked")


def _go(work: Work, appeal: Appeal, step: str) -> None:
    appeal.step = step
    _terms(work, appeal)


def _terms(work: Work, appeal: Appeal) -> None:
    catalogue = catalogues.in_force(work.session, work.clock.today())
    appeal.due, appeal.catalogue = close_by(appeal, catalogue), catalogue.version
    work.session.flush()


def _at(work: Work, appeal_id: str, step: str) -> Appeal:
    appeal = work.need(Appeal, appeal_id)
    _still_open(appeal)
    now = step_of(appeal)
    if now != step:
        show = field_of(Appeal, "step").kind.show
        raise Refused("The appeal stands at {now}; what comes next is {next}.", now=show(now),
                      next=show(STEPS[min(STEPS.index(now) + 1, len(STEPS) - 1)]))  # fmt: skip
    return appeal


def _handled(work: Work, appeal_id: str) -> Appeal:
    appeal = work.need(Appeal, appeal_id)
    if step_of(appeal) not in ("assigned", "supervised"):
        return _at(work, appeal_id, "assigned")
    _still_open(appeal)
    return appeal


def _still_open(appeal: Appeal) -> None:
    if appeal.closed_at is not None:
        raise Refused("The appeal is closed since {day}.", day=appeal.closed_at.date().isoformat())
