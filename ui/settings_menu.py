"""The settings: few enough for a menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from ui import settings as stored
from ui.bus import Bus
from ui.theme import Theme
from zsdesk import __version__
from zsdesk.paths import log_file
from zsdesk.words import language, tr


def settings_menu(
    parent: QWidget, settings: stored.Settings, theme: Theme, bus: Bus, set_language: Callable[[str], None]
) -> QMenu:
    """Theme, language, the keys, and what support asks for."""
    menu = QMenu(parent)

    def choose_theme(choice: str) -> None:
        settings.theme = choice
        theme.choose(choice)
        stored.save(settings)

    themes = (("system", tr("Like the system")), ("light", tr("Light")), ("dark", tr("Dark")))
    _choices(menu.addMenu(tr("Appearance")), themes, settings.theme, choose_theme)

    def choose_language(code: str) -> None:
        if code != language():
            set_language(code)
            stored.save(settings)

    _choices(menu.addMenu("语言 · Language"), (("zh_CN", "中文"), ("en", "English")), language(), choose_language)
    menu.addSeparator()
    keys = menu.addMenu(tr("Keys"))
    for shown, what in _keys():
        keys.addAction(f"{what}\t{shown}").setEnabled(False)
    menu.addAction(tr("Copy the log for support"), lambda: _copy_log(bus))
    menu.addAction(tr("Open the folder of the log"), _open_log_folder)
    menu.addSeparator()
    menu.addAction(f"zsdesk {__version__}").setEnabled(False)
    return menu


def _choices(
    menu: QMenu, entries: tuple[tuple[str, str], ...], chosen: str, then: Callable[[str], None]
) -> QActionGroup:
    group = QActionGroup(menu)
    for code, words in entries:
        action = QAction(words, menu, checkable=True, checked=code == chosen)
        action.triggered.connect(lambda _=False, c=code: then(c))
        group.addAction(action)
        menu.addAction(action)
    return group


def _keys() -> tuple[tuple[str, str], ...]:
    return (
        ("Ctrl+1 … 6", tr("Pages")), ("Ctrl+K", tr("Search")), ("Ctrl+N", tr("New record")),
        ("Enter", tr("Open")), ("Ctrl+E", tr("Edit")), ("Ctrl+Enter", tr("Save")), ("Esc", tr("Back")),
        ("Ctrl+F", tr("Filter the list by words")), ("Ctrl+C", tr("Copy rows as cells")),
        ("F5", tr("Sync now")), ("Ctrl+Z", tr("Undo")),
    )  # fmt: skip


def _copy_log(bus: Bus) -> None:
    path = log_file()
    text = path.read_text(encoding="utf-8", errors="replace")[-40_000:] if path.exists() else ""
    QGuiApplication.clipboard().setText(f"zsdesk {__version__}\n{text}")
    bus.said.emit(tr("The log is on the clipboard; it holds no field of any record."), "")


def _open_log_folder() -> None:
    folder: Path = log_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
