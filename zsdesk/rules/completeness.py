"""What is missing or doubtful in a record: shown beside the field, never in the way of saving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zsdesk.fields import Field, fields
from zsdesk.records import record_type
from zsdesk.rules import pushing
from zsdesk.words import tr


def missing(type_name: str, values: Mapping[str, Any]) -> list[str]:
    """The required fields that are not filled, in order of declaration."""
    return [f.name for f in fields(record_type(type_name)) if f.required and _lacks(type_name, f, values)]


def _lacks(type_name: str, declared: Field, values: Mapping[str, Any]) -> bool:
    if values.get(declared.name) is not None:
        return False
    # 信用代码 may follow later, where the officer says so.
    return not (type_name == "company" and declared.name == "uscc" and values.get("uscc_pending"))


def problems(type_name: str, values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Field → sentence: what is missing, what a kind doubts, what contradicts another field."""
    found = dict.fromkeys(missing(type_name, values), tr("Still to be filled in."))
    for declared in fields(record_type(type_name)):
        value = values.get(declared.name)
        if value is not None and (doubts := declared.kind.check(value)):
            found[declared.name] = doubts[0]
    for rule in _RULES.get(type_name, ()):
        found.update(rule(values))
    return found


def _due_after_meeting(values: Mapping[str, Any]) -> dict[str, str]:
    held, due = values.get("held_at"), values.get("next_due")
    if held and due and due < held.date():
        return {"next_due": tr("Earlier than the meeting: choose a day from {day} on.", day=held.date())}
    return {}


def _contract_within_total(values: Mapping[str, Any]) -> dict[str, str]:
    total, contract = values.get("total_investment"), values.get("contract_amount")
    if total and contract and total.yuan is not None and contract.yuan is not None and contract.yuan > total.yuan:
        return {"contract_amount": tr("More than the total investment: one of the two is mistyped.")}
    return {}


def _production_after_start(values: Mapping[str, Any]) -> dict[str, str]:
    start, production = values.get("planned_start"), values.get("planned_production")
    if start and production and production < start:
        return {"planned_production": tr("Earlier than the planned start: check both days.")}
    return {}


def _both_sides(values: Mapping[str, Any]) -> dict[str, str]:
    people = values.get("attendees")
    sides = {person.side for person in people} if people else set()
    if people and "theirs" not in sides:
        return {"attendees": tr("Nobody of the other side is named yet.")}
    if people and "ours" not in sides:
        return {"attendees": tr("Nobody of our side is named yet.")}
    return {}


def _follow_has_next(values: Mapping[str, Any]) -> dict[str, str]:
    if values.get("triage") == "follow" and not values.get("next_step"):
        return {"next_step": tr("A lead that is followed needs a next step.")}
    if values.get("triage") == "drop" and not values.get("triage_reason"):
        return {"triage_reason": tr("Say why it is not followed.")}
    return {}


_RULES = {
    "negotiation": (_due_after_meeting, _both_sides),
    "project": (_contract_within_total, _production_after_start),
    "lead": (_follow_has_next,),
    "fund_arrival": (pushing.fund_problems,),
    "progress": (pushing.progress_problems,),
    "agreement": (pushing.agreement_problems,),
    "blocker": (pushing.blocker_problems,),
    "measure_applied": (pushing.measure_problems,),
}
