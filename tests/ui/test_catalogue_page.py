"""机制目录 and 产业链图谱 in the window: an entry edited and confirmed; a missing link becomes a plan."""

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


def test_a_missing_link_becomes_a_plan(window: Any, qtbot: Any) -> None:
    window.shell.go("planning")
    page = window.shell.page("planning")
    page.show_segment("chains")
    qtbot.waitUntil(lambda: bool(page.chains.found), timeout=10_000)
    page.chains.show_chain("computing")
    missing = next(at for at, mark in enumerate(page.chains.map.marks) if "芯片" in mark.words)
    page.chains.map.open_mark(missing)
    assert page.chains.at_link.heading.text() == "芯片与关键部件 · 缺环"
    assert page.counted.text().startswith("44 个环节")
    page.chains.plan.click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.form is not None, timeout=10_000)
    texts = page.view.form.texts()
    assert (texts["name"], texts["cluster"]) == ("芯片与关键部件补链项目", "computing")
