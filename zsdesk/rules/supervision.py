"""督办: when a project turns yellow or red, and the ladder of a matter that is listed for all to see.

Everything here is reckoned from records and the catalogue's deadlines, so that a desk without a network sees
the same lights as the province.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from zsdesk.catalogue import Deadline
from zsdesk.errors import Refused
from zsdesk.records import Blocker, Progress, Project, Supervision
from zsdesk.records.supervision import Extension
from zsdesk.rules.workdays import due

SOON = timedelta(days=2)
"""So long before its term a blocker shows as turning red."""
_LEVELS = ("county", "prefecture", "province")


class Warned(NamedTuple):
    """A light: what about, ``yellow`` or ``red``, and by how many days (or points of progress) it is behind."""

    kind: str
    tone: str
    late: int


def start_missed(project: Project, deadline: Deadline, today: date) -> Warned | None:
    """A signed project past its planned start: yellow after the first term unless a reason is written, red after
    the second whatever the reason."""
    planned = project.planned_start
    if project.stage != "signed" or planned is None or planned >= today:
        return None
    late = (today - planned).days
    if deadline.red and due(planned, deadline.red, deadline.unit).day < today:
        return Warned("start_missed", "red", late)
    if due(planned, deadline.limit, deadline.unit).day < today and not (project.delay_reason or "").strip():
        return Warned("start_missed", "yellow", late)
    return None


def building_entry(project: Project, deadline: Deadline, today: date) -> Warned | None:
    """A started project that is not in 在建库 yet."""
    started = project.started_on
    if project.stage not in ("started", "production") or started is None or project.library == "building":
        return None
    late = (today - started).days
    if deadline.red and due(started, deadline.red, deadline.unit).day < today:
        return Warned("building_entry", "red", late)
    if due(started, deadline.limit, deadline.unit).day < today:
        return Warned("building_entry", "yellow", late)
    return None


def progress_behind(latest: Progress | None, deadline: Deadline) -> Warned | None:
    """Works whose latest report is points behind the plan: yellow from the limit on, red beyond the second."""
    if latest is None or latest.percent_planned is None or latest.percent_actual is None:
        return None
    behind = latest.percent_planned - latest.percent_actual
    if deadline.red and behind > deadline.red:
        return Warned("progress_behind", "red", behind)
    return Warned("progress_behind", "yellow", behind) if behind >= deadline.limit else None


def blocked(blocker: Blocker, today: date) -> Warned | None:
    """A blocker past its term, or about to be."""
    if blocker.cleared_on is not None or blocker.due is None:
        return None
    if blocker.due < today:
        return Warned("blocker", "red", (today - blocker.due).days)
    return Warned("blocker", "yellow", (today - blocker.due).days) if blocker.due - SOON <= today else None


def exit_step(project: Project, notices: Collection[Supervision], deadline: Deadline, today: date) -> str:
    """What an overdue start at the enterprise's fault asks for: ``notice``, then ``exit``; else nothing.

    The notice is due once the start is overdue by the deadline; the exit review once the notice's own term
    has passed and the project still has not started.
    """
    planned = project.planned_start
    if project.stage != "signed" or planned is None or project.delay_fault != "enterprise":
        return ""
    if due(planned, deadline.limit, deadline.unit).day >= today:
        return ""
    terms = [notice.due for notice in notices if notice.kind == "notice" and notice.due is not None]
    if not terms:
        return "notice"
    return "exit" if max(terms) < today else ""


# -- the list --------------------------------------------------------------------------------------


def is_listed(matter: Supervision) -> bool:
    """Whether a matter is on the list."""
    return matter.kind != "notice" and matter.listed_on is not None and matter.delisted_on is None


def overdue(matter: Supervision, today: date) -> bool:
    """Whether a listed matter's term has passed."""
    return is_listed(matter) and matter.due is not None and matter.due < today


def extensions_left(matter: Supervision, deadline: Deadline) -> int:
    """How often its term may still be made longer."""
    return max(0, deadline.limit - len(matter.extensions or ()))


def extension_refusal(
    matter: Supervision, made: Extension, deadline: Deadline, owners: Collection[str]
) -> Refused | None:
    """Why the matter's term is not made longer so: too often, not longer, without a reason, approved by who answers
    for it (``owners``)."""
    if not extensions_left(matter, deadline):
        return Refused("Its term was extended {n} times already: it escalates to the next level instead.",
                       n=len(matter.extensions or ()))  # fmt: skip
    if matter.due is not None and made.until <= matter.due.isoformat():
        return Refused("A longer term ends after {day}.", day=matter.due.isoformat())
    if not made.reason.strip() or not made.approver.strip():
        return Refused("An extension needs its reason, and the name of who approves it.")
    if made.approver.strip() in owners:
        return Refused("{name} answers for the matter and cannot approve its extension.", name=made.approver.strip())
    return None


def removal_refusal(matter: Supervision) -> Refused | None:
    """Why a matter is not deleted: it is on the list."""
    if not is_listed(matter):
        return None
    return Refused("A listed matter is taken off the list by its act, and not deleted.")


def term_refusal(matter: Supervision, until: date | None) -> Refused | None:
    """Why a listed matter's term is not changed to end on ``until``: later than it does, an extension is needed."""
    if matter.due is None or (until is not None and until <= matter.due):
        return None
    return Refused("The term of a listed matter becomes longer by an extension, with its reason and approver.")


def delisting_refusal(
    blocker: Blocker | None, evidence: str, person: str, owners: Collection[str], *, attached: bool
) -> Refused | None:
    """Why a matter is not taken off the list: its blocker stands, evidence is missing, or ``person`` answers for it."""
    if blocker is not None and blocker.cleared_on is None:
        return Refused("The blocker “{title}” is not cleared yet: clear it first, by its standard.",
                       title=blocker.title or "")  # fmt: skip
    if not evidence.strip() or not attached:
        return Refused("Delisting needs evidence: write what it is, and attach it to the matter or its blocker.")
    if not person.strip() or person.strip() in owners:
        return Refused("A second person takes it off the list: {name} answers for the matter.", name=person or "—")
    return None


def clearing_refusal(blocker: Blocker, evidence: str, on: date, today: date) -> Refused | None:
    """Why a blocker is not cleared on a day: no evidence, or a day that does not fit."""
    if not evidence.strip():
        return Refused("Say by what it is seen that the standard “{standard}” is met.",
                       standard=blocker.done_when or "—")  # fmt: skip
    if on > today or (blocker.raised_on is not None and on < blocker.raised_on):
        return Refused("A blocker is cleared between the day it was raised and today.")
    return None


def level_above(level: str | None) -> str:
    """The level to which a matter escalates; nothing above the province."""
    place = _LEVELS.index(level) if level in _LEVELS else 0
    return _LEVELS[place + 1] if place + 1 < len(_LEVELS) else ""


def level_of(region_code: str | None) -> str:
    """The level of a region: a county's, a prefecture's or the province's own."""
    code = region_code or ""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def owners(*records: Supervision | Blocker | Project | None) -> set[str]:
    """The people and units that answer for a matter: none of them takes it off the list."""
    found: set[str] = set()
    for record in records:
        for name in ("owner", "owner_unit", "cleared_by", "lead_unit"):
            if text := (getattr(record, name, None) or "").strip():
                found.add(text)
    return found


def saved(days_usual: int | None, days_taken: int | None) -> int | None:
    """The days that a measure saved; ``None`` where either is not known."""
    if days_usual is None or days_taken is None:
        return None
    return max(0, days_usual - days_taken)


def worst(warned: Sequence[Warned]) -> str:
    """The tone of several lights together."""
    tones = {one.tone for one in warned}
    return "red" if "red" in tones else "yellow" if "yellow" in tones else ""
