"""What the program understood of a line or a card: one row for each part, each can be left out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from ui import icons
from ui.asks import Noted
from ui.pages.parts import text
from zsdesk.words import label, tr

_LEAD = {
    "title": "线索名称", "intent_amount": "意向投资", "preferred_regions": "意向区域", "channel": "渠道",
    "next_step": "下一步", "next_due": "下一步时限",
}  # fmt: skip
_CONTACT = {"name": "联系人", "job_title": "职务", "phones": "电话", "email": "邮箱"}


def parts(noted: Noted) -> list[tuple[str, str, str, str]]:
    """``(name, label, value, note)`` of every part, in the order that people say them."""
    found: list[tuple[str, str, str, str]] = []
    if noted.reading.company:
        known = bool(noted.company_id)
        shown = noted.company_name if known else noted.reading.company
        found.append(("company", label("企业"), shown, tr("already here") if known else tr("new")))
    for name, words in _CONTACT.items():
        if name in noted.reading.contact:
            found.append((f"contact.{name}", label(words), noted.reading.contact[name], ""))
    for name, words in _LEAD.items():
        if name in noted.reading.lead:
            found.append((name, label(words), noted.reading.lead[name], ""))
    return found


class Heard(QWidget):
    """The rows; the owner keeps what is left out."""

    left_out = Signal(str)
    """A part was taken off: its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, 64)
        self._grid.setColumnStretch(1, 1)
        self.buttons: dict[str, QToolButton] = {}
        self.hide()

    def show_noted(self, noted: Noted | None) -> None:
        """Show what was understood; nothing where that is no more than a name."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        rows = parts(noted) if noted is not None else []
        self.setVisible(len(rows) > 1)
        if len(rows) < 2:
            return
        for at, (name, words, value, note) in enumerate(rows):
            top = Qt.AlignmentFlag.AlignTop
            shown = text(value, "", self)
            shown.setToolTip(value)
            shown.setMinimumWidth(1)  # a long one is cut, not the panel widened
            cells = (text(words, "muted", self), shown, text(note, "small", self), self._cross(name, words))
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell, at, column, top if column != 1 else Qt.AlignmentFlag(0))
                cell.show()  # at once: the panel is measured before Qt would

    def _cross(self, name: str, words: str) -> QToolButton:
        made = QToolButton(self)
        made.setIcon(icons.icon("x", "muted"))
        made.setIconSize(QSize(12, 12))
        made.setFixedSize(20, 20)
        made.setToolTip(tr("Leave out “{what}”", what=words))
        made.setAccessibleName(tr("Leave out “{what}”", what=words))
        made.clicked.connect(lambda: self.left_out.emit(name))
        self.buttons[name] = made
        return made
