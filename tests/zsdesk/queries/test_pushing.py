"""A project's course: milestones plan against actual, funds against the contract, blockers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.kinds import Money, MoneyKind
from zsdesk.queries import pushing
from zsdesk.rules.completeness import problems

TODAY = date(2026, 11, 24)


def money(text: str) -> Money:
    return MoneyKind().parse(text)


@pytest.fixture
def project(desk: Desk) -> str:
    return desk.do(
        records.create, "project", {"name": "电动重卡换电", "stage": "started", "library": "building"}
    ).result


def _add(desk: Desk, project: str, type_name: str, **values: Any) -> str:
    return desk.do(records.create, type_name, {"project": project, **values}).result


def test_milestones_are_early_late_or_ahead(desk: Desk, project: str) -> None:
    for name, planned, actual in (("许可", -60, -58), ("封顶", -10, None), ("提前", -5, -9), ("设备", 40, None)):
        _add(desk, project, "milestone", name=name, planned_on=TODAY + timedelta(planned),
             actual_on=TODAY + timedelta(actual) if actual else None)  # fmt: skip
    found = desk.read(pushing.course, project, TODAY).milestones
    assert [(m.name, m.late) for m in found] == [("许可", 2), ("封顶", 10), ("提前", -4), ("设备", None)]


def test_funds_beyond_the_contract_are_told(desk: Desk, project: str) -> None:
    _add(desk, project, "fund_arrival", payer="贵州磷化集团", amount=money("5亿"), proof="回单 21")
    _add(desk, project, "fund_arrival", payer="产业基金", amount=money("4亿"))
    found = desk.read(pushing.course, project, TODAY).funds
    assert (found.arrived, found.contract, found.share, found.over, found.unproved) == (
        900_000_000,
        None,
        None,
        False,
        1,
    )
    paper = _add(desk, project, "agreement", name="投资合同", kind="contract", amount=money("8亿"))
    found = desk.read(pushing.course, project, TODAY).funds
    assert (found.contract, found.share, found.over) == (800_000_000, 1.125, True)
    desk.do(records.delete, "agreement", paper)
    desk.do(records.change, "project", project, {"contract_amount": money("9亿")})
    assert not desk.read(pushing.course, project, TODAY).funds.over


def test_the_newest_report_counts(desk: Desk, project: str) -> None:
    for day, actual in ((1, 10), (20, 42), (10, 30)):
        values = {"summary": "施工", "on": date(2026, 11, day), "percent_planned": 60, "percent_actual": actual}
        _add(desk, project, "progress", **values)
    found = desk.read(pushing.course, project, TODAY)
    assert found.report is not None
    assert (found.report.actual, [w.kind for w in found.warned]) == (42, ["progress_behind"])


@pytest.mark.parametrize(
    ("type_name", "values", "field"),
    [
        ("fund_arrival", {"amount": money("0")}, "amount"),
        ("progress", {"percent_actual": 101}, "percent_actual"),
        ("agreement", {"signed_on": TODAY, "start_by": TODAY - timedelta(1)}, "start_by"),
        ("agreement", {"kind": "contract"}, "amount"),
        ("blocker", {"raised_on": TODAY, "due": TODAY - timedelta(1)}, "due"),
        ("measure_applied", {"days_usual": 45, "days_taken": 20, "days_saved": 30}, "days_saved"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(type_name: str, values: dict[str, Any], field: str) -> None:
    assert "待补充" not in problems(type_name, values, TODAY)[field]
