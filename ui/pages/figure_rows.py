"""The rows behind a figure: what it counts, and each record, one keystroke from its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import figures
from ui.bus import Bus
from ui.charts.grid import Grid, Line
from ui.handed import fit_name
from ui.pages.parts import button, text
from ui.paint import yi_total
from ui.work import Work
from zsdesk.fields import field_of
from zsdesk.records import record_type
from zsdesk.rules.statistics.answers import Answer
from zsdesk.rules.statistics.measuring import Part
from zsdesk.words import label, tr

WIDTH = 760


class RowsPane(QFrame):
    """At the right of the page while a figure is open."""

    closed = Signal()

    def __init__(self, work: Work, bus: Bus, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._work, self._bus = work, bus
        self._parts: Sequence[Part] = ()
        self._shown: Part | None = None
        self.tabs: list[QPushButton] = []
        self.grid: Grid | None = None
        self._build()
        self.hide()

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 14, 18, 14)
        self._column.setSpacing(8)
        top = QHBoxLayout()
        self.heading = text("", "head", self, wrap=True)
        top.addWidget(self.heading, 1)
        close = button("", self.close_pane, role="quiet", icon="x", tip=tr("Close (Esc)"), parent=self)
        close.setAccessibleName(tr("Close"))
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)
        self.definition = text("", "small", self, wrap=True)
        self._column.addWidget(self.definition)
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(6)
        self._column.addLayout(self._tabs)
        self.count = text("", "muted", self, wrap=True)
        self._column.addWidget(self.count)
        self._foot = QHBoxLayout()
        self.copy_button = button(tr("Copy"), self.copy, icon="copy", tip=tr("Copy the rows as cells"), parent=self)
        self.export_button = button(tr("Export"), self.export, icon="download",
                                    tip=tr("All rows as an Excel ledger"), parent=self)  # fmt: skip
        self._foot.addWidget(self.copy_button)
        self._foot.addWidget(self.export_button)
        self._foot.addStretch(1)
        self._column.addLayout(self._foot)

    def place(self, page: QRect) -> None:
        """Lie over the right side of the page."""
        wide = min(WIDTH, page.width() - 40)
        self.setGeometry(QRect(page.right() - wide, page.top(), wide, page.height()))

    def show_answer(self, one: Answer, parts: Sequence[Part]) -> None:
        """Open a figure on its first part."""
        words = [one.definition, f"({one.rounding})", one.note]
        self._open(f"{one.label}　{one.text}", " ".join(filter(None, words)), parts)

    def show_part(self, words: str, part: Part) -> None:
        """Open one part alone: a bar, a tile."""
        self._open(words, "", [part])

    def _open(self, heading: str, definition: str, parts: Sequence[Part]) -> None:
        self.heading.setText(heading)
        self.definition.setText(definition)
        self.definition.setVisible(bool(definition))
        self._parts = parts
        while (item := self._tabs.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        self.tabs = []
        for number, part in enumerate(parts if len(parts) > 1 else ()):
            tab = button(f"{label(part.name)} {len(part.ids):,}", lambda n=number: self._show(n), parent=self)
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            self._tabs.addWidget(tab)
            self.tabs.append(tab)
        self._tabs.addStretch(1)
        self.show()
        self.raise_()
        self._show(0)

    def _show(self, number: int) -> None:
        if self.tabs:
            self.tabs[number].setChecked(True)
        self._shown = self._parts[number]
        self._work.ask(figures.rows_of, self._shown, then=self._arrived)

    def _arrived(self, found: figures.Rows) -> None:
        if found.part is not self._shown:
            return
        record = record_type(found.part.type)
        heads = [field_of(record, name).label for name in found.columns]
        numbers = next((n for n, name in enumerate(found.columns) if field_of(record, name).kind.numeric), len(heads))
        if self.grid is not None:
            self._column.removeWidget(self.grid)
            self.grid.deleteLater()
        self.grid = Grid(tr("Rows behind the figure"), heads, numbers, whole=False, parent=self)
        self.grid.opened.connect(self._open_record)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.grid.show([
            Line(tuple(row.cells[name] for name in found.columns), (found.part.type, row.id)) for row in found.rows
        ])  # fmt: skip
        self.grid.horizontalHeader().setStretchLastSection(False)
        self._column.insertWidget(4, self.grid, 1)
        part = found.part
        said = [tr("{n} rows", n=f"{len(part.ids):,}")]
        said += [yi_total(part.yuan)] if part.yuan else []
        said += [tr("{n} without an amount", n=f"{part.lacking:,}")] if part.lacking else []
        if len(part.ids) > len(found.rows):
            said.append(tr("the first {n} are shown; the export has all", n=f"{len(found.rows):,}"))
        self.count.setText(" · ".join(said))
        if found.rows:
            self.grid.setCurrentIndex(self.grid.lines.index(0, 0))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_record(self, target: tuple[str, str]) -> None:
        self._bus.open_record.emit(*target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the rows that are listed."""
        if self.grid is not None:
            self.grid.copy()
            self._bus.said.emit(tr("The rows are on the clipboard."), "")

    def export(self) -> None:
        """Write all rows as a ledger where the officer says."""
        if self._shown is None:
            return
        name = fit_name(f"{self.heading.text()}.xlsx".replace("　", " "))
        path, _kind = QFileDialog.getSaveFileName(self, tr("Export to Excel"), name, "Excel (*.xlsx)")
        if path:
            self._work.ask(figures.write_rows, self._shown, self.heading.text(), Path(path), then=self._written)

    def _written(self, path: Path) -> None:
        self._bus.said.emit(tr("Written: {path}", path=path), "")

    def close_pane(self) -> None:
        """Put the rows away."""
        self.hide()
        self.closed.emit()
