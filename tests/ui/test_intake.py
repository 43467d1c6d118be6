"""Taking a ledger in through the window: columns, a dry run, the refused rows, all of it and all of it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from ui.dialogs.intake import BEFORE, COLUMNS, ROWS, IntakeDialog


def ledger(path: Path, rows: list[tuple[Any, ...]]) -> Path:
    """A ledger whose third column nobody would recognise."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, 3, "2025年签约项目（单位：亿元）")
    sheet.write_row(1, 0, ["项目名称", "总投资", "老板说的地方", "计划开工"])
    for number, row in enumerate(rows, 2):
        sheet.write_row(number, 0, row)
    book.add_worksheet("说明").write(0, 0, "无")
    book.close()
    return path


@pytest.fixture
def dialog(qtbot: Any, room: Any, tmp_path: Path) -> IntakeDialog:
    """The dialog over three rows, one of which is refused."""
    rows = [("磷系材料", 1.2, "开阳", ""), ("温泉", "５０００万", "兴义市", ""), ("竹材", "很多", "赤水", "")]
    made = IntakeDialog(room.work, room.bus, "project", None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    made.open_file(ledger(tmp_path / "台账.xlsx", rows))
    qtbot.waitUntil(lambda: made.looked is not None, timeout=10_000)
    return made


def tried(qtbot: Any, dialog: IntakeDialog) -> None:
    dialog.plan = None
    dialog.try_out()
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.views.currentIndex() == ROWS, timeout=20_000)


def projects(room: Any) -> list[str]:
    from zsdesk.queries import lists

    ids = room.run(lambda desk: desk.read(lists.ids, lists.ListQuery("project")))
    rows = room.run(lambda desk: desk.read(lists.rows, "project", list(ids), ["name", "region_code"]))
    return sorted(f"{row.cells['name']} {row.cells['region_code']}" for row in rows)


def test_a_ledger_in_and_back(
    qtbot: Any, room: Any, dialog: IntakeDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dialog.views.currentIndex() == COLUMNS
    assert [box.currentData() for box in dialog.boxes] == ["name", "total_investment", "", "planned_start"]
    assert dialog.mapping.item(1, 1).text() == "1.2"
    dialog.boxes[2].setCurrentIndex(dialog.boxes[2].findData("region_code"))
    tried(qtbot, dialog)
    assert projects(room) == []  # a dry run
    assert [line.cells[0] for line in dialog.rows.lines.lines] == ["竹材"]  # the refused ones first
    assert "很多" in dialog.rows.lines.lines[0].cells[3]
    dialog.chips["create"].click()
    assert [line.cells[0] for line in dialog.rows.lines.lines] == ["磷系材料", "温泉"]
    refused = tmp_path / "退回.xlsx"
    monkeypatch.setattr("ui.dialogs.intake.QFileDialog.getSaveFileName", lambda *_a: (str(refused), ""))
    dialog.save_refused()
    qtbot.waitUntil(lambda: any("退回.xlsx" in said for said in room.said), timeout=10_000)
    assert "竹材" in CalamineWorkbook.from_path(refused).get_sheet_by_index(0).to_python()[1]
    assert dialog.take_button.text() == "导入 2 行"
    dialog.take_in()
    qtbot.waitUntil(lambda: dialog.views.currentIndex() == BEFORE and bool(dialog.found), timeout=20_000)
    assert projects(room) == ["温泉 兴义市", "磷系材料 开阳县"]
    assert dialog.before.lines.lines[0].cells[0] == "台账.xlsx"
    dialog.take_back()
    qtbot.waitUntil(lambda: bool(dialog.found) and dialog.found[0].undone, timeout=20_000)
    assert projects(room) == []
    assert not dialog.undo_button.isEnabled()


def test_the_mapping_is_remembered_for_the_next_ledger(
    qtbot: Any, room: Any, dialog: IntakeDialog, tmp_path: Path
) -> None:
    dialog.boxes[2].setCurrentIndex(dialog.boxes[2].findData("region_code"))
    tried(qtbot, dialog)
    dialog.take_in()
    qtbot.waitUntil(lambda: dialog.views.currentIndex() == BEFORE and bool(dialog.found), timeout=20_000)
    dialog.looked = None
    dialog.open_file(ledger(tmp_path / "下月.xlsx", [("新项目", 3, "清镇", "")]))
    qtbot.waitUntil(lambda: dialog.looked is not None, timeout=10_000)
    assert dialog.boxes[2].currentData() == "region_code"


def test_a_field_is_taken_from_one_column(qtbot: Any, dialog: IntakeDialog) -> None:
    dialog.boxes[2].setCurrentIndex(dialog.boxes[2].findData("name"))
    dialog.boxes[2].activated.emit(dialog.boxes[2].currentIndex())
    assert [box.currentData() for box in dialog.boxes[:3]] == ["", "total_investment", "name"]


def test_what_is_no_workbook_is_said(qtbot: Any, dialog: IntakeDialog, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("kein Buch")
    dialog.open_file(tmp_path / "x.xlsx")
    qtbot.waitUntil(lambda: dialog.wrong.isVisible(), timeout=10_000)
    assert "x.xlsx" in dialog.wrong.text()


def test_stopping_takes_back_what_was_taken_in(qtbot: Any, room: Any, dialog: IntakeDialog, tmp_path: Path) -> None:
    from ui.dialogs.progress import ProgressDialog

    dialog.looked = None
    dialog.open_file(ledger(tmp_path / "many.xlsx", [(f"项目{n}", n + 1, "开阳", "") for n in range(350)]))
    qtbot.waitUntil(lambda: dialog.looked is not None, timeout=10_000)
    tried(qtbot, dialog)
    dialog.take_in()
    progress = [d for d in dialog.findChildren(ProgressDialog) if d.isVisible()][-1]
    qtbot.waitUntil(lambda: progress.bar.value() > 0, timeout=20_000)
    progress.stop()
    qtbot.waitUntil(lambda: dialog.wrong.isVisible(), timeout=30_000)
    assert projects(room) == []
