"""The stage: the real window on a desk, offscreen, and a picture of it in any state."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui import settings as stored
from ui.app import Application
from ui.pages.ledger_page import LedgerPage
from ui.screens import settle

PATIENCE = 20.0
CALM = 0.12
CONTROL = Qt.KeyboardModifier.ControlModifier


class Stage:
    """One window; what is played on it is what an officer does."""

    def __init__(self, app: QApplication, desk: Path, out: Path, theme: str, size: QSize, language: str) -> None:
        self.app, self.out = app, out
        self.application = Application(app, desk, stored.Settings(language=language, theme=theme))
        self.shell = self.application.shell
        self.shell.resize(size)
        self.application.start()

    # -- playing -------------------------------------------------------------------------------

    def open(self) -> None:
        """Wait for the desk."""
        self.until(lambda: self.application.work.desk is not None)
        self.calm()

    def until(self, condition: Callable[[], Any]) -> None:
        """Let the window run until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("the stage waited in vain")
            self.app.processEvents()
            time.sleep(0.005)

    def calm(self) -> None:
        """Wait until every question is answered."""
        if self.application.work.desk is None:
            self.app.processEvents()
            return
        settle(self.app, self.application, CALM)

    def go(self, page: str) -> Any:
        """Show a page."""
        self.shell.go(page)
        self.calm()
        return self.shell.page(page)

    def tidy(self) -> None:
        """Put away what the state before left open: forms, popups, filters."""
        for over in self.app.topLevelWidgets():
            if over is not self.shell and over.isVisible():
                over.close()
        for page in self.shell.findChildren(LedgerPage):
            if (view := getattr(page, "view", None)) is not None and view.form is not None:
                view.form.put(view.form.source.texts)
                self.key(Qt.Key.Key_Escape, on=view.form)
            for shown in getattr(page, "lists", {}).values():
                if shown.wanted.filters or shown.wanted.text:
                    shown.clear()
        if self.shell.search.showing or self.shell.search.line.text():
            self.shell.search.leave()
            self.shell.search.leave()
        if self.shell.quick.isVisible():
            self.shell.quick.leave()
        self.calm()
        self.shell.toast.hide()

    def key(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(on or self.shell.focusWidget() or self.shell, key, modifier)

    def type(self, text: str, on: QWidget | None = None) -> None:
        """Write a text as an input method commits it."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        self.app.sendEvent(on or self.shell.focusWidget(), event)

    # -- pictures ------------------------------------------------------------------------------

    def picture(self, name: str) -> Path:
        """The window as it is, with what lies over it."""
        self.calm()
        whole = self.shell.grab()
        painter = QPainter(whole)
        for over in self.app.topLevelWidgets():
            if over is not self.shell and over.isVisible() and over.width() > 1:
                self._lay(painter, over, over.grab())
        painter.end()
        path = self.out / f"{name}.png"
        whole.save(str(path))
        return path

    def _lay(self, painter: QPainter, over: QWidget, seen: QPixmap) -> None:
        at = over.mapToGlobal(over.rect().topLeft()) - self.shell.mapToGlobal(self.shell.rect().topLeft())
        if isinstance(over, QDialog):
            at = self.shell.rect().center() - over.rect().center()
        painter.drawPixmap(at, seen)
        painter.drawRect(over.rect().translated(at).adjusted(-1, -1, 0, 0))  # the frame that the system would draw

    def close(self) -> None:
        """Take the window down."""
        for over in self.app.topLevelWidgets():
            if over is not self.shell and over.isVisible():
                over.close()
        self.application.loop.stop()
        self.application.work.stop()
        self.shell.hide()
        self.shell.deleteLater()
        self.app.processEvents()
