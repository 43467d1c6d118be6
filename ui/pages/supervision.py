"""督办: the lights first; then blockers, what is listed, and the measures that saved days."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.pages.ledger_page import LedgerPage
from ui.pages.lights import Lights
from ui.pages.pushing_ledgers import BLOCKERS, MEASURES, SUPERVISIONS
from ui.settings import Settings
from ui.work import Work
from zsdesk.words import tr

LIGHTS = "lights"


class SupervisionPage(LedgerPage):
    """Opens on the lights; a line's record comes in from the right."""

    def __init__(self, work: Work, bus: Bus, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(work, bus, settings, "supervision", (BLOCKERS, SUPERVISIONS, MEASURES), parent)
        self.lights = Lights(work, bus, self.stack)
        self.stack.insertWidget(0, self.lights)
        self.stack.setCurrentWidget(self.lights)
        self.title.setText(tr("Supervision"))
        self.right.hide()
        self._summary = ""
        self.lights.counted.connect(self._lights_counted)
        self.lights.taken.connect(self._take)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._put_away)

    def segments(self) -> list[tuple[str, str]]:
        return [(LIGHTS, tr("Lights")), *super().segments()]

    @property
    def on_lights(self) -> bool:
        """Whether the lights are in view."""
        return self.stack.currentWidget() is self.lights

    def opened(self) -> None:
        super().opened()
        self.lights.load()

    def arrive(self) -> None:
        self.lights.load()  # a day may have passed
        super().arrive()

    def focus_list(self) -> None:
        if self.on_lights:
            self.lights.enter()
        else:
            super().focus_list()

    def show_segment(self, key: str) -> None:
        if key != LIGHTS:
            super().show_segment(key)
            self.right.show()
            return
        self.tabs[LIGHTS].setChecked(True)
        self.stack.setCurrentWidget(self.lights)
        self._put_away()
        self._count()

    def _take(self, type_name: str, id: str) -> None:
        self.right.show()
        self._show(type_name, id)

    def _put_away(self) -> None:
        if self.on_lights and not self._editing:
            self.right.hide()
            self._shown = ("", "")
            self.lights.enter()

    def _make_room(self) -> None:
        if not self.on_lights:  # the lights have the page to themselves until a line is taken
            super()._make_room()

    def _show_current(self) -> None:
        if not self.on_lights:
            super()._show_current()

    def _closed(self) -> None:
        super()._closed()
        if self.on_lights:
            self._put_away()

    def _lights_counted(self, red: int, yellow: int, listed: int) -> None:
        self._summary = tr("{red} red, {yellow} yellow, {listed} listed", red=red, yellow=yellow, listed=listed)
        self._count()

    def _count(self) -> None:
        self.counted.setText(self._summary if self.on_lights else self.list.heading)
