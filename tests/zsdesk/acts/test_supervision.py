"""督办: lights from records alone, and the ladder of a listed matter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Standing
from zsdesk.acts import attachments, records, reviews, supervision
from zsdesk.catalogue import bundled
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.queries import supervision as queries
from zsdesk.records import Blocker, Progress, Project, Review, Supervision
from zsdesk.rules import supervision as rules

TODAY = date(2026, 11, 24)
DEADLINES = bundled()


@pytest.fixture
def project(desk: Desk) -> str:
    """开阳's project of the article: signed, its start planned for the middle of the year."""
    return _signed(desk, "磷系正极材料", planned_start=date(2027, 6, 30))


def _signed(desk: Desk, name: str, **values: Any) -> str:
    made = {"name": name, "stage": "signed", "lead_unit": "开阳县投促局", "region_code": "520121"} | values
    return desk.do(records.create, "project", made).result


def _blocker(desk: Desk, project: str, due: date, title: str = "土地报批") -> str:
    values = {"project": project, "title": title, "owner_unit": "自然资源局", "owner": "赵明",
              "raised_on": due - timedelta(30), "due": due, "done_when": "取得农用地转用批复"}  # fmt: skip
    return desk.do(records.create, "blocker", values).result


def _lights(desk: Desk) -> list[tuple[str, str, str]]:
    return [(light.kind, light.tone, light.subject) for light in desk.read(queries.lights, desk.clock.today())]


def _later(desk: Desk, days: int) -> None:
    assert isinstance(desk.clock, Standing)
    desk.clock.ms += days * 86_400_000


# -- lights ----------------------------------------------------------------------------------------


def test_a_missed_start_turns_yellow_then_red(desk: Desk) -> None:
    _signed(desk, "不到一个月", planned_start=date(2026, 10, 25))
    _signed(desk, "一个月", planned_start=date(2026, 10, 23))
    _signed(desk, "有理由", planned_start=date(2026, 9, 1), delay_reason="等供地")
    _signed(desk, "三个月", planned_start=date(2026, 8, 23), delay_reason="等供地")
    _signed(desk, "已开工", planned_start=date(2026, 1, 1), stage="started", library="building")
    assert _lights(desk) == [("start_missed", "red", "三个月"), ("start_missed", "yellow", "一个月")]


def test_a_start_without_an_entry_in_the_library(desk: Desk) -> None:
    for name, started in (("新开工", date(2026, 11, 1)), ("一月余", date(2026, 10, 20)), ("两月余", date(2026, 9, 20))):
        _signed(desk, name, stage="started", started_on=started)
    assert _lights(desk) == [("building_entry", "red", "两月余"), ("building_entry", "yellow", "一月余")]


def test_progress_is_judged_by_the_latest_report(desk: Desk) -> None:
    project = _signed(desk, "在建", stage="started", library="building")
    for day, planned, actual in ((20, 60, 10), (23, 70, 55)):
        values = {"summary": "主体施工", "project": project, "on": date(2026, 11, day), "percent_planned": planned,
                  "percent_actual": actual}  # fmt: skip
        desk.do(records.create, "progress", values)
    found = desk.read(queries.lights, TODAY)
    assert [(light.kind, light.tone, light.late) for light in found] == [("progress_behind", "yellow", 15)]


@given(st.integers(0, 100), st.integers(0, 100))
def test_points_behind(planned: int, actual: int) -> None:
    report = Progress(percent_planned=planned, percent_actual=actual)
    found = rules.progress_behind(report, DEADLINES.deadline_of("progress_behind"))
    behind = planned - actual
    expected = "red" if behind > 30 else "yellow" if behind >= 10 else ""
    assert (found.tone if found else "") == expected


@given(st.integers(-40, 40), st.booleans())
def test_a_blocker_is_red_after_its_term_and_never_once_cleared(days: int, cleared: bool) -> None:
    blocker = Blocker(due=TODAY + timedelta(days), cleared_on=TODAY if cleared else None)
    found = rules.blocked(blocker, TODAY)
    tone = found.tone if found else ""
    assert tone == ("" if cleared or days > 2 else "yellow" if days >= 0 else "red")


@given(st.dates(date(2025, 1, 1), TODAY), st.dates(date(2025, 1, 1), TODAY))
def test_a_light_never_grows_paler_as_days_pass(planned: date, today: date) -> None:
    project = Project(stage="signed", planned_start=planned)
    order = {"": 0, "yellow": 1, "red": 2}
    deadline = DEADLINES.deadline_of("start_missed")

    def tone(day: date) -> int:
        found = rules.start_missed(project, deadline, day)
        return order[found.tone if found else ""]

    assert tone(today) <= tone(today + timedelta(1))


# -- the ladder ------------------------------------------------------------------------------------


def test_only_red_is_listed_and_once(desk: Desk, project: str) -> None:
    early = _blocker(desk, project, date(2026, 12, 20))
    with pytest.raises(Refused, match="红"):
        desk.do(supervision.list_blocker, early, "久拖不决")
    late = _blocker(desk, project, date(2026, 11, 1), "资金配套")
    made = desk.do(supervision.list_blocker, late, "超期 23 天").result
    matter = desk.read(lambda s: s.get(Supervision, made))
    assert (matter.level, matter.owner_unit, matter.listed_by, matter.due) == (
        "county", "自然资源局", "王小明", date(2026, 12, 24)
    )  # fmt: skip
    with pytest.raises(Refused, match="已"):
        desk.do(supervision.list_blocker, late, "再挂一次")
    assert ("listing", "", "资金配套") in _lights(desk)
    listed = next(light for light in desk.read(queries.lights, TODAY) if light.kind == "blocker")
    assert listed.listed == made
    with pytest.raises(Refused):
        desk.do(supervision.list_project, project, "没有红牌")


def test_at_most_two_extensions_approved_by_another(desk: Desk, project: str) -> None:
    matter = desk.do(supervision.list_blocker, _blocker(desk, project, date(2026, 11, 1)), "超期").result
    with pytest.raises(Refused, match="晚于"):
        desk.do(supervision.extend, matter, date(2026, 12, 1), "等批复", "李局")
    with pytest.raises(Refused, match="赵明"):
        desk.do(supervision.extend, matter, date(2027, 1, 24), "等批复", "赵明")
    desk.do(supervision.extend, matter, date(2027, 1, 24), "等批复", "李局")
    desk.do(supervision.extend, matter, date(2027, 2, 24), "省厅会审中", "李局")
    with pytest.raises(Refused, match="2"):
        desk.do(supervision.extend, matter, date(2027, 3, 24), "再等等", "李局")
    found = desk.read(lambda s: s.get(Supervision, matter))
    assert (found.due, [e.until for e in found.extensions]) == (date(2027, 2, 24), ["2027-01-24", "2027-02-24"])


def test_an_overdue_matter_escalates_level_by_level(desk: Desk, project: str) -> None:
    matter = desk.do(supervision.list_blocker, _blocker(desk, project, date(2026, 11, 1)), "超期").result
    with pytest.raises(Refused, match="2026-12-24"):
        desk.do(supervision.escalate, matter, "")
    _later(desk, 31)
    assert ("listing", "red", "土地报批") in _lights(desk)
    city = desk.do(supervision.escalate, matter, "县级未解决").result
    with pytest.raises(Refused):
        desk.do(supervision.escalate, matter, "再升一次")
    assert len([light for light in _lights(desk) if light[0] == "listing"]) == 1
    _later(desk, 31)
    province = desk.do(supervision.escalate, city, "").result
    _later(desk, 31)
    with pytest.raises(Refused, match="省"):
        desk.do(supervision.escalate, province, "")
    levels = [matter.level for matter in desk.read(queries.ladder, city)]
    assert levels == ["county", "prefecture", "province"]


def test_delisting_takes_a_cleared_blocker_evidence_and_a_second_person(desk: Desk, project: str) -> None:
    blocker = _blocker(desk, project, date(2026, 11, 1))
    matter = desk.do(supervision.list_blocker, blocker, "超期").result
    _later(desk, 31)
    city = desk.do(supervision.escalate, matter, "县级未解决").result
    with pytest.raises(Refused, match="销号"):
        desk.do(supervision.delist, city, "批复已到", "李局")
    with pytest.raises(Refused, match="农用地转用批复"):
        desk.do(supervision.clear, blocker, " ")
    desk.do(supervision.clear, blocker, "黔自然资审〔2026〕88 号")
    with pytest.raises(Refused, match="附"):
        desk.do(supervision.delist, city, "批复已到", "李局")
    desk.do(attachments.attach_bytes, Target("blocker", blocker), "批复.txt", "同意转用".encode())
    for owner in ("赵明", "自然资源局", "王小明"):  # its owner, its unit, and who cleared it
        with pytest.raises(Refused, match=owner):
            desk.do(supervision.delist, city, "批复已到", owner)
    assert desk.do(supervision.delist, city, "批复已到", "李局").result == [city, matter]
    assert _lights(desk) == []
    both = desk.read(lambda s: [s.get(Supervision, m).delisted_by for m in (city, matter)])
    assert both == ["李局", "李局"]


# -- the enterprise's fault ------------------------------------------------------------------------


def test_notice_then_exit_review(desk: Desk) -> None:
    late = {"planned_start": date(2026, 5, 1), "delay_fault": "enterprise", "delay_reason": "企业资金链紧张"}
    project = _signed(desk, "逾期项目", **late)
    ours = _signed(desk, "政府原因", **late | {"delay_fault": "government"})
    assert [light[0] for light in _lights(desk) if light[2] == "逾期项目"] == ["notice"]
    with pytest.raises(Refused):
        desk.do(supervision.notice, ours)
    with pytest.raises(Refused):
        desk.do(supervision.exit_review, project)
    desk.do(supervision.notice, project)
    with pytest.raises(Refused):
        desk.do(supervision.notice, project)
    assert "exit" not in [light[0] for light in _lights(desk)]
    _later(desk, 31)
    assert ("exit", "red", "逾期项目") in _lights(desk)
    review = desk.do(supervision.exit_review, project).result
    assert desk.read(lambda s: s.get(Review, review).kind) == "exit"
    with pytest.raises(Refused):
        desk.do(supervision.exit_review, project)
    with pytest.raises(Refused):
        desk.do(reviews.open_review, review)  # it names no department yet


# -- measures --------------------------------------------------------------------------------------


def test_measures_and_the_days_that_they_saved(desk: Desk, project: str) -> None:
    first, second = DEADLINES.measure[0], DEADLINES.measure[1]
    desk.do(supervision.apply_measure, project, first.code, usual=45, taken=20)
    desk.do(supervision.apply_measure, project, second.label, usual=10, taken=15)
    with pytest.raises(Refused, match="第99条"):
        desk.do(supervision.apply_measure, project, "第99条")
    assert desk.read(queries.saved_days, project) == (2, 25)
    assert desk.read(queries.saved_days) == (2, 25)
    assert desk.read(queries.saved_days, "another") == (0, 0)
