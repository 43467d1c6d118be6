"""The lights of 督办: what is red, what is yellow, what is listed; each line opens its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui import asks
from ui.bus import Bus
from ui.pages.parts import Card, ItemRow, text
from ui.work import Work
from zsdesk.words import label, tr

SHOWN = 60
"""Lines of a card; the ledgers have them all."""


class Lights(QScrollArea):
    """Three cards, the reddest first."""

    taken = Signal(str, str)
    """A line was opened: type and id of its record."""
    counted = Signal(int, int, int)
    """How many are red, yellow, listed."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 6, 8)
        column.setSpacing(14)
        self.red, self.yellow, self.listed = (
            Card(words, inside) for words in (tr("Red"), tr("Yellow"), tr("On the list"))
        )
        for card in (self.red, self.yellow, self.listed):
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(inside)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        self._is_open = False
        bus.changed.connect(lambda _touched: self._soon.start(200) if self._is_open else None)
        bus.restyled.connect(self.update)

    def load(self) -> None:
        """The desk is open: look."""
        self._is_open = True
        self._soon.start(0)

    def enter(self) -> None:
        """Give the keyboard to the first line."""
        rows = [row for card in (self.red, self.yellow, self.listed) for row in card.rows if isinstance(row, ItemRow)]
        (rows[0] if rows else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self._work.ask(asks.lights, then=self._show)

    def _show(self, lamps: asks.Lamps) -> None:
        from zsdesk.queries.supervision import KINDS  # loads the records, which the first paint must not wait for

        by_tone: dict[str, list[Any]] = {"red": [], "yellow": [], "": []}
        for light in lamps.lights:
            by_tone[light.tone].append(light)
        self._put(self.red, by_tone["red"], KINDS, tr("Nothing is red."))
        self._put(self.yellow, by_tone["yellow"], KINDS, tr("Nothing is yellow."))
        self._put(self.listed, by_tone[""], KINDS, tr("Nothing is listed within its term."))
        self.counted.emit(*(len(by_tone[tone]) for tone in ("red", "yellow", "")))

    def _put(self, card: Card, lights: Sequence[Any], kinds: dict[str, str], otherwise: str) -> None:
        card.put([self._row(light, kinds) for light in lights[:SHOWN]], otherwise)
        if len(lights) > SHOWN:
            card.add(text(tr("{n} more", n=len(lights) - SHOWN), "muted", card))

    def _row(self, light: Any, kinds: dict[str, str]) -> ItemRow:
        left, tone = light_words(light)
        named = light.project_name if light.type != "project" else ""
        extended = tr("extended {n} times", n=light.extended) if light.extended else ""
        marked = tr("on the list") if light.listed and light.kind != "listing" else ""
        parts = (label(kinds[light.kind]), named, light.unit, extended, marked)
        row = ItemRow(light.subject, " · ".join(part for part in parts if part), left=left, tone=tone)
        row.clicked.connect(lambda: self.taken.emit(light.type, light.id))
        return row


def light_words(light: Any) -> tuple[str, str]:
    """How far behind a light is, and its colour: ``超 24 天``, ``落后 15 点``, ``差 2 天``."""
    tone = {"red": "red", "yellow": "amber"}.get(light.tone, "blue")
    if light.kind == "progress_behind":
        return tr("{n} points", n=light.late), tone
    if light.late > 0:
        return tr("{n} d late", n=light.late), tone
    if light.kind == "blocker":
        return (tr("{n} d left", n=-light.late) if light.late else tr("today")), tone
    return tr("in its term"), tone
