"""谋划: plans on their way into the reserve, partners, scenarios, campaigns, idle assets; chains; the catalogue."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.catalogue import CatalogueView
from ui.pages.chains import ChainsView
from ui.pages.ledger_page import LedgerPage
from ui.pages.planning_ledgers import ASSETS, CAMPAIGNS, PARTNERS, PLANS, SCENARIOS
from ui.settings import Settings
from ui.work import Work
from zsdesk.words import tr

CHAINS, CATALOGUE = "chains", "catalogue"


class PlanningPage(LedgerPage):
    """Opens on the plans; the chain map and the catalogue have the page to themselves."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "planning", (PLANS, PARTNERS, SCENARIOS, CAMPAIGNS, ASSETS), parent)
        self.chains = ChainsView(work, bus, self.stack)
        self.catalogue = CatalogueView(work, bus, self.stack)
        self._views: dict[str, ChainsView | CatalogueView] = {CHAINS: self.chains, CATALOGUE: self.catalogue}
        self._summaries = dict.fromkeys(self._views, "")
        for view in self._views.values():
            self.stack.addWidget(view)
        self.chains.counted.connect(
            lambda links, missing: self._counted(CHAINS, tr("{n} links, {m} missing", n=links, m=missing))
        )
        self.catalogue.counted.connect(lambda n: self._counted(CATALOGUE, tr("{n} to be confirmed", n=n)))
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._put_away)

    def segments(self) -> list[tuple[str, str]]:
        return [*super().segments(), (CHAINS, tr("Chain map")), (CATALOGUE, tr("Catalogue"))]

    @property
    def on_view(self) -> str:
        """The view that has the page to itself; empty where a list is shown."""
        return next((key for key, view in self._views.items() if self.stack.currentWidget() is view), "")

    def focus_list(self) -> None:
        if key := self.on_view:
            self._views[key].enter()
        else:
            super().focus_list()

    def show_segment(self, key: str) -> None:
        view = self._views.get(key)
        if view is None:
            super().show_segment(key)
            self.right.show()
            return
        self.tabs[key].setChecked(True)
        self.stack.setCurrentWidget(view)
        view.load()
        self._put_away()
        self._count()

    def _put_away(self) -> None:
        if self.on_view and not self._editing:
            self.right.hide()
            self._shown = ("", "")

    def _make_room(self) -> None:
        if not self.on_view:
            super()._make_room()

    def _show_current(self) -> None:
        if not self.on_view:
            super()._show_current()

    def _counted(self, key: str, words: str) -> None:
        self._summaries[key] = words
        self._count()

    def _count(self) -> None:
        self.counted.setText(self._summaries[self.on_view] if self.on_view else self.list.heading)
