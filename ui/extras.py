"""What a record's page shows beyond its fields, as data: read on the data thread with the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from zsdesk.desk import Desk
from zsdesk.fields import field_of
from zsdesk.queries import appeals, attracting, planning, pushing, reviews, supervision
from zsdesk.records import Claim
from zsdesk.records.claim import Also
from zsdesk.rules import claims

Values = Mapping[str, Any]


class LeadExtra(NamedTuple):
    """What a lead's panel shows, and whether its first contact was claimed."""

    standing: attracting.LeadStanding
    positions: attracting.Positions
    claimed: bool


class ClaimView(NamedTuple):
    """What a claim's panel shows: its seal, whether it still says what was sealed, and who else claims."""

    seal: claims.Seal | None
    whole: bool
    also: tuple[Also, ...]
    helpers: tuple[str, ...]


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


def _claim(desk: Desk, values: Values, id: str) -> ClaimView:
    seal = claims.read(values["sealed"] or "")
    kinds = {name: field_of(Claim, name).kind for name in claims.SEALED}
    packed = {name: None if values[name] is None else kind.pack(values[name]) for name, kind in kinds.items()}
    whole = seal is not None and claims.is_whole(seal, packed)
    return ClaimView(seal, whole, values["also"] or (), values["helpers"] or ())


_EXTRAS: dict[str, Callable[[Desk, Values, str], Any]] = {
    "appeal": _appeal, "review": _review, "opinion": _opinion, "project": _project, "blocker": _blocker,
    "supervision": _supervision, "lead": _lead, "negotiation": _negotiation, "plan": _plan,
    "channel": _channel, "claim": _claim,
}  # fmt: skip


def extra(desk: Desk, type_name: str, values: Values, id: str) -> Any:
    """What the panel of a record needs; ``None`` where its type has none."""
    made = _EXTRAS.get(type_name)
    return None if made is None else made(desk, values, id)
