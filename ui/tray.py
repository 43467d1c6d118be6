"""Notices of the system: what came in while the window lies below others.

They name no record: a notice is seen by all.  The icon is in the system's tray from the first of them on, where the
system has a tray at all.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from ui import icons
from ui.bus import Bus
from ui.settings import Settings
from zsdesk.words import tr


class Tray(QObject):
    """Tells what a round of sync brought, unless the officer is looking at the window."""

    def __init__(self, window: QWidget, bus: Bus, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._bus, self._settings = window, bus, settings
        self._page = "today"
        self.icon: QSystemTrayIcon | None = None
        bus.synced.connect(self.synced)

    def synced(self, result: Any) -> None:
        """A round of sync is over."""
        words = notice(result.pulled, result.conflicts)
        if not words or not self._settings.notices or self.looked_at():
            return
        self._page = "sync" if result.conflicts else "today"
        if (icon := self._shown()) is not None:
            icon.showMessage(tr("Investment desk"), words, icons.icon("handshake", "jade"))

    def looked_at(self) -> bool:
        """Whether a window of the program is in front; over the visitor's table nothing is ever told."""
        return QApplication.activeWindow() is not None

    def _shown(self) -> QSystemTrayIcon | None:
        if self.icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            self.icon = QSystemTrayIcon(icons.icon("handshake", "jade"), self)
            self.icon.setToolTip(tr("Investment desk"))
            self.icon.activated.connect(lambda _reason: self._raise(self._page))
            self.icon.messageClicked.connect(lambda: self._raise(self._page))
            menu = QMenu(self._window)
            menu.addAction(tr("Open the desk"), lambda: self._raise(""))
            menu.addAction(tr("Sync now"), self._bus.sync_wanted.emit)
            menu.addAction(tr("Quit"), self._window.close)
            self.icon.setContextMenu(menu)
            self.icon.show()
        return self.icon

    def _raise(self, page: str) -> None:
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if page:
            self._bus.go.emit(page)


def notice(pulled: int, conflicts: int) -> str:
    """What a notice says; nothing where there is nothing to say."""
    if conflicts:
        return tr("{n} changes came in, {m} of them where you changed the same.", n=pulled, m=conflicts)
    return tr("{n} changes came in from colleagues and the province.", n=pulled) if pulled else ""
