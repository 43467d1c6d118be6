"""Below the last line of a round that was read back: places for both sides to sign in ink."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.bus import Bus
from ui.editors.handwriting import Pad
from ui.pages.parts import button, text
from ui.sources import Page
from ui.work import Work
from zsdesk.acts.minutes import acknowledge
from zsdesk.desk import Done
from zsdesk.kinds import Person
from zsdesk.kinds.handwriting import packed_strokes, strokes
from zsdesk.kinds.rows import SIDES
from zsdesk.words import tr


class SigningPlaces(QFrame):
    """A pad for each person at the table; who has signed is shown as signed."""

    def __init__(self, work: Work, bus: Bus, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.places: list[Place] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 16, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(text(tr("Signed at the table"), "large-head", self))
        outer.addWidget(text(tr("What was read back cannot be changed once somebody signed it."), "large-quiet", self,
                             wrap=True))  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(14)
        people: tuple[Person, ...] = page.detail.values.get("attendees") or ()
        signed = {(one.side, one.name): one.strokes for one in page.detail.values.get("acknowledgement") or ()}
        for column, side in enumerate(("theirs", "ours")):
            grid.addWidget(text(SIDES.show(side), "muted", self), 0, column)
            for row, one in enumerate((p for p in people if p.side == side and p.name), 1):
                place = Place(one, signed.get((side, one.name), ""), self)
                place.sign = _signer(work, bus, page.detail.id, place)
                self.places.append(place)
                grid.addWidget(place, row, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        outer.addLayout(grid)


class Place(QFrame):
    """Where one person signs: the name, the pad, and the button that puts the signature under the minutes."""

    sign: Callable[[], None]

    def __init__(self, person: Person, written: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.person = person
        self.setProperty("role", "read")
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(8)
        column.addWidget(text(" ".join(p for p in (person.unit, person.title, person.name) if p), "large", self,
                              wrap=True))  # fmt: skip
        self.pad = Pad(self)
        self.pad.setMinimumHeight(168)
        self.pad.setAccessibleName(tr("Pad to sign on") + " " + person.name)
        column.addWidget(self.pad)
        self.told = text("", "large-quiet", self, wrap=True)
        column.addWidget(self.told)
        row = QHBoxLayout()
        self.done = button(tr("Sign these minutes"), lambda: self.sign(), role="primary", parent=self)
        self.clear = button(tr("Clear"), self._clear, tip=tr("Begin again"), parent=self)
        for one in (self.done, self.clear):
            one.setAutoDefault(False)
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)
        self.pad.changed.connect(self._changed)
        if written:
            self.pad.show_only([list(stroke) for stroke in strokes(written)])
            self.close_place()
        else:
            self._changed()

    def _changed(self) -> None:
        self.say("")
        for one in (self.done, self.clear):
            one.setEnabled(bool(self.pad.strokes))

    def _clear(self) -> None:
        self.pad.show_only([])
        self.pad.setEnabled(True)
        self._changed()

    def say(self, words: str) -> None:
        """What stands under the pad: that it is signed, or why it is not."""
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def close_place(self) -> None:
        """It is signed: nothing more is written here."""
        self.pad.setEnabled(False)
        self.done.hide()
        self.clear.hide()
        self.say(tr("{name} has signed.", name=self.person.name))


def _signer(work: Work, bus: Bus, id: str, place: Place) -> Callable[[], None]:
    def signed(done: Done[None]) -> None:
        place.close_place()
        bus.changed.emit(done.touched)

    def refused(error: Exception) -> None:
        place.done.setEnabled(True)
        place.say(str(error))

    def sign() -> None:
        place.done.setEnabled(False)
        work.do(acknowledge, id, place.person.name, place.person.side, packed_strokes(place.pad.strokes),
                then=signed, failed=refused)  # fmt: skip

    return sign
