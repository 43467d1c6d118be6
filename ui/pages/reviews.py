"""会审: the reviews, what a department owes, and the coordination groups with their queues, meetings and tasks.

The groups stand here because what they take up is what reviews and blockers could not settle between
departments: the same people sit in both.
"""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.parts import button
from ui.pages.pushing_ledgers import MEETINGS, OPINIONS, REVIEWS, TASKS
from ui.pages.queues import Queues
from ui.settings import Settings
from ui.work import Work
from zsdesk.words import tr

QUEUES = "queues"


class ReviewsPage(LedgerPage):
    """Opens on the reviews; an opinion comes up by its review and is not made by hand."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "reviews", (REVIEWS, OPINIONS, MEETINGS, TASKS), parent)
        self.queues = Queues(work, bus, self.stack)
        self.stack.addWidget(self.queues)
        self._summary = ""
        self.queues.counted.connect(self._queues_counted)
        self.queues.taken.connect(self._take)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._put_away)

    def segments(self) -> list[tuple[str, str]]:
        made = super().segments()
        return [*made[:2], (QUEUES, tr("Queues")), *made[2:]]

    def _heading(self) -> QHBoxLayout:
        row = super()._heading()
        tip = tr("A question of a review that came as a sealed file")
        row.addWidget(
            button(
                tr("Answer a packet"), self.answer_packet, role="quiet", icon="folder-open", tip=tip, parent=self.left
            )
        )
        return row

    def answer_packet(self) -> None:
        """Answer a question that came as a sealed file."""
        from ui.dialogs.packet import PacketAnswer  # loads the records, which the first paint must not wait for

        self._packet = PacketAnswer(self._work, self._bus, self)
        self._packet.start()

    @property
    def on_queues(self) -> bool:
        """Whether the queues are in view."""
        return self.stack.currentWidget() is self.queues

    def show_segment(self, key: str) -> None:
        if key != QUEUES:
            super().show_segment(key)
            self.right.show()
            return
        self.tabs[QUEUES].setChecked(True)
        self.stack.setCurrentWidget(self.queues)
        self.queues.load()
        self._put_away()
        self._count()

    def _take(self, type_name: str, id: str) -> None:
        self.right.show()
        self._show(type_name, id)

    def _put_away(self) -> None:
        if self.on_queues and not self._editing:
            self.right.hide()
            self._shown = ("", "")
            self.queues.setFocus()

    def _make_room(self) -> None:
        if not self.on_queues:
            super()._make_room()

    def _show_current(self) -> None:
        if not self.on_queues:
            super()._show_current()

    def _queues_counted(self, waiting: int) -> None:
        self._summary = tr("{n} matters wait", n=waiting)
        self._count()

    def _count(self) -> None:
        self.counted.setText(self._summary if self.on_queues else self.list.heading)
