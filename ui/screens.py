"""Pictures of the pages on a desk: for the demonstration and for looking at them one by one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui import asks
from ui import settings as stored
from ui.app import Application
from ui.shell import PLACES
from ui.theme import STYLE

PATIENCE = 30.0
CALM = 0.6
"""Seconds without data work after which a page is taken to be complete."""


def screenshots(desk_folder: Path, out: Path) -> list[Path]:
    """One PNG for each page in the light theme, and 今日 in the dark one."""
    app = QApplication.instance() or QApplication(["zsdesk", *STYLE])
    assert isinstance(app, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    application = Application(app, desk_folder, stored.Settings(theme="light"))
    shell = application.shell
    shell.resize(1366, 820)
    application.start()
    _until(app, lambda: application.work.desk is not None)
    made: list[Path] = []
    for number, place in enumerate(PLACES, 1):
        shell.go(place.name)
        made.append(_picture(app, application, out / f"{number}-{place.name}.png"))
    application.theme.choose("dark")
    shell.go("today")
    made.append(_picture(app, application, out / f"{len(PLACES) + 1}-today-dark.png"))
    application.loop.stop()
    application.work.stop()
    shell.hide()
    shell.deleteLater()
    return made


def _picture(app: QApplication, application: Application, path: Path) -> Path:
    settle(app, application)
    application.shell.grab().save(str(path))
    return path


def settle(app: QApplication, application: Application, calm: float = CALM) -> None:
    """Wait until the data thread has answered everything that the page asked for, and ``calm`` seconds more."""
    quiet_since = time.monotonic()
    deadline = quiet_since + PATIENCE
    while time.monotonic() - quiet_since < calm and time.monotonic() < deadline:
        answered: list[bool] = []
        asked = time.monotonic()
        application.work.ask(asks.whose, then=lambda _whose, a=answered: a.append(True))
        _until(app, lambda a=answered: bool(a))
        if time.monotonic() - asked > 0.1:
            quiet_since = time.monotonic()
        app.processEvents()
        time.sleep(0.02)


def _until(app: QApplication, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("The desk did not open in time")
        app.processEvents()
        time.sleep(0.005)
