"""The page of figures: each number opens its rows, by mouse and by keyboard; the bar asks; pictures speak."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from python_calamine import CalamineWorkbook

from ui.charts.base import rising, shade
from ui.charts.tiles import TileMap, levels, tiles
from ui.dialogs.paper import PaperDialog
from ui.figures import Wish
from ui.pages.figure_bar import QuestionDialog, presets
from ui.pages.statistics import HEADLINES, StatisticsPage
from ui.theme import Theme
from zsdesk.kinds.places import places
from zsdesk.queries.papers.bulletin import id_of
from zsdesk.rules.statistics.measuring import Part


@pytest.fixture
def page(qtbot: Any, room: Any) -> StatisticsPage:
    """The page over four projects of 2025, a lead and an appeal."""
    firm = room.make("company", name="示例企业", uscc_pending="是", ownership="民营")
    room.make("lead", title="线索", channel="驻外办", received_at="2025-02-01 09:00", intent_amount="1亿")
    room.make("appeal", title="诉求", company=firm, accepted_at="2025-02-01 09:00", closed_at="2025-02-03 09:00")
    _projects(room, firm)
    made = StatisticsPage(room.work, room.bus)
    made.bar.wish = Wish(period="2025", region="520000")
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    made.opened()
    qtbot.waitUntil(lambda: made.standing is not None, timeout=10_000)
    return made


def _projects(room: Any, firm: str) -> None:
    from zsdesk.acts.records import create
    from zsdesk.kinds import Money

    for number, (region, started) in enumerate(
        (("520121", date(2025, 5, 1)), ("520121", None), ("522301", date(2025, 8, 1)), ("522725", None))
    ):
        room.run(lambda desk, n=number, r=region, s=started: desk.do(create, "project", {
            "name": f"项目{n}", "region_code": r, "signed_on": date(2025, 2 + n, 1), "started_on": s,
            "total_investment": Money(10**8), "companies": (firm,), "group": "industry", "stage": "signed",
        }))  # fmt: skip


def shown_rows(qtbot: Any, page: StatisticsPage, count: int) -> list[str]:
    qtbot.waitUntil(lambda: page.rows.grid is not None and len(page.rows.grid.lines.lines) == count, timeout=10_000)
    return sorted(line.cells[0] for line in page.rows.grid.lines.lines)


def test_a_large_number_opens_exactly_its_rows(qtbot: Any, page: StatisticsPage) -> None:
    tile = page.tiles["new_start_rate"]
    assert tile.accessibleName() == "新签约开工率 50.0%"
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert shown_rows(qtbot, page, 2) == ["项目0", "项目2"]
    assert "÷" in page.rows.definition.text()
    page.rows.tabs[1].click()
    assert shown_rows(qtbot, page, 4) == ["项目0", "项目1", "项目2", "项目3"]
    opened: list[tuple[str, str]] = []
    page._bus.open_record.connect(lambda *what: opened.append(what))
    QTest.keyClick(page.rows.grid, Qt.Key.Key_Return)
    assert [kind for kind, _ in opened] == ["project"]
    QTest.keyClick(page.rows.grid, Qt.Key.Key_Escape)
    assert page.rows.isHidden()


def test_both_rates_stand_side_by_side(page: StatisticsPage) -> None:
    assert HEADLINES[2:4] == ("new_start_rate", "start_to_signed")
    names = [page.tiles[code].accessibleName() for code in HEADLINES[2:4]]
    assert names == ["新签约开工率 50.0%", "开工/签约比 50.0%"]
    assert all(page.tiles[code].isVisible() for code in HEADLINES[2:4])


def test_the_map_is_walked_through_by_keyboard(qtbot: Any, page: StatisticsPage) -> None:
    page.map.setFocus()
    at = next(n for n, mark in enumerate(page.map.marks) if mark.words.startswith("贵阳 开阳县"))
    page.map.at = at
    east = page.map.step(Qt.Key.Key_Right)
    assert "瓮安" in page.map.marks[east].words
    assert page.map.step(Qt.Key.Key_Left) != at
    QTest.keyClick(page.map, Qt.Key.Key_Return)
    assert shown_rows(qtbot, page, 2) == ["项目0", "项目1"]
    assert "开阳县" in page.rows.heading.text()
    QTest.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=page.map.marks[east].area.center().toPoint())
    assert shown_rows(qtbot, page, 1) == ["项目3"]


def test_pictures_tell_in_words_what_they_show(page: StatisticsPage) -> None:
    assert "纳入 4" in page.funnel.accessibleDescription()
    assert "2025年5月 已开工 1" in page.trend.accessibleDescription()
    assert "驻外办 线索 1" in page.mix.accessibleDescription()
    for chart in (page.funnel, page.trend, page.map, page.mix):
        assert chart.accessibleName()
        assert chart.focusPolicy() & Qt.FocusPolicy.TabFocus
        picture = chart.picture()
        assert (
            len({picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}) > 3
        )


def test_another_region_is_asked_for(qtbot: Any, page: StatisticsPage) -> None:
    page.bar._set(region="522300")
    qtbot.waitUntil(lambda: page.standing.ask.region == "522300", timeout=10_000)
    assert page.tiles["signed"].accessibleName() == "签约数 1"
    inside = {mark.words.split()[0] for mark in page.map.marks}
    assert inside == {"黔西南"}
    assert page.bar.region.text().startswith("黔西南")


def test_a_change_of_a_record_changes_the_figures(qtbot: Any, room: Any, page: StatisticsPage) -> None:
    from zsdesk.acts.records import create

    room.work.do(create, "project", {"name": "新", "signed_on": date(2025, 3, 3), "region_code": "520121"})
    qtbot.waitUntil(lambda: page.tiles["signed"].accessibleName() == "签约数 5", timeout=10_000)


def test_export_copy_and_bulletin(
    qtbot: Any, room: Any, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_bulletin()
    paper = page.findChild(PaperDialog)
    qtbot.waitUntil(lambda: "工作简报" in paper.name.text(), timeout=20_000)
    assert page.standing is not None
    assert paper.wanted is not None
    assert (paper.wanted.kind, paper.wanted.id) == ("bulletin", id_of(page.standing.ask))
    assert "2025" in paper.wanted.id.split("@")[1]  # the period that stands, not this year
    paper.reject()
    page.copy_bulletin()
    assert "新签约项目4个" in QGuiApplication.clipboard().text()
    where = tmp_path / "统计.xlsx"
    monkeypatch.setattr("ui.pages.statistics.QFileDialog.getSaveFileName", lambda *_a: (str(where), ""))
    page.export()
    qtbot.waitUntil(lambda: any("统计.xlsx" in said for said in room.said), timeout=10_000)
    book = CalamineWorkbook.from_path(where)
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["签约数", 4.0, "4"]
    assert book.get_sheet_by_index(1).to_python()[3][:3] == ["2025-02", 1.0, 1.0]
    card = page.funnel.parentWidget()
    card.chart.copy()
    assert QGuiApplication.clipboard().image().width() == 2 * page.funnel.width()
    card.copy_table()
    assert "纳入\t4" in QGuiApplication.clipboard().text()
    page.open_figure("signed")
    shown_rows(qtbot, page, 4)
    ledger = tmp_path / "行.xlsx"
    monkeypatch.setattr("ui.pages.figure_rows.QFileDialog.getSaveFileName", lambda *_a: (str(ledger), ""))
    page.rows.export()
    qtbot.waitUntil(lambda: any("行.xlsx" in said for said in room.said), timeout=10_000)
    names = [row[1] for row in CalamineWorkbook.from_path(ledger).get_sheet_by_index(0).to_python()[2:6]]
    assert sorted(names) == ["项目0", "项目1", "项目2", "项目3"]


def test_a_snapshot_shows_the_page_as_it_was(qtbot: Any, room: Any, page: StatisticsPage) -> None:
    from ui.dialogs.snapshots import SnapshotsDialog
    from zsdesk.acts.records import delete

    dialog = SnapshotsDialog(room.work, room.bus, page.bar.wish, page.standing.ask, page)
    qtbot.addWidget(dialog)
    dialog.title.setText("三月通报")
    dialog.keep()
    qtbot.waitUntil(lambda: bool(dialog.found), timeout=10_000)
    gone = page.standing.answers.of("signed").parts[0].ids[0]
    room.run(lambda desk: desk.do(delete, "project", gone))
    dialog._compare(0)
    qtbot.waitUntil(lambda: dialog.moves.topLevelItemCount() > 2, timeout=10_000)
    first = dialog.moves.topLevelItem(0)
    assert first.text(0) == "签约数　4 → 3"
    assert (first.child(0).text(0), first.child(0).text(1)) == ("− 项目0", "已删除，或移出统计范围")
    page.show_snapshot(dialog.found[0].id, "三月通报")
    qtbot.waitUntil(lambda: page.then.isVisible(), timeout=10_000)
    assert page.tiles["signed"].accessibleName() == "签约数 4"
    assert "三月通报" in page.then.text()
    page.bar._set(period="2025")
    qtbot.waitUntil(lambda: page.tiles["signed"].accessibleName() == "签约数 3", timeout=10_000)
    assert page.then.isHidden()


def test_an_empty_page_offers_the_sample_province(qtbot: Any, room: Any) -> None:
    made = StatisticsPage(room.work, room.bus)
    qtbot.addWidget(made)
    made.show()
    made.opened()
    qtbot.waitUntil(lambda: made.empty.isVisible(), timeout=10_000)
    assert made.empty.action.text() == "放入示例全省"
    from ui.dialogs.progress import ProgressDialog

    made.put_sample()
    dialog = next(d for d in made.findChildren(ProgressDialog))
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=20_000)
    dialog.stop()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    assert room.said[-1].startswith("已中断")
    from zsdesk.queries import lists

    def many(name: str) -> int:
        return len(list(room.run(lambda desk: desk.read(lists.ids, lists.ListQuery(name)))))

    companies, projects = many("company"), many("project")
    assert companies > 0
    assert projects < 1_101


def test_a_period_of_ones_own(qtbot: Any, themed: Theme) -> None:
    dialog = QuestionDialog(Wish(), date(2026, 3, 4), None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.period.setText("十三月")
    dialog.submit()
    assert "十三月" in dialog.wrong.text()
    dialog.period.setText("2025-01..2025-11")
    dialog.cutoff.setText("2026-03-01")
    dialog.submit()
    assert dialog.result() == 1
    assert dialog.wish() == Wish("2025-01..2025-11", "2026-03-01")
    assert [text for _, text in presets(date(2026, 1, 9))] == ["2026", "2026-01", "2025-12", "2025"]
    assert ("今年至上月", "2026-01..2026-02") in presets(date(2026, 3, 4))


def test_every_county_of_guizhou_has_a_tile_of_its_own() -> None:
    counties = {place.code for place in places().values() if place.level == "county"}
    assert set(tiles()) == counties
    assert len(set(tiles().values())) == len(counties) == 88


def test_shades_are_told_apart_without_colour(qtbot: Any, themed: Theme) -> None:
    for choice in ("light", "dark"):
        themed.choose(choice)
        greys = [shade(level, 5).lightness() for level in range(6)]
        assert greys in (sorted(greys), sorted(greys, reverse=True))
        assert min(abs(a - b) for a, b in pairwise(greys)) >= 12
    themed.choose("light")


def test_steps_of_the_map_and_of_an_axis() -> None:
    assert levels({"a": 0, "b": 1, "c": 20, "d": 100}) == {"a": 0, "b": 1, "c": 1, "d": 5}
    assert [rising([n]) for n in (0, 1, 7, 11, 125, 270, 801)] == [1, 1, 8, 12, 150, 300, 1000]


def test_a_tile_without_rows_opens_an_empty_list(qtbot: Any, themed: Theme) -> None:
    made = TileMap()
    qtbot.addWidget(made)
    made.resize(800, 420)
    made.show_parts("已签约", {"520121": Part("签约", "project", ())})
    told: list[str] = []
    made.opened.connect(lambda words, _part: told.append(words))
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.marks[0].area.center().toPoint())
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert told == ["贵阳 开阳县 已签约 0"]
