"""The deeds of each record type, one module an area of work; each holds its ``DEEDS`` by type.

A deed is a button of the detail that asks a few values and runs one act, where a form would be too much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.deeds import appeals, attracting, handovers, meetings, minutes, planning, reviews, supervision, transferring
from ui.deeds.base import Asked, Deed

if TYPE_CHECKING:
    from ui.sources import Page

AREAS = (minutes, reviews, supervision, appeals, meetings, handovers, attracting, planning, transferring)
_DEEDS: dict[str, tuple[Deed, ...]] = {}
for _area in AREAS:
    for _type, _made in _area.DEEDS.items():
        _DEEDS[_type] = (*_DEEDS.get(_type, ()), *_made)

MAKES: dict[str, tuple[str, ...]] = {
    "project": (
        "review",
        "blocker",
        "milestone",
        "progress",
        "fund_arrival",
        "agreement",
        "plan",
        "commitment",
        "partner",
    ),
    "lead": ("plan", "visit", "partner"),
    "company": ("appeal",),
    "blocker": ("task",),
    "meeting": ("task",),
}
"""The records that are made of a record of a type, each by a form that names it."""

__all__ = ["MAKES", "Asked", "Deed", "deeds_of", "named"]


def deeds_of(page: Page) -> tuple[Deed, ...]:
    """What can be done with a record as it stands, the most likely first."""
    return tuple(deed for deed in _DEEDS.get(page.detail.type, ()) if deed.open_to(page))


def named(page: Page, name: str) -> Deed | None:
    """The deed of a name, where the record's type has it."""
    return next((deed for deed in deeds_of(page) if deed.name == name), None)
