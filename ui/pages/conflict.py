"""A conflict side by side: what it was, what I wrote, what the other wrote; field by field one of them holds."""

from __future__ import annotations

import html
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import asks, sync_asks, theme
from ui.bus import Bus
from ui.days import moment_words
from ui.form_parts import KeyButton
from ui.pages.parts import button, text
from ui.work import Work
from zsdesk.errors import Problems
from zsdesk.words import tr

MINE, THEIRS, OWN = "mine", "theirs", "own"


def marked(base: str, other: str) -> str:
    """``other`` as rich text, with what is not in ``base`` on amber ground."""
    t = theme.tokens()
    if not base or not other or len(base) + len(other) > 20_000:
        return html.escape(other).replace("\n", "<br>")
    out: list[str] = []
    for kind, _, _, start, end in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        piece = html.escape(other[start:end]).replace("\n", "<br>")
        if kind in ("replace", "insert"):
            piece = f'<span style="background:{t.amber_soft}; color:{t.amber}">{piece}</span>'
        out.append(piece)
    return "".join(out)


class Side(QFrame):
    """One side of a field: a radio button with the whole text; a click anywhere chooses it."""

    def __init__(self, name: str, shown: str, base: str, group: QButtonGroup, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "side")
        self.radio = QRadioButton(self)
        self.radio.setAccessibleName(f"{name}：{shown}")
        self.radio.setToolTip(name)
        group.addButton(self.radio)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        long = len(shown) > 12 and len(base) > 12
        self.words.setText(marked(base, shown) if long else html.escape(shown).replace("\n", "<br>") or "—")
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 11, 12, 11)
        row.setSpacing(8)
        row.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignTop)
        self.radio.toggled.connect(self._toggled)

    def _toggled(self, on: bool) -> None:
        self.setProperty("chosen", on)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.radio.setChecked(True)
        self.radio.setFocus()


class OwnValue(QFrame):
    """A value of one's own; it is chosen by typing into it."""

    def __init__(self, label: str, group: QButtonGroup, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "side")
        self.radio = QRadioButton(self)
        self.radio.setAccessibleName(tr("Another value for “{field}”", field=label))
        group.addButton(self.radio)
        self.line = QPlainTextEdit(self)
        self.line.setPlaceholderText(tr("Or write another value"))
        self.line.setAccessibleName(tr("Another value for “{field}”", field=label))
        self.line.setTabChangesFocus(True)
        self.line.setFixedHeight(34)
        self.line.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.problem = text("", "problem", self, wrap=True)
        self.problem.hide()
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self.line)
        texts.addWidget(self.problem)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 10)
        row.setSpacing(8)
        self.radio.setFixedHeight(34)
        row.addWidget(self.radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        self.line.textChanged.connect(self._typed)
        self.radio.toggled.connect(self._toggled)

    def _typed(self) -> None:
        if self.line.hasFocus():
            self.radio.setChecked(True)
        lines = min(6, max(1, self.line.document().size().height()))
        self.line.setFixedHeight(int(lines * 19 + 15))
        self.say("")

    def _toggled(self, on: bool) -> None:
        self.setProperty("chosen", on)
        self.style().unpolish(self)
        self.style().polish(self)

    def say(self, sentence: str) -> None:
        """Say what is wrong with the text."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


class ConflictView(QScrollArea):
    """One conflict; Ctrl+Enter settles it, Esc leaves it for later."""

    left = Signal()

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.setWidgetResizable(True)
        self.conflict: Any = None
        self.sides: dict[str, dict[str, QRadioButton]] = {}
        self.own: dict[str, OwnValue] = {}
        self._groups: list[QButtonGroup] = []
        for keys, action in (("Ctrl+Return", self.settle), ("Ctrl+Enter", self.settle), ("Esc", self.left.emit)):
            made = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(action)

    # -- showing -------------------------------------------------------------------------------

    def show_conflict(self, conflict: Any, today: date) -> None:
        """Show a ``ConflictView`` of the desk."""
        self.conflict = conflict
        self.sides, self.own, self._groups = {}, {}, []
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 18, 28, 24)
        column.setSpacing(4)
        column.addWidget(text(tr("Two people changed the same thing"), "title", inside))
        calm = tr("{record}. What both wrote is kept; choose one, or write another. There is no hurry.",
                  record=conflict.heading)  # fmt: skip
        column.addWidget(text(calm, "muted", inside, wrap=True))
        column.addSpacing(18)
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, 110)
        for at, stretch in ((1, 5), (2, 6), (3, 6)):
            grid.setColumnStretch(at, stretch)
        self._heads(grid, inside, today)
        row = 2
        for field in conflict.fields:
            row = self._field(grid, row, field, inside)
        column.addLayout(grid)
        column.addSpacing(18)
        column.addLayout(self._foot(inside))
        column.addStretch(1)
        self.setWidget(inside)

    def _heads(self, grid: QGridLayout, inside: QWidget, today: date) -> None:
        c = self.conflict
        heads = (
            (tr("Before"), tr("as the province had it")),
            (tr("Mine ({who})", who=c.mine_by or "?"), moment_words(c.mine_at_ms, today) if c.mine_at_ms else ""),
            (c.theirs_by or "?", moment_words(c.theirs_at_ms, today) if c.theirs_at_ms else ""),
        )
        for at, (who, when) in enumerate(heads, 1):
            box = QVBoxLayout()
            box.setContentsMargins(14, 0, 0, 8)
            box.setSpacing(1)
            box.addWidget(text(who, "strong", inside))
            box.addWidget(text(when, "small", inside))
            grid.addLayout(box, 0, at)
        grid.addWidget(self._rule(inside), 1, 1, 1, 3)

    def _rule(self, inside: QWidget) -> QFrame:
        rule = QFrame(inside)
        rule.setProperty("role", "rule")
        return rule

    def _field(self, grid: QGridLayout, row: int, field: Any, inside: QWidget) -> int:
        group = QButtonGroup(inside)
        self._groups.append(group)
        label = text(field.label, "muted", inside, wrap=True)
        label.setContentsMargins(0, 11, 0, 0)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        before = text(field.base_text or "—", "", inside, wrap=True)
        before.setContentsMargins(14, 11, 12, 11)
        grid.addWidget(before, row, 1, Qt.AlignmentFlag.AlignTop)
        mine = Side(tr("Mine"), field.mine_text, field.base_text, group, inside)
        theirs = Side(self.conflict.theirs_by or "?", field.theirs_text, field.base_text, group, inside)
        grid.addWidget(mine, row, 2)
        grid.addWidget(theirs, row, 3)
        own = OwnValue(field.label, group, inside)
        grid.addWidget(own, row + 1, 2, 1, 2)
        if field.suggestion:
            own.line.setPlainText(field.suggestion)
            own.radio.setChecked(True)
            grid.addWidget(text(tr("Merged"), "muted", inside), row + 1, 1)
        else:
            mine.radio.setChecked(True)
        grid.addWidget(self._rule(inside), row + 2, 0, 1, 4)
        self.sides[field.name] = {MINE: mine.radio, THEIRS: theirs.radio, OWN: own.radio}
        self.own[field.name] = own
        own.radio.clicked.connect(partial(self._start_own, field))
        return row + 3

    def _start_own(self, field: Any, *_args: object) -> None:
        """One's own value starts from mine, so that little has to be typed."""
        own = self.own[field.name]
        own.line.setFocus()
        if not own.line.toPlainText():
            fill = partial(self._filled, field.name)
            self._work.ask(asks.editable_text, self.conflict.type, field.name, field.mine, then=fill)

    def _filled(self, name: str, words: str) -> None:
        own = self.own.get(name)
        if own is not None and not own.line.toPlainText():
            own.line.setPlainText(words)
            own.line.selectAll()

    def _foot(self, inside: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.done = KeyButton(tr("Settle it"), "Ctrl ↵", inside)
        self.done.setProperty("role", "primary")
        self.done.setToolTip(tr("Settle it (Ctrl+Enter)"))
        self.done.setFixedHeight(32)
        self.done.clicked.connect(self.settle)
        row.addWidget(self.done)
        row.addWidget(button(tr("Later"), self.left.emit, tip=tr("Back (Esc)"), parent=inside))
        row.addWidget(button(tr("Open the record"), self._open_record, parent=inside))
        self.problem = text("", "problem", inside, wrap=True)
        row.addWidget(self.problem, 1)
        return row

    def _open_record(self) -> None:
        self._bus.open_record.emit(self.conflict.type, self.conflict.record_id)

    def begin(self) -> None:
        """Take the keyboard."""
        first = next(iter(self.sides.values()), None)
        checked = next((radio for radio in first.values() if radio.isChecked()), None) if first else None
        (checked or self.done).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- settling ------------------------------------------------------------------------------

    def choices(self) -> dict[str, str | tuple[str]]:
        """What is chosen, by field."""
        made: dict[str, str | tuple[str]] = {}
        for name, radios in self.sides.items():
            chosen = next(key for key, radio in radios.items() if radio.isChecked())
            made[name] = (self.own[name].line.toPlainText(),) if chosen == OWN else chosen
        return made

    def settle(self) -> None:
        """Make the choice hold."""
        if self.conflict is not None and self.done.isEnabled():
            self.done.setEnabled(False)
            self._work.ask(sync_asks.resolve, self.conflict, self.choices(), then=self._settled, failed=self._refused)

    def _settled(self, _done: Any) -> None:
        self.conflict = None
        self.left.emit()

    def _refused(self, error: Exception) -> None:
        self.done.setEnabled(True)
        if isinstance(error, Problems):
            for name, sentence in error.fields.items():
                self.own[name].say(sentence)
        else:
            self.problem.setText(str(error))
