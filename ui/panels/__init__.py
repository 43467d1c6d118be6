"""What a record's page shows beyond its fields, by type, drawn above them; :mod:`ui.extras` reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.panels import appeals, attracting, pushing, reviews

Open = Callable[[str, str], None]

_PANELS: dict[str, Callable[[Any, Open], QWidget | None]] = {
    "review": reviews.review_panel,
    "appeal": appeals.appeal_panel,
    "opinion": reviews.opinion_panel,
    "channel": attracting.channel_panel,
    "claim": attracting.claim_panel,
    "lead": attracting.lead_panel,
    "negotiation": attracting.positions_panel,
    "plan": attracting.plan_panel,
    "project": pushing.course_panel,
    "supervision": pushing.ladder_panel,
}

LISTED: dict[str, tuple[str, ...]] = {"review": ("opinion",), "project": ("milestone", "blocker")}
"""Types that the panel of a record lists already: they are not said again among what belongs to it."""


def panel(type_name: str, found: Any, open_record: Open) -> QWidget | None:
    """The panel of a record, where its type has one and there is something to show."""
    made = _PANELS.get(type_name)
    return None if made is None or found is None else made(found, open_record)
