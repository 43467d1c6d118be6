"""What is done with a blocker, with what is listed, and with a project that does not go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, value
from zsdesk.acts import supervision as acts
from zsdesk.desk import Desk, Done
from zsdesk.kinds import Choice, Count, Day, LongText, Text
from zsdesk.rules import supervision as rules

if TYPE_CHECKING:
    from ui.sources import Page

Values = Mapping[str, Any]


def _clear(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.clear, id, values["evidence"] or "", values["on"])


def _list_blocker(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.list_blocker, id, values["reason"] or "", values["until"])


def _list_project(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.list_project, id, values["reason"] or "", values["until"])


def _extend(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.extend, id, values["until"], values["reason"] or "", values["approver"] or "")


def _escalate(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.escalate, id, values["reason"] or "", values["until"])


def _delist(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.delist, id, values["evidence"] or "", values["reviewer"] or "")


def _notice(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.notice, id, values["until"])


def _exit(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(acts.exit_review, id)


def _measure(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(
        acts.apply_measure, id, values["measure"] or "", usual=values["usual"], taken=values["taken"],
        unit=values["unit"] or "",
    )  # fmt: skip


def _until(chinese: str) -> Asked:
    return value("until", Day(), chinese, required=False)


def _listing(_page: Page) -> tuple[Asked, ...]:
    return (value("reason", LongText(), "挂牌理由", lines=2), _until("整改时限"))


def _measures(page: Page) -> tuple[Asked, ...]:
    return (
        value("measure", Choice(*page.extra.measures), "营商环境举措"),
        value("usual", Count(), "常规用时（天）", required=False),
        value("taken", Count(), "实际用时（天）", required=False),
        value("unit", Text(), "办理单位", required=False),
    )


def _is_red(page: Page) -> bool:
    due = page.detail.values["due"]
    return page.detail.values["cleared_on"] is None and due is not None and due < page.today and not page.extra


def _on_the_list(page: Page) -> bool:
    values = page.detail.values
    return values["kind"] != "notice" and values["listed_on"] is not None and values["delisted_on"] is None


def _overdue(page: Page) -> bool:
    due = page.detail.values["due"]
    above = rules.level_above(page.detail.values["level"])
    return _on_the_list(page) and due is not None and due < page.today and bool(above)


DEEDS: dict[str, tuple[Deed, ...]] = {
    "blocker": (
        Deed("clear", "Clear the blocker", "Ctrl+R", "It is gone: by what its standard is seen to be met",
             "The blocker is cleared. Say by what its standard (销号标准) is seen to be met; attach the paper below.",
             _clear, lambda page: (value("evidence", LongText(), "销号依据", lines=3),
                                   value("on", Day(), "销号日期", page.today.isoformat(), required=False)),
             lambda page: page.detail.values["cleared_on"] is None),
        Deed("list_blocker", "List it", "Ctrl+Shift+R", "List it for all to see (挂牌督办)",
             "The blocker is listed for all to see, until a second person takes it off with evidence.",
             _list_blocker, _listing, _is_red),
    ),
    "supervision": (
        Deed("delist", "Take it off the list", "Ctrl+R", "Take it off with evidence, by a second person (摘牌)",
             "It comes off the list, with what it escalated from. It takes a cleared blocker, evidence that is "
             "attached, and a person who does not answer for the matter.",
             _delist, lambda page: (value("evidence", LongText(), "摘牌依据", lines=3),
                                    value("reviewer", Text(), "摘牌复核人", page.user)),
             _on_the_list),
        Deed("extend", "Extend its term", "Ctrl+Shift+R", "Make its term longer, with reason and approval",
             "Its term becomes longer. That can be done as often as the catalogue says, and is approved by "
             "someone who does not answer for the matter.",
             _extend, lambda _page: (value("until", Day(), "延至"), value("reason", LongText(), "理由", lines=2),
                                     value("approver", Text(), "批准人")),
             _on_the_list),
        Deed("escalate", "Let it escalate", "Ctrl+Shift+U", "List it at the next level",
             "The matter is listed at the next level, with a term of its own.",
             _escalate, lambda _page: (value("reason", LongText(), "理由", required=False, lines=2),
                                       _until("整改时限")),
             _overdue),
    ),
    "project": (
        Deed("list_project", "List it", "Ctrl+Shift+R", "List the project for all to see (挂牌督办)",
             "The project is listed for all to see, until a second person takes it off with evidence.",
             _list_project, _listing,
             lambda page: rules.worst(page.extra.warned) == "red" and not page.extra.listed),
        Deed("notice", "Notice to start", "Ctrl+Shift+U", "A notice to start, where the enterprise is at fault",
             "The enterprise is told to start by a day. Once that has passed, an exit review may begin.",
             _notice, lambda _page: (_until("限期开工"),), lambda page: page.extra.exit_step == "notice"),
        Deed("exit", "Exit review", "Ctrl+Shift+U", "Begin the exit review",
             "A review of the exit is drafted: write down what is asked of which department, then open it.",
             _exit, open_to=lambda page: page.extra.exit_step == "exit"),
        Deed("measure", "Apply a measure", "Ctrl+Shift+M", "Note a measure that was used, and the days that it saved",
             "A measure of the business environment was used for the project; the days saved follow from both ways.",
             _measure, _measures, lambda page: page.detail.values["stage"] not in ("lead", "terminated")),
    ),
}  # fmt: skip
