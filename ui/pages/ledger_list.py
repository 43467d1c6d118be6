"""One list of a page: its filters, its table, and what to do where it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui import asks
from ui.bus import Bus
from ui.pages.ledgers import Filter, Ledger
from ui.pages.parts import Chip, Empty
from ui.paint import yi_total
from ui.table import LazyModel
from ui.table_view import ListView
from ui.work import Work
from zsdesk.words import tr

PAUSE = 150
"""Milliseconds without a key before the list is filtered."""


class LedgerList(QWidget):
    """One ledger: its filters and its table, or what to do where it is empty."""

    def __init__(self, work: Work, bus: Bus, ledger: Ledger, add: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self._work, self._bus, self._add = work, bus, add
        self.wanted = asks.Wanted(ledger.type)
        self.heading = ""
        self.model = LazyModel(work, ledger.columns, self)
        self.view = ListView(work, self.model, self)
        self.view.setAccessibleName(tr(ledger.title))
        self.body = QStackedWidget(self)
        self.body.addWidget(self.view)
        self._empty: Empty | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._filters())
        column.addWidget(self.body, 1)
        self.model.arrived.connect(self._arrived)
        self.model.failed.connect(work.failed.emit)
        self.view.sort_wanted.connect(self._sort)
        self.view.copied.connect(lambda n: bus.said.emit(tr("{n} rows copied", n=n), ""))
        bus.changed.connect(self.model.touch)
        bus.restyled.connect(self.view.viewport().update)

    @property
    def empty(self) -> Empty:
        """What an empty list says; made when it is first empty."""
        if self._empty is None:
            self._empty = Empty(self.ledger.icon, self)
            self.body.addWidget(self._empty)
        return self._empty

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.chips: dict[tuple[str, str], Chip] = {}
        for made in self.ledger.filters:
            chip = Chip(tr(made.label), self, value="" if made.kind in ("unset", "mine", "unit") else None)
            chip.picked.connect(lambda value, f=made: self._filter(f, value))
            self.chips[(made.kind, made.field)] = chip
            row.addWidget(chip)
        row.addStretch(1)
        self.line = QLineEdit(self)
        self.line.setProperty("role", "filter")
        self.line.setPlaceholderText(tr("Filter (Ctrl+F)"))
        self.line.setAccessibleName(tr("Filter the list by words"))
        self.line.setToolTip(tr("Show the rows in which these words stand (Ctrl+F)"))
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(180)
        row.addWidget(self.line)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._typed)
        self.line.textChanged.connect(lambda _text: self._pause.start(PAUSE))
        self.line.returnPressed.connect(self.view.setFocus)
        return row

    def load(self) -> None:
        """The desk is open: show the list, and fill the menus."""
        self.model.show_list(self.wanted)
        for made in self.ledger.filters:
            chip = self.chips[(made.kind, made.field)]
            if made.kind == "choice":
                self._work.ask(asks.options, self.ledger.type, made.field, then=chip.fill)
            elif made.kind == "region":
                self._work.ask(asks.regions, then=chip.fill)

    # -- which rows ----------------------------------------------------------------------------

    def _filter(self, made: Filter, value: str | None) -> None:
        if made.kind == "mine" and value is not None:
            self._work.ask(asks.whose, then=lambda whose: self._show(self.wanted.filtered("owner", whose[0])))
            return
        if made.kind == "unit" and value is not None:
            self._work.ask(asks.unit, then=lambda unit: self._show(self.wanted.filtered(made.field, unit)))
            return
        for (kind, field), chip in self.chips.items():
            if field == made.field and kind != made.kind:
                chip.clear()  # two filters of one field would never find anything
        self._show(self.wanted.filtered(made.field, value))

    def _typed(self) -> None:
        words = self.line.text().strip()
        if words != self.wanted.text:
            self._show(replace(self.wanted, text=words))

    def _sort(self, field: str, descending: bool) -> None:
        self._show(replace(self.wanted, sort=field, descending=descending))

    def _show(self, wanted: asks.Wanted) -> None:
        self.wanted = wanted
        self.view.show_sort(wanted.sort, wanted.descending)
        self.model.show_list(wanted)

    def clear(self) -> None:
        """Take all filters off."""
        for chip in self.chips.values():
            chip.clear()
        self.line.clear()
        self._show(asks.Wanted(self.ledger.type, sort=self.wanted.sort, descending=self.wanted.descending))

    def _arrived(self, listing: asks.Listing) -> None:
        totals = listing.totals
        parts = [tr(self.ledger.counted, n=f"{totals.count:,}")]
        if self.ledger.summed and totals.yuan:
            parts.append(tr(self.ledger.summed, sum=yi_total(totals.yuan)))
        self.heading = " · ".join(parts)
        narrowed = bool(self.wanted.filters or self.wanted.text)
        if totals.count:
            self.body.setCurrentWidget(self.view)
        elif narrowed:
            self.empty.say(tr("No row fits these filters."), tr("Take the filters off"), self.clear)
            self.body.setCurrentWidget(self.empty)
        else:
            self.empty.say(tr(self.ledger.empty), tr(self.ledger.add), self._add,
                           f"{tr(self.ledger.add)} (Ctrl+Shift+N)")  # fmt: skip
            self.body.setCurrentWidget(self.empty)
        if listing.ids and not self.view.current_id():
            self.view.choose(listing.ids[0])
