"""What tests of the window share: an application in the program's look, a desk on the data thread, typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.bus import Bus
from ui.theme import Theme
from ui.work import Work

PASSPHRASE = "a passphrase for tests"


@pytest.fixture
def themed(qapp: QApplication) -> Theme:
    """The program's look, light."""
    return Theme(qapp, "light")


@pytest.fixture
def typed(qapp: QApplication) -> Callable[[QWidget, str], None]:
    """Types a text as an input method commits it: QTest knows ASCII keys only."""

    def commit(widget: QWidget, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        qapp.sendEvent(widget, event)

    return commit


class Room:
    """A work and a bus over a real desk, as ``app`` wires them."""

    def __init__(self, qtbot: Any, folder: Path) -> None:
        from zsdesk.desk import Desk

        self._qtbot = qtbot
        self.work, self.bus = Work(), Bus()
        self.said: list[str] = []
        self.bus.said.connect(lambda text, _tone: self.said.append(text))
        self.work.did.connect(lambda done: self.bus.changed.emit(done.touched))
        self.work.desk = self.on_data(lambda: Desk.create(folder, passphrase=PASSPHRASE))
        self.run(lambda desk: desk.set_profile(user="示例用户", region="520121"))

    def on_data(self, fn: Callable[[], Any]) -> Any:
        """What ``fn()`` gives on the data thread; its error is raised here."""
        answer: list[tuple[bool, Any]] = []
        self.work.data(fn, then=lambda r: answer.append((True, r)), failed=lambda e: answer.append((False, e)))
        self._qtbot.waitUntil(lambda: bool(answer), timeout=20_000)
        fine, result = answer[0]
        if not fine:
            raise result
        return result

    def run(self, fn: Callable[..., Any], *args: Any) -> Any:
        """What ``fn(desk, *args)`` gives."""
        return self.on_data(lambda: fn(self.work.desk, *args))

    def make(self, type_name: str, **texts: str) -> str:
        """A new record of typed texts; its id."""
        from zsdesk.acts.records import create

        return self.run(lambda desk: desk.do(create, type_name, desk.parse(type_name, texts)).result)

    def shown(self, type_name: str, id: str) -> dict[str, str]:
        """A record's fields for reading."""
        from zsdesk.queries.detail import detail

        return self.run(lambda desk: desk.read(detail, type_name, id).shown)


@pytest.fixture
def room(qtbot: Any, tmp_path: Path, themed: Theme, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A desk with nobody's records, open on its data thread."""
    monkeypatch.setenv("ZSDESK_PASSPHRASE", PASSPHRASE)
    made = Room(qtbot, tmp_path / "desk")
    yield made
    made.work.stop()


@pytest.fixture
def window(qtbot: Any, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The whole program on a desk in ``tmp_path / "desk"``: its ``Application``, the desk open, the window shown."""
    from ui.app import Application
    from ui.settings import Settings
    from zsdesk.desk import Desk

    monkeypatch.setenv("ZSDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("ui.settings.settings_file", lambda: tmp_path / "settings.json")
    with Desk.create(tmp_path / "desk", passphrase=PASSPHRASE) as desk:
        desk.set_profile(user="示例用户", region="520121")
    application = Application(qapp, tmp_path / "desk", Settings(theme="light"))
    application.shell.resize(1366, 820)
    application.start()
    qtbot.waitUntil(lambda: application.work.desk is not None, timeout=20_000)
    yield application
    application.garbage.stop()
    application.loop.stop()
    application.work.stop()
    application.shell.hide()
    application.shell.deleteLater()
