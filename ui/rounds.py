"""What the round before left behind, beside the form of the next one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from ui.form_parts import Card, Link
from ui.sources import LastRound, overdue
from zsdesk.words import tr


class LastRoundCard(Card):
    """The open points and the next step of the round before; what is still open can be carried over."""

    opened = Signal()
    carried = Signal(str)

    def __init__(self, last: LastRound, today: date, parent: QWidget | None = None) -> None:
        super().__init__(tr("Left by the round before"), parent)
        for line in (part for part in last.open_points.splitlines() if part.strip()):
            self._line(line.strip(), "muted")
        if last.next_step:
            late = overdue(last.next_due, today)
            step = " · ".join(part for part in (last.next_step, last.next_owner) if part)
            due = tr("{days} days late", days=late) if late else f"{last.next_due:%m-%d}" if last.next_due else ""
            self._line(f"{step}（{due}）" if due else step, "muted", "red" if late else "")
        if not last.open_points and not last.next_step:
            self._line(tr("Nothing was left open."), "muted")
        look = Link(last.heading, self)
        look.setWordWrap(True)
        look.clicked.connect(self.opened)
        self.inside.addWidget(look)
        if last.positions:
            carry = Link(tr("Take over what is not agreed"), self)
            carry.clicked.connect(lambda: self.carried.emit(last.positions))
            self.inside.addWidget(carry)

    def _line(self, text: str, role: str, tone: str = "") -> None:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setProperty("role", role)
        label.setProperty("tone", tone)
        self.inside.addWidget(label)
