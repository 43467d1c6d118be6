"""What can be done with several rows at once: it rises at the foot of a list while more than one is selected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.later import call
from ui.pages.parts import button, text
from ui.paint import yi_total
from ui.work import Work
from zsdesk.words import tr


class SelectionBar(QFrame):
    """How many are selected and their sum, and the acts on them."""

    edit_wanted = Signal()
    copy_wanted = Signal()
    delete_wanted = Signal()
    merge_wanted = Signal(str, str)
    """Two entries of one enterprise are to be one: their ids."""

    def __init__(self, work: Work, type_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._type = work, type_name
        self._asked = 0
        self.ids: list[str] = []
        self.setProperty("role", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(8)
        self.told = text("", "strong", self)
        row.addWidget(self.told)
        row.addStretch(1)
        self.edit = button(tr("Set a field…"), self.edit_wanted.emit,
                           tip=tr("Set one field of all selected (Ctrl+Shift+E)"), parent=self)  # fmt: skip
        self.copy = button(tr("Copy"), self.copy_wanted.emit, tip=tr("Copy as cells for Excel (Ctrl+C)"), parent=self)
        self.delete = button(tr("Delete"), self.delete_wanted.emit, role="danger",
                             tip=tr("Delete all selected; Ctrl+Z takes it back"), parent=self)  # fmt: skip
        self.merge = button(tr("Make them one…"), self._merge, parent=self,
                            tip=tr("The two side by side: choose field by field what holds (Ctrl+M)"))  # fmt: skip
        self.merge.setShortcut("Ctrl+M")
        self.merge.hide()
        for made in (self.merge, self.edit, self.copy, self.delete):
            row.addWidget(made)
        self.hide()

    def show_ids(self, ids: Sequence[str]) -> None:
        """The selection: hidden where it is not several."""
        self.ids = list(ids)
        self._asked += 1
        self.merge.setVisible(self._type == "company" and len(self.ids) == 2)
        self.setVisible(len(self.ids) > 1)
        if len(self.ids) > 1:
            self.told.setText(tr("{n} selected", n=f"{len(self.ids):,}"))
            self._work.ask(call, "ui.list_asks", "sum_of", self._type, self.ids,
                           then=partial(self._summed, self._asked))  # fmt: skip

    def _merge(self) -> None:
        self.merge_wanted.emit(*self.ids)

    def _summed(self, asked: int, totals: object) -> None:
        yuan = getattr(totals, "yuan", None)
        if asked == self._asked and yuan:
            self.told.setText(f"{self.told.text()} · {yi_total(yuan)}")
