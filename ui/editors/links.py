"""Editors of links to records: searched as one types, or made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.editors.base import Found, Surroundings
from ui.editors.choices import Completing
from ui.editors.places import ListEditor
from zsdesk.ids import is_id
from zsdesk.kinds import Kind
from zsdesk.words import tr

NEW = "new:"
PAUSE_MS = 80
"""Between two keys of a fast typist: the search waits for it, so that not every letter asks the store."""


def _with_new(found: Sequence[Found], text: str, makeable: bool) -> list[Found]:
    given = text.strip()
    if not makeable or not given or any(one.text == given for one in found):
        return list(found)
    return [*found, Found(NEW + given, tr("New: {name}", name=given), tr("complete it later"))]


class RefEditor(Completing):
    """One record of a type: its name is shown, its id is the value; an unknown name can be made a new record."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._id = ""
        self._name = ""
        self._asked = 0
        self._leaving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)

    @property
    def to(self) -> str:
        """The type of the records."""
        return str(getattr(self.kind, "to", ""))

    def complete(self, text: str) -> None:
        self._leaving = False
        if text:
            self._timer.start()
        else:
            self._find("")

    def _ask(self) -> None:
        self._find(self.line.text().strip())

    def _find(self, text: str) -> None:
        if self.around.find is None:
            return
        self._asked += 1
        asked = self._asked
        self.around.find(self.to, text, lambda found: self._answer(asked, text, found))

    def _answer(self, asked: int, text: str, found: Sequence[Found]) -> None:
        if asked != self._asked:
            return
        if self._leaving:
            self._settle(text, found)
        elif self.line.hasFocus():
            self.popup.offer(_with_new(found, text, self.around.make is not None), first=bool(text))

    def take(self, found: Found) -> None:
        if found.value.startswith(NEW) and self.around.make is not None:
            self.line.setText(found.value.removeprefix(NEW))
            self.around.make(self.to, found.value.removeprefix(NEW), self._take)
            return
        self._id, self._name = found.value, found.text
        self.line.setText(found.text)
        self.line.setModified(False)
        self.line.setCursorPosition(0)

    def text(self) -> str:
        shown = self.line.text()
        return self._id if self._id and shown == (self._name or self._id) else shown

    def set_text(self, text: str) -> None:
        given = text.strip()
        self._id, self._name = (given, "") if is_id(given) else ("", "")
        super().set_text(text)
        if self._id and self.around.heading is not None:
            self.line.setText("")
            self._name = "…"
            self.line.setText(self._name)
            self.around.heading(self.to, self._id, lambda name, i=self._id: self._named(i, name))

    def _named(self, id: str, name: str) -> None:
        if id == self._id and self.line.text() == self._name:
            self._name = name or id
            self.line.setText(self._name)
            self.line.setCursorPosition(0)
            self.show_echo()

    def open_question(self) -> str:
        text = self.text().strip()
        return "" if is_id(text) else text

    def sentence(self) -> str:
        text = self.text().strip()
        if not text or is_id(text):
            return ""
        # While it is typed a name is on its way to a record; the sentence comes when the line is left.
        if self.line.hasFocus() and self.line.isModified():
            return ""
        return tr("No record is called “{text}”: choose one from the list, or make it new.", text=text)

    def tidy(self) -> None:
        """Leaving the line: a name that is exactly one record's becomes that record."""
        self._timer.stop()
        if self._popup is not None:
            if self._popup.isVisible() and self.line.isModified() and self._exact():
                self._popup.take_current()
            self._popup.hide()
        text = self.text().strip()
        if text and not is_id(text) and self.around.find is not None:
            self._leaving = True
            self._find(text)
        self.judge()

    def _exact(self) -> bool:
        item = self.popup.list.currentItem()
        return item is not None and item.text() == self.line.text().strip()

    def _settle(self, text: str, found: Sequence[Found]) -> None:
        exact = [one for one in found if one.text == text]
        if len(exact) == 1 and self.line.text().strip() == text:
            self._take(exact[0])


class RefsEditor(ListEditor):
    """Several records of a type, as chips."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._names: dict[str, str] = {}
        self._asked = 0

    @property
    def to(self) -> str:
        """The type of the records."""
        return str(getattr(self.kind, "to", ""))

    def complete(self, text: str) -> None:
        if self.around.find is None:
            return
        self._asked += 1
        asked = self._asked
        self.around.find(self.to, text.strip(), lambda found: self._answer(asked, text, found))

    def _answer(self, asked: int, text: str, found: Sequence[Found]) -> None:
        if asked == self._asked and self.box.line.hasFocus():
            self.popup.offer(_with_new(found, text, self.around.make is not None), first=bool(text.strip()))

    def _take(self, found: Found) -> None:
        if found.value.startswith(NEW) and self.around.make is not None:
            self.around.make(self.to, found.value.removeprefix(NEW), self._take)
            return
        self._names[found.value] = found.text
        super()._take(found)

    def chip(self, item: str) -> tuple[str, str, bool]:
        return self._names.get(item, "…" if is_id(item) and self.around.heading else item), "", not is_id(item)

    def set_text(self, text: str) -> None:
        super().set_text(text)
        if self.around.heading is None:
            return
        for item in self.items:
            if is_id(item) and item not in self._names:
                self.around.heading(self.to, item, lambda name, i=item: self._named(i, name))

    def _named(self, id: str, name: str) -> None:
        self._names[id] = name or id
        self.refresh()
