"""What a list offers beside its filters: columns, groups, cells in and out; its views are in ``list_views``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from ui.bus import Bus
from ui.later import call
from ui.pages.list_views import ListViews, shown, tool_button
from ui.settings import Settings
from ui.table import LazyModel
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.list_asks import Pasted
    from ui.table import Column
    from ui.view_asks import View

LISTS = "ui.list_asks"


class ListTools(QObject):
    """Two buttons at the right of the filters, and what is behind them."""

    arranged = Signal(object)
    """Another list is wanted: its ``Wanted``."""

    def __init__(
        self, work: Work, bus: Bus, settings: Settings, model: LazyModel, type_name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._work, self._bus, self._settings, self._model, self._type = work, bus, settings, model, type_name
        self._over = parent
        self._own = model.columns
        self._groupable: list[tuple[str, str]] = []
        self.views = ListViews(work, bus, model, type_name, parent)
        self.views.applied.connect(self._apply)
        self.more = tool_button("⋯", tr("Columns, groups, Excel"), self._more_menu, parent)

    def load(self) -> None:
        """The desk is open: what was arranged last time, and what can be arranged."""
        self.views.load()
        self._work.ask(call, LISTS, "groupable", self._type, then=self._groupable.extend)
        if names := self._settings.columns.get(self._type):
            self.show_columns(names)

    def changed(self) -> None:
        """The list is another one now: no view says what it shows."""
        self.views.changed()

    def _apply(self, view: View) -> None:
        if view.columns and view.columns != shown(self._model):
            self.show_columns(view.columns)
        self.arranged.emit(view.wanted)

    # -- columns and groups --------------------------------------------------------------------

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these fields as columns; those that the list has of its own keep their form."""
        self._work.ask(call, LISTS, "columns", self._type, list(names), then=self._made)

    def _made(self, columns: list[Column]) -> None:
        own = {column.name: column for column in self._own}
        receipt = [column for column in self._own if column.name == "receipt"]
        self._model.set_columns([*(own.get(c.name, c) for c in columns), *receipt])

    def _columns(self) -> None:
        self._work.ask(call, LISTS, "choosable", self._type, then=self._choose_columns)

    def _choose_columns(self, fields: list[tuple[str, str]]) -> None:
        dialog = import_module("ui.dialogs.columns").Columns(fields, shown(self._model), self._over)

        def done() -> None:
            if dialog.again or not dialog.chosen():
                self._settings.columns.pop(self._type, None)
                self._model.set_columns(self._own)
            else:
                self._settings.columns[self._type] = dialog.chosen()
                self.show_columns(dialog.chosen())

        dialog.accepted.connect(done)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _more_menu(self) -> QMenu:
        menu = QMenu(self._over)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Columns…"), self._columns)
        groups = menu.addMenu(tr("Group by"))
        now = self._model.wanted.group if self._model.wanted else ""
        for name, words in [("", tr("not at all")), *self._groupable]:
            action = groups.addAction(words, partial(self.group, name))
            action.setCheckable(True)
            action.setChecked(name == now)
        menu.addSeparator()
        menu.addAction(
            tr("Paste cells from Excel") + "\tCtrl+V", lambda: self.paste(QGuiApplication.clipboard().text())
        )
        menu.addAction(tr("Take in an Excel ledger…"), self.take_in)
        menu.addAction(tr("Write what is shown as an Excel file…") + "\tCtrl+Shift+S", self.export)
        return menu

    def group(self, name: str) -> None:
        """Let rows with one value of a field stand together."""
        self._settings.groups[self._type] = name
        if self._model.wanted is not None:
            self.arranged.emit(replace(self._model.wanted, group=name))

    # -- cells ---------------------------------------------------------------------------------

    def paste(self, text: str) -> None:
        """Plan the cells of the clipboard and show what they would do."""
        self._work.ask(call, LISTS, "plan_cells", text, self._type, self._model.fields, then=self._planned,
                       failed=self._refused)  # fmt: skip

    def _refused(self, error: Exception) -> None:
        self._bus.said.emit(str(error), "amber")

    def _planned(self, pasted: Pasted) -> None:
        dialog = import_module("ui.dialogs.pasted").PastedCells(self._work, self._type, pasted, self._over)
        dialog.taken.connect(self._taken)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _taken(self, intake: str, count: int) -> None:
        self._model.reload()
        undo = partial(self._work.ask, call, LISTS, "take_back", intake, then=lambda _none: self._model.reload())
        self._bus.offered.emit(tr("{n} rows taken in", n=count), tr("Undo"), undo)

    def take_in(self) -> None:
        """Take a whole ledger in, with its columns, a dry run, and a way back."""
        import_module("ui.dialogs.intake").IntakeDialog(self._work, self._bus, self._type, self._over).open()

    def export(self) -> None:
        """Write what the list shows to a file that the officer chooses."""
        from PySide6.QtWidgets import QFileDialog  # when it is wanted

        name, _ = QFileDialog.getSaveFileName(self._over, tr("Write what is shown as an Excel file…"),
                                              "", "Excel (*.xlsx)")  # fmt: skip
        if name:
            self.write(Path(name).with_suffix(".xlsx"))

    def write(self, path: Path) -> None:
        """Write what the list shows, in its columns and its order."""
        self._work.ask(call, LISTS, "export", self._model.wanted, path, self._model.fields,
                       then=lambda n: self._bus.said.emit(tr("{n} rows written to {path}", n=n, path=path), ""),
                       failed=self._refused)  # fmt: skip
