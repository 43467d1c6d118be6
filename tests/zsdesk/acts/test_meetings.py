"""协调小组: what waits for which group, agendas, decisions that become tasks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import Standing
from zsdesk.acts import meetings, records, reviews, supervision
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.queries import groups
from zsdesk.records import Meeting, Task
from zsdesk.records.meeting import Decision
from zsdesk.records.review import Need

TODAY = date(2026, 11, 24)


def _project(desk: Desk, name: str, group: str | None, **values: Any) -> str:
    return desk.do(records.create, "project", {"name": name, "group": group, "stage": "signed", **values}).result


def _blocker(desk: Desk, project: str, days: int, *, coordinate: bool) -> str:
    values = {"title": "土地报批", "project": project, "owner_unit": "自然资源局", "due": TODAY + timedelta(days),
              "done_when": "批复", "coordinate": coordinate}  # fmt: skip
    return desk.do(records.create, "blocker", values).result


def _later(desk: Desk, days: int) -> None:
    assert isinstance(desk.clock, Standing)
    desk.clock.ms += days * 86_400_000


@pytest.fixture
def industry(desk: Desk) -> str:
    return _project(desk, "磷系正极材料", "industry")


def _queue(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    found = desk.read(groups.queue, desk.clock.today())
    return {group: [(m.type, m.project_name) for m in matters] for group, matters in found.items()}


def test_each_matter_waits_for_the_group_of_its_project(desk: Desk, industry: str) -> None:
    farm, nobody = _project(desk, "赤竹深加工", "agriculture"), _project(desk, "未分组", None)
    _blocker(desk, industry, 9, coordinate=False)
    _blocker(desk, farm, 9, coordinate=True)
    _blocker(desk, nobody, 9, coordinate=True)
    assert _queue(desk) == {"agriculture": [("blocker", "赤竹深加工")], "": [("blocker", "未分组")]}


def test_what_is_overdue_and_who_is_silent_come_to_the_group(desk: Desk, industry: str) -> None:
    desk.do(supervision.list_blocker, _blocker(desk, industry, -5, coordinate=False), "久拖")
    review = desk.do(reviews.draft, industry, "要素会审", [Need("用水", "water", "水务局")]).result
    desk.do(reviews.open_review, review)
    assert _queue(desk) == {}
    _later(desk, 31)
    found = desk.read(groups.queue, desk.clock.today())["industry"]
    assert [(m.type, m.tone) for m in found] == [("supervision", "red"), ("review", "red")]
    assert "水务局" in found[1].why


def test_an_agenda_out_of_the_queue_and_tasks_out_of_decisions(desk: Desk, industry: str) -> None:
    with pytest.raises(Refused, match="工业"):
        desk.do(meetings.convene, "industry")
    other = _project(desk, "低空整机", "industry")
    for project in (industry, other):
        _blocker(desk, project, 3, coordinate=True)
    meeting = desk.do(meetings.convene, "industry", place="201 会议室", chair="张副县长").result
    made = desk.read(lambda s: s.get(Meeting, meeting))
    assert {item.item for item in made.agenda} == {"磷系正极材料 · 土地报批", "低空整机 · 土地报批"}
    assert (set(made.projects), made.units) == ({industry, other}, ("自然资源局",))
    with pytest.raises(Refused):
        desk.do(meetings.assign, meeting)
    desk.do(meetings.decide, meeting, (Decision("磷系正极材料用地组卷上报", "自然资源局"),))
    with pytest.raises(Refused, match="组卷上报"):
        desk.do(meetings.assign, meeting)
    rows = (
        Decision("磷系正极材料用地组卷上报", "自然资源局", "2026-12-10"),
        Decision("研究配套资金", "财政局", "2026-12-20"),
    )
    desk.do(records.change, "meeting", meeting, {"decisions": rows})
    first, second = desk.do(meetings.assign, meeting).result
    assert desk.do(meetings.assign, meeting).result == []  # once
    tasks = desk.read(lambda s: [s.get(Task, id) for id in (first, second)])
    assert [(t.project, t.owner_unit, t.due, t.meeting) for t in tasks] == [
        (industry, "自然资源局", date(2026, 12, 10), meeting), (None, "财政局", date(2026, 12, 20), meeting)
    ]  # fmt: skip
    assert [d.unit for d in desk.read(groups.tasks, TODAY)] == ["自然资源局", "财政局"]
    with pytest.raises(Refused):
        desk.do(meetings.finish, first, " ")
    desk.do(meetings.finish, first, "已报省厅")
    assert [d.id for d in desk.read(groups.tasks, TODAY, ("自然资源局",))] == []
    with pytest.raises(Refused):
        desk.do(meetings.finish, first, "再报一次")
