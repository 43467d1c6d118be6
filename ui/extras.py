"""What a record's page shows beyond its fields, as data: read on the data thread with the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zsdesk.desk import Desk
from zsdesk.queries import reviews

Values = Mapping[str, Any]


def _review(desk: Desk, values: Values, id: str) -> Any:
    return desk.read(reviews.standing, id, desk.clock.today())


def _opinion(desk: Desk, values: Values, id: str) -> Any:
    return _review(desk, values, values["review"]) if values["review"] else None


_EXTRAS: dict[str, Callable[[Desk, Values, str], Any]] = {"review": _review, "opinion": _opinion}


def extra(desk: Desk, type_name: str, values: Values, id: str) -> Any:
    """What the panel of a record needs; ``None`` where its type has none."""
    made = _EXTRAS.get(type_name)
    return None if made is None else made(desk, values, id)
