"""The next start shows the first page as it was left, before the desk is open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ui import asks
from ui.app import Application
from ui.settings import Settings
from zsdesk.acts.records import create

LEAD = {"title": "磷系正极材料", "intent_amount": "3.2亿", "next_due": "2026-12-01", "next_step": "看厂房"}


class Held:
    """An opening that waits until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        opens = asks.open_desk

        def opened(*given: Any) -> Any:
            self.go.wait(20)
            return opens(*given)

        monkeypatch.setattr(asks, "open_desk", opened)


@pytest.fixture
def left(qtbot: Any, window: Any) -> Application:
    """A program that was closed on the page of leads, where one stood."""
    window.shell.go("leads")
    window.work.ask(lambda desk: desk.do(create, "lead", desk.parse("lead", LEAD)))
    model = window.shell.page("leads").list.model
    qtbot.waitUntil(lambda: model.record(0) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.shell.kept().counts.get("lead") == 1, timeout=20_000)
    window.shell.close()
    made: Application = window
    return made


@pytest.fixture
def again(qtbot: Any, qapp: QApplication, left: Application, tmp_path: Path) -> Iterator[Application]:
    """The program started anew on that page."""
    made = Application(qapp, tmp_path / "desk", Settings(theme="light", page="leads"))
    yield made
    made.garbage.stop()
    made.loop.stop()
    made.work.stop()
    made.shell.hide()
    made.shell.deleteLater()


def test_the_list_stands_before_the_desk_is_open(
    qtbot: Any, again: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    again.start()
    page = again.shell.page("leads")
    model = page.list.model
    qtbot.waitUntil(lambda: model.record(0) is not None, timeout=20_000)
    assert again.work.desk is None
    row = model.record(0)
    assert (row.cells["title"], row.values["intent_amount"].yuan) == ("磷系正极材料", 320_000_000)
    assert row.values["next_due"].isoformat() == "2026-12-01"
    assert "1" in page.counted.text()
    assert "示例用户" in again.shell.rail.who.text()
    assert page.view is None  # its record is not asked for yet
    held.go.set()
    qtbot.waitUntil(lambda: model.record(0) is not row and page.view is not None, timeout=20_000)
    assert model.record(0).cells == row.cells


def test_a_record_that_is_opened_meanwhile_waits_for_the_desk(
    qtbot: Any, again: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    again.start()
    page = again.shell.page("leads")
    qtbot.waitUntil(lambda: page.list.model.record(0) is not None, timeout=20_000)
    page.edit_current()
    held.go.set()
    qtbot.waitUntil(lambda: page.view is not None and page.view.form is not None, timeout=20_000)


def test_what_changed_meanwhile_is_not_shown_as_it_was(
    qtbot: Any, left: Application, again: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zsdesk.desk import Desk

    with Desk.open(tmp_path / "desk") as desk:
        desk.do(create, "lead", {"title": "后来的"})
    seen: list[Any] = []
    monkeypatch.setattr(again.shell, "show_sight", seen.append)
    again.start()
    model = again.shell.page("leads").list.model
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=20_000)
    assert seen == []


def test_today_comes_back_too(qtbot: Any, qapp: QApplication, window: Any, tmp_path: Path) -> None:
    window.shell.go("today")
    qtbot.waitUntil(lambda: window.shell.page("today").summary.text() != "", timeout=20_000)
    said = window.shell.page("today").summary.text()
    window.shell.close()
    look = asks.look(tmp_path / "desk", "today", ())
    assert look is not None
    assert look.sight is not None
    again = Application(qapp, tmp_path / "desk", Settings(theme="light", page="today"))
    again.shell.go("today")
    again.shell.show_sight(look.sight)
    assert again.shell.page("today").summary.text() == said
    again.work.stop()
    again.shell.deleteLater()
