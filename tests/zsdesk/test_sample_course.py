"""The article's seven projects go through their stages by the acts and gates of every day."""

from __future__ import annotations

from datetime import date

import pytest

from zsdesk import sample_course
from zsdesk.desk import Desk
from zsdesk.queries import appeals, chains, detail, lists, reviews, stages, supervision
from zsdesk.queries.figures import figures
from zsdesk.reference import table
from zsdesk.rules.statistics.periods import asked


@pytest.fixture
def played(desk: Desk) -> tuple[Desk, dict[str, str]]:
    desk.set_profile(user="王芳", region="520000")
    clock = desk.clock
    made = sample_course.play(desk)
    assert desk.clock is clock
    return desk, made


def test_they_come_as_far_as_the_article_says(played: tuple[Desk, dict[str, str]]) -> None:
    desk, made = played
    for row in table("article-projects"):
        shown = desk.read(detail.detail, "project", made[row["region_code"]])
        assert shown.values["stage"] == row["stage"], row["name"]
        amount = shown.values["total_investment"]
        assert (amount.amount // 10**8 if amount else "") == (int(row["total_investment_yi"]) if amount else "")
        walked = [t.to_stage for t in reversed(desk.read(stages.passed, made[row["region_code"]]))]
        wanted = {"reserve": 1, "signed": 3, "started": 4}[row["stage"]]
        assert len(walked) == wanted
        assert not [t for t in desk.read(stages.passed, made[row["region_code"]]) if t.unmet], "no gate was waived"

    kaiyang, xingyi = made["520121"], made["522301"]
    blockers = [desk.read(detail.detail, "blocker", i).values
                for i in desk.read(lists.ids, lists.ListQuery("blocker", (("project", kaiyang),)))]  # fmt: skip
    assert {(b["title"], b["kind"]) for b in blockers} == {("土地报批", "land"), ("资金配套", "funding")}
    matters = [desk.read(detail.detail, "supervision", i).values
               for i in desk.read(lists.ids, lists.ListQuery("supervision", (("project", kaiyang),)))]  # fmt: skip
    started = desk.read(detail.detail, "project", kaiyang).values["started_on"]
    for blocker in blockers:
        matter = next(m for m in matters if m["blocker"] and m["subject"] == blocker["title"])
        assert blocker["due"] < matter["listed_on"] < blocker["cleared_on"] <= matter["delisted_on"] < started
    spa = desk.read(detail.detail, "project", xingyi).values
    assert (spa["signed_on"], spa["started_on"]) == (date(2025, 4, 15), date(2025, 7, 15)), "three months"
    saved = desk.read(supervision.saved_days, xingyi)
    assert (saved.measures, saved.days) == (2, 43)
    found = desk.read(figures, asked("2025", "", "520000", today=date(2026, 1, 5)))
    values = {f.code: f.text for f in found.figures}
    assert (values["signed"], values["started"]) == ("6", "2"), values


def test_the_demonstration_shows_something_on_every_page(desk: Desk) -> None:
    desk.set_profile(user="李明", region="520121")
    sample_course.busy(desk, "520121")
    today = desk.clock.today()
    assert len(desk.read(reviews.owed, today)) == 3
    assert {light.kind for light in desk.read(supervision.lights, today)} >= {"blocker", "start_missed"}
    assert len(desk.read(appeals.open_ones, today)) == 2
    found = {f.code: f.text for f in desk.read(figures, asked(str(today.year), "", "520121", today=today)).figures}
    assert found["signed"] != "0"
    for kind in ("channel", "claim", "partner", "scenario", "campaign", "idle_asset"):
        assert desk.read(lists.ids, lists.ListQuery(kind)), kind
    recycling = next(o for o in desk.read(chains.chain, "battery", today).links if o.label == "回收与梯次利用")
    assert (recycling.state, len(recycling.enterprises)) == ("coming", 1)
