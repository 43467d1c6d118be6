"""One list of a page: its filters, its table, and what to do where it is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import asks
from ui.bus import Bus
from ui.composing import ComposingLine
from ui.flow import Flow
from ui.later import call
from ui.pages.ledgers import Filter, Ledger
from ui.pages.list_tools import ListTools
from ui.pages.parts import Chip, Empty
from ui.pages.selection_bar import SelectionBar
from ui.paint import yi_total
from ui.settings import Settings
from ui.table import LazyModel
from ui.table_view import ListView
from ui.work import Work
from zsdesk.words import tr

PAUSE = 150
"""Milliseconds without a key before the list is filtered."""


class LedgerList(QWidget):
    """One ledger: its filters and its table, or what to do where it is empty."""

    def __init__(
        self, work: Work, bus: Bus, ledger: Ledger, add: Callable[[], object], parent: QWidget,
        settings: Settings | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.ledger = ledger
        self._work, self._bus, self._add = work, bus, add
        self._settings = settings or Settings()
        self.wanted = asks.Wanted(ledger.type, group=self._settings.groups.get(ledger.type, ""))
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
        self.tools = ListTools(work, bus, self._settings, self.model, ledger.type, self)
        self.tools.arranged.connect(self._arrange)
        column.addLayout(self._filters())
        column.addWidget(self.body, 1)
        self.selected = SelectionBar(work, ledger.type, self)
        self.selected.edit_wanted.connect(self.edit_selected)
        self.selected.copy_wanted.connect(self.view.copy)
        self.selected.delete_wanted.connect(self._delete_selected)
        self.selected.merge_wanted.connect(bus.open_merge)
        column.addWidget(self.selected)
        self.view.many.connect(self.selected.show_ids)
        self.view.pasted.connect(self.tools.paste)
        self.model.modelReset.connect(self.view.share_out)
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
        holder = QWidget(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # the chips wrap where the list is narrow
        holder.setSizePolicy(policy)
        self._flow = Flow(holder, gap=6)
        self._flow.setContentsMargins(0, 2, 0, 2)
        self.chips: dict[tuple[str, str], Chip] = {}
        self._more = QPushButton(tr("＋ Filter"), self)
        self._more.setProperty("role", "chip")
        self._more.setToolTip(tr("Filter by another field"))
        self._more.setAccessibleName(tr("Filter by another field"))
        self._more.clicked.connect(self._offer_filters)
        for made in self.ledger.filters:
            self._chip(made)
        self._flow.addWidget(self._more)
        row.addWidget(holder, 1)
        self.line = ComposingLine(self)
        self.line.setProperty("role", "filter")
        self.line.setPlaceholderText(tr("Filter (Ctrl+F)"))
        self.line.setAccessibleName(tr("Filter the list by words"))
        self.line.setToolTip(tr("Show the rows in which these words stand (Ctrl+F)"))
        self.line.setClearButtonEnabled(True)
        self.line.setFixedWidth(148)
        for widget in (self.line, self.tools.views.button, self.tools.more):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._typed)
        self.line.textChanged.connect(lambda _text: self._pause.start(PAUSE))
        self.line.returnPressed.connect(self.view.setFocus)
        return row

    def _chip(self, made: Filter) -> Chip:
        chip = Chip(tr(made.label), self, value="" if made.kind in ("unset", "mine", "unit") else None)
        chip.picked.connect(lambda value, f=made: self._filter(f, value))
        self.chips[(made.kind, made.field)] = chip
        self._flow.insert(len(self.chips) - 1, chip)
        return chip

    def _fill_chip(self, made: Filter) -> None:
        chip = self.chips[(made.kind, made.field)]
        if made.kind == "choice":
            self._work.ask(asks.options, self.ledger.type, made.field, then=chip.fill)
        elif made.kind == "region":
            self._work.ask(asks.regions, then=chip.fill)

    def _offer_filters(self) -> None:
        self._work.ask(call, "ui.list_asks", "filterable", self.ledger.type, then=self._filters_offered)

    def _filters_offered(self, fields: list[tuple[str, str, str]]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        there = {field for _, field in self.chips}
        for name, words, kind in fields:
            if name not in there:
                menu.addAction(words, partial(self.add_filter, Filter(kind, name, words)))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def add_filter(self, made: Filter) -> None:
        """Put a chip for another field beside the others, and open it."""
        chip = self._chip(made)
        chip.show()

        def filled(entries: list[Any]) -> None:
            chip.fill(entries)
            chip.click()

        if made.kind == "choice":
            self._work.ask(asks.options, self.ledger.type, made.field, then=filled)
        else:
            self._work.ask(asks.regions, then=filled)

    def load(self) -> None:
        """The desk is open: show the list, and fill the menus."""
        self.model.show_list(self.wanted)
        self.tools.load()
        for made in self.ledger.filters:
            self._fill_chip(made)

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
        if wanted != self.wanted:
            self.tools.changed()
        self._list(wanted)

    def _arrange(self, wanted: asks.Wanted) -> None:
        """A view, or another grouping: show it, and let the chips say it."""
        self._list(wanted)
        self._work.ask(call, "ui.list_asks", "worded", self.ledger.type, wanted.filters, then=self._say_filters)

    def _say_filters(self, filters: list[Any]) -> None:
        for chip in self.chips.values():
            chip.clear()
        self.line.blockSignals(True)
        self.line.setText(self.wanted.text)
        self.line.blockSignals(False)
        for one in filters:
            kinds = ("unset", "mine", "choice", "region") if not one.packed else ("mine", "choice", "region")
            known = next((self.chips[(k, one.field)] for k in kinds if (k, one.field) in self.chips), None)
            if known is None:
                made = Filter("choice", one.field, one.label)
                known = self._chip(made)
                known.show()
                self._fill_chip(made)
            known.show_value(one.value)

    def _list(self, wanted: asks.Wanted) -> None:
        self.wanted = wanted
        self.view.show_sort(wanted.sort, wanted.descending)
        self.model.show_list(wanted)

    def clear(self) -> None:
        """Take all filters off."""
        for chip in self.chips.values():
            chip.clear()
        self.line.clear()
        self._show(replace(self.wanted, filters=(), text=""))

    # -- several rows --------------------------------------------------------------------------

    def edit_selected(self) -> None:
        """Set one field of all selected."""
        if len(self.selected.ids) > 1:
            bulk = import_module("ui.dialogs.bulk").Bulk(self._work, self.ledger.type, self.selected.ids, self)
            bulk.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            bulk.open()

    def _delete_selected(self) -> None:
        act = import_module("zsdesk.acts.records").delete_all
        self._work.do(act, self.ledger.type, self.selected.ids)

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
            self.view.choose_first()
