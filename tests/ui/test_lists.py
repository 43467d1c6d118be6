"""Lists arranged: groups with sums, columns, views, several records at once, cells to and from Excel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui import list_asks, view_asks
from ui.dialogs.bulk import Bulk
from ui.dialogs.columns import Columns
from ui.dialogs.pasted import PastedCells
from ui.settings import Settings
from zsdesk.acts import records
from zsdesk.errors import Refused
from zsdesk.kinds import Money
from zsdesk.queries.views import shared

CONTROL = Qt.KeyboardModifier.ControlModifier
YI = 100_000_000


def fill(work: Any) -> None:
    for n, channel in enumerate(("referral", "referral", "office", None)):
        values = {"title": f"线索{n}", "channel": channel, "intent_amount": Money((n + 1) * YI)}
        records.create(work, "lead", values)


@pytest.fixture
def page(window: Any, qtbot: Any) -> Any:
    done: list[Any] = []
    window.work.do(fill, then=done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    window.shell.go("leads")
    made = window.shell.page("leads")
    qtbot.waitUntil(lambda: len(made.list.model.ids) == 4 and bool(made.list.tools._groupable), timeout=10_000)
    return made


def asked(qtbot: Any, window: Any, fn: Any, *args: Any) -> Any:
    answers: list[Any] = []
    window.work.ask(fn, *args, then=lambda r: answers.append((r,)), failed=lambda e: answers.append((e,)))
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0][0]


def open_dialog(qtbot: Any, kind: type[Any]) -> Any:
    found: list[Any] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        return bool(found)

    qtbot.waitUntil(look, timeout=10_000)
    return found[0]


def heads(page: Any) -> list[str]:
    model = page.list.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount()) if model.group(row)]


def test_rows_are_grouped_with_their_sums_and_headings_are_passed_over(page: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(page.list.model.arrived):
        page.list.tools.group("channel")
    assert heads(page) == ["驻外办 · 1 · 3.0 亿元", "以商招商 · 2 · 3.0 亿元", "空 · 1 · 4.0 亿元"]
    view = page.list.view
    view.choose_first()
    assert view.current_id() == page.list.model.ids[1]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current_id() == page.list.model.ids[3]
    view.selectAll()
    assert len(view.selected_ids()) == 4
    assert not view.grab().isNull()
    with qtbot.waitSignal(page.list.model.arrived):
        page.list.tools.group("")
    assert heads(page) == []
    assert len(page.list.model.ids) == 4


def test_columns_are_chosen_and_kept(page: Any, qtbot: Any) -> None:
    page.list.tools._columns()
    dialog = open_dialog(qtbot, Columns)
    assert dialog.chosen() == ["title", "company", "channel", "intent_amount", "next_due"]
    names = [dialog.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(dialog.list.count())]
    dialog.list.item(names.index("referrer")).setCheckState(Qt.CheckState.Checked)
    dialog.list.item(names.index("company")).setCheckState(Qt.CheckState.Unchecked)
    dialog.list.setCurrentRow(names.index("channel"))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Up, CONTROL)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Up, CONTROL)
    dialog.accept()
    wanted = ["channel", "title", "intent_amount", "next_due", "referrer"]
    qtbot.waitUntil(lambda: [c.name for c in page.list.model.columns] == [*wanted, "receipt"], timeout=10_000)
    assert page._settings.columns["lead"] == wanted
    model = page.list.model
    assert model.headerData(4, Qt.Orientation.Horizontal) == "引荐人"
    qtbot.waitUntil(lambda: model.record(0) is not None, timeout=10_000)
    assert model.data(model.index(0, 1)).startswith("线索")


def test_a_view_is_saved_applied_shared_and_forgotten(page: Any, window: Any, qtbot: Any) -> None:
    tools = page.list.tools.views
    chip = page.list.chips[("choice", "channel")]
    qtbot.waitUntil(lambda: chip._menu is not None)
    with qtbot.waitSignal(page.list.model.arrived):
        next(a for a in chip._menu.actions() if a.text() == "以商招商").trigger()
    tools.save("老乡带老乡")
    qtbot.waitUntil(lambda: [v.name for v in tools.known] == ["老乡带老乡"], timeout=10_000)
    tools.copy()
    text = QGuiApplication.clipboard().text()
    with qtbot.waitSignal(page.list.model.arrived):
        page.list.clear()
    assert tools.named == ""
    assert len(page.list.model.ids) == 4
    with qtbot.waitSignal(page.list.model.arrived):
        tools.apply(tools.known[0])
    assert len(page.list.model.ids) == 2
    qtbot.waitUntil(lambda: "以商招商" in chip.text() and chip.isChecked(), timeout=10_000)
    assert view_asks.received(text).wanted == tools.known[0].wanted
    tools.forget("老乡带老乡")
    qtbot.waitUntil(lambda: tools.known == [], timeout=10_000)


def test_a_view_is_shared_with_the_region_and_taken_back(page: Any, window: Any, qtbot: Any) -> None:
    views, desk = page.list.tools.views, window.work.desk
    mine = page.list.chips[("mine", "owner")]
    with qtbot.waitSignal(page.list.model.arrived):
        mine.click()
    views.share("我手上的")
    qtbot.waitUntil(lambda: [(v.name, v.owner) for v in views.known] == [("我手上的", desk.user)], timeout=10_000)
    [kept] = asked(qtbot, window, lambda desk: desk.read(shared, "lead"))
    assert desk.user not in kept.arrangement, "“mine” is theirs who look, not the sharer's"
    assert views.known[0].wanted.filters == (("owner", desk.user),)
    views.share("我手上的")
    assert len(asked(qtbot, window, lambda desk: desk.read(shared, "lead"))) == 1, "the same name again replaces it"
    words = [action.text() for action in views.menu().actions()]
    assert f"我手上的 · {desk.user}" in words
    views.unshare(views.known[0])
    qtbot.waitUntil(lambda: views.known == [], timeout=10_000)
    window.shell._undo.undo()
    qtbot.waitUntil(lambda: len(views.known) == 1, timeout=10_000)


def test_a_strange_view_is_refused() -> None:
    for text in ("zsdesk-view:{}", "zsdesk-view:nothing", json.dumps({"type": "lead", "filters": [["no", "x"]]})):
        with pytest.raises(Refused):
            view_asks.received(text)


def test_a_chip_for_any_other_field(page: Any, qtbot: Any) -> None:
    from ui.pages.ledgers import Filter

    page.list.add_filter(Filter("choice", "duplicates", "查重结论"))
    chip = page.list.chips[("choice", "duplicates")]
    qtbot.waitUntil(lambda: chip._menu is not None, timeout=10_000)
    with qtbot.waitSignal(page.list.model.arrived):
        chip._menu.actions()[0].trigger()
    assert page.list.model.ids == []


def test_several_records_are_set_at_once_and_taken_back(page: Any, window: Any, qtbot: Any) -> None:
    page.list.view.selectAll()
    bar = page.list.selected
    qtbot.waitUntil(lambda: bar.told.text() == "已选 4 条 · 10.0 亿元", timeout=10_000)
    page.list.edit_selected()
    dialog = open_dialog(qtbot, Bulk)
    qtbot.waitUntil(lambda: dialog.field.count() > 3, timeout=10_000)
    dialog.field.setCurrentText("意向投资")
    dialog.editor.set_text("三百多")
    dialog.editor.edited.emit()
    qtbot.waitUntil(lambda: "三百多" in dialog.verdict.text(), timeout=10_000)
    assert not dialog.set_button.isEnabled()
    dialog.editor.set_text("3亿")
    dialog.editor.edited.emit()
    qtbot.waitUntil(lambda: dialog.set_button.isEnabled(), timeout=10_000)
    assert dialog.verdict.text() == "3 条会改变，1 条已是此值。"
    dialog.set_button.click()
    qtbot.waitUntil(lambda: page.counted.text() == "4 条 · 意向 12.0 亿元", timeout=10_000)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), timeout=10_000)
    window.undo.undo()
    qtbot.waitUntil(lambda: page.counted.text() == "4 条 · 意向 10.0 亿元", timeout=10_000)


def test_several_records_are_deleted_and_come_back(page: Any, window: Any, qtbot: Any) -> None:
    page.list.view.selectAll()
    qtbot.waitUntil(lambda: len(page.list.selected.ids) == 4)
    page.list.selected.delete.click()
    qtbot.waitUntil(lambda: page.list.model.ids == [], timeout=10_000)
    qtbot.keyClick(window.shell, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 4, timeout=10_000)


CELLS = "线索名称\t意向投资\t渠道\n线索X\t5亿\t以商招商\n线索Y\t很多\t商协会\n"


def test_cells_are_planned_taken_in_and_taken_back(page: Any, window: Any, qtbot: Any) -> None:
    QGuiApplication.clipboard().setText(CELLS)
    qtbot.keyClick(page.list.view, Qt.Key.Key_V, CONTROL)
    dialog = open_dialog(qtbot, PastedCells)
    assert dialog.entries == 1
    assert dialog.take.text() == "收入 1 行"
    assert not dialog.grab().isNull()
    dialog.take.click()
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 5, timeout=10_000)
    window.shell.toast.button.click()
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 4, timeout=10_000)


def test_cells_without_headings_are_those_of_the_columns(window: Any, page: Any, qtbot: Any) -> None:
    pasted = asked(qtbot, window, list_asks.plan_cells, "线索Z\t7亿\n", "lead", ("title", "intent_amount"))
    assert list(pasted.opened.columns.values()) == ["title", "intent_amount"]
    assert pasted.plan.count("create") == 1
    error = asked(qtbot, window, list_asks.plan_cells, "\n", "lead", ("title",))
    assert isinstance(error, Refused)


def test_what_is_copied_can_be_pasted_back(window: Any, page: Any, qtbot: Any) -> None:
    page.list.view.selectAll()
    with qtbot.waitSignal(page.list.view.copied):
        page.list.view.copy()
    text = QGuiApplication.clipboard().text()
    pasted = asked(qtbot, window, list_asks.plan_cells, text.replace("1.00 亿元", "1.50 亿元"), "lead", ())
    assert set(pasted.opened.columns.values()) >= {"title", "intent_amount", "channel"}


def test_what_is_shown_is_written_as_a_workbook(page: Any, qtbot: Any, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    with qtbot.waitSignal(page.list.model.arrived):
        page.list.line.setText("线索2")
    page.list.tools.write(tmp_path / "out.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "out.xlsx").exists(), timeout=10_000)
    qtbot.wait(100)
    rows = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
    flat = [str(cell) for row in rows for cell in row]
    assert "线索2" in flat
    assert "线索1" not in flat


def test_settings_of_lists_are_read_with_care(tmp_path: Path) -> None:
    from ui import settings

    path = tmp_path / "s.json"
    settings.save(Settings(columns={"lead": ["title"]}, groups={"lead": "channel"}), path)
    assert settings.load(path).columns == {"lead": ["title"]}
    path.write_text('{"columns": {"lead": "title", "company": [1]}, "groups": {"lead": 3}}')
    assert (settings.load(path).columns, settings.load(path).groups) == ({}, {})
