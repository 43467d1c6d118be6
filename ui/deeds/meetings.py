"""What is done with a group's meeting, and with a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Deed, value
from zsdesk.acts import meetings as acts
from zsdesk.desk import Desk, Done
from zsdesk.kinds import Day, LongText

if TYPE_CHECKING:
    from ui.sources import Page

Values = Mapping[str, Any]


def _assign(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.assign, id)


def _finish(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.finish, id, values["result"] or "", values["on"])


def _decided(page: Page) -> bool:
    """Whether a decision has no task yet."""
    tasks = {related.heading for related in page.detail.related if related.type == "task"}
    return any(row.decision not in tasks for row in page.detail.values["decisions"] or ())


DEEDS: dict[str, tuple[Deed, ...]] = {
    "meeting": (
        Deed("assign", "Make tasks of the decisions", "Ctrl+R",
             "Each decision becomes a task with its owner and its day",
             "Each decision that has no task yet becomes one, with its owner and its day.",
             _assign, open_to=_decided),
    ),
    "task": (
        Deed("finish", "Done", "Ctrl+R", "The task is done", "The task is done. Say what came of it.",
             _finish, lambda _page: (value("result", LongText(), "完成情况", lines=3),
                                     value("on", Day(), "完成日期", required=False)),
             lambda page: page.detail.values["done_on"] is None),
    ),
}  # fmt: skip
