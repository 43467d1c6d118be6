"""Minutes are signed at the table: each person writes on the pad, and what was signed is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, value
from zsdesk.acts import minutes as acts
from zsdesk.desk import Desk, Done
from zsdesk.kinds import SIDES, Choice, Handwriting, LongText, Person, Text

if TYPE_CHECKING:
    from ui.sources import Page


def _waiting(page: Page) -> list[Person]:
    """Who was at the table and has not signed."""
    signed = {one.name for one in page.detail.values["acknowledgement"] or ()}
    return [one for one in page.detail.values["attendees"] or () if one.name and one.name not in signed]


def _asked(page: Page) -> tuple[Asked, ...]:
    people = _waiting(page)
    if not people:
        return (value("name", Text(), "姓名"), value("side", SIDES, "哪一方"), value("strokes", Handwriting(), "笔迹"))
    names = Choice(*(((f"{one.side or 'ours'}/{one.name}"), " ".join(filter(None, (one.unit, one.title, one.name))))
                     for one in people))  # fmt: skip
    return (
        value("who", names, "签署人", f"{people[0].side or 'ours'}/{people[0].name}"),
        value("strokes", Handwriting(), "笔迹"),
    )


def _sign(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    side, _, name = str(values.get("who") or f"{values.get('side')}/{values.get('name')}").partition("/")
    return desk.do(acts.acknowledge, id, name, side, values["strokes"])


def _add(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[Any]:
    return desk.do(acts.supplement, id, values["text"] or "")


DEEDS: dict[str, tuple[Deed, ...]] = {
    "negotiation": (
        Deed(
            "acknowledge", "Sign by hand…", "", "The people at the table sign the minutes on the screen",
            "The signature stands under the minutes. What was signed cannot be changed afterwards.",
            _sign, _asked, lambda page: bool(page.detail.values["minutes"] or page.detail.values["agreed"]),
        ),
        Deed(
            "supplement", "Add to the minutes…", "", "What is to be said after the minutes were signed",
            "The signed minutes stay as they are. What you add stands below them for good, with name and time.",
            _add, lambda _page: (value("text", LongText(), "补记内容", lines=6),),
            lambda page: bool(page.detail.values["acknowledgement"]),
        ),
    ),
}  # fmt: skip
