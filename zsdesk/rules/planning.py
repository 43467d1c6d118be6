"""谋划: how far a plan has come, what is still missing, and when it has to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from zsdesk.catalogue import Catalogue, Entry
from zsdesk.clock import BEIJING
from zsdesk.records import Plan
from zsdesk.records.plan import PARTIES, Element, Step
from zsdesk.rules.gates import has_signed, is_filled
from zsdesk.rules.workdays import due


class Standing(NamedTuple):
    """A plan: steps done of all, the next one, elements that lack something, parties that have not agreed,
    and the day of the next yearly look with its tone."""

    done: int
    steps: int
    next_step: str
    late: tuple[str, ...]
    lacking: tuple[str, ...]
    gaps: tuple[str, ...]
    unsigned: tuple[str, ...]
    review_due: date | None
    tone: str


def standing(plan: Plan, catalogue: Catalogue, today: date) -> Standing:
    """How a plan stands by a catalogue."""
    rows = {row.step: row for row in plan.steps or ()}
    names = [step.label for step in catalogue.step]
    open_steps = [name for name in names if name not in rows or rows[name].status != "done"]
    late = tuple(n for n in open_steps if n in rows and (day := _day(rows[n].due)) is not None and day < today)
    there = {row.element: row for row in plan.elements or ()}
    lacking = tuple(e.label for e in catalogue.element if not is_filled(there.get(e.label)))
    gaps = tuple(f"{row.element}：{row.gap}" for row in plan.elements or () if row.status == "gap" and row.gap)
    unsigned = tuple(o.code for o in PARTIES.options if not has_signed(plan.signoffs or (), o.code))
    day, tone = fresh_until(plan, catalogue, today)
    return Standing(len(names) - len(open_steps), len(names), open_steps[0] if open_steps else "", late, lacking, gaps,
                    unsigned, day, tone)  # fmt: skip


def fresh_until(plan: Plan, catalogue: Catalogue, today: date) -> tuple[date | None, str]:
    """When the plan has to be looked at again, and ``yellow`` or ``red`` where that has passed."""
    if plan.exit_on is not None:
        return None, ""
    begun = plan.reviewed_on or (plan.created_at.astimezone(BEIJING).date() if plan.created_at else today)
    limit = catalogue.deadline_of("plan_review")
    day = due(begun, limit.limit, limit.unit).day
    red = due(begun, limit.red, limit.unit).day if limit.red else None
    tone = "red" if red is not None and today > red else limit.tone if today > day else ""
    return day, tone


def filled_steps(
    plan: Plan, catalogue: Catalogue, begun: date, before: Catalogue | None = None
) -> tuple[Step, ...]:  # fmt: skip
    """The checklist of the catalogue, with what the plan says of its steps already; ``before`` is the version that
    it was laid out by, whose steps may be called otherwise by now."""
    names = _renamed(before.step, catalogue.step) if before else {}
    said = tuple(msgspec.structs.replace(row, step=names.get(row.step, row.step)) for row in plan.steps or ())
    rows = {row.step: row for row in said}
    wanted = [
        rows.get(step.label)
        or Step(step.label, plan.lead_unit or "", due(begun, step.days, "days").day.isoformat() if step.days else "",
                "todo")
        for step in catalogue.step
    ]  # fmt: skip
    known = {row.step for row in wanted}
    return (*wanted, *(row for row in said if row.step not in known))


def filled_elements(plan: Plan, catalogue: Catalogue, before: Catalogue | None = None) -> tuple[Element, ...]:
    """The sheet of the catalogue, with what the plan says of its elements already; a threshold is never overwritten."""
    names = _renamed(before.element, catalogue.element) if before else {}
    said = tuple(msgspec.structs.replace(r, element=names.get(r.element, r.element)) for r in plan.elements or ())
    rows = {row.element: row for row in said}
    wanted: list[Element] = []
    for element in catalogue.element:
        row = rows.get(element.label) or Element(element.label, status="unknown")
        wanted.append(row if row.threshold else msgspec.structs.replace(row, threshold=element.threshold))
    known = {row.element for row in wanted}
    return (*wanted, *(row for row in said if row.element not in known))


def _renamed(before: Sequence[Entry], after: Sequence[Entry]) -> dict[str, str]:
    """What entries of one version are called in another, where that differs: by their codes."""
    now = {entry.code: entry.label for entry in after}
    return {entry.label: now[entry.code] for entry in before if now.get(entry.code, entry.label) != entry.label}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
