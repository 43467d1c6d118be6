"""诉求: what enterprises ask of the “企业之家”."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.pushing_ledgers import APPEALS
from ui.settings import Settings
from ui.work import Work


class AppealsPage(LedgerPage):
    """The appeals, and one of them with its six steps."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "appeals", (APPEALS,), parent)
