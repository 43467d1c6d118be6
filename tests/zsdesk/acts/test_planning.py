"""谋: the checklist in its order, the sheet, three sign-offs, the yearly look — and the gate that looks at them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from zsdesk.acts import leads, plans, records, transitions
from zsdesk.catalogue import bundled, editing, write
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import Money
from zsdesk.queries import detail, planning
from zsdesk.rules.gates import GateClosed
from zsdesk.store import tables

TODAY = date(2026, 11, 24)


def _plan(desk: Desk, **values: Any) -> str:
    given = {
        "name": "磷化工循环",
        "lead_unit": "开阳县工信局",
        "group": "industry",
        "amount": Money(331 * 10**8),
        **values,
    }
    made = desk.do(records.create, "plan", given).result
    desk.do(plans.begin, made)
    return made


def test_a_plan_is_laid_out_by_the_catalogue_and_done_in_order(desk: Desk) -> None:
    plan = _plan(desk)
    view = desk.read(planning.plan_view, plan, TODAY)
    assert [row.step for row in view.steps] == [step.label for step in bundled().step]
    assert {row.owner for row in view.steps} == {"开阳县工信局"}
    assert view.steps[0].due == str(TODAY + timedelta(days=5))
    assert all(row.threshold and row.status == "unknown" for row in view.elements)
    assert (view.assumed, view.version) == (True, 1)
    with pytest.raises(Refused, match=view.steps[0].step):
        desk.do(plans.do_step, plan, view.steps[1].step, "链图")
    with pytest.raises(Refused):
        desk.do(plans.do_step, plan, view.steps[0].step, " ")
    desk.do(plans.do_step, plan, view.steps[0].step, "省规划文件")
    desk.do(plans.begin, plan)
    again = desk.read(planning.plan_view, plan, TODAY)
    assert (again.standing.done, again.standing.next_step) == (1, view.steps[1].step), "laid out again, nothing is lost"
    late = desk.read(planning.plan_view, plan, TODAY + timedelta(days=12)).standing.late
    assert late == (view.steps[1].step,)


def test_what_the_catalogue_calls_otherwise_goes_on_under_its_new_name(desk: Desk) -> None:
    plan = _plan(desk)
    first, land = bundled().step[0], bundled().element[0]
    desk.do(plans.do_step, plan, first.label, "省规划文件")
    desk.do(plans.assess, plan, land.label, value="2400 亩", source="自然资源局", status="met")
    renamed = editing.changed(bundled(), "step", first.code, {"label": "对接规划"})
    renamed = editing.changed(renamed, "element", land.code, {"label": "用地"})
    text = write(msgspec.structs.replace(renamed, version=2))
    with desk.transaction() as connection:
        values = {"version": 2, "effective": "2026-01-01", "text": text, "signature": b""}
        connection.execute(tables.catalogue.insert().values(**values))
    view = desk.read(planning.plan_view, plan, TODAY)
    assert (view.version, view.newer, view.standing.done) == (1, 2, 1), "it is judged by the version that it keeps"
    desk.do(plans.begin, plan)
    view = desk.read(planning.plan_view, plan, TODAY)
    assert (view.version, view.newer, view.standing.done, len(view.steps)) == (2, 0, 1, 12)
    assert (view.steps[0].step, view.steps[0].evidence) == ("对接规划", "省规划文件")
    assert (view.elements[0].element, view.elements[0].value, len(view.elements)) == ("用地", "2400 亩", 6)


def test_the_sheet_and_the_signatures_open_the_reserve(desk: Desk) -> None:
    lead = desk.do(records.create, "lead", {"title": "磷化工", "first_contact_unit": "开阳县投促局"}).result
    with pytest.raises(Refused, match="跟进"):
        desk.do(leads.make_project, lead, "industry")
    desk.do(leads.triage, lead, "follow")
    desk.do(leads.conclude, lead, "none")
    plan = _plan(desk, lead=lead)
    project = desk.do(plans.make_project, plan).result
    with pytest.raises(Refused):
        desk.do(plans.make_project, plan)
    values = desk.read(detail.detail, "project", project).values
    assert (values["stage"], values["total_investment"].yuan, values["lead"]) == ("lead", 331 * 10**8, lead)
    with pytest.raises(GateClosed) as closed:
        desk.do(transitions.advance, project, "reserve")
    assert [gap.condition.check for gap in closed.value.gaps] == ["elements_filled", "signed_off"]
    with pytest.raises(Refused):
        desk.do(plans.assess, plan, "土地", value="300亩", source="县自然资源局", status="gap")
    for element in bundled().element:
        desk.do(plans.assess, plan, element.label, value="有", source="部门意见", status="met")
    desk.do(plans.assess, plan, "用水", value="1万方/日", source="县水务局", status="gap", gap="缺2000方/日")
    for party, unit in (("department", "县发改局"), ("enterprise", "某集团"), ("expert", "专家组")):
        with pytest.raises(Refused):
            desk.do(plans.sign, plan, party, unit, "张三", "disagree")
        desk.do(plans.sign, plan, party, unit, "张三", "agree")
    standing = desk.read(planning.plan_view, plan, TODAY).standing
    assert (standing.lacking, standing.unsigned, standing.gaps) == ((), (), ("用水：缺2000方/日",))
    desk.do(transitions.advance, project, "reserve")


def test_the_reserve_is_looked_at_every_year_and_left_with_a_reason(desk: Desk) -> None:
    plan = _plan(desk)
    assert desk.read(planning.stale, date(2027, 11, 24)) == []
    (late,) = desk.read(planning.stale, date(2027, 11, 25))
    assert (late.id, late.tone, late.due) == (plan, "yellow", date(2027, 11, 24))
    assert desk.read(planning.stale, date(2028, 3, 1))[0].tone == "red"
    desk.do(plans.look_again, plan, "条件未变", on=date(2027, 11, 20))
    assert desk.read(planning.stale, date(2028, 11, 1)) == []
    with pytest.raises(Refused):
        desk.do(plans.leave, plan, "")
    desk.do(plans.leave, plan, "企业转投外省")
    assert desk.read(planning.stale, date(2030, 1, 1)) == []
    with pytest.raises(Refused, match="出库"):
        desk.do(plans.look_again, plan, "再看")


def test_an_enterprise_expands_and_partners_come_in_early(desk: Desk) -> None:
    firm = desk.do(records.create, "company", {"name": "贵州吉利", "uscc_pending": True}).result
    project = desk.do(records.create, "project", {"name": "发动机", "companies": (firm,), "group": "industry"}).result
    plan = desk.do(plans.expand, project, "发动机二期").result
    shown = desk.read(detail.detail, "plan", plan)
    assert (shown.values["origin"], shown.values["company"], len(shown.values["steps"])) == ("expansion", firm, 12)
    again = desk.do(plans.make_project, plan).result
    assert desk.read(detail.detail, "project", again).values["expands"] == firm
    from zsdesk.records.partner import Introduction

    desk.do(records.create, "partner", {"name": "“四化”基金", "role": "fund", "project": again, "early": True,
                                        "introductions": (Introduction("某基金", "2026-05-01", "尽调"),)})  # fmt: skip
    (partner,) = desk.read(planning.plan_view, plan, TODAY).partners
    assert (partner.name, partner.role, partner.early, partner.introductions) == ("“四化”基金", "基金", True, 1)


def test_a_step_of_an_older_catalogue_stays(desk: Desk) -> None:
    plan = _plan(desk)
    rows = desk.read(detail.detail, "plan", plan).values["steps"]
    renamed = msgspec.structs.replace(rows[0], step="旧环节", status="done", evidence="有")
    desk.do(records.change, "plan", plan, {"steps": (renamed, *rows[1:])})
    desk.do(plans.begin, plan)
    after = desk.read(detail.detail, "plan", plan).values["steps"]
    assert (after[0].step, after[-1].step, len(after)) == (rows[0].step, "旧环节", 13)
