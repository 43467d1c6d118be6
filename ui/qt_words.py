"""Qt's own words: the dialogs for files and printing, the menus of text fields, the names of months."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from zsdesk.words import tr

_installed: list[QTranslator] = []


class _LeftOut(QTranslator):
    """What Qt's own translation of its file dialog leaves in English."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:  # fmt: skip
        left_out = {"Look in:": tr("Look in:"), "Files of type:": tr("Files of type:"), "Folder": tr("Folder")}
        return left_out.get(source.replace("&", ""))


def speak(app: QCoreApplication, language: str) -> None:
    """Let Qt speak the program's language; what it writes of numbers and days follows."""
    while _installed:
        app.removeTranslator(_installed.pop())
    QLocale.setDefault(QLocale(language))
    translator = QTranslator(app)
    if translator.load(QLocale(language), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        for one in (translator, _LeftOut(app)):
            app.installTranslator(one)
            _installed.append(one)
