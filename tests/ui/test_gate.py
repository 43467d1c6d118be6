"""The gate sheet and the board: what is missing is said, and nothing goes past it without a name."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.test_pushing_pages import answered, dialog, do, press, shown
from ui.dialogs.gate import GateSheet


def _sheet(qtbot: Any) -> GateSheet:
    found: list[GateSheet] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, GateSheet) and w.isVisible()]
        return bool(found) and found[0].sheet is not None

    qtbot.waitUntil(look, timeout=10_000)
    return found[0]


def test_a_card_goes_on_by_key_and_the_gate_says_what_it_lacks(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records
    from zsdesk.queries import stages

    project = do(window, qtbot, records.create, "project", {"name": "锰系正极材料"})
    window.shell.go("projects")
    page = window.shell.page("projects")
    qtbot.waitUntil(
        lambda: "lead" in page.board._lanes and bool(page.board._lanes["lead"].list.cards.rows), timeout=10_000
    )
    lane = page.board._lanes["lead"].list
    lane.enter()
    qtbot.keyClick(lane, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    sheet = _sheet(qtbot)
    assert (sheet.sheet.gate.to, len(sheet.sheet.gate.unmet)) == ("reserve", 4)
    assert not sheet.done_button.isEnabled()
    assert "来源线索" in sheet.rows[0].accessibleName() or "研判" in sheet.rows[0].accessibleName()
    sheet.fields["waiver_reason"].editor.set_text("省领导现场会")
    sheet.fields["approver"].editor.set_text("王芳")
    sheet.refresh()
    qtbot.waitUntil(sheet.done_button.isEnabled, timeout=10_000)
    gone: list[int] = []
    sheet.finished.connect(gone.append)
    sheet.submit()
    qtbot.waitUntil(lambda: bool(gone), timeout=10_000)
    found: list[Any] = []
    window.work.read(stages.passed, project, then=found.extend)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    assert (found[0].to_stage, len(found[0].unmet)) == ("储备", 4)
    assert "王芳" in found[0].waiver


def test_a_missing_thing_leads_to_where_it_is_seen_to(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records

    lead = do(window, qtbot, records.create, "lead", {"title": "锰系"})
    project = do(window, qtbot, records.create, "project", {"name": "锰系项目", "lead": lead})
    window.shell.go("projects")
    page = window.shell.page("projects")
    page.board.moved.emit(project, "reserve")  # as a dropped card does
    sheet = _sheet(qtbot)
    wanted: list[tuple[str, str]] = []
    window.bus.open_record.connect(lambda kind, id: wanted.append((kind, id)))
    sheet.rows[0].clicked.emit()
    assert wanted == [("lead", lead)]


def test_a_lead_is_triaged_and_claimed_in_the_window(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records

    firm = do(window, qtbot, records.create, "company", {"name": "贵州华星", "uscc_pending": True})
    lead = do(window, qtbot, records.create, "lead", {"title": "锰系", "company": firm})
    page = shown(window, qtbot, "leads", "lead", lead)
    press(page, "研判")
    answered(qtbot, dialog(qtbot), triage="跟进")
    qtbot.waitUntil(lambda: page.view.detail.page.detail.values["triage"] == "follow", timeout=10_000)
    press(page, "申报首谈")
    answered(qtbot, dialog(qtbot), unit="开阳县投促局", met_at="2026-11-20 10:00")
    qtbot.waitUntil(lambda: page.view.detail.page.extra.claimed, timeout=10_000)


def test_a_plan_is_laid_out_in_the_window(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records

    plan = do(window, qtbot, records.create, "plan", {"name": "锰系谋划"})
    page = shown(window, qtbot, "planning", "plan", plan)
    press(page, "列出环节")
    answered(qtbot, dialog(qtbot))
    qtbot.waitUntil(lambda: len(page.view.detail.page.detail.values["steps"] or ()) == 12, timeout=10_000)
    press(page, "完成一个环节")
    answered(qtbot, dialog(qtbot), evidence="省规划文件")
    qtbot.waitUntil(lambda: page.view.detail.page.extra.standing.done == 1, timeout=10_000)
