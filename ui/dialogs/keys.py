"""One sheet with every key (Ctrl+/)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.keys import SHEET, Key
from ui.pages.parts import button, text
from zsdesk.words import tr

KEYS = 216
"""Pixels of the keys at the left of their words."""
ASIDE = 80
"""Pixels that the sheet leaves of the window around it; what does not fit scrolls."""


class KeySheet(QDialog):
    """The keys in groups, in two columns of about the same height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(14)
        outer.addWidget(text(tr("Keys"), "title", self))
        inside = QWidget(self)
        sides = QHBoxLayout(inside)
        sides.setContentsMargins(0, 0, 12, 0)
        sides.setSpacing(36)
        for groups in halves(SHEET):
            column = QVBoxLayout()
            column.setSpacing(6)
            for title, keys in groups:
                column.addWidget(text(tr(title), "strong", inside))
                column.addLayout(self._group(keys, inside))
                column.addSpacing(10)
            column.addStretch(1)
            sides.addLayout(column)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        outer.addWidget(self._scroll)
        foot = QHBoxLayout()
        foot.addWidget(text(tr("Every button shows its key when the pointer rests on it."), "small", self), 1)
        foot.addWidget(button(tr("Close"), self.accept, tip=tr("Close (Esc)"), parent=self))
        outer.addLayout(foot)
        wanted = inside.sizeHint()
        self._scroll.setMinimumWidth(min(wanted.width(), 640))
        room = parent.window().size() - QSize(ASIDE, ASIDE) if parent is not None else QSize(1000, 700)
        self.resize((wanted + QSize(60, 150)).boundedTo(room))

    def _group(self, keys: Sequence[Key], parent: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, KEYS)
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(keys):
            pressed = QHBoxLayout()
            pressed.setSpacing(4)
            for one in key.keys.split("  "):
                shown = QLabel(one, parent)
                shown.setProperty("role", "key")
                pressed.addWidget(shown)
            pressed.addStretch(1)
            grid.addLayout(pressed, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(text(tr(key.words), "", parent), row, 1)
        return grid


def halves(groups: Sequence[tuple[str, Sequence[Key]]]) -> tuple[Sequence[tuple[str, Sequence[Key]]], ...]:
    """The groups in their order, cut where both sides are about as long; a heading counts as two lines."""
    lines = [len(keys) + 2 for _, keys in groups]
    cut = min(range(1, len(groups)), key=lambda at: abs(sum(lines[:at]) - sum(lines[at:])))
    return groups[:cut], groups[cut:]
