"""Reviews, opinions, listed matters, blockers and appeals at the province: how they are closed, and by whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.records import Appeal, Attachment, Blocker, Opinion, Review, Supervision
from zsdesk.records.supervision import Extension
from zsdesk.rules import appeals, reviews
from zsdesk.rules import supervision as rules
from zsdesk.rules.gates import day_of
from zsdesk.rules.rights import supervises
from zsdesk.server.guarded import Guarded

ANSWER = frozenset({"verdict", "text", "basis", "answered_at", "answered_by"})


def review(guarded: Guarded) -> Refused | None:
    """A review is closed with what its opinions come to, and taken up again with a reason."""
    now: Review = guarded.now
    was: Review | None = guarded.was
    if now.closed_at is None and now.result is None:
        if was is None or was.closed_at is None or (now.result_note or "").strip() != (was.result_note or "").strip():
            return None
        return Refused("Say why the review is taken up again.")
    opinions = _opinions(guarded, now)
    if was is None and not opinions:
        if supervises(guarded.sender):
            return None
        return Refused("A review that was closed elsewhere is entered by a supervisor.")
    closed = day_of(now.closed_at)
    if closed is None:
        return Refused("A review has its result when it is closed.")
    refusal = reviews.closing_refusal(now, opinions, closed)
    if refusal is None and reviews.conclusion(opinions, closed).result != now.result:
        return Refused("The review's result is not what its opinions come to.")
    return refusal


def _opinions(guarded: Guarded, of: Review) -> list[Opinion]:
    here = Opinion.region_code == of.region_code  # what another county writes about it is no opinion asked for
    wanted = select(Opinion).where(Opinion.review == of.id, Opinion.deleted_at.is_(None), here)
    return list(guarded.session.scalars(wanted))


def opinion(guarded: Guarded) -> Refused | None:
    """An opinion is given while its review is open, as a department can give it; what was said stays."""
    now: Opinion = guarded.now
    was: Opinion | None = guarded.was
    if now.deleted_at is not None:
        return None if was is None else reviews.said_refusal(was)
    of = guarded.get(Review, now.review)
    if of is not None and of.closed_at is not None:
        target = Target("review", of.id)
        guarded.step.batch.stored(target, lock=True)  # who closes it meanwhile waits, or is waited for
        earlier = guarded.earlier(target)
        if earlier is not None and earlier.values.get("closed_at") is not None and _answered(guarded):
            return reviews.closed_refusal(of)
    if not guarded.changed("verdict") or now.verdict in (None, "overtime"):
        return None
    return reviews.unsound(str(now.verdict), now.text or "", now.basis or "", now.conditions or ())


def _answered(guarded: Guarded) -> bool:
    return any(guarded.changed(name) and guarded.after.values.get(name) is not None for name in ANSWER)


def supervision(guarded: Guarded) -> Refused | None:
    """A listed matter's term grows by extensions only, and it leaves the list by a second person, with evidence."""
    now: Supervision = guarded.now
    was: Supervision = guarded.was or Supervision(kind=now.kind, extensions=None, due=None)
    if now.deleted_at is not None:
        return None if was.listed_by == guarded.sender.name else rules.removal_refusal(was)
    blocker = guarded.get(Blocker, now.blocker)
    owners = rules.owners(was if guarded.before else now, blocker)
    refusal = _extension_refusal(guarded, was, now, owners)
    if refusal is not None or now.delisted_on == was.delisted_on:
        return refusal
    if now.delisted_on is None:
        return Refused("What was taken off the list comes on it again by a new listing.")
    above = _delisted_above(guarded, now)
    if above and (now.delisted_note or "").strip():
        return None  # it escalated, and leaves the list with what took its place
    attached = _attached(guarded, now, blocker)
    return rules.delisting_refusal(blocker, now.delisted_note or "", now.delisted_by or "", owners, attached=attached)


def _extension_refusal(guarded: Guarded, was: Supervision, now: Supervision, owners: Collection[str]) -> Refused | None:
    had, has = was.extensions or (), now.extensions or ()
    if has[: len(had)] != had:
        return Refused("Extensions are added, and never changed.")
    deadline = guarded.catalogue(now.catalogue).deadline_of("supervision_extensions")
    at = Supervision(kind=now.kind, due=was.due, extensions=had)
    for one in has[len(had) :]:
        made = Extension(one.until, one.reason, one.approver, one.on)
        refusal = rules.extension_refusal(at, made, deadline, owners)
        if refusal is not None:
            return refusal
        at.extensions, at.due = (*(at.extensions or ()), made), date.fromisoformat(made.until)
    return rules.term_refusal(at, now.due) if guarded.before is not None and rules.is_listed(was) else None


def _delisted_above(guarded: Guarded, matter: Supervision) -> bool:
    wanted = select(Supervision.id).where(
        Supervision.escalated_from == matter.id, Supervision.deleted_at.is_(None), Supervision.delisted_on.is_not(None)
    )
    return guarded.session.execute(wanted.limit(1)).first() is not None


def _attached(guarded: Guarded, matter: Supervision, blocker: Blocker | None) -> bool:
    targets = [Target("supervision", matter.id), *([Target("blocker", blocker.id)] if blocker else [])]
    wanted = select(Attachment.id).where(Attachment.target.in_(targets), Attachment.deleted_at.is_(None))
    return guarded.session.execute(wanted.limit(1)).first() is not None


def blocker(guarded: Guarded) -> Refused | None:
    """A blocker is cleared with evidence."""
    now: Blocker = guarded.now
    if now.cleared_on is None:
        return None
    return rules.clearing_refusal(now, now.cleared_note or "", now.cleared_on, now.cleared_on)


def appeal(guarded: Guarded) -> Refused | None:
    """No step of an appeal is skipped, and it is closed after the enterprise was answered; one of an older ledger
    stands where that says, and says so (补录)."""
    now: Appeal = guarded.now
    was: Appeal | None = guarded.was
    if was is None:
        answered = now.closed_at is None or (now.reply or "").strip() or now.late_entry
        return None if answered else appeals.standing_refusal(now)
    if was.closed_at is not None and now.closed_at is None and now.satisfaction != "not":
        return Refused("A closed appeal is opened again by a recheck that finds the enterprise not satisfied.")
    before, after = (appeals.STEPS.index(appeals.step_of(one)) for one in (was, now))
    if after < before and now.satisfaction != "not":
        return Refused("An appeal goes back only where the enterprise is not satisfied at the recheck.")
    return appeals.changed_refusal(was, now)
