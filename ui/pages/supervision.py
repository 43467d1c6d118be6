"""督办: blockers, what is listed, and the measures that saved days."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.pushing_ledgers import BLOCKERS, MEASURES, SUPERVISIONS
from ui.settings import Settings
from ui.work import Work


class SupervisionPage(LedgerPage):
    """The lists of what keeps projects from going on."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "supervision", (BLOCKERS, SUPERVISIONS, MEASURES), parent)
