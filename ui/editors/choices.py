"""Editors of choices: one of a list, several of a list, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.editors.base import Editor, Found, LineEditor, Surroundings, small_button
from ui.editors.chips import Toggles
from ui.editors.popup import Offering
from zsdesk.errors import Invalid
from zsdesk.kinds import Kind, Option
from zsdesk.words import label, tr


@cache
def initials(text: str) -> str:
    """The first letters of the pinyin: 商协会 → sxh."""
    from zsdesk.store.index import pinyin  # loads a dictionary: only once somebody types letters

    return "".join(syllable[0] for syllable in pinyin(text).split())


def matching(options: Sequence[Option], text: str) -> list[Found]:
    """The options that a beginning may mean: by label, other name, code or pinyin initials, best first."""
    given = text.strip().casefold()
    ranked: list[tuple[int, Found]] = []
    for option in options:
        shown = label(option.label)
        read = [name.casefold() for name in (shown, option.label)]
        known = [name.casefold() for name in (option.code, *option.also)]
        letters = initials(option.label) if given.isascii() and given.isalpha() else ""
        # Whoever types letters means the word on the screen before a code or another name that is not shown.
        if not given or given in known or any(name.startswith(given) for name in read):
            rank = 0
        elif letters.startswith(given) and letters:
            rank = 1
        elif any(name.startswith(given) for name in known):
            rank = 2
        elif any(given in name for name in (*read, *known)):
            rank = 3
        elif letters and given in letters:
            rank = 4
        else:
            continue
        # A code that means something to people (C26 of GB/T 4754) is shown; our own words are not.
        note = option.code if option.code[:1].isupper() else ""
        ranked.append((rank, Found(option.code, shown, note)))
    ranked.sort(key=lambda item: item[0])
    return [found for _, found in ranked]


class Completing(Offering, LineEditor):
    """A line with a list of what it may mean; Enter or Tab takes the marked one, the arrow opens the list."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self.arrow = small_button("chevron-down", tr("Show the list"), self.box)
        self.arrow.clicked.connect(self._toggle)
        self.box.row.addWidget(self.arrow)
        self.box.row.setContentsMargins(10, 0, 4, 0)
        self.line.on_key = lambda event: self.key_of_list(event, "")
        self.line.entered.connect(self._entered)

    def take(self, found: Found) -> None:
        """Make ``found`` the value."""
        raise NotImplementedError

    def _take(self, found: Found) -> None:
        self.take(found)
        self.show_echo()
        self.judge()
        self.edited.emit()

    def _typed(self) -> None:
        self.complete(self.line.text())
        super()._typed()

    def judge(self) -> None:
        """Say what is wrong; not while the list offers what the letters so far may mean."""
        if self._popup is not None and self._popup.isVisible() and self.line.hasFocus():
            return
        super().judge()

    def open_question(self) -> str:
        """What stands in the line and is no value yet: what the list is asked for when it is opened again."""
        return self.line.text().strip() if self.sentence() else ""

    def _entered(self) -> None:
        if question := self.open_question():
            self.complete(question)

    def _toggle(self) -> None:
        question = self.open_question()
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.popup.isVisible():
            self.popup.hide()
        else:
            self.complete(question)

    def tidy(self) -> None:
        """Leaving the line takes the marked line of the list, if something was typed for it."""
        self.leave_list(take=bool(self.line.text().strip()) and self.line.isModified())
        super().tidy()
        self.judge()


class ChoiceEditor(Completing):
    """One of a list, typed by its label, its pinyin initials or its code."""

    def complete(self, text: str) -> None:
        found = matching(self.kind.options, text)  # type: ignore[attr-defined]
        self.popup.offer(found, first=bool(text.strip()))

    def take(self, found: Found) -> None:
        self.line.setText(found.text)
        self.line.setModified(False)

    def text(self) -> str:
        shown = self.line.text()
        codes = (o.code for o in self.kind.options if label(o.label) == shown)  # type: ignore[attr-defined]
        return next(codes, shown)

    def set_text(self, text: str) -> None:
        try:
            shown = self.kind.show(self.kind.parse(text)) if text.strip() else ""
        except Invalid:
            shown = text
        super().set_text(shown)

    def tidy(self) -> None:
        super().tidy()
        self.set_text(self.text())


class TagsEditor(Editor):
    """Several of a list, all in view: a click or the space bar turns one on and off."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._strange: list[str] = []
        self.toggles = Toggles([(o.code, label(o.label)) for o in kind.options], parent=self)  # type: ignore[attr-defined]
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.toggles)
        self.setFocusProxy(self.toggles)
        self.toggles.toggled.connect(self._toggled)

    def _toggled(self) -> None:
        self._strange = []
        self.toggles.mark_bad([])
        self.judge()
        self.edited.emit()

    def text(self) -> str:
        return "、".join((*self.toggles.chosen(), *self._strange))

    def set_text(self, text: str) -> None:
        known: list[str] = []
        self._strange = []
        for part in (p for p in text.replace("，", "、").replace(",", "、").split("、") if p.strip()):
            try:
                known += self.kind.parse(part)
            except Invalid:
                self._strange.append(part)
        self.toggles.choose(known)
        self.toggles.mark_bad(self._strange)
        self.judge()


class FlagEditor(Editor):
    """Yes, no, or not said."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._strange = ""
        self.toggles = Toggles([("是", label("是")), ("否", label("否"))], single=True, parent=self)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.toggles)
        self.setFocusProxy(self.toggles)
        self.toggles.toggled.connect(self._toggled)

    def _toggled(self) -> None:
        self._strange = ""
        self.toggles.mark_bad([])
        self.judge()
        self.edited.emit()

    def text(self) -> str:
        return self._strange or "".join(self.toggles.chosen())

    def set_text(self, text: str) -> None:
        self._strange = ""
        try:
            self.toggles.choose([self.kind.edit(self.kind.parse(text))] if text.strip() else [])
        except Invalid:
            self._strange = text
            self.toggles.choose([])
        self.toggles.mark_bad([self._strange] if self._strange else [])
        self.judge()
