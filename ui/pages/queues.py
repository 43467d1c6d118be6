"""The queues of the coordination groups: what waits for each, and the meeting that takes it up."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui import asks
from ui.bus import Bus
from ui.pages.parts import Card, ItemRow, button, text
from ui.work import Work
from zsdesk.words import tr

SHOWN = 40


class Queues(QScrollArea):
    """A card for each group; its button makes a meeting of what waits."""

    taken = Signal(str, str)
    """A line was opened: type and id of its record."""
    counted = Signal(int)

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 6, 8)
        self._column.setSpacing(14)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.cards: dict[str, Card] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        self._is_open = False
        bus.changed.connect(lambda _touched: self._soon.start(200) if self._is_open else None)

    def load(self) -> None:
        """The page came into view: look."""
        self._is_open = True
        self._soon.start(0)

    def _ask(self) -> None:
        self._work.ask(asks.queues, then=self._show)

    def _show(self, queues: list[asks.Queue]) -> None:
        for queue in queues:
            self._put(queue)
        self.counted.emit(sum(len(queue.matters) for queue in queues))

    def _put(self, queue: asks.Queue) -> None:
        card = self.cards.get(queue.group)
        if card is None:
            card = Card(queue.name or tr("Without a group"), self.widget())
            self.cards[queue.group] = card
            self._column.insertWidget(len(self.cards) - 1, card)
            if queue.group:
                made = button(tr("Call a meeting"), lambda g=queue.group: self.convene(g),
                              tip=tr("A meeting of the group, its agenda what waits here"), parent=card)  # fmt: skip
                card.top.addWidget(made)
                card.call = made  # type: ignore[attr-defined]
        if queue.group:
            card.call.setEnabled(bool(queue.matters))  # type: ignore[attr-defined]
        card.setVisible(bool(queue.group or queue.matters))
        card.put([self._row(matter) for matter in queue.matters[:SHOWN]], tr("Nothing waits for this group."))
        if len(queue.matters) > SHOWN:
            card.add(text(tr("{n} more", n=len(queue.matters) - SHOWN), "muted", card))

    def _row(self, matter: Any) -> ItemRow:
        tone = matter.tone or "blue"
        left = {"red": tr("red"), "amber": tr("yellow")}.get(tone, tr("asked"))
        name = " · ".join(part for part in (matter.project_name, matter.title) if part)
        row = ItemRow(name, " · ".join(part for part in (matter.why, matter.unit) if part), left=left, tone=tone)
        row.clicked.connect(lambda: self.taken.emit(matter.type, matter.id))
        return row

    def convene(self, group: str) -> None:
        """A meeting of the group: its form opens, filled with what waits."""
        from zsdesk.acts.meetings import convene

        self._work.do(convene, group, then=lambda done: self._bus.open_record.emit("meeting", done.result))
