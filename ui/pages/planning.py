"""谋划: plans on their way into the reserve, partners, scenarios, campaigns, idle assets; and the catalogue behind."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.catalogue import CatalogueView
from ui.pages.ledger_page import LedgerPage
from ui.pages.planning_ledgers import ASSETS, CAMPAIGNS, PARTNERS, PLANS, SCENARIOS
from ui.settings import Settings
from ui.work import Work
from zsdesk.words import tr

CATALOGUE = "catalogue"


class PlanningPage(LedgerPage):
    """Opens on the plans."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "planning", (PLANS, PARTNERS, SCENARIOS, CAMPAIGNS, ASSETS), parent)
        self.catalogue = CatalogueView(work, bus, self.stack)
        self.stack.addWidget(self.catalogue)
        self._summary = ""
        self.catalogue.counted.connect(self._catalogue_counted)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._put_away)

    def segments(self) -> list[tuple[str, str]]:
        return [*super().segments(), (CATALOGUE, tr("Catalogue"))]

    @property
    def on_catalogue(self) -> bool:
        """Whether the catalogue is in view."""
        return self.stack.currentWidget() is self.catalogue

    def focus_list(self) -> None:
        if self.on_catalogue:
            self.catalogue.enter()
        else:
            super().focus_list()

    def show_segment(self, key: str) -> None:
        if key != CATALOGUE:
            super().show_segment(key)
            self.right.show()
            return
        self.tabs[CATALOGUE].setChecked(True)
        self.stack.setCurrentWidget(self.catalogue)
        self.catalogue.load()
        self._put_away()
        self._count()

    def _put_away(self) -> None:
        if self.on_catalogue and not self._editing:
            self.right.hide()
            self._shown = ("", "")

    def _make_room(self) -> None:
        if not self.on_catalogue:
            super()._make_room()

    def _show_current(self) -> None:
        if not self.on_catalogue:
            super()._show_current()

    def _catalogue_counted(self, assumed: int) -> None:
        self._summary = tr("{n} to be confirmed", n=assumed)
        self._count()

    def _count(self) -> None:
        self.counted.setText(self._summary if self.on_catalogue else self.list.heading)
