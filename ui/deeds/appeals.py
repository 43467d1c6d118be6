"""How an appeal is led through its six steps: the next one is the first button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, of_field, value
from zsdesk.acts import appeals as acts
from zsdesk.desk import Desk, Done
from zsdesk.fields import field_of
from zsdesk.kinds import Flag, LongText, Text
from zsdesk.records import Appeal

if TYPE_CHECKING:
    from ui.sources import Page

Values = Mapping[str, Any]


def _verify(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.verify, id)


def _assess(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.assess, id, values["kind"], complex=bool(values["complex"]))


def _assign(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.assign, id, values["handler"] or "")


def _reply(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.reply, id, values["reply"] or "")


def _supervise(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.supervise, id)


def _close(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.close, id)


def _recheck(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.recheck, id, values["satisfaction"] or "", values["note"] or "")


def _at(*steps: str) -> Callable[[Page], bool]:
    """Whether the appeal is open and stands at one of these steps."""
    return lambda page: not page.extra.closed and page.extra.step in steps


def _answered(page: Page) -> bool:
    return _at("assigned", "supervised")(page) and bool(page.detail.values["reply"])


def _unanswered(page: Page) -> bool:
    return _at("assigned", "supervised")(page) and not page.detail.values["reply"]


def _judged(page: Page) -> tuple[Asked, ...]:
    kind = page.detail.values["kind"]
    return (
        of_field("appeal", "kind", kind or "", required=True),
        value("complex", Flag(), field_of(Appeal, "complex").chinese, required=False),
    )


_REPLY = Deed(
    "reply", "Reply", "Ctrl+R", "What the enterprise is told",
    "The enterprise is answered; a later answer stands under the first.",
    _reply, lambda _page: (value("reply", LongText(), "答复内容", lines=4),), _unanswered,
)  # fmt: skip

DEEDS: dict[str, tuple[Deed, ...]] = {
    "appeal": (
        Deed("verify", "Verified", "Ctrl+R", "It was verified with the enterprise (汇聚)",
             "The appeal is verified with the enterprise and goes to those who judge it.",
             _verify, open_to=_at("collected")),
        Deed("assess", "Judge it", "Ctrl+R", "Its kind, and whether it is complex (研判)",
             "It is judged: what kind it is, and whether it is complex, which gives it the longer term.",
             _assess, _judged, _at("gathered")),
        Deed("assign", "Hand it to a unit", "Ctrl+R", "Who deals with it (转办)",
             "The unit deals with it from now on; the terms run on.",
             _assign, lambda page: (value("handler", Text(), "承办单位", page.detail.values["handler"] or ""),),
             _at("assessed")),
        _REPLY,
        Deed("close", "Close it", "Ctrl+R", "It is dealt with",
             "The appeal is closed. The enterprise is asked then how it was dealt with.",
             _close, open_to=_answered),
        Deed("reply_again", "Reply again", "Ctrl+Shift+R", "Add to what the enterprise was told", _REPLY.sentence,
             _reply, _REPLY.asked, _answered),
        Deed("supervise", "Follow it up", "Ctrl+Shift+U", "It is followed until it is closed (督办)",
             "The appeal is followed up until it is closed.", _supervise, open_to=_at("assigned")),
        Deed("recheck", "Recheck", "Ctrl+R", "What the enterprise says of it (复核)",
             "What the enterprise says of it. One that is not satisfied opens the appeal again.",
             _recheck, lambda _page: (of_field("appeal", "satisfaction", required=True),
                                      value("note", LongText(), "复核情况", required=False, lines=3)),
             lambda page: page.extra.closed and page.extra.step != "rechecked"),
    ),
}  # fmt: skip
