"""机制目录 in the window: what is 待核定, an entry edited and confirmed by the province's administrator."""

from __future__ import annotations

from typing import Any

from tests.ui.test_pushing_pages import answered, dialog
from ui.dialogs.entry import EntrySheet


def _shown(window: Any, qtbot: Any) -> Any:
    window.shell.go("planning")
    page = window.shell.page("planning")
    page.show_segment("catalogue")
    qtbot.waitUntil(lambda: page.catalogue.view is not None and bool(page.catalogue.cards), timeout=10_000)
    return page


def _role(window: Any, qtbot: Any, role: str) -> None:
    from zsdesk.store import settings

    done: list[bool] = []

    def put(desk: Any) -> None:
        with desk.transaction() as connection:
            settings.put(connection, role=role, region="520000")

    window.work.ask(put, then=lambda _none: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)


def test_an_administrator_edits_and_confirms_and_an_officer_reads(window: Any, qtbot: Any) -> None:
    page = _shown(window, qtbot)
    shown = page.catalogue
    assert not any(shown.buttons[name].isVisible() for name in ("begin", "publish", "confirm", "add", "discard"))
    assert "省级管理员" in shown.note.text()
    _role(window, qtbot, "administrator")
    shown.load()
    qtbot.waitUntil(shown.buttons["begin"].isVisible, timeout=10_000)
    shown.buttons["begin"].click()
    qtbot.waitUntil(lambda: shown.view.draft, timeout=10_000)
    before = shown.view.assumed
    shown.show_section("deadline")
    shown.open_entry(next(row for row in shown.rows() if row.code == "lead_triage"))
    qtbot.waitUntil(lambda: bool(shown.findChildren(EntrySheet)), timeout=10_000)
    shown.findChildren(EntrySheet)[0].edit()
    answered(qtbot, dialog(qtbot), limit="2")
    qtbot.waitUntil(lambda: len(shown.view.changes) == 1, timeout=10_000)
    shown.show_section("element")
    shown.ask_to_confirm()
    answered(qtbot, dialog(qtbot), confirmed_by="王芳", source="省投促局〔2026〕3 号")
    qtbot.waitUntil(lambda: shown.view.assumed == before - 6, timeout=10_000)
    assert [row.confirmed.split()[0] for row in shown.rows()] == ["王芳"] * 6
    assert page.counted.text() == f"{before - 6} 条待核定"
