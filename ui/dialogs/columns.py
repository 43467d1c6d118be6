"""Which columns a list shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.pages.parts import button, text
from zsdesk.words import tr

CONTROL = Qt.KeyboardModifier.ControlModifier


class _Order(QListWidget):
    """Ctrl+↑ and Ctrl+↓ move a line, as dragging does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not event.modifiers() & CONTROL:
            super().keyPressEvent(event)
            return
        row = self.currentRow()
        if 0 <= row + step < self.count():
            self.insertItem(row + step, self.takeItem(row))
            self.setCurrentRow(row + step)


class Columns(QDialog):
    """All fields as lines with a mark; the marked ones are the columns, in this order."""

    def __init__(self, fields: Sequence[tuple[str, str]], shown: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.again = False
        """Whether the list's own columns are wanted back."""
        self.setWindowTitle(tr("Columns"))
        self.setMinimumSize(360, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addWidget(text(tr("Columns"), "head", self))
        column.addWidget(text(tr("Mark what the list shows; drag, or press Ctrl+↑ and Ctrl+↓, to move."), "small", self,
                              wrap=True))  # fmt: skip
        self.list = _Order(self)
        self.list.setAccessibleName(tr("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        words = dict(fields)
        for name in dict.fromkeys([*(n for n in shown if n in words), *words]):
            item = QListWidgetItem(words[name], self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(button(tr("Show these"), self.accept, role="primary", parent=self))
        row.addWidget(button(tr("As at the beginning"), self._reset, parent=self))
        row.addStretch(1)
        column.addLayout(row)

    def _reset(self) -> None:
        self.again = True
        self.accept()

    def chosen(self) -> list[str]:
        """The names of the marked fields, in their order."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]
