"""Two entries of one enterprise side by side: field by field one of them holds, and what follows is said."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import sync_asks
from ui.bus import Bus
from ui.form_parts import KeyButton
from ui.pages.conflict import Side
from ui.pages.parts import button, text
from ui.work import Work
from zsdesk.words import tr


class MergeView(QScrollArea):
    """Two entries; Ctrl+Enter makes them one, Esc leaves them two."""

    left = Signal()

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.setWidgetResizable(True)
        self.pair: Any = None
        self.sides: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        for keys, action in (("Ctrl+Return", self.merge), ("Ctrl+Enter", self.merge), ("Esc", self.left.emit)):
            made = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(action)

    def show_pair(self, both: Any) -> None:
        """Show a ``SideBySide`` of the desk."""
        self.pair, self.sides = both.pair, {}
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 18, 28, 24)
        column.setSpacing(4)
        column.addWidget(text(tr("One enterprise entered twice"), "title", inside))
        column.addWidget(text(self._told(both), "muted", inside, wrap=True))
        column.addSpacing(18)
        column.addLayout(self._grid(both, inside))
        column.addSpacing(18)
        column.addLayout(self._foot(inside))
        column.addStretch(1)
        self.setWidget(inside)

    def _told(self, both: Any) -> str:
        moves = "、".join(f"{moved.type} {moved.many}" for moved in both.moves)
        said = [tr("Choose what holds; the other name stays as an alias, and Ctrl+Z makes them two again.")]
        if moves:
            said.append(tr("With the later entry come: {moves}.", moves=moves))
        if both.same:
            said.append(tr("{n} fields say the same in both.", n=both.same))
        return " ".join(said)

    def _grid(self, both: Any, inside: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, 110)
        for at in (1, 2):
            grid.setColumnStretch(at, 1)
        heads = ((tr("Entered first"), both.first_note), (tr("Entered later"), both.second_note))
        for at, (words, note) in enumerate(heads, 1):
            box = QVBoxLayout()
            box.setContentsMargins(14, 0, 0, 8)
            box.setSpacing(1)
            box.addWidget(text(words, "strong", inside))
            box.addWidget(text(note, "small", inside))
            grid.addLayout(box, 0, at)
        grid.addWidget(_rule(inside), 1, 0, 1, 3)
        for number, side in enumerate(both.pair.fields):
            self._field(grid, 2 + 2 * number, side, inside)
        return grid

    def _field(self, grid: QGridLayout, row: int, side: Any, inside: QWidget) -> None:
        name = text(side.label, "muted", inside, wrap=True)
        name.setContentsMargins(0, 11, 0, 11)
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        if side.together:
            whole = text(tr("{list} (both)", list=side.together), "", inside, wrap=True)
            whole.setContentsMargins(14, 11, 12, 11)
            grid.addWidget(whole, row, 1, 1, 2)
        else:
            group = QButtonGroup(inside)
            first = Side(f"{side.label}：{tr('Entered first')}", side.first, side.second, group, inside)
            second = Side(f"{side.label}：{tr('Entered later')}", side.second, side.first, group, inside)
            (first if side.first else second).radio.setChecked(True)
            grid.addWidget(first, row, 1)
            grid.addWidget(second, row, 2)
            self.sides[side.name] = (first.radio, second.radio)
        grid.addWidget(_rule(inside), row + 1, 0, 1, 3)

    def _foot(self, inside: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.done = KeyButton(tr("Make them one"), "Ctrl ↵", inside)
        self.done.setProperty("role", "primary")
        self.done.setToolTip(tr("Make them one (Ctrl+Enter)"))
        self.done.setFixedHeight(32)
        self.done.clicked.connect(self.merge)
        row.addWidget(self.done)
        row.addWidget(button(tr("Later"), self.left.emit, tip=tr("Back (Esc)"), parent=inside))
        self.problem = text("", "problem", inside, wrap=True)
        row.addWidget(self.problem, 1)
        return row

    def begin(self) -> None:
        """Take the keyboard: the arrows choose, Tab goes on to the next field."""
        first = next(iter(self.sides.values()), ())
        next((radio for radio in first if radio.isChecked()), self.done).setFocus(Qt.FocusReason.OtherFocusReason)

    def taken(self) -> list[str]:
        """The fields that come from the later entry."""
        return [name for name, (_first, second) in self.sides.items() if second.isChecked()]

    def merge(self) -> None:
        """Make the two one, as chosen."""
        if self.pair is not None and self.done.isEnabled():
            self.done.setEnabled(False)
            self._work.ask(sync_asks.merge, self.pair.first, self.pair.second, self.taken(), then=self._merged,
                           failed=self._refused)  # fmt: skip

    def _merged(self, done: Any) -> None:
        self._bus.said.emit(tr("They are one now; {n} records followed. Ctrl+Z takes it back.", n=done.result), "")
        self.pair = None
        self.left.emit()

    def _refused(self, error: Exception) -> None:
        self.done.setEnabled(True)
        self.problem.setText(str(error))


def _rule(inside: QWidget) -> QFrame:
    rule = QFrame(inside)
    rule.setProperty("role", "rule")
    return rule
