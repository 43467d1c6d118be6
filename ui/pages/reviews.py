"""会审: what a department owes, the reviews, and the coordination groups with their meetings and tasks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.pushing_ledgers import MEETINGS, OPINIONS, REVIEWS, TASKS
from ui.settings import Settings
from ui.work import Work


class ReviewsPage(LedgerPage):
    """Opens on the reviews; an opinion comes up by its review and is not made by hand."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "reviews", (REVIEWS, OPINIONS, MEETINGS, TASKS), parent)

    def new_here(self) -> None:
        """An empty form of the list's type; of opinions, a review that asks for them."""
        made = "review" if self.list.ledger.type == "opinion" else self.list.ledger.type
        self.record_view().edit_record(made, "")
