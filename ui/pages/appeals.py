"""诉求: what enterprises ask of the “企业之家”."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui import asks
from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.pushing_ledgers import APPEALS
from ui.settings import Settings
from ui.work import Work


class AppealsPage(LedgerPage):
    """The appeals with their rates of closing, and one of them with its six steps."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        self._rates = ""
        super().__init__(work, bus, settings, "appeals", (APPEALS,), parent)
        bus.changed.connect(lambda _touched: self._ask())

    def opened(self) -> None:
        super().opened()
        self._ask()

    def _ask(self) -> None:
        if self._is_open:
            self._work.ask(asks.appeal_rates, then=self._rated)

    def _rated(self, words: str) -> None:
        self._rates = words
        self._count()

    def _count(self) -> None:
        self.counted.setText(" · ".join(part for part in (self.list.heading, self._rates) if part))
