"""Editors of regions: one, or several as chips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.editors.base import Editor, Found, Surroundings
from ui.editors.chips import ChipBox
from ui.editors.choices import Completing
from ui.editors.popup import Offering
from ui.theme import restyle
from zsdesk.errors import Invalid
from zsdesk.kinds import Kind, Region
from zsdesk.kinds.places import Place, places

_FIRST = "5201"
"""With nothing typed the list begins with the provincial capital's counties, as the code does."""


def _found(place: Place) -> Found:
    above = places().get(place.parent)
    return Found(place.code, place.name, above.name if above and above.code != "520000" else place.code)


def suggestions(text: str) -> list[Found]:
    """The regions that a beginning may mean."""
    return [_found(place) for place in Region().suggest(text or _FIRST)]


class RegionEditor(Completing):
    """A region by name, code or pinyin initials: ``ky`` offers 开阳县."""

    def complete(self, text: str) -> None:
        self.popup.offer(suggestions(text.strip()), first=bool(text.strip()))

    def take(self, found: Found) -> None:
        self.line.setText(found.text)
        self.line.setModified(False)

    def set_text(self, text: str) -> None:
        try:
            shown = self.kind.show(self.kind.parse(text)) if text.strip() else ""
        except Invalid:
            shown = text
        super().set_text(shown)

    def text(self) -> str:
        # Two regions may bear one name: the code is what says which, so it is kept once it is known.
        shown = self.line.text()
        try:
            return self.kind.edit(self.kind.parse(shown))
        except Invalid:
            return shown

    def understood(self, value: Any) -> str:
        above = places().get(places()[value].parent)
        return above.name if above else ""

    def tidy(self) -> None:
        super().tidy()
        self.set_text(self.text())


class ListEditor(Offering, Editor):
    """Several things as chips, each found by typing: what regions and records have in common."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self.items: list[str] = []
        self.box = ChipBox(self)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.box)
        self.setFocusProxy(self.box.line)
        self.box.line.on_key = self._key
        self.box.line.textEdited.connect(self._typed)
        self.box.line.left.connect(self.tidy)
        self.box.removed.connect(self._remove)

    def chip(self, item: str) -> tuple[str, str, bool]:
        """How an item is shown: its text, a quiet word, and whether it is none."""
        raise NotImplementedError

    def _typed(self, text: str) -> None:
        self.complete(text) if text.strip() else self.popup.hide()
        self.judge()
        self.edited.emit()

    def _take(self, found: Found) -> None:
        self.box.line.clear()
        self.add(found.value)

    def add(self, item: str) -> None:
        """Add a thing, once."""
        if item not in self.items:
            self.items.append(item)
        self.refresh()
        self._tell()

    def _remove(self, at: int) -> None:
        del self.items[at]
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        self.judge()
        self.edited.emit()

    def refresh(self) -> None:
        """Draw the chips again."""
        self.box.show_chips([self.chip(item) for item in self.items])

    def _key(self, event: QKeyEvent) -> bool:
        if self.box.backspaced(event):
            self._remove(len(self.items) - 1)
            return True
        return self.key_of_list(event, self.box.line.text())

    def tidy(self) -> None:
        """Leaving the line takes the marked line of the list, if something was typed for it."""
        self.leave_list(take=bool(self.box.line.text().strip()))

    def text(self) -> str:
        rest = self.box.line.text().strip()
        return "、".join((*self.items, rest) if rest else self.items)

    def set_text(self, text: str) -> None:
        self.box.line.clear()
        self.items = [part.strip() for part in _parts(text)]
        self.refresh()
        self.judge()

    def set_state(self, state: str) -> None:
        restyle(self.box, "state", state)


def _parts(text: str) -> Sequence[str]:
    for sign in "；;，,\n":
        text = text.replace(sign, "、")
    return [part for part in text.split("、") if part.strip()]


class RegionsEditor(ListEditor):
    """Several regions."""

    def complete(self, text: str) -> None:
        self.popup.offer(suggestions(text.strip()), first=bool(text.strip()))

    def chip(self, item: str) -> tuple[str, str, bool]:
        try:
            return Region().show(Region().parse(item)), "", False
        except Invalid:
            return item, "", True

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self.items = [self._code(item) for item in self.items]

    @staticmethod
    def _code(item: str) -> str:
        try:
            return Region().parse(item)
        except Invalid:
            return item
