"""隔离: changes of what their authors no longer see; a supervisor lets each hold, or leaves the record as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import sync_asks
from ui.bus import Bus
from ui.days import moment_words
from ui.names import type_word
from ui.pages.parts import Card, button, text
from ui.work import Work
from zsdesk.words import label, tr

_DEEDS = {"create": "新建", "delete": "删除", "restore": "恢复"}


class KeptRow(QFrame):
    """One change: whose, of what, when; by field what it was, what it is now, what was written; and two buttons."""

    def __init__(self, kept: Any, decides: bool, today: date, card: QuarantineCard) -> None:
        super().__init__(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(16)
        deed = label(_DEEDS[kept.action]) if kept.action in _DEEDS else ""
        what = " · ".join(part for part in (type_word(kept.type), kept.title, deed) if part)
        head = text(what, "", self)
        head.setMinimumWidth(1)
        head.setToolTip(what)
        top.addWidget(head, 1)
        top.addWidget(text(f"{kept.author} · {moment_words(kept.at_ms, today)}", "muted", self))
        if decides:
            self.adopt = button(tr("Let it hold"), lambda: card.decide(kept.id, True), parent=self,
                                tip=tr("What was written becomes an ordinary change of the record"))  # fmt: skip
            self.discard = button(tr("Leave the record as it is"), lambda: card.decide(kept.id, False), parent=self)
            self.adopt.setEnabled(kept.here or kept.action == "create")
            top.addWidget(self.adopt)
            top.addWidget(self.discard)
        column.addLayout(top)
        column.addLayout(self._fields(kept))

    def _fields(self, kept: Any) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        for at, words in enumerate(("", tr("Was"), tr("Is now"), tr("Written"))):
            grid.addWidget(text(words, "small", self), 0, at)
            grid.setColumnStretch(at, 1 if at else 0)
        for row, field in enumerate(kept.fields, 1):
            grid.addWidget(text(field.label, "muted", self), row, 0)
            for at, words in enumerate((field.before, field.now, field.written), 1):
                shown = text(words or "—", "", self, wrap=True)
                shown.setMinimumWidth(1)
                grid.addWidget(shown, row, at)
        return grid


class QuarantineCard(Card):
    """The changes in quarantine; there only where there are some."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(tr("Written for records that went to another region"), parent)
        self._work, self._bus = work, bus
        self._today = date.min
        self.hide()

    def ask(self, today: date) -> None:
        """Read what is kept."""
        self._today = today
        self._work.ask(sync_asks.kept, then=self._show)

    def _show(self, found: sync_asks.Kept) -> None:
        self.put([KeptRow(one, found.decides, self._today, self) for one in found.changes], "")
        self.setVisible(bool(found.changes))

    def decide(self, id: str, adopted: bool) -> None:
        """Make the decision hold."""
        self._work.ask(sync_asks.decide, id, adopted, then=self._decided, failed=self._refused)

    def _decided(self, done: Any) -> None:
        self._bus.did.emit(done)
        self._bus.changed.emit(done.touched)
        self.ask(self._today)

    def _refused(self, error: Exception) -> None:
        self._bus.said.emit(str(error), "red")
