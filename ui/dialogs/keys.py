"""One sheet with every key (Ctrl+/)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.keys import SHEET, Key
from ui.pages.parts import button, text
from zsdesk.words import tr


class KeySheet(QDialog):
    """The keys in groups, two groups beside each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(14)
        outer.addWidget(text(tr("Keys"), "title", self))
        sides = QHBoxLayout()
        sides.setSpacing(36)
        half = (len(SHEET) + 1) // 2
        for groups in (SHEET[:half], SHEET[half:]):
            column = QVBoxLayout()
            column.setSpacing(6)
            for title, keys in groups:
                column.addWidget(text(tr(title), "strong", self))
                column.addLayout(self._group(keys))
                column.addSpacing(10)
            column.addStretch(1)
            sides.addLayout(column)
        outer.addLayout(sides)
        foot = QHBoxLayout()
        foot.addWidget(text(tr("Every button shows its key when the pointer rests on it."), "small", self), 1)
        foot.addWidget(button(tr("Close"), self.accept, tip=tr("Close (Esc)"), parent=self))
        outer.addLayout(foot)

    def _group(self, keys: tuple[Key, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, key in enumerate(keys):
            shown = QLabel(key.keys, self)
            shown.setProperty("role", "key")
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(text(tr(key.words), "", self), row, 1)
        grid.setColumnMinimumWidth(0, 132)
        grid.setColumnStretch(1, 1)
        return grid
