"""Cells that were pasted into a list: what they would do is shown first, row by row, and can be taken back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui import list_asks
from ui.pages.parts import button, text
from ui.work import Work
from zsdesk.fields import field_of
from zsdesk.records import record_type
from zsdesk.words import tr

SHOWN = 60
TONES = {"create": "jade", "change": "amber", "same": "", "refused": "red"}


class PastedCells(QDialog):
    """The plan of an import from the clipboard."""

    taken = Signal(str, int)
    """Taken in: the import's id and how many rows."""

    def __init__(self, work: Work, type_name: str, pasted: list_asks.Pasted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._pasted = work, pasted
        self.setWindowTitle(tr("Cells from the clipboard"))
        self.setMinimumSize(560, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(text(tr("Cells from the clipboard"), "head", self))
        plan = pasted.plan
        self.entries = len(plan.entries)
        counts = tr("{new} new, {changed} changed, {same} the same, {refused} refused", new=plan.count("create"),
                    changed=plan.count("change"), same=plan.count("same"), refused=plan.count("refused"))  # fmt: skip
        column.addWidget(text(counts, "", self))
        record = record_type(type_name)
        taken = "、".join(field_of(record, name).label for name in pasted.opened.columns.values())
        column.addWidget(text(tr("Columns that were understood: {names}", names=taken), "small", self, wrap=True))
        column.addWidget(self._rows(plan), 1)
        foot = QHBoxLayout()
        self.take = button(tr("Take in {n} rows", n=self.entries), self._take, role="primary",
                           tip=tr("Take them in; “Undo” takes them back"), parent=self)  # fmt: skip
        self.take.setEnabled(self.entries > 0)
        foot.addWidget(self.take)
        foot.addWidget(button(tr("Cancel"), self.reject, tip=tr("Change nothing (Esc)"), parent=self))
        foot.addStretch(1)
        column.addLayout(foot)

    def _rows(self, plan: Any) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setSpacing(6)
        words = {"create": tr("new"), "change": tr("changed"), "same": tr("the same"), "refused": tr("refused")}
        order = {"refused": 0, "change": 1, "create": 2, "same": 3}
        for row in sorted(plan.rows, key=lambda one: order[one.action])[:SHOWN]:
            line = QHBoxLayout()
            line.setSpacing(10)
            mark = QLabel(words[row.action], inside)
            mark.setProperty("role", "tag")
            mark.setProperty("tone", TONES[row.action])
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            said = " · ".join([row.heading, *row.reasons, *row.notes])
            line.addWidget(text(said, "", inside, wrap=True), 1)
            lines.addLayout(line)
        if len(plan.rows) > SHOWN:
            lines.addWidget(text(tr("{n} more", n=len(plan.rows) - SHOWN), "muted", inside))
        lines.addStretch(1)
        area.setWidget(inside)
        return area

    def _take(self) -> None:
        self.take.setEnabled(False)
        self._work.ask(list_asks.take_in, self._pasted, then=self._done)

    def _done(self, intake: str) -> None:
        self.taken.emit(intake, self.entries)
        self.accept()
