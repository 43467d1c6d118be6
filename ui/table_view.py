"""The view of a list: rows of one height, selection by id, sorting by the headings, copying as cells."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import theme
from ui.cells import Cells
from ui.later import call
from ui.table import RECEIPTS, Column, Index, LazyModel, receipt_word
from ui.work import Work

COPY_AT_MOST = 5_000
PADDING = 22
"""What stands at both sides of a cell's text."""

MEASURED, MOST, TAGGED, READ = 40, 360, 16, 150
"""Rows whose texts are measured; pixels that a text is given at most; those that a tag adds around its words; what
a column of tags or figures has before any other is given more."""
WHOLE = ("choice", "money", "number")
"""Columns in which nothing is cut."""


def _written(record: Any, column: Column) -> str:
    """About what a cell shows: of a term its step too, with room for a day of another year."""
    if column.style not in ("due", "term"):
        return str(record.cells.get(column.name, ""))
    return " ".join(["2027-01-25", *(record.cells.get(name, "") for name in column.also if column.style == "due")])


def _wide(widths: list[int], column: Column) -> int:
    """What nine of ten texts need: a single long one takes no room from the others; figures and tags are all read."""
    written = sorted(width for width in widths if width)
    if not written:
        return -PADDING
    return written[-1] if column.style in WHOLE else written[ceil(len(written) * 0.9) - 1]


class ListView(QTableView):
    """Shows a ``LazyModel`` and tells it which rows are in sight."""

    chosen = Signal(str)
    """The current record changed: its id, empty for none."""
    opened = Signal(str)
    """Enter or a double click: the record's id."""
    sort_wanted = Signal(str, bool)
    copied = Signal(int)
    pasted = Signal(str)
    """Cells were pasted: rows parted by lines, cells by tabs."""
    many = Signal(list)
    """The selection changed: the ids of the selected records."""

    def __init__(self, work: Work, model: LazyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._lazy = model
        self._kept = ""
        self._kept_row = -1
        self._settling = False
        self._needs: list[int] = []
        """What the texts of the first rows need, by column; nothing until they are there."""
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.timeout.connect(self._tell)
        self.setViewport(QWidget(self))  # one that Python made: asked for Qt's own, PySide loads all widgets there are
        self.setModel(model)
        self._cells = Cells(self)
        self.setItemDelegate(self._cells)
        self._calm()
        self._head()
        self.verticalScrollBar().valueChanged.connect(self._in_sight)
        self.verticalScrollBar().rangeChanged.connect(self._in_sight)
        model.moving.connect(self._remember)
        model.arrived.connect(self._restore)
        model.modelReset.connect(self._forget_texts)
        model.filled.connect(self._measure)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.ids[index.row()]))

    def _calm(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(theme.ROW)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.ROW)
        rows.setDefaultSectionSize(theme.ROW)

    def _head(self) -> None:
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setFixedHeight(32)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.sectionClicked.connect(self._head_clicked)

    # -- columns -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.share_out()
        self._in_sight()

    def share_out(self) -> None:
        """Give every column its share of the width; where room is short, leave the spare ones out."""
        columns = self._lazy.columns
        room = self.viewport().width()
        needs = self._needs or [0] * len(columns)
        least = [self._least(column, need) for column, need in zip(columns, needs, strict=True)]
        shown = list(range(len(columns)))
        while sum(least[i] for i in shown) > room and any(columns[i].spare for i in shown):
            shown.remove(max(shown, key=lambda i: columns[i].spare))
        rest = max(0, room - sum(least[i] for i in shown))
        lacks = [max(0, need - least[at]) if at in shown else 0 for at, need in enumerate(needs)]
        given = [min(lack, rest * lack // (sum(lacks) or 1)) for lack in lacks]  # first what the texts need,
        rest -= sum(given)  # then the rest as the list wants it
        shares = sum(columns[i].share for i in shown) or 1
        used = 0
        for at, column in enumerate(columns):
            self.setColumnHidden(at, at not in shown)
            width = least[at] + given[at] + rest * column.share // shares
            used += width if at in shown else 0
            self.setColumnWidth(at, width + (room - used if at == shown[-1] else 0))

    def _forget_texts(self) -> None:
        self._needs = []

    def _measure(self) -> None:
        """The first rows of a list are there: no name is cut while another column has room to spare.

        Once for each list, so that the columns stand still while rows come and go.
        """
        if self._needs:
            return
        metrics = QFontMetrics(theme.font(strong=True))
        records = [self._lazy.record(row) for row in range(min(MEASURED, len(self._lazy.ids)))]
        columns = self._lazy.columns
        self._needs = [
            _wide([min(MOST, metrics.horizontalAdvance(_written(r, c))) for r in records if r], c)
            + PADDING
            + (TAGGED if c.style in ("choice", "due", "term") else 0)
            for c in columns
        ]
        self.share_out()

    def _least(self, column: Column, need: int) -> int:
        """No heading is cut, and no word of the receipts, in any language; a column of short texts gives room away."""
        words = [
            column.heading,
            *((receipt_word(one) for one in RECEIPTS) if column.style == "receipt" else ()),
        ]
        metrics = QFontMetrics(theme.font(theme.SMALL))
        wanted = min(column.least, need) if need else column.least
        if column.style in WHOLE:
            wanted = max(wanted, min(need, READ))
        return max(wanted, *(metrics.horizontalAdvance(word) + PADDING for word in words))

    def _head_clicked(self, section: int) -> None:
        column, wanted = self._lazy.columns[section], self._lazy.wanted
        if not column.sort or wanted is None:
            return
        again = wanted.sort == column.sort
        first_down = column.right  # of sums the largest come first
        self.sort_wanted.emit(column.sort, not wanted.descending if again else first_down)

    def show_sort(self, field: str, descending: bool) -> None:
        """Mark the heading that the list is sorted by."""
        at = next((i for i, c in enumerate(self._lazy.columns) if c.sort and c.sort == field), -1)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(at >= 0)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(at, order)

    # -- rows ----------------------------------------------------------------------------------

    def _in_sight(self) -> None:
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        if first >= 0:
            self._lazy.show_rows(first, last if last >= 0 else len(self._lazy.ids) - 1)

    def current_id(self) -> str:
        """The id of the current record, empty for none."""
        row = self.currentIndex().row()
        return self._lazy.ids[row] if 0 <= row < len(self._lazy.ids) and not self._lazy.group(row) else ""

    def selected_ids(self) -> list[str]:
        """The ids of the selected records, in order."""
        ranges = self.selectionModel().selection()  # not its indexes: they are as many as the cells
        rows = sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})
        return [self._lazy.ids[row] for row in rows if not self._lazy.group(row)]

    def choose(self, id: str) -> bool:
        """Make a record the current one and show it; whether the list has it."""
        row = self._lazy.row_of(id)
        if row < 0:
            self._kept = id  # it may come with the next listing
            return False
        index = self._lazy.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._settling:
            self.chosen.emit(self.current_id())

    def _remember(self) -> None:
        self._kept = self._kept or self.current_id()
        self._kept_row = self.currentIndex().row()
        self._settling = True

    def _restore(self, *_args: Any) -> None:
        self._settling = False
        self._span_groups()
        kept, self._kept = self._kept, ""
        if kept and kept != self.current_id() and not self.choose(kept):
            self._kept = ""
            self._choose_near(self._kept_row)
        QTimer.singleShot(0, self, self._in_sight)

    def _span_groups(self) -> None:
        """The heading of a group takes the whole width."""
        self.clearSpans()
        for key in self._lazy.groups:
            self.setSpan(self._lazy.row_of(key), 0, 1, self._lazy.columnCount())

    def _choose_near(self, row: int) -> None:
        """The record is gone: go on with the one that took its place."""
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        near = self._lazy.ids[max(0, row) :] or self._lazy.ids[-1:]
        if row >= 0 and (id := next((i for i in near if i not in self._lazy.groups), "")):
            self.choose(id)

    def choose_first(self) -> None:
        """Make the first record the current one."""
        if id := next((i for i in self._lazy.ids if i not in self._lazy.groups), ""):
            self.choose(id)

    # -- keys and pointer ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.current_id():
            self.opened.emit(self.current_id())
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.matches(QKeySequence.StandardKey.Paste) and "\t" in (text := QGuiApplication.clipboard().text()):
            self.pasted.emit(text)
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        before, self._cells.hovered = self._cells.hovered, row
        for changed in {before, row} - {-1}:
            top = self.rowViewportPosition(changed)
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(changed))

    def copy(self) -> None:
        """Put the selected rows on the clipboard as cells, with the headings above: Excel takes them as they are."""
        ids = self.selected_ids()[:COPY_AT_MOST]
        if ids and self._lazy.wanted is not None:
            self._work.ask(call, "ui.list_asks", "cells", self._lazy.wanted.type, ids, self._lazy.fields,
                           then=partial(self._to_clipboard, len(ids)))  # fmt: skip

    def _to_clipboard(self, count: int, cells: str) -> None:
        QGuiApplication.clipboard().setText(cells)
        self.copied.emit(count)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._told.start(0)

    def _tell(self) -> None:
        # All rows of a long list are one range: they are counted before they are gathered.
        rows = sum(one.height() for one in self.selectionModel().selection())
        self.many.emit(self.selected_ids() if rows > 1 else [])

    def position_of(self, id: str) -> QPoint:
        """Where the record's row is painted, in the coordinates of the viewport."""
        return self.visualRect(self._lazy.index(self._lazy.row_of(id), 0)).center()
