"""并联会审: asked at once, each with its clock; silence never consents; conditions are followed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Standing
from zsdesk.acts import records, reviews
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.ids import is_id, new_id
from zsdesk.queries import reviews as queries
from zsdesk.records import Opinion
from zsdesk.records.opinion import Condition
from zsdesk.records.review import Need
from zsdesk.rules import reviews as rules

NEEDS = (
    Need("2,400 亩工业用地", "land", "自然资源局"),
    Need("林地 60 亩", "land", "林业局"),
    Need("年综合能耗 12 万吨标准煤", "energy", "发展改革局"),
    Need("日用水 8,000 立方米", "water", "水务局"),
    Need("节能审查", "energy", "发展改革局"),
)


@pytest.fixture
def review(desk: Desk) -> str:
    project = desk.do(records.create, "project", {"name": "磷系正极材料一体化"}).result
    made = desk.do(reviews.draft, project, "要素保障", NEEDS).result
    desk.do(reviews.open_review, made)
    return made


def _voices(desk: Desk, review: str) -> dict[str, str]:
    """Department → opinion id."""
    return {v.department: v.id for v in desk.read(queries.standing, review, desk.clock.today()).voices}


def _later(desk: Desk, days: int) -> None:
    clock = desk.clock
    assert isinstance(clock, Standing)
    clock.ms += days * 86_400_000


def test_every_department_is_asked_at_once_with_its_own_clock(desk: Desk, review: str) -> None:
    found = desk.read(queries.standing, review, desk.clock.today())
    assert [v.department for v in found.voices] == ["自然资源局", "林业局", "发展改革局", "水务局"]
    energy = next(v for v in found.voices if v.department == "发展改革局")
    assert energy.asked == "能耗：年综合能耗 12 万吨标准煤\n能耗：节能审查"
    # Tuesday 24 November 2026: five working days later is Tuesday 1 December, thirty days later 24 December.
    assert {v.clock.due for v in found.voices} == {date(2026, 12, 1)}
    assert found.clock.due == date(2026, 12, 24)
    assert (found.opened, found.result, len(found.silent)) == (True, "", 4)


def test_opening_again_asks_only_those_who_came_in(desk: Desk, review: str) -> None:
    before = _voices(desk, review)
    desk.do(records.change, "review", review, {"needs": (*NEEDS, Need("人才公寓", "talent", "人社局"))})
    assert len(desk.do(reviews.open_review, review).result) == 1
    after = _voices(desk, review)
    assert before.items() <= after.items()
    assert after.keys() - before.keys() == {"人社局"}
    desk.do(records.delete, "opinion", after["人社局"])
    assert desk.do(reviews.open_review, review).result == [after["人社局"]]


def test_an_opinion_is_the_same_record_on_every_desk() -> None:
    review = new_id()
    assert reviews.opinion_id(review, "水务局") == reviews.opinion_id(review, "水务局")
    assert is_id(reviews.opinion_id(review, "水务局"))
    assert reviews.opinion_id(review, "水务局") != reviews.opinion_id(review, "林业局")


def test_silence_is_no_consent(desk: Desk, review: str) -> None:
    voices = _voices(desk, review)
    for department in ("自然资源局", "林业局", "发展改革局"):
        desk.do(reviews.opine, voices[department], "agree")
    _later(desk, 20)
    with pytest.raises(Refused, match="水务局"):
        desk.do(reviews.close, review)
    found = desk.read(queries.standing, review, desk.clock.today())
    silent = next(v for v in found.voices if v.department == "水务局")
    assert (silent.verdict, silent.clock.tone, silent.late) == ("overtime", "red", True)
    # A late answer still counts, as a late one.
    desk.do(reviews.opine, voices["水务局"], "agree")
    assert desk.do(reviews.close, review).result == "passed"
    late = [r for r in desk.read(queries.departments, desk.clock.today()) if r.late]
    assert [(r.department, r.in_time, r.late, r.silent) for r in late] == [("水务局", 0, 1, 0)]


def test_one_refusal_refuses_and_the_silent_are_written_down(desk: Desk, review: str) -> None:
    voices = _voices(desk, review)
    with pytest.raises(Refused, match="依据"):
        desk.do(reviews.opine, voices["林业局"], "disagree")
    desk.do(reviews.opine, voices["林业局"], "disagree", basis="《森林法》第三十七条：占用一级保护林地")
    _later(desk, 20)
    assert desk.do(reviews.close, review, "另行选址").result == "refused"
    assert desk.read(lambda s: s.get(Opinion, voices["水务局"]).verdict) == "overtime"
    with pytest.raises(Refused, match="不通过"):
        desk.do(reviews.opine, voices["水务局"], "agree")
    desk.do(reviews.reopen, review, "选址已调出一级保护林地")
    desk.do(reviews.opine, voices["林业局"], "agree")
    assert desk.read(queries.standing, review, desk.clock.today()).result == ""


def test_conditions_are_followed_to_closure(desk: Desk, review: str) -> None:
    voices = _voices(desk, review)
    water = voices["水务局"]
    with pytest.raises(Refused, match="条件"):
        desk.do(reviews.opine, water, "conditional")
    with pytest.raises(Refused, match="有条件同意"):
        desk.do(reviews.opine, water, "agree", conditions=[Condition("取水许可")])
    conditions = [Condition("办理取水许可", "项目公司", "2026-12-31"), Condition("中水回用率 60%", "园区管委会")]
    desk.do(reviews.opine, water, "conditional", conditions=conditions)
    for department in voices.keys() - {"水务局"}:
        desk.do(reviews.opine, voices[department], "agree")
    assert desk.do(reviews.close, review).result == "conditional"
    assert len(desk.read(queries.unfulfilled, desk.clock.today())) == 2
    with pytest.raises(Refused):
        desk.do(reviews.settle, water, "办理取水许可", " ")
    with pytest.raises(NotFound, match="取水许可证"):
        desk.do(reviews.settle, water, "取水许可证", "有")
    desk.do(reviews.settle, water, "办理取水许可", "开水许〔2026〕12 号")
    left = desk.read(queries.unfulfilled, date(2027, 1, 10))
    assert [(c.condition, c.clock.tone) for c in left] == [("中水回用率 60%", "")]


def test_what_is_owed_leaves_with_the_answer(desk: Desk, review: str) -> None:
    today = desk.clock.today()
    mine = desk.read(queries.owed, today, ("水务局",))
    assert [(o.department, o.project, o.clock.left) for o in mine] == [("水务局", "磷系正极材料一体化", 5)]
    desk.do(reviews.opine, mine[0].id, "agree")
    assert desk.read(queries.owed, today, ("水务局",)) == []
    assert len(desk.read(queries.owed, today)) == 3


def test_a_review_needs_needs_and_departments(desk: Desk) -> None:
    project = desk.do(records.create, "project", {"name": "某项目"}).result
    empty = desk.do(reviews.draft, project, "要素保障", []).result
    with pytest.raises(Refused):
        desk.do(reviews.open_review, empty)
    desk.do(records.change, "review", empty, {"needs": (Need("用地", "land"),)})
    with pytest.raises(Refused, match="用地"):
        desk.do(reviews.open_review, empty)
    with pytest.raises(Refused):
        desk.do(reviews.close, empty)


TODAY = date(2026, 11, 24)
_OPINIONS = st.lists(
    st.builds(
        lambda verdict, days: Opinion(
            department="某局", verdict=verdict, due=TODAY + timedelta(days),
            answered_at=datetime(2026, 11, 20, tzinfo=BEIJING) if verdict else None,
        ),
        st.sampled_from([None, "agree", "conditional", "disagree", "overtime"]), st.integers(-20, 20),
    ),
    max_size=6,
)  # fmt: skip


@given(_OPINIONS)
def test_no_review_passes_over_a_silent_department(opinions: list[Opinion]) -> None:
    found = rules.conclusion(opinions, TODAY)
    spoken = [o.verdict for o in opinions if o.verdict in rules.VOICES]
    if found.result in ("passed", "conditional"):
        assert len(spoken) == len(opinions) > 0
        assert "disagree" not in spoken
        assert (found.result == "conditional") == ("conditional" in spoken)
    if "disagree" in spoken:
        assert found.result == "refused"


@given(st.integers(-40, 40))
def test_a_clock_is_red_after_its_day_and_amber_on_its_last(days: int) -> None:
    due = TODAY + timedelta(days)
    found = rules.clock(due, TODAY)
    assert (found.tone == "red") == (days < 0)
    assert (found.left < 0) == (days < 0)
    assert rules.clock(due, TODAY, done=True).tone == ""
