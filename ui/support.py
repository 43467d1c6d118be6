"""What support asks for: the log, on the clipboard or in its folder."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication

from ui.bus import Bus
from zsdesk import __version__
from zsdesk.paths import log_file
from zsdesk.words import tr

LAST = 40_000
"""Characters of the log that go to the clipboard."""


def report() -> str:
    """The program, the machine and the end of the log; no field of any record."""
    path = log_file()
    log = path.read_text(encoding="utf-8", errors="replace")[-LAST:] if path.exists() else ""
    return f"zsdesk {__version__} · Qt {qVersion()} · Python {platform.python_version()} · {platform.platform()}\n{log}"


def copy_log(bus: Bus) -> None:
    """Put the report on the clipboard."""
    QGuiApplication.clipboard().setText(report())
    bus.said.emit(tr("The log is on the clipboard; it holds no field of any record."), "")


def open_log_folder() -> None:
    """Show the folder of the log."""
    folder: Path = log_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
