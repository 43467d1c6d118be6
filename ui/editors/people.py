"""The editor of people at the table: a row of chips for each side."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.editors.base import Editor, Surroundings
from ui.editors.chips import ChipBox
from ui.theme import restyle
from zsdesk.errors import Invalid
from zsdesk.kinds import Kind, Person
from zsdesk.kinds.rows import SIDES
from zsdesk.words import tr

_PARTS = re.compile(r"[/／]|\s+")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def person(text: str, side: str) -> Person:
    """Someone from ``王月东 部长 贵州华星``; slashes do as well, and keep spaces inside a part."""
    given = text.strip()
    parts = [p.strip() for p in re.split(r"[/／]", given)] if re.search(r"[/／]", given) else _PARTS.split(given, 2)
    name, title, unit = (*parts, "", "", "")[:3]
    return Person(name=name, title=title, unit=unit, side=side)


def written(one: Person) -> str:
    """A person as text that ``person`` reads back."""
    return "/".join((one.name, one.title, one.unit)).rstrip("/")


def _chip(one: Person) -> tuple[str, str, bool]:
    """A person's name with title and unit; without a name the unit or title stands for it."""
    if not one.name:
        return one.unit or one.title, "", False
    return one.name, " ".join(part for part in (one.title, one.unit) if part), False


class Side(ChipBox):
    """One side's people: name, title and unit, Enter for the next one; a click on a chip opens it again."""

    changed = Signal()

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.people: list[Person] = []
        self.line.setPlaceholderText(tr("Name, title, unit ↵"))
        self.line.setAccessibleName(SIDES.show(side) if side else tr("People"))
        self.line.setToolTip(tr("Name title unit, with spaces or slashes between; Enter adds the next person."))
        self.line.on_key = self._key
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.line.left.connect(self.take)
        self.removed.connect(self._remove)
        self.opened.connect(self._open)

    def put(self, people: list[Person]) -> None:
        """Show these people."""
        self.people = list(people)
        self.line.clear()
        self._refresh()

    def now(self) -> list[Person]:
        """Those entered, and the one being typed."""
        rest = self.line.text().strip()
        return [*self.people, person(rest, self.side)] if rest else list(self.people)

    def take(self) -> bool:
        """Make a chip of what is typed; false where nothing is."""
        text = self.line.text().strip()
        if not text or self.line.composing:
            return False
        self.people.append(person(text, self.side))
        self.line.clear()
        self._refresh()
        self.changed.emit()
        return True

    def _refresh(self) -> None:
        self.show_chips([_chip(one) for one in self.people])
        self.line.setPlaceholderText("＋" if self.people else tr("Name, title, unit ↵"))

    def _remove(self, at: int) -> None:
        del self.people[at]
        self._refresh()
        self.changed.emit()

    def _open(self, at: int) -> None:
        self.take()
        self.line.setText(written(self.people.pop(at)))
        self._refresh()
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        self.changed.emit()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()
            return True
        if self.backspaced(event):
            self._open(len(self.people) - 1)
            return True
        return False


class PeopleEditor(Editor):
    """People in a row for each side; ``options["sides"]`` names the sides a form asks for."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._kept = ""
        self._order: tuple[Person, ...] = ()
        self._captions: dict[str, QLabel] = {}
        names = tuple(around.options.get("sides", ("ours", "theirs")))
        self.default = names[0]
        self.sides = {name: Side(name, self) for name in names}
        self.labels_itself = len(names) > 1
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        for name, side in self.sides.items():
            self._row.addWidget(self._captioned(name, side) if self.labels_itself else side, 1)
            side.changed.connect(self._changed)
        self.setFocusProxy(self.sides[self.default].line)

    def _captioned(self, name: str, side: Side) -> QWidget:
        half = QWidget(self)
        half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(half)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        caption = QLabel(SIDES.show(name), half)
        self._captions[name] = caption
        caption.setProperty("role", "field-label")
        caption.setFixedSize(int(self.around.options.get("label", 72)), 32)
        row.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(side, 1)
        return half

    def set_narrow(self, narrow: bool) -> None:
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(10 if narrow else 16)

    def set_required(self, missing: bool) -> None:
        for name, caption in self._captions.items():
            caption.setText(SIDES.show(name) + (" •" if missing else ""))
            restyle(caption, "required", "missing" if missing else "")

    def tidy(self) -> None:
        for side in self.sides.values():
            side.take()

    def _changed(self) -> None:
        self._kept = ""
        self.judge()
        self.edited.emit()

    def text(self) -> str:
        if self._kept:
            return self._kept
        people = [one for side in self.sides.values() for one in side.now()]
        if sorted(people, key=repr) == sorted(self._order, key=repr):
            people = list(self._order)  # the order of a record is not changed by looking at it
        return msgspec.json.encode(people).decode() if people else ""

    def set_text(self, text: str) -> None:
        self._kept = ""
        people: list[Person] = []
        if text.strip():
            try:
                people = list(self.kind.parse(text))
            except Invalid:
                self._kept = text
        self._order = tuple(people)
        for name, side in self.sides.items():
            # Someone of no side, or of one that this form does not ask for, stands with the first.
            side.put([p for p in people if p.side == name or (name == self.default and p.side not in self.sides)])
        self.judge()

    def set_state(self, state: str) -> None:
        for side in self.sides.values():
            restyle(side, "state", state)
