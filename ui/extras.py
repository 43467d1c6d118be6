"""What a record's page shows beyond its fields, as data: read on the data thread with the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from zsdesk.desk import Desk
from zsdesk.queries import appeals, attracting, planning, pushing, reviews, supervision

Values = Mapping[str, Any]


class LeadExtra(NamedTuple):
    """What a lead's panel shows, and whether its first contact was claimed."""

    standing: attracting.LeadStanding
    positions: attracting.Positions
    claimed: bool


def _review(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(reviews.standing, id, desk.clock.today())


def _opinion(desk: Desk, values: Values, id: str) -> Any:
    return _review(desk, values, values["review"]) if values["review"] else None


def _project(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(pushing.course, id, desk.clock.today())


def _lead(desk: Desk, values: Values, id: str) -> Any:
    standing = desk.read(attracting.lead_standing, id, desk.clock.today())
    return LeadExtra(standing, desk.read(attracting.positions, lead=id), standing.claimed)


def _negotiation(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(attracting.positions, lead=values["lead"] or "", project=values["project"] or "")


def _plan(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(planning.plan_view, id, desk.clock.today())


def _blocker(desk: Desk, values: Values, id: str) -> Any:
    """Where it is listed."""
    lights = desk.read(supervision.lights, desk.clock.today())
    return next((light.listed for light in lights if light.id == id), "")


def _supervision(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(supervision.ladder, id)


def _appeal(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(appeals.standing, id, desk.clock.today())


def _channel(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(attracting.channel_leads, id)


_EXTRAS: dict[str, Callable[[Desk, Values, str], Any]] = {
    "appeal": _appeal, "review": _review, "opinion": _opinion, "project": _project, "blocker": _blocker,
    "supervision": _supervision, "lead": _lead, "negotiation": _negotiation, "plan": _plan,
    "channel": _channel,
}  # fmt: skip


def extra(desk: Desk, type_name: str, values: Values, id: str) -> Any:
    """What the panel of a record needs; ``None`` where its type has none."""
    made = _EXTRAS.get(type_name)
    return None if made is None else made(desk, values, id)
