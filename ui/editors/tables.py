"""The editor of a small table inside a record: positions on each item, figures of each year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.editors.base import Editor, Found, Surroundings, small_button
from ui.editors.choices import matching
from ui.editors.long import Growing
from ui.editors.popup import Popup
from ui.theme import restyle
from zsdesk.errors import Invalid
from zsdesk.kinds import Choice, Column, Kind
from zsdesk.words import label, tr

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Cell(QFrame):
    """One cell: a text that wraps and grows, completed from the column's options where it has some."""

    settled = Signal()
    """An option was taken, or the cell was left."""

    def __init__(self, column: Column, tones: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        self._tones = tones
        self.setProperty("role", "cell")
        self.setProperty("tone", "amber" if column.internal else "")
        self.area = Growing(single=True, margin=8, parent=self)
        self.area.setAccessibleName(label(column.label))
        restyle(self.area, "tone", "amber" if column.internal else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.addWidget(self.area, 1, Qt.AlignmentFlag.AlignTop)
        self.popup: Popup | None = None
        self.options = column.kind.options if isinstance(column.kind, Choice) else ()
        if self.options:
            self.popup = Popup(self, self._take)
            self.destroyed.connect(self.popup.deleteLater)
            self.area.typed.connect(self._complete)
            self.area.left.connect(self._left)
            self.area.viewport().installEventFilter(self)

    def text(self) -> str:
        """The cell's text; the code of an option where it is one."""
        shown = self.area.toPlainText().strip()
        return next((o.code for o in self.options if label(o.label) == shown), shown)

    def put(self, text: str) -> None:
        """Show a text, an option by its label."""
        try:
            shown = self.column.kind.show(self.column.kind.parse(text)) if text and self.options else text
        except Invalid:
            shown = text
        self.area.put(shown)
        self.judge()

    def judge(self) -> bool:
        """Mark the cell where its text is no value of the column; true where it is fine."""
        text, fine = self.text(), True
        try:
            if text:
                self.column.kind.parse(text)
        except Invalid as error:
            fine = False
            self.setToolTip(str(error))
        if fine:
            self.setToolTip("")
            restyle(self.area, "tone", "amber" if self.column.internal else self._tones.get(text, ""))
        restyle(self, "state", "" if fine or self.asking else "bad")
        return fine

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and self.popup is not None:
            if self.popup.isVisible():
                self.popup.hide()
            else:
                self.open_list()
        return super().eventFilter(watched, event)

    def _complete(self) -> None:
        if self.popup is None or not self.area.hasFocus():
            return
        if self.text() in (o.code for o in self.options):
            self.popup.hide()  # it stands there in full: nothing is left to choose
        else:
            self.popup.offer(matching(self.options, self.area.toPlainText()))

    def open_list(self) -> bool:
        """Drop the options down; false where the column has none."""
        if self.popup is None:
            return False
        self.popup.offer(matching(self.options, ""), first=False)
        return True

    @property
    def asking(self) -> bool:
        """Whether the list offers what the letters so far may mean: nothing is wrong with them yet."""
        return self.popup is not None and self.popup.isVisible() and self.area.hasFocus()

    def _take(self, found: Found) -> None:
        self.area.setPlainText(found.text)
        self.judge()
        self.settled.emit()

    def _left(self) -> None:
        if self.popup is not None and self.popup.isVisible():
            if self.text() not in ("", *(o.code for o in self.options)):
                self.popup.take_current()
            self.popup.hide()
        self.judge()
        self.settled.emit()


class RowsEditor(Editor):
    """A table that always ends in an empty row: Enter goes to the next row, so it adds one at the end."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self.columns: tuple[Column, ...] = kind.columns  # type: ignore[attr-defined]
        self.rows: list[list[Cell]] = []
        self._lines: list[QFrame] = []
        self._kept = ""
        self.frame = QFrame(self)
        self.frame.setProperty("role", "table")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)
        self.grid = QVBoxLayout(self.frame)
        self.grid.setContentsMargins(1, 1, 1, 1)
        self.grid.setSpacing(0)
        self.grid.addWidget(self._head())
        self._add([""] * len(self.columns))

    def _stretch(self, at: int) -> int:
        widths = self.around.options.get("widths")
        return int(widths[at]) if widths else 3

    def _line(self, role: str) -> tuple[QFrame, QGridLayout]:
        line = QFrame(self.frame)
        line.setProperty("role", role)
        grid = QGridLayout(line)
        grid.setContentsMargins(4, 0, 4, 0)
        grid.setSpacing(0)
        for at in range(len(self.columns)):
            grid.setColumnStretch(at, self._stretch(at))
            grid.setColumnMinimumWidth(at, 40)
        grid.setColumnMinimumWidth(len(self.columns), 26)
        return line, grid

    def _head(self) -> QFrame:
        line, grid = self._line("table-head")
        for at, column in enumerate(self.columns):
            head = QLabel(label(column.label), line)
            head.setProperty("role", "column")
            head.setProperty("tone", "amber" if column.internal else "")
            head.setIndent(10)
            head.setFixedHeight(32)
            head.setMinimumWidth(1)
            grid.addWidget(head, 0, at)
        return line

    def _add(self, texts: list[str], at: int | None = None) -> None:
        line, grid = self._line("table-row")
        tones = self.around.options.get("tones", {})
        cells = [Cell(column, tones, line) for column in self.columns]
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            cell.setMinimumWidth(1)
            cell.put(text)
            cell.area.on_key = self._keys(cell)
            cell.area.typed.connect(lambda r=cells: self._typed(r))
            cell.settled.connect(self.judge)
            grid.addWidget(cell, 0, column)
        cross = small_button("x", tr("Remove this row (Ctrl+Delete)"), line)
        cross.setIconSize(cross.iconSize() * 0.8)
        cross.clicked.connect(lambda _on=False, r=cells: self._remove(r))
        cross.setFixedSize(22, 22)
        grid.addWidget(cross, 0, len(self.columns), Qt.AlignmentFlag.AlignCenter)
        where = len(self.rows) if at is None else at
        self.rows.insert(where, cells)
        self._lines.insert(where, line)
        self.grid.insertWidget(where + 1, line)
        if self.rows[0] is cells:
            self.setFocusProxy(cells[0].area)
        self._hints()

    def _hints(self) -> None:
        for at, cells in enumerate(self.rows):
            cells[0].area.setPlaceholderText(tr("＋ Add") if at == len(self.rows) - 1 else "")
            restyle(self._lines[at], "last", at == len(self.rows) - 1)
            for cross in self._lines[at].findChildren(QToolButton):
                cross.setVisible(at < len(self.rows) - 1)

    def _keys(self, cell: Cell) -> Callable[[QKeyEvent], bool]:
        return lambda event: self._key(cell, event)

    def _where(self, cell: Cell) -> tuple[int, int]:
        return next((r, c) for r, cells in enumerate(self.rows) for c, one in enumerate(cells) if one is cell)

    def _key(self, cell: Cell, event: QKeyEvent) -> bool:
        if cell.popup is not None and cell.popup.on_key(event):
            return True
        row, column = self._where(cell)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and not control:
            self._go(row + 1, 0)
        elif event.key() == Qt.Key.Key_Delete and control:
            self._remove(self.rows[row])
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return cell.open_list()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers():
            if cell.popup is not None and event.key() == Qt.Key.Key_Down and not cell.text():
                return cell.open_list()
            self._go(row + (1 if event.key() == Qt.Key.Key_Down else -1), column)
        else:
            return False
        return True

    def _go(self, row: int, column: int) -> None:
        if 0 <= row < len(self.rows):
            self.rows[row][column].area.setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self, cells: list[Cell]) -> None:
        self._kept = ""
        for cell in cells:
            cell.judge()
        if cells is self.rows[-1] and any(cell.text() for cell in cells):
            self._add([""] * len(self.columns))
        self.judge()
        self.edited.emit()

    def _remove(self, cells: list[Cell]) -> None:
        at = self.rows.index(cells)
        if at == len(self.rows) - 1:
            return
        del self.rows[at]
        line = self._lines.pop(at)
        self.grid.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._hints()
        self._go(at, 0)
        self.judge()
        self.edited.emit()

    def text(self) -> str:
        if self._kept:
            return self._kept
        rows = [{c.column.name: text for c in cells if (text := c.text())} for cells in self.rows]
        filled = [row for row in rows if row]
        return msgspec.json.encode(filled).decode() if filled else ""

    def set_text(self, text: str) -> None:
        self._kept = ""
        rows: list[list[str]] = []
        if text.strip():
            try:
                rows = self._texts(text)
            except (msgspec.DecodeError, msgspec.ValidationError, Invalid):
                self._kept = text  # no table at all: kept as it is until somebody writes in the table
        for line in self._lines:
            self.grid.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.rows, self._lines = [], []
        for row in (*rows, [""] * len(self.columns)):
            self._add(row)
        self.judge()

    def _texts(self, text: str) -> list[list[str]]:
        if text.strip().startswith("["):
            # Read loosely: a draft may hold a cell that is no value yet.
            raw = msgspec.json.decode(text, type=list[dict[str, str]])
            return [[row.get(column.name, "") for column in self.columns] for row in raw]
        return [[getattr(row, column.name) for column in self.columns] for row in self.kind.parse(text)]

    def judge(self) -> None:
        """Say what is wrong; not while a cell's list offers what the letters so far may mean."""
        if not any(cell.asking for cells in self.rows for cell in cells):
            super().judge()

    def set_state(self, state: str) -> None:
        restyle(self.frame, "state", state)
