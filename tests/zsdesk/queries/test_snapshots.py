"""What was kept of figures: an old bulletin is rebuilt exactly, and a difference explains itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsdesk.__main__ import main
from zsdesk.acts import records, stages
from zsdesk.acts import snapshots as acts
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import Money
from zsdesk.queries import figures, snapshots
from zsdesk.records import Project
from zsdesk.rules.statistics.answers import answers
from zsdesk.rules.statistics.differences import differences
from zsdesk.rules.statistics.facts import Facts, ProjectFact
from zsdesk.rules.statistics.periods import Ask, parse_period
from zsdesk.store.work import Work

YI = 100_000_000
ASK = Ask(parse_period("2025"), date(2025, 12, 31), "520100")


def project(desk: Desk, name: str, **values: object) -> str:
    given = {"name": name, "region_code": "520121", "signed_on": date(2025, 3, 1), "total_investment": Money(YI)}
    return desk.do(records.create, "project", {**given, **values}).result


def _moved(work: Work, project: str, dates: dict[str, date]) -> None:
    """Another date, as a correction sets it."""
    stages.move(work, work.need(Project, project), dates)


def test_an_old_bulletin_is_rebuilt_and_the_difference_explains_itself(desk: Desk) -> None:
    stays, moves, goes = project(desk, "不变"), project(desk, "改签"), project(desk, "删除")
    other = project(desk, "后开工", started_on=None)
    told = desk.read(figures.figures, ASK)
    kept = desk.do(acts.keep, "2025年通报", ASK).result
    assert desk.read(snapshots.compare, kept).differences == []
    # Afterwards: one more, one gone, one signed in another year, one with another sum, one started.
    late = project(desk, "补录")
    desk.do(records.delete, "project", goes)
    desk.do(_moved, moves, {"signed_on": date(2024, 12, 30)})
    desk.do(records.change, "project", stays, {"total_investment": Money(3 * YI)})
    desk.do(_moved, other, {"started_on": date(2025, 9, 1)})
    then = desk.read(snapshots.rebuilt, kept)
    assert then.figures == told
    assert then.redefined == ()
    found = {one.code: one for one in desk.read(snapshots.compare, kept).differences}
    signed = found["signed"]
    assert (signed.before, signed.after) == ("4", "3")
    assert {(m.id, m.name, m.why) for m in signed.came} == {(late, "补录", "新增，或移入统计范围")}
    assert {(m.id, m.why) for m in signed.went} == {
        (goes, "已删除，或移出统计范围"),
        (moves, "入库日期 2025-03-01 → 2024-12-30；签约日期 2025-03-01 → 2024-12-30"),
    }
    assert {m.id: m.why for m in signed.changed} == {
        stays: "总投资 1.00 亿元 → 3.00 亿元", other: "开工日期 — → 2025-09-01",
    }  # fmt: skip
    assert [m.id for m in found["started"].came] == [other]
    assert "appeal_rate" not in found


def test_a_snapshot_wants_a_title_and_can_be_forgotten(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.do(acts.keep, "  ", ASK)
    first, second = (desk.do(acts.keep, name, ASK).result for name in ("一", "二"))
    assert [one.title for one in desk.read(snapshots.snapshots)] == ["二", "一"]
    desk.do(acts.forget, first)
    assert [one.id for one in desk.read(snapshots.snapshots)] == [second]
    with pytest.raises(NotFound):
        desk.read(snapshots.rebuilt, first)


DAYS = st.none() | st.sampled_from((date(2024, 5, 1), date(2025, 2, 1), date(2025, 8, 1), date(2026, 1, 1)))
ROWS = st.builds(
    ProjectFact, st.sampled_from("abcdef"), st.just("名"), st.just("520121"), st.sampled_from(("industry", "services")),
    st.none() | st.booleans(), st.sampled_from(("signed", "terminated")), st.none(), DAYS, DAYS, DAYS, DAYS,
    st.none() | st.integers(0, 5),
)  # fmt: skip
STATES = st.lists(ROWS, unique_by=lambda row: row.id).map(
    lambda rows: Facts(tuple(sorted(rows, key=lambda row: row.id)))
)


@settings(max_examples=60)
@given(STATES, STATES)
def test_what_came_and_went_makes_one_state_of_the_other(before: Facts, after: Facts) -> None:
    old, new = answers(before, ASK), answers(after, ASK)
    found = {one.code: one for one in differences(before, after, ASK)}
    for one in old.figures:
        other = new.of(one.code)
        if one.code not in found:
            assert one == other
            continue
        had, has = ({i for part in x.parts for i in part.ids} for x in (one, other))
        came, went = ({m.id for m in moves} for moves in (found[one.code].came, found[one.code].went))
        assert has - had <= came
        assert had - has <= went
        assert all(m.why for m in (*found[one.code].came, *found[one.code].went, *found[one.code].changed))
    assert differences(before, before, ASK) == []


def test_snapshots_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "desk")
    main(["--desk", folder, "init"])
    with Desk.open(Path(folder)) as desk:
        desk.set_profile(user="王", region="520121")
        project(desk, "磷系材料")
    capsys.readouterr()
    main(["--desk", folder, "snapshot", "三月通报", "--period", "2025"])
    kept = capsys.readouterr().out.strip()
    with Desk.open(Path(folder)) as desk:
        project(desk, "温泉")
    main(["--desk", folder, "snapshots", "--json"])
    assert [(one["id"], one["title"]) for one in json.loads(capsys.readouterr().out)] == [(kept, "三月通报")]
    main(["--desk", folder, "snapshots", "--rebuild", kept, "--json"])
    told = json.loads(capsys.readouterr().out)["figures"]
    assert next(one["value"] for one in told if one["code"] == "signed") == "1"
    main(["--desk", folder, "snapshots", "--compare", kept])
    text = capsys.readouterr().out
    assert "签约数\t1 → 2" in text
    assert "+ 温泉\t新增" in text
