"""今日: what pushing projects on makes owed comes up, and goes with what was done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zsdesk.acts import appeals, leads, meetings, plans, records, reviews, supervision
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.queries import attracting
from zsdesk.queries.today import today
from zsdesk.records.opinion import Condition
from zsdesk.records.review import Need

TODAY = date(2026, 11, 24)


def _owed(desk: Desk, user: str = "王小明") -> list[tuple[str, str, str]]:
    return [(i.type, i.heading, i.tone) for i in desk.read(today, user, TODAY).dues]


def test_opinions_tasks_milestones_conditions_and_appeals_are_owed(desk: Desk) -> None:
    project = desk.do(records.create, "project", {"name": "磷系正极材料"}).result
    review = desk.do(reviews.draft, project, "要素会审", [Need("用水", "water", "水务局")]).result
    opinion = desk.do(reviews.open_review, review).result[0]
    assert _owed(desk) == []  # another department's
    desk.set_unit("水务局")
    assert _owed(desk) == [("opinion", "磷系正极材料", "blue")]
    conditions = [Condition("取水许可", "项目公司", "2026-11-26")]
    desk.do(reviews.opine, opinion, "conditional", conditions=conditions)
    assert _owed(desk) == [("opinion", "取水许可", "amber")]
    desk.do(reviews.settle, opinion, "取水许可", "已取得")
    values = {"project": project, "planned_on": TODAY}
    milestone = desk.do(records.create, "milestone", {"name": "取得施工许可", **values}).result
    task = desk.do(
        records.create, "task", {"title": "组卷", "owner_unit": "水务局", "due": TODAY - timedelta(1)}
    ).result
    company = desk.do(records.create, "company", {"name": "华星冶金"}).result
    appeal = desk.do(appeals.accept, company, "变电站接入", "何时送电").result
    assert _owed(desk) == [
        ("task", "组卷", "red"),
        ("milestone", "磷系正极材料", "red"),
        ("appeal", "变电站接入", "amber"),
    ]
    assert _owed(desk, "李四") == [("task", "组卷", "red")]
    desk.do(meetings.finish, task, "已上报")
    desk.do(records.change, "milestone", milestone, {"actual_on": TODAY})
    desk.do(records.delete, "appeal", appeal)
    assert _owed(desk) == []


def test_reds_and_what_turns_red(desk: Desk) -> None:
    project = desk.do(records.create, "project", {"name": "磷系正极材料"}).result
    made = {}
    for title, days in (("土地报批", -28), ("用电接入", 1), ("环评", 30)):
        values = {"title": title, "project": project, "owner_unit": "自然资源局", "due": TODAY + timedelta(days)}
        made[title] = desk.do(records.create, "blocker", values).result
    found = desk.read(today, "王小明", TODAY).reds
    assert [(i.heading, i.tone, i.due) for i in found] == [
        ("土地报批", "red", date(2026, 10, 27)), ("用电接入", "amber", date(2026, 11, 25))
    ]  # fmt: skip
    desk.do(supervision.clear, made["土地报批"], "批复已到")
    assert [i.heading for i in desk.read(today, "王小明", TODAY).reds] == ["用电接入"]


def test_a_groups_meeting_is_on_the_day(desk: Desk) -> None:
    at = datetime(2026, 11, 24, 15, tzinfo=BEIJING)
    values = {"subject": "工业小组", "group": "industry", "held_at": at, "owner": "李四", "units": ("水务局",)}
    desk.do(records.create, "meeting", values)
    assert desk.read(today, "王小明", TODAY).meetings == ()
    desk.set_unit("水务局")
    assert [i.heading for i in desk.read(today, "王小明", TODAY).meetings] == ["工业小组"]
    assert [i.heading for i in desk.read(today, "李四", TODAY).meetings] == ["工业小组"]


def test_late_leads_and_plans_that_nobody_looked_at(desk: Desk) -> None:
    received = datetime(2026, 11, 10, 9, tzinfo=BEIJING)
    values = {"title": "磷系正极材料", "received_at": received, "owner": "王小明"}
    lead = desk.do(records.create, "lead", values).result
    plan = desk.do(records.create, "plan", {"name": "绿色低碳产业生态圈", "lead_unit": "县工信局"}).result
    assert _owed(desk) == [("lead", "磷系正极材料", "red")], "answer and judgement are both late: one line"
    assert _owed(desk, "李四") == []
    new = desk.do(records.create, "lead", {**values, "title": "氟化工", "received_at": received + timedelta(13)}).result
    found = desk.read(today, "王小明", TODAY).dues
    assert [(i.id, i.note, i.due) for i in found if i.id == new] == [(new, "线索首次答复", date(2026, 11, 24))], (
        "what is due soon is owed too, the nearest of it"
    )
    desk.do(records.delete, "lead", new)
    desk.do(leads.triage, lead, "follow")
    assert _owed(desk) == []
    desk.do(records.change, "plan", plan, {"reviewed_on": date(2025, 11, 1), "owner": "王小明"})
    assert _owed(desk) == [("plan", "绿色低碳产业生态圈", "amber")]
    assert _owed(desk, "李四") == []
    desk.set_unit("县工信局")
    assert _owed(desk, "李四") == [("plan", "绿色低碳产业生态圈", "amber")]
    project = desk.do(records.create, "project", {"name": "产业生态圈", "stage": "signed", "lead": lead}).result
    desk.do(records.change, "plan", plan, {"project": project})
    assert _owed(desk, "李四") == [], "what was signed has left the reserve"
    desk.do(records.change, "plan", plan, {"project": None})
    desk.do(plans.look_again, plan, "条件未变")
    assert _owed(desk) == []
    assert desk.read(attracting.late_leads, date(2027, 6, 1)) == [], "the project has clocks of its own"
    desk.do(records.delete, "project", project)
    assert [late.kind for late in desk.read(attracting.late_leads, date(2027, 6, 1))] == ["lead_follow"]
    later = desk.read(today, "王小明", date(2027, 6, 1))
    assert [item.id for item in later.quiet] == [lead], "a lead that only went quiet presses less than what is due"
    assert lead not in {item.id for item in later.dues}
    desk.do(records.change, "lead", lead, {"next_step": "回访", "next_due": date(2027, 5, 30)})
    later = desk.read(today, "王小明", date(2027, 6, 1))
    assert lead in {item.id for item in later.dues}
    assert later.quiet == (), "once is enough"
