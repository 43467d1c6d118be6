"""A bulletin says what the figures say, and an old one is printed again as it was."""

from __future__ import annotations

from datetime import date

from zsdesk import words
from zsdesk.acts import records
from zsdesk.acts import snapshots as acts
from zsdesk.desk import Desk
from zsdesk.kinds import Money
from zsdesk.queries.bulletin import bulletin_content, kept_bulletin
from zsdesk.rules.statistics.periods import Ask, parse_period

WAN = 10_000
ASK = Ask(parse_period("2025-01..2025-06"), date(2025, 6, 30), "520100")


def fill(desk: Desk) -> str:
    def project(name: str, wan: int, region: str, started: date | None) -> str:
        return desk.do(records.create, "project", {
            "name": name, "region_code": region, "signed_on": date(2025, 3, 1), "started_on": started,
            "total_investment": Money(wan * WAN), "group": "industry",
        }).result  # fmt: skip

    project("甲", 12_345, "520121", date(2025, 5, 1))
    project("乙", 100_000, "520121", None)
    return project("丙", 5, "520100", None)


def test_a_bulletin_is_made_of_the_figures(desk: Desk) -> None:
    fill(desk)
    words.set_language("en")
    found = desk.read(bulletin_content, ASK)
    assert found.title == "贵阳市2025年1—6月招商引资情况通报"
    assert "新签约项目3个，总投资11.24亿元；开工项目1个（不论签约年份），总投资1.23亿元" in found.paragraphs[0]
    assert "新签约开工率33.3%" in found.paragraphs[0]
    assert "两个口径不同" in found.paragraphs[0]
    places, months = found.grids
    assert places.rows == (("开阳县", "2", "11.23亿元", "1", "1.23亿元"), ("本级", "1", "0.00亿元", "0", "0.00亿元"))
    assert [row[0] for row in months.rows] == [f"2025-0{n}" for n in range(1, 7)]
    assert any(text.startswith("开工/签约比：") and "不称“开工率”" in text for text in found.definitions)
    assert "民企" not in " ".join(found.paragraphs)  # nothing is said about what there is nothing of
    assert found.text().startswith(found.title)


def test_an_old_bulletin_is_printed_again_as_it_was(desk: Desk) -> None:
    gone = fill(desk)
    told = desk.read(bulletin_content, ASK)
    kept = desk.do(acts.keep, "半年通报", ASK).result
    desk.do(records.delete, "project", gone)
    assert desk.read(bulletin_content, ASK) != told
    assert desk.read(kept_bulletin, kept) == told


def test_nothing_to_tell_is_told_without_rates(desk: Desk) -> None:
    found = desk.read(bulletin_content, ASK)
    assert found.paragraphs == (
        "2025年1—6月，新签约项目0个，总投资0.00亿元；开工项目0个（不论签约年份），总投资0.00亿元。",
    )
    assert found.grids == ()
