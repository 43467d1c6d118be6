"""The enterprises that were entered twice, in the sync centre; each opens side by side."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from ui import sync_asks
from ui.bus import Bus
from ui.pages.parts import Card, ItemRow
from ui.work import Work
from zsdesk.words import tr


class TwiceCard(Card):
    """A line for each pair; there only where there are some."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(tr("One enterprise entered twice"), parent)
        self._work, self._bus = work, bus
        self._pairs: list[Any] = []
        self.hide()

    def ask(self) -> None:
        """Read which they are."""
        self._work.ask(sync_asks.twice, then=self._show)

    def _show(self, pairs: list[Any]) -> None:
        if pairs != self._pairs:
            self._pairs = pairs
            self.put([self._row(pair) for pair in pairs], "")
        self.setVisible(bool(pairs))

    def _row(self, pair: Any) -> ItemRow:
        names = dict.fromkeys((pair.first_name, pair.second_name))
        labels = "、".join(side.label for side in pair.fields[:6])
        row = ItemRow(" / ".join(names), " · ".join(part for part in (pair.uscc, labels) if part),
                      left=tr("Twice"), tone="blue")  # fmt: skip
        row.clicked.connect(partial(self._bus.open_merge.emit, pair.first, pair.second))
        return row
