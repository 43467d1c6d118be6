"""A round for the visitor's eyes (F11): large type over the whole screen, nothing internal, read back line by line.

Whatever a field or a column declares as internal is never built into this window, so it cannot be scrolled to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.layouts import TONES
from ui.pages.parts import button, text
from ui.sources import Page
from ui.theme import restyle
from zsdesk import kinds
from zsdesk.fields import Field, field_of
from zsdesk.kinds import Person
from zsdesk.kinds.rows import SIDES
from zsdesk.records import record_type
from zsdesk.words import label, tr

READ = ("positions", "agreed", "open_points", "next_step")
"""The fields that are read back, in this order; one row of a table at a time."""
STATE = 110
"""Pixels for how an item stands, so that the columns of all items stand in line."""
BESIDE = {"next_step": ("next_owner", "next_due")}
"""Fields that are said in the same breath."""


class Line(NamedTuple):
    """Something that is read back at once: its heading, its cells with their captions, and a state in words."""

    heading: str
    cells: tuple[tuple[str, str], ...]
    state: str = ""
    tone: str = ""


def lines(page: Page) -> Iterator[Line]:
    """What a visitor may see of a record, line by line."""
    record = record_type(page.detail.type)
    for name in READ:
        declared, value = field_of(record, name), page.detail.values.get(name)
        if declared.internal or not value:
            continue
        if isinstance(declared.kind, kinds.Rows):
            yield from (_row(declared, row) for row in value)
            continue
        for at, part in enumerate(p.strip() for p in page.detail.shown[name].splitlines() if p.strip()):
            beside = tuple(_beside(page, other) for other in BESIDE.get(name, ())) if at == 0 else ()
            yield Line(declared.label if at == 0 else "", (("", part), *(cell for cell in beside if cell[1])))


def _beside(page: Page, name: str) -> tuple[str, str]:
    declared = field_of(record_type(page.detail.type), name)
    return declared.label, "" if declared.internal else page.detail.shown.get(name, "")


def _row(declared: Field, row: Any) -> Line:
    first, *rest = (column for column in declared.kind.columns if not column.internal)  # type: ignore[attr-defined]
    cells: list[tuple[str, str]] = []
    state = tone = ""
    for column in rest:
        value = getattr(row, column.name)
        if isinstance(column.kind, kinds.Choice):
            state, tone = column.kind.show(value) if value else "", TONES.get(value, "")
        elif value:
            cells.append((label(column.label), value))
    return Line(getattr(row, first.name), tuple(cells), state, tone)


class ReadLine(QFrame):
    """A line on the table: read, being read, or still to be read."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "read")
        self.setProperty("state", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 12, 18, 12)
        row.setSpacing(20)
        heading = text(line.heading, "large-head", self, wrap=True)
        heading.setFixedWidth(150)
        row.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        for caption, words in line.cells:
            cell = QVBoxLayout()
            cell.setSpacing(2)
            if caption:
                cell.addWidget(text(caption, "muted", self))
            cell.addWidget(text(words, "large", self, wrap=True))
            cell.addStretch(1)
            row.addLayout(cell, 3 if not caption or len(line.cells) < 3 else 2)
        if line.state:
            state = QLabel(line.state, self)
            state.setProperty("role", "large-tag")
            state.setProperty("tone", line.tone)
            place = QVBoxLayout()
            place.addWidget(state, 0, Qt.AlignmentFlag.AlignRight)
            place.addStretch(1)
            place.addStrut(STATE)
            row.addLayout(place)
        said = "；".join(f"{caption}{words}" for caption, words in line.cells)
        self.setAccessibleName(" ".join(part for part in (line.heading, said, line.state) if part))


class _Pages(QScrollArea):
    """Leaves the keys to the window: they read on, and bring what is read into view."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class TableMode(QDialog):
    """Everything of a round that is for both sides."""

    def __init__(
        self, page: Page, parent: QWidget | None = None, signer: Callable[[Page, QWidget], QWidget] | None = None
    ) -> None:  # fmt: skip
        """``signer`` makes what stands below the last line once all is read: places to sign in ink."""
        super().__init__(parent)
        self._signer = signer
        self.page = page
        self.at = -1
        self.setObjectName("page")
        self.setWindowTitle(page.detail.heading)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(48, 32, 48, 24)
        outer.setSpacing(14)
        outer.addLayout(self._head())
        outer.addWidget(self._people())
        self.scroll = _Pages(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        self.lines = [ReadLine(line, inside) for line in lines(page)]
        for line in self.lines:
            self._column.addWidget(line)
        if not self.lines:
            self._column.addWidget(text(tr("Nothing is written down of this round yet."), "large", inside))
        self._column.addStretch(1)
        self.scroll.setWidget(inside)
        outer.addWidget(self.scroll, 1)
        outer.addLayout(self._foot())
        self._signing: QWidget | None = None
        self._tell()
        self.scroll.setFocus()

    def _head(self) -> QVBoxLayout:
        shown = self.page.detail.shown
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(text(self.page.detail.heading, "large-title", self, wrap=True))
        where = " · ".join(part for part in (shown.get("held_at", ""), shown.get("place", "")) if part)
        column.addWidget(text(where, "large-quiet", self, wrap=True))
        return column

    def _people(self) -> QWidget:
        """Both sides beside each other."""
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(32)
        people: tuple[Person, ...] = self.page.detail.values.get("attendees") or ()
        for column, side in enumerate(("theirs", "ours")):
            names = "；".join(" ".join(p for p in (one.name, one.title) if p) for one in people if one.side == side)
            grid.addWidget(text(SIDES.show(side), "muted", holder), 0, column)
            grid.addWidget(text(names or "—", "large", holder, wrap=True), 1, column)
            grid.setColumnStretch(column, 1)
        holder.setVisible(bool(people))
        return holder

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.next = button(tr("Read back"), self.read_next, role="primary", tip=tr("Read the next line (Space)"),
                           parent=self)  # fmt: skip
        self.told = text("", "large-quiet", self)
        row.addWidget(self.next)
        row.addWidget(self.told, 1)
        row.addWidget(button(tr("Back to the desk"), self.accept, tip=tr("Back to the desk (Esc)"), parent=self))
        return row

    # -- reading back --------------------------------------------------------------------------

    @property
    def all_read(self) -> bool:
        """Whether every line was read back."""
        return self.at >= len(self.lines)

    def read_next(self, step: int = 1) -> None:
        """Go on to the next line, or back to the one before; after the last one, begin again."""
        if self.all_read and step > 0:
            self.at = -1
        self.at = max(-1, min(len(self.lines), self.at + step))
        for number, line in enumerate(self.lines):
            restyle(line, "state", "done" if number < self.at else "now" if number == self.at else "")
        if 0 <= self.at < len(self.lines):
            self.scroll.ensureWidgetVisible(self.lines[self.at], 0, 80)
        self._tell()
        if self.all_read and self.lines:
            self._offer_signing()

    def _tell(self) -> None:
        if not self.lines:
            self.next.hide()
            self.told.setText("")
        elif self.all_read:
            self.next.setText(tr("Read again"))
            self.told.setText(tr("All {n} lines were read back.", n=len(self.lines)))
        elif self.at >= 0:
            self.next.setText(tr("Next line"))
            self.told.setText(f"{self.at + 1} / {len(self.lines)}")
        else:
            self.next.setText(tr("Read back"))
            self.told.setText(tr("Space: next line · ↑: the line before · Esc: back to the desk"))

    def _offer_signing(self) -> None:
        if self._signing is None and self._signer is not None:
            self._signing = self._signer(self.page, self)
            self._column.insertWidget(self._column.count() - 1, self._signing)
            self._signing.show()
            QTimer.singleShot(30, self, self._show_signing)  # once it has its place

    def _show_signing(self) -> None:
        if self._signing is not None:
            self.scroll.verticalScrollBar().setValue(self._signing.y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Right):
            self.read_next()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Left):
            self.read_next(-1)
        elif key == Qt.Key.Key_F11:
            self.accept()
        else:
            super().keyPressEvent(event)

    def open_over(self) -> None:
        """Cover the screen."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowState(Qt.WindowState.WindowFullScreen)
        self.open()
