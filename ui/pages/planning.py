"""谋划: plans on their way into the reserve, partners, scenarios, campaigns and idle assets."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.planning_ledgers import ASSETS, CAMPAIGNS, PARTNERS, PLANS, SCENARIOS
from ui.settings import Settings
from ui.work import Work


class PlanningPage(LedgerPage):
    """Opens on the plans."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "planning", (PLANS, PARTNERS, SCENARIOS, CAMPAIGNS, ASSETS), parent)
