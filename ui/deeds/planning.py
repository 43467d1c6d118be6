"""What is done with a plan: laid out, a step done, an element assessed, signed, looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ui.deeds.base import Asked, Deed, value
from zsdesk.acts import plans
from zsdesk.desk import Desk, Done
from zsdesk.kinds import Choice, LongText, Text
from zsdesk.records.plan import ELEMENT_STATUS, PARTIES, SIGN_OFF

if TYPE_CHECKING:
    from ui.sources import Page

Values = Mapping[str, Any]


def _begin(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.begin, id)


def _step(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.do_step, id, values["step"] or "", values["evidence"] or "")


def _assess(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.assess, id, values["element"] or "", value=values["value"] or "",
                   source=values["source"] or "", status=values["status"] or "", gap=values["gap"] or "")  # fmt: skip


def _sign(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.sign, id, values["party"] or "", values["unit"] or "", values["name"] or "",
                   values["verdict"] or "", note=values["note"] or "")  # fmt: skip


def _look(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.look_again, id, values["note"] or "")


def _leave(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.leave, id, values["reason"] or "")


def _project(desk: Desk, id: str, values: Values) -> Done[Any]:
    return desk.do(plans.make_project, id)


def _of(names: tuple[str, ...]) -> Choice:
    return Choice(*((name, name) for name in names))


def _steps(page: Page) -> tuple[Asked, ...]:
    left = tuple(row.step for row in page.detail.values["steps"] or () if row.status != "done")
    return (value("step", _of(left), "环节", left[0]), value("evidence", LongText(), "佐证", lines=2))


def _elements(page: Page) -> tuple[Asked, ...]:
    rows = page.detail.values["elements"] or ()
    lacking = next((row.element for row in rows if row.status in ("", "unknown")), rows[0].element)
    return (
        value("element", _of(tuple(row.element for row in rows)), "要素", lacking),
        value("value", Text(), "现状"), value("source", Text(), "来源"),
        value("status", ELEMENT_STATUS, "状态"), value("gap", Text(), "缺口", required=False),
    )  # fmt: skip


def _signed(_page: Page) -> tuple[Asked, ...]:
    return (
        value("party", PARTIES, "哪一方"), value("unit", Text(), "单位"), value("name", Text(), "姓名", required=False),
        value("verdict", SIGN_OFF, "结论"), value("note", LongText(), "意见", required=False, lines=2),
    )  # fmt: skip


def _in(page: Page) -> bool:
    return page.detail.values["exit_on"] is None


def _has(name: str) -> Any:
    return lambda page: _in(page) and bool(page.detail.values[name])


DEEDS: dict[str, tuple[Deed, ...]] = {
    "plan": (
        Deed("begin", "Lay it out", "Ctrl+R", "The steps and elements of the catalogue in force",
             "The checklist and the sheet of elements are laid out by the catalogue in force; what is there stays.",
             _begin, open_to=lambda page: _in(page) and not page.detail.values["steps"]),
        Deed("take_over", "Go over to today's catalogue", "Ctrl+Shift+H", "The steps and elements by today's names",
             "The plan was laid out by an earlier version of the catalogue. What is filled in stays, under the names "
             "of today; steps and elements that came in since are added.",
             _begin, open_to=lambda page: _in(page) and bool(getattr(page.extra, "newer", 0))),
        Deed("step", "A step is done", "Ctrl+R", "The next of the key steps, with its evidence",
             "The step is done; the steps are done in order.", _step, _steps,
             lambda page: _in(page) and any(r.status != "done" for r in page.detail.values["steps"] or ())),
        Deed("element", "An element", "Ctrl+Shift+R", "What is known of a core element",
             "What is known of a core element: its value, its source, and what is missing.", _assess, _elements,
             _has("elements")),
        Deed("sign", "Sign-off", "Ctrl+Shift+U", "A department, the enterprise or an expert says what it thinks",
             "A party's word on the plan; all three have to agree before it enters the reserve.", _sign, _signed, _in),
        Deed("plan_project", "Make the project", "Ctrl+Shift+J", "The project of this plan",
             "A project is made of the plan; its gate into the reserve looks at this plan.", _project,
             open_to=lambda page: _in(page) and not page.detail.values["project"]),
        Deed("look", "Yearly look", "Ctrl+Shift+M", "It is still fresh, or what changed",
             "What the yearly look found; the plan is fresh for another term.", _look,
             lambda _page: (value("note", LongText(), "复核意见", lines=2),), _in),
        Deed("leave", "Out of the reserve", "Ctrl+Shift+X", "It leaves the reserve, with a reason",
             "The plan leaves the reserve.", _leave, lambda _page: (value("reason", LongText(), "出库理由", lines=2),),
             _in),
    ),
}  # fmt: skip
