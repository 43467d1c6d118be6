"""F1 in a dialog: the manual, at the section that the dialog is described in.

The window's own F1 does not reach a dialog that stands over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from ui.dialogs.manual import Manual

TOPICS = {
    "Bulk": ("lists", "一次改多条"), "Columns": ("lists", "列、分组"), "PastedCells": ("lists", "与 Excel 往来"),
    "IntakeDialog": ("import", "导入一本台账"), "ProgressDialog": ("import", "进度与停止"),
    "FilePreview": ("files", "预览"), "EntrySheet": ("catalogue", "修改条目"),
    "Changes": ("catalogue", "发布前核对"), "DeedDialog": ("deeds", "办理窗口"), "GateSheet": ("projects", "关口"),
    "TableMode": ("negotiations", "面向客户（F11）"), "PaperDialog": ("papers", "预览与制作"),
    "CertificateDialog": ("certificate", ""), "TemplatesDialog": ("templates", ""),
    "SnapshotsDialog": ("statistics", "留存"), "QuestionDialog": ("statistics", "时段与地区"),
    "SettingsDialog": ("settings", ""), "KeySheet": ("find", "快捷键"), "FirstStart": ("start", "第一次启动"),
    "Unlock": ("start", "口令"),
}  # fmt: skip
"""Dialog → the page of the manual, and the heading on it."""


def topic_of(dialog: QDialog) -> tuple[str, str] | None:
    """Where the manual describes a dialog; of a dialog that is made of another, where it describes that one."""
    return next((TOPICS[kind.__name__] for kind in type(dialog).__mro__ if kind.__name__ in TOPICS), None)


class Help(QObject):
    """Gives every dialog of ours its F1 when it gets the keyboard for the first time."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._focused)

    def _focused(self) -> None:
        now = QApplication.focusWidget()  # of what the signal names, the widget of before may be dying
        over = now.window() if now is not None else None
        if not isinstance(over, QDialog) or over.property("helped") or topic_of(over) is None:
            return
        over.setProperty("helped", True)
        QShortcut("F1", over).activated.connect(lambda: open_manual(over))


def open_manual(over: QDialog) -> Manual:
    """The manual over a dialog: as its child, since a dialog that waits for an answer lets no other window be used."""
    from ui.dialogs.manual import Manual  # when it is opened

    made = next((child for child in over.children() if isinstance(child, Manual)), None) or Manual(over)
    page, section = topic_of(over) or ("start", "")
    made.turn_to(page, section)
    made.show()
    made.raise_()
    return made
