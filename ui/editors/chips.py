"""Chips: short things in a row that wraps, with a line at its end where a field takes more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui.editors.base import Box, Line, small_button
from ui.flow import Flow
from ui.theme import restyle
from zsdesk.words import tr


class Chip(QWidget):
    """One thing that was entered; its cross takes it away, a click opens it for writing."""

    removed = Signal()
    opened = Signal()

    def __init__(self, text: str, note: str = "", *, bad: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "chip")
        self.setProperty("state", "bad" if bad else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 3, 0)
        row.setSpacing(2)
        self.label = QLabel(f"{text} {note}".strip() if note else text, self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(self.label)
        cross = small_button("x", tr("Remove {what}", what=text), self)
        cross.setIconSize(QSize(12, 12))
        cross.setFixedSize(18, 18)
        cross.clicked.connect(self.removed)
        row.addWidget(cross)
        self.setFixedHeight(24)
        self.setToolTip(f"{text} {note}".strip())

    def mouseReleaseEvent(self, event: object) -> None:
        self.opened.emit()


class ChipBox(Box):
    """Chips and the line behind them, in one frame that grows by rows. The owner keeps the values."""

    removed = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        holder = QWidget(self)
        self.flow = Flow(holder, gap=4, stretch_last=True)
        self.flow.setContentsMargins(0, 3, 0, 3)
        self.line = Line(holder)
        self.line.setFixedHeight(24)
        self.line.setMinimumWidth(72)
        self.flow.addWidget(self.line)
        self.chips: list[Chip] = []
        self.row.addWidget(holder, 1)
        self.row.setContentsMargins(6, 0, 8, 0)
        self.watch(self.line)
        self.setFocusProxy(self.line)
        self.line.setTextMargins(4, 0, 0, 0)
        self.setMinimumHeight(32)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: Sequence[tuple[str, str, bool]]) -> None:
        """Show ``(text, note, bad)`` for each thing, replacing what stood."""
        for chip in self.chips:
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for at, (text, note, bad) in enumerate(chips):
            chip = Chip(text, note, bad=bad, parent=self.line.parentWidget())
            chip.removed.connect(lambda i=at: self.removed.emit(i))
            chip.opened.connect(lambda i=at: self.opened.emit(i))
            self.flow.insert(at, chip)
            chip.show()
            self.chips.append(chip)
        self.line.setTextMargins(0 if self.chips else 4, 0, 0, 0)
        self.updateGeometry()

    def backspaced(self, event: QKeyEvent) -> bool:
        """Whether the key is a backspace with nothing left of the cursor: it takes the last chip."""
        return event.key() == Qt.Key.Key_Backspace and not self.line.text() and bool(self.chips)


class _Toggle(QPushButton):
    """An option that is on or off; the arrows go to its neighbours."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        elif event.key() == Qt.Key.Key_Space:
            self.click()
        else:
            event.ignore()


class Toggles(QWidget):
    """All options side by side; a click or the space bar turns one on and off, arrows move between them."""

    toggled = Signal()

    def __init__(
        self, options: Sequence[tuple[str, str]], *, single: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._single = single
        self._flow = Flow(self, gap=6)
        self._flow.setContentsMargins(0, 3, 0, 3)
        for code, label in options:
            button = _Toggle(label, self)
            button.setCheckable(True)
            button.setProperty("role", "toggle")
            button.setFixedHeight(26)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if not self.buttons else Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(lambda _on, c=code: self._clicked(c))
            button.moved.connect(lambda step, b=button: self._move(b, step))
            self.buttons[code] = button
            self._flow.addWidget(button)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if self.buttons:
            self.setFocusProxy(next(iter(self.buttons.values())))

    def _clicked(self, code: str) -> None:
        if self._single:
            for other, button in self.buttons.items():
                if other != code:
                    button.setChecked(False)
        self.toggled.emit()

    def _move(self, button: QPushButton, step: int) -> None:
        order = list(self.buttons.values())
        order[(order.index(button) + step) % len(order)].setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> tuple[str, ...]:
        """The codes that are on, in the order of the list."""
        return tuple(code for code, button in self.buttons.items() if button.isChecked())

    def choose(self, codes: Sequence[str]) -> None:
        """Turn exactly these on."""
        for code, button in self.buttons.items():
            button.setChecked(code in codes)

    def mark_bad(self, texts: Sequence[str]) -> None:
        """Show texts that are none of the options, so that they are seen and not lost."""
        for widget in self.findChildren(QLabel, "strange"):
            self._flow.removeWidget(widget)
            widget.deleteLater()
        for text in texts:
            label = QLabel(text, self)
            label.setObjectName("strange")
            label.setProperty("role", "strange")
            restyle(label, "state", "bad")
            self._flow.addWidget(label)
            label.show()
