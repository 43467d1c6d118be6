"""Taking an Excel ledger in: which column is which, what it would do, what is refused and why, and all of it back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import intake_asks as asks
from ui.bus import Bus
from ui.charts.grid import Grid, Line
from ui.days import moment_words
from ui.dialogs.progress import ProgressDialog
from ui.names import type_word
from ui.pages.parts import button, text
from ui.work import Work
from zsdesk.sheets import exchange
from zsdesk.sheets.intake import Plan, Planned
from zsdesk.words import tr

COLUMNS, ROWS, BEFORE = 0, 1, 2
MOST = 5_000
"""Rows of a plan that are listed; the numbers above count them all."""


class IntakeDialog(QDialog):
    """Three views: the columns, the rows as they would be taken in, and earlier imports."""

    def __init__(self, work: Work, bus: Bus, type_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Take in an Excel ledger: {type}", type=type_word(type_name)))
        self._work, self._bus, self.type = work, bus, type_name
        self.looked: asks.Looked | None = None
        self.opened: exchange.Opened | None = None
        self.plan: Plan | None = None
        self._build()
        self.resize(980, 640)
        self._earlier()

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 18, 22, 16)
        outer.setSpacing(10)
        top = QHBoxLayout()
        words = tr("Choose a workbook (.xlsx, .xls, .xlsb, .ods). Nothing is changed before you say so.")
        self.file_words = text(words, "muted", self, wrap=True)
        top.addWidget(self.file_words, 1)
        self.sheet = QComboBox(self)
        self.sheet.setAccessibleName(tr("Sheet of the workbook"))
        self.sheet.setToolTip(tr("Sheet of the workbook"))
        self.sheet.hide()
        self.sheet.activated.connect(lambda _at: self._look(self.sheet.currentText()))
        top.addWidget(self.sheet)
        self.choose_button = self._button(tr("Choose a file…"), self.choose, "folder-open")
        top.addWidget(self.choose_button)
        outer.addLayout(top)
        self.wrong = text("", "", self, wrap=True)
        self.wrong.setProperty("tone", "red")
        self.wrong.hide()
        outer.addWidget(self.wrong)
        self.views = QStackedWidget(self)
        for made in (self._columns_view(), self._rows_view(), self._before_view()):
            self.views.addWidget(made)
        self.views.setCurrentIndex(BEFORE)
        outer.addWidget(self.views, 1)
        outer.addLayout(self._foot())

    def _button(self, words: str, then: Any, icon: str = "", role: str = "") -> Any:
        made = button(words, then, role=role, icon=icon, parent=self)
        made.setAutoDefault(False)
        return made

    def _columns_view(self) -> QWidget:
        view = QWidget(self)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text(tr("Which column is which? What is chosen here is remembered for the next such ledger."),
                              "muted", view, wrap=True))  # fmt: skip
        self.mapping = QTableWidget(0, 3, view)
        self.mapping.setHorizontalHeaderLabels([tr("Column of the ledger"), tr("For example"), tr("Taken as")])
        self.mapping.setAccessibleName(tr("Columns of the ledger"))
        self.mapping.verticalHeader().hide()
        self.mapping.setShowGrid(False)
        self.mapping.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.mapping.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.mapping.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for at in range(3):
            self.mapping.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        column.addWidget(self.mapping, 1)
        return view

    def _rows_view(self) -> QWidget:
        view = QWidget(self)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        self.counts = text("", "strong", view, wrap=True)
        column.addWidget(self.counts)
        chips = QHBoxLayout()
        self.chips: dict[str, Any] = {}
        for action, words in (("", tr("All rows")), ("refused", tr("Refused")), ("create", tr("New")),
                              ("change", tr("Changed")), ("same", tr("Unchanged"))):  # fmt: skip
            chip = self._button(words, partial(self._list, action), role="chip")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chips.addWidget(chip)
            self.chips[action] = chip
        chips.addStretch(1)
        self.refused_button = self._button(tr("Save the refused rows…"), self.save_refused, "download")
        chips.addWidget(self.refused_button)
        column.addLayout(chips)
        heads = (tr("What"), tr("Row"), tr("Result"), tr("Why"))
        self.rows = Grid(tr("Rows of the ledger"), heads, right=9, whole=False, parent=view)
        head = self.rows.horizontalHeader()
        for at, mode in enumerate(("Interactive", "ResizeToContents", "ResizeToContents", "Stretch")):
            head.setSectionResizeMode(at, getattr(QHeaderView.ResizeMode, mode))
        self.rows.setColumnWidth(0, 260)
        column.addWidget(self.rows, 1)
        return view

    def _before_view(self) -> QWidget:
        view = QWidget(self)
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text(tr("Earlier imports: each can be taken back as a whole."), "muted", view, wrap=True))
        heads = (tr("Workbook"), tr("Kind"), tr("Rows taken in"), tr("When"), tr("State"))
        self.before = Grid(tr("Earlier imports"), heads, right=9, whole=False, parent=view)
        self.before.selectionModel().currentRowChanged.connect(lambda _now, _old: self._state())
        column.addWidget(self.before, 1)
        return view

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.back_button = self._button(tr("Back to the columns"), lambda: self._go(COLUMNS), "arrow-left")
        self.try_button = self._button(tr("Try it out"), self.try_out, role="primary")
        self.take_button = self._button(tr("Take in"), self.take_in, role="primary")
        self.undo_button = self._button(tr("Take this import back"), self.take_back, "undo-2", role="danger")
        for made in (self.back_button, self.try_button, self.take_button, self.undo_button):
            row.addWidget(made)
        row.addStretch(1)
        self.earlier_button = self._button(tr("Earlier imports"), self._earlier, "history")
        row.addWidget(self.earlier_button)
        row.addWidget(self._button(tr("Close"), self.reject))
        return row

    def _go(self, view: int) -> None:
        self.views.setCurrentIndex(view)
        self._state()

    def _state(self) -> None:
        """Which buttons stand at the foot."""
        view = self.views.currentIndex()
        self.back_button.setVisible(view == ROWS)
        self.try_button.setVisible(view == COLUMNS)
        self.take_button.setVisible(view == ROWS)
        entries = len(self.plan.entries) if self.plan is not None else 0
        self.take_button.setText(tr("Take {n} rows in", n=f"{entries:,}"))
        self.take_button.setEnabled(entries > 0)
        chosen = self._chosen_import()
        self.undo_button.setVisible(view == BEFORE and bool(self.found))
        self.undo_button.setEnabled(chosen is not None and not chosen.undone)
        self.earlier_button.setVisible(view != BEFORE)

    def _failed(self, error: Exception) -> None:
        self.wrong.setText(str(error))
        self.wrong.show()

    # -- the workbook and its columns ----------------------------------------------------------

    def choose(self) -> None:
        """Ask for a workbook."""
        path, _kind = QFileDialog.getOpenFileName(self, tr("Choose a file…"), "",
                                                  f"{tr('Workbooks')} (*.xlsx *.xls *.xlsb *.ods *.xlsm)")  # fmt: skip
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Look at a workbook."""
        self.wrong.hide()
        self.file_words.setText(tr("Reading “{name}”…", name=path.name))
        self._work.ask(asks.look, path, self.type, "", then=self._show, failed=self._failed)

    def _look(self, sheet: str) -> None:
        if self.looked is not None:
            self._work.ask(asks.look, self.looked.path, self.type, sheet, then=self._show, failed=self._failed)

    def _show(self, looked: asks.Looked) -> None:
        self.looked, self.opened, self.plan = looked, looked.opened, None
        self.wrong.hide()
        lines = len(looked.opened.sheet.lines)
        self.file_words.setText(tr("“{name}”, {n} rows", name=looked.path.name, n=f"{lines:,}"))
        self.sheet.clear()
        self.sheet.addItems(looked.sheets)
        self.sheet.setCurrentText(looked.opened.sheet.name)
        self.sheet.setVisible(len(looked.sheets) > 1)
        self.mapping.setRowCount(len(looked.headings))
        self.boxes: list[QComboBox] = []
        for at, heading in enumerate(looked.headings):
            for column, words in enumerate((heading.words, heading.example)):
                cell = QTableWidgetItem(words)
                cell.setToolTip(words)
                self.mapping.setItem(at, column, cell)
            self.boxes.append(self._box(heading, looked.fields))
            self.mapping.setCellWidget(at, 2, self.boxes[-1])
            self.mapping.setRowHeight(at, 38)
        self._go(COLUMNS)
        if self.boxes:
            self.boxes[0].setFocus()

    def _box(self, heading: asks.Heading, fields: tuple[tuple[str, str], ...]) -> QComboBox:
        box = QComboBox(self.mapping)
        box.setAccessibleName(tr("“{words}” is taken as", words=heading.words))
        box.addItem(tr("— leave out —"), "")
        for name, words in fields:
            box.addItem(words, name)
        box.setCurrentIndex(max(0, box.findData(heading.field)))
        box.activated.connect(lambda _at, b=box: self._only(b))
        return box

    def _only(self, chosen: QComboBox) -> None:
        """A field is taken from one column only: the others let it go."""
        for box in self.boxes:
            if box is not chosen and chosen.currentData() and box.currentData() == chosen.currentData():
                box.setCurrentIndex(0)

    # -- what it would do ----------------------------------------------------------------------

    def try_out(self) -> None:
        """Plan every row; nothing is changed."""
        if self.opened is None:
            return
        self.wrong.hide()
        self.opened = asks.remapped(self.opened, {at: box.currentData() for at, box in enumerate(self.boxes)})
        dialog = ProgressDialog(tr("Trying the rows out…"), self)
        dialog.start(self._work, exchange.plan, self.opened, then=self._planned, failed=self._failed)

    def _planned(self, plan: Plan) -> None:
        self.plan = plan
        self.counts.setText(
            tr("New {create}, changed {change}, unchanged {same}, refused {refused}; new enterprises {companies}.",
               create=plan.count("create"), change=plan.count("change"), same=plan.count("same"),
               refused=plan.count("refused"), companies=len(plan.companies))
        )  # fmt: skip
        refused = plan.count("refused")
        self.refused_button.setEnabled(refused > 0)
        self._list("refused" if refused else "")
        self._go(ROWS)

    def _list(self, action: str) -> None:
        if self.plan is None:
            return
        self.chips[action].setChecked(True)
        rows = [row for row in self.plan.rows if action in ("", row.action)][:MOST]
        self.rows.show([Line((row.heading, str(row.line.number), _result(row), "；".join(row.reasons or row.notes)))
                        for row in rows])  # fmt: skip

    def save_refused(self) -> None:
        """Write the refused rows with their reasons where the officer says."""
        if self.plan is None or self.looked is None:
            return
        name = f"{self.looked.path.stem}-{tr('refused')}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the refused rows…"), name, "Excel (*.xlsx)")
        if path:
            done = partial(self._refused_saved, path)
            self._work.ask(asks.write_refused, self.opened, self.plan, Path(path), then=done, failed=self._failed)

    def _refused_saved(self, path: str, count: int) -> None:
        self._bus.said.emit(tr("{count} rows in {path}", count=count, path=path), "")

    # -- doing it, and taking it back ----------------------------------------------------------

    def take_in(self) -> None:
        """Do what was tried out, with progress; stopping it takes back what was taken in."""
        self.wrong.hide()
        dialog = ProgressDialog(tr("Taking the rows in…"), self)
        dialog.start(self._work, asks.take_in, self.opened, self.plan, then=self._taken, failed=self._failed)

    def _taken(self, taken: asks.Taken) -> None:
        self.plan = None
        self._bus.changed.emit(taken.touched)
        self._bus.said.emit(tr("{n} rows taken in", n=f"{taken.rows:,}"), "")
        self._earlier()

    def _earlier(self) -> None:
        self.found: list[Any] = []
        self._go(BEFORE)
        self._work.ask(asks.imports, then=self._show_earlier)

    def _show_earlier(self, answer: tuple[list[Any], Any]) -> None:
        self.found, today = answer
        self.before.show([
            Line((one.name, type_word(one.type), f"{one.rows:,}", moment_words(one.at, today),
                  tr("taken back") if one.undone else tr("taken in")), one.id)
            for one in self.found
        ])  # fmt: skip
        if self.found:
            self.before.setCurrentIndex(self.before.lines.index(0, 0))
        self._state()

    def _chosen_import(self) -> Any:
        row = self.before.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    def take_back(self) -> None:
        """Take the chosen import back as a whole."""
        chosen = self._chosen_import()
        if chosen is not None:
            dialog = ProgressDialog(tr("Taking the rows back…"), self)
            dialog.start(self._work, exchange.take_back, chosen.id, then=self._taken_back, failed=self._failed)

    def _taken_back(self, done: exchange.TakenBack) -> None:
        self._bus.changed.emit(done.touched)
        self._bus.said.emit(tr("{count} rows were taken back.", count=done.rows), "")
        self._earlier()


def _result(row: Planned) -> str:
    return {"create": tr("New"), "change": tr("Changed"), "same": tr("Unchanged"), "refused": tr("Refused")}[row.action]
