"""项目: the board of stages, and the ledger of all projects."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ui.bus import Bus
from ui.later import call
from ui.pages.board import Board
from ui.pages.ledger_page import LedgerPage
from ui.pages.ledgers import PROJECTS
from ui.pages.parts import button
from ui.pages.pushing_ledgers import AGREEMENTS, COMMITMENTS, FUNDS, HANDOVERS, MILESTONES, PROGRESS
from ui.paint import yi_total
from ui.settings import Settings
from ui.work import Work
from zsdesk.words import tr

BOARD = "board"
COURSE = (AGREEMENTS, COMMITMENTS, MILESTONES, PROGRESS, FUNDS, HANDOVERS)
"""The papers of a project's course, each in a list of its own."""


class ProjectsPage(LedgerPage):
    """Opens on the board; a card's record comes in from the right."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "projects", (PROJECTS, *COURSE), parent)
        self.board = Board(work, bus, self.new_here, self.stack)
        self.stack.insertWidget(0, self.board)
        self.stack.setCurrentWidget(self.board)
        self.right.hide()
        self._summary = ""
        self.board.counted.connect(self._board_counted)
        self.board.taken.connect(self._take)
        self.board.moved.connect(self.show_gate)
        back = QShortcut(QKeySequence("Esc"), self)
        back.activated.connect(self._put_away)

    def show_gate(self, project: str, stage: str) -> None:
        """The gate sheet of a project on its way to a stage."""
        import_module("ui.dialogs.gate").GateSheet(self._work, self._bus, project, stage, self).open()

    def segments(self) -> list[tuple[str, str]]:
        return [(BOARD, tr("Board")), (PROJECTS.type, tr("Ledger")), *((one.type, tr(one.title)) for one in COURSE)]

    def _heading(self) -> QHBoxLayout:
        row = super()._heading()
        tip = tr("The province's ledger of signed projects: planned start, department, blockers; it comes back by 导入")
        row.addWidget(button(tr("Dynamic ledger…"), self.write_tracking, role="quiet", icon="table-2", tip=tip,
                             parent=self.left))  # fmt: skip
        return row

    def write_tracking(self) -> None:
        """Write the dynamic ledger of signed projects to a file of the officer's choice."""
        path, _kind = QFileDialog.getSaveFileName(self, tr("Dynamic ledger…"), "签约项目动态跟踪台账.xlsx", "*.xlsx")
        if path:
            self._work.ask(call, "zsdesk.sheets.tracking", "write_tracking", Path(path),
                           then=partial(self._tracking_written, path))  # fmt: skip

    def _tracking_written(self, path: str, count: int) -> None:
        self._bus.said.emit(tr("{count} rows in {path}", count=count, path=path), "")

    @property
    def on_board(self) -> bool:
        """Whether the board is in view."""
        return self.stack.currentWidget() is self.board

    def opened(self) -> None:
        super().opened()
        self.board.load()

    def focus_list(self) -> None:
        if self.on_board:
            self.board.enter()
        else:
            super().focus_list()

    def show_segment(self, key: str) -> None:
        if key == BOARD:
            self.tabs[BOARD].setChecked(True)
            self.stack.setCurrentWidget(self.board)
            self.right.hide()
            self._count()
            return
        if key == PROJECTS.type and self._editing and self.on_board:
            return
        super().show_segment(key)
        self.right.show()

    def show_record(self, type_name: str, id: str) -> None:
        if self.on_board and type_name == PROJECTS.type:
            self._take(id)
        else:
            super().show_record(type_name, id)

    def new_record(self, type_name: str, texts: dict[str, str]) -> None:  # type: ignore[override]
        self.record_view().edit_record(type_name, "", dict(texts))

    def _take(self, id: str) -> None:
        self.right.show()
        self._show("project", id)

    def _put_away(self) -> None:
        if self.on_board and not self._editing:
            self.right.hide()
            self._shown = ("", "")
            self.board.enter()

    def _make_room(self) -> None:
        if not self.on_board:  # the board has the page to itself until a card is taken
            super()._make_room()

    def _show_current(self) -> None:
        if not self.on_board:
            super()._show_current()

    def _saved(self, type_name: str, id: str) -> None:
        if self.on_board and type_name == PROJECTS.type:
            self._back()
            self._shown = ("", "")
            self._take(id)
        else:
            super()._saved(type_name, id)

    def _closed(self) -> None:
        super()._closed()
        if self.on_board:
            self._put_away()

    def _board_counted(self, count: int, yuan: int) -> None:
        self._summary = tr(PROJECTS.counted, n=f"{count:,}") + (f" · {yi_total(yuan)}" if yuan else "")
        self._count()

    def _count(self) -> None:
        self.counted.setText(self._summary if self.on_board else self.list.heading)
