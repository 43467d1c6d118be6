"""A small table beside a picture: read out row by row, copied as cells, opened by Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

Index = QModelIndex | QPersistentModelIndex
HEIGHT = 28


class Line(NamedTuple):
    """A row: its cells, and what it opens."""

    cells: tuple[str, ...]
    opens: object = None


class Lines(QAbstractTableModel):
    """The rows of a small table; columns from ``right`` on hold numbers."""

    def __init__(self, head: Sequence[str], right: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.head, self.right = list(head), right
        self.lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.head)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.lines[index.row()].cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.head[index.column()]} {self.lines[index.row()].cells[index.column()]}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() >= self.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.head[section]
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section >= self.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class Grid(QTableView):
    """The table; ``whole`` makes it as high as its rows are, so that the page scrolls and not the table."""

    opened = Signal(object)

    def __init__(self, name: str, head: Sequence[str], right: int = 1, *, whole: bool = True,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._whole = whole
        self.lines = Lines(head, right, self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setProperty("role", "grid")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setFixedHeight(HEIGHT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def show(self, lines: Sequence[Line] | None = None) -> None:  # type: ignore[override]
        """Show these rows, or without them the widget as Qt does."""
        if lines is None:
            super().show()
            return
        self.lines.show(lines)
        if self._whole:
            self.setFixedHeight(HEIGHT * (len(self.lines.lines) + 1) + 4)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(340, HEIGHT * (len(self.lines.lines) + 1) + 4)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.lines.lines) and self.lines.lines[row].opens is not None:
            self.opened.emit(self.lines.lines[row].opens)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self, *, all_rows: bool = False) -> None:
        """Put the chosen rows, or all, on the clipboard as cells for Excel."""
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        rows = range(len(self.lines.lines)) if all_rows or not chosen else chosen
        texts = ["\t".join(self.lines.head), *("\t".join(self.lines.lines[row].cells) for row in rows)]
        QGuiApplication.clipboard().setText("\n".join(texts) + "\n")

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.lines.lines:
            self.setCurrentIndex(self.lines.index(0, 0))
