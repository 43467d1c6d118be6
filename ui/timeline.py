"""The history of a record: who changed what from what to what, when, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.form_parts import Link, clear
from zsdesk.clock import from_ms
from zsdesk.queries.detail import Event
from zsdesk.words import tr

FIRST = 12
"""Rows that are shown before one asks for all."""
LONG = 60

RECEIPTS = {
    "local": ("On this machine", "amber"),
    "sent": ("Sent", ""),
    "received": ("Received", ""),
    "accepted": ("Accepted", "jade"),
    "conflict": ("Conflict", "blue"),
    "parked": ("Returned", "red"),
}
_WHOLE = {"create": "Record made", "delete": "Record deleted", "restore": "Record restored"}


def moment(at_ms: int, today: date) -> str:
    """When, in as few characters as tell it: the time today, the day before that."""
    when = from_ms(at_ms)
    if when.date() == today:
        return when.strftime("%H:%M")
    if when.date() == today - timedelta(days=1):
        return tr("yesterday")
    return when.strftime("%m-%d") if when.year == today.year else when.strftime("%Y-%m-%d")


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONG else flat[: LONG - 1] + "…"


def sentence(event: Event) -> str:
    """What happened, as rich text: what was is struck through."""
    faint = theme.tokens().faint
    who = f" <span style='color:{theme.tokens().muted}'>· {escape(event.who)}</span>" if event.who else ""
    if event.kind != "change":
        return tr(_WHOLE[event.kind]) + who
    before = f"<s style='color:{faint}'>{escape(_cut(event.before))}</s> " if event.before else ""
    after = escape(_cut(event.after)) if event.after else f"<span style='color:{faint}'>{tr('cleared')}</span>"
    arrow = f"<span style='color:{faint}'>→</span> " if event.before else ""
    return f"<span style='color:{theme.tokens().muted}'>{escape(event.label)}</span> {before}{arrow}{after}{who}"


class Timeline(QWidget):
    """The events of a record, newest first; the first dozen, then all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: Sequence[Event] = ()
        self._today = date.min
        self._all = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 44)
        outer.addLayout(self._grid)
        self._more = Link("", self)
        self._more.setProperty("role", "quiet-link")
        self._more.clicked.connect(self._show_all)
        outer.addWidget(self._more)

    def show_events(self, events: Sequence[Event], today: date) -> None:
        """Show the history of a record."""
        self._events, self._today = events, today
        self._draw()

    def _show_all(self) -> None:
        self._all = True
        self._draw()

    def _draw(self) -> None:
        clear(self._grid)
        shown = self._events if self._all else self._events[:FIRST]
        for row, event in enumerate(shown):
            self._row(row, event)
        rest = len(self._events) - len(shown)
        self._more.setText(tr("{count} older changes", count=rest))
        self._more.setVisible(rest > 0)

    def _row(self, row: int, event: Event) -> None:
        top = Qt.AlignmentFlag.AlignTop
        when = QLabel(moment(event.at_ms, self._today), self)
        when.setProperty("role", "muted")
        when.setToolTip(from_ms(event.at_ms).strftime("%Y-%m-%d %H:%M:%S"))
        what = QLabel(sentence(event), self)
        what.setTextFormat(Qt.TextFormat.RichText)
        what.setWordWrap(True)
        what.setMinimumWidth(1)
        if max(len(event.before), len(event.after)) > LONG:
            what.setToolTip(f"{event.before}\n→\n{event.after}")
        words, tone = RECEIPTS.get(event.receipt, ("", ""))
        receipt = QLabel(tr(words) if words else "", self)
        receipt.setProperty("role", "muted")
        receipt.setProperty("tone", tone)
        self._grid.addWidget(when, row, 0, top)
        self._grid.addWidget(what, row, 1, top)
        self._grid.addWidget(receipt, row, 2, top | Qt.AlignmentFlag.AlignRight)
