"""Small parts that several pages are built of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.paint import tag, write
from zsdesk.words import tr


def text(words: str, role: str, parent: QWidget | None = None, *, wrap: bool = False) -> QLabel:
    """A label in one of the theme's roles."""
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label


def button(
    words: str, then: Callable[[], object], *, role: str = "", icon: str = "", tip: str = "",
    parent: QWidget | None = None,
) -> QPushButton:  # fmt: skip
    """A push button with its words, tooltip and accessible name."""
    made = QPushButton(words, parent)
    if role:
        made.setProperty("role", role)
    if icon:
        made.setIcon(icons.icon(icon, "on_jade" if role == "primary" else "ink"))
        made.setIconSize(QSize(20 if words else 16, 16))
    made.setToolTip(tip or words)
    made.setAccessibleName(words)
    made.clicked.connect(lambda _checked=False: then())
    return made


class Chip(QPushButton):
    """A filter: clicked on and off, or opening a menu of what to filter by."""

    picked = Signal(object)
    """The packed value, ``None`` when the filter is taken off."""

    def __init__(self, words: str, parent: QWidget, *, value: str | None = None, tip: str = "") -> None:
        super().__init__(words, parent)
        self._words, self._value = words, value
        self._menu: QMenu | None = None
        self.setCheckable(True)
        self.setProperty("role", "chip")
        self.setToolTip(tip or tr("Filter: {what}", what=words))
        self.setAccessibleName(tr("Filter: {what}", what=words))
        self.clicked.connect(self._clicked)
        self._show("")

    def _show(self, chosen: str) -> None:
        on = self.isChecked()
        after = " ✕" if on else "" if self._value is not None else " ▾"
        self.setText((f"{self._words}：{chosen}" if chosen else self._words) + after)

    def fill(self, entries: Sequence[tuple[str, str] | tuple[str, str, list[tuple[str, str]]]]) -> None:
        """What the menu offers: packed values with labels, some with a submenu of more."""
        self._menu = QMenu(self)
        for code, words, *below in entries:
            where = self._menu.addMenu(words) if below and below[0] else self._menu
            where.addAction(words, lambda c=code, w=words: self._pick(c, w))
            for inner_code, inner_words in below[0] if below else ():
                where.addAction(inner_words, lambda c=inner_code, w=inner_words: self._pick(c, w))

    def _clicked(self) -> None:
        if not self.isChecked():
            self._show("")
            self.picked.emit(None)
        elif self._value is not None:
            self._show("")
            self.picked.emit(self._value)
        else:
            self.setChecked(False)
            if self._menu is not None:
                self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _pick(self, code: str, words: str) -> None:
        self.setChecked(True)
        self._show(words)
        self.picked.emit(code)

    def show_value(self, words: str) -> None:
        """Show the filter as set, without saying so."""
        self.setChecked(True)
        self._show("" if self._value is not None else words)

    def clear(self) -> None:
        """Take the filter off without saying so."""
        self.setChecked(False)
        self._show("")


class Empty(QWidget):
    """An empty page that teaches: a picture, one sentence, and the button that fills it."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.sentence = text("", "muted", self, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMaximumWidth(420)
        self.action = QPushButton(self)
        self.action.setProperty("role", "primary")
        self._then: Callable[[], object] = lambda: None
        self.action.clicked.connect(lambda: self._then())
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addSpacing(64)
        middle = QHBoxLayout()  # not an alignment: its height would be that of a text as wide as the page
        middle.addStretch(1)
        middle.addWidget(self.sentence, 8)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(12)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, sentence: str, words: str, then: Callable[[], object], tip: str = "") -> None:
        """What to say and what to offer."""
        self.sentence.setText(sentence)
        self.action.setText(words)
        self.action.setAccessibleName(words)
        self.action.setToolTip(tip or words)
        self.action.setVisible(bool(words))
        self._then = then

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self.sentence.y() - 64
        middle = self.width() // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("jade_soft"))
        painter.drawEllipse(QRect(middle - 26, top, 52, 52))
        icons.paint(painter, self._icon, "jade", QRect(middle - 12, top + 14, 24, 24).toRectF())


class Card(QFrame):
    """A quiet box with a heading."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 14, 18, 14)
        self.column.setSpacing(0)
        self.top = QHBoxLayout()
        self.heading = text(heading, "head", self)
        self.top.addWidget(self.heading)
        self.top.addStretch(1)
        self.column.addLayout(self.top)
        self.column.addSpacing(6)
        self.rows: list[QWidget] = []

    def put(self, rows: Sequence[QWidget], otherwise: str) -> None:
        """Show these rows, or a sentence where there are none; the keyboard stays on the line where it was.

        A line is known again by its name; where it has gone, the one that took its place has the keyboard.
        """
        held = self._held()
        for row in self.rows:
            self.column.removeWidget(row)
            row.hide()  # now, too: until the loop comes round it would lie under what takes its place
            row.deleteLater()
        items = [row for row in rows if isinstance(row, ItemRow)]
        reach = max((row.reach for row in items), default=0)
        for row, after in zip_longest(rows, rows[1:]):
            if isinstance(row, ItemRow):
                row.reach, row.last = reach, not isinstance(after, ItemRow)
        self.rows = list(rows) or [text(otherwise, "muted", self, wrap=True)]
        for row in self.rows:
            self.column.addWidget(row)
            row.show()  # now: a layout shows what it was given a turn later, and what is hidden takes no focus
        if held is not None:
            self._hold(*held)

    def add(self, row: QWidget) -> None:
        """One more line, after what was put: what else there is, and where."""
        self.rows.append(row)
        self.column.addWidget(row)

    def _held(self) -> tuple[int, str] | None:
        """Which line has the keyboard, and the name of what has it there."""
        focused = QApplication.focusWidget()
        if focused is None:
            return None
        at = next((n for n, row in enumerate(self.rows) if row is focused or row.isAncestorOf(focused)), None)
        return None if at is None else (at, _name(focused))

    def _hold(self, at: int, name: str) -> None:
        can = [(abs(n - at), w) for n, row in enumerate(self.rows) for w in (row, *row.findChildren(QWidget))
               if w.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
        same = [(far, w) for far, w in can if name and _name(w) == name]
        _far, wanted = min(same or can, key=lambda one: one[0], default=(0, None))
        if wanted is not None:
            wanted.setFocus()


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


class ItemRow(QAbstractButton):
    """One line that opens something: at its left a time or a tag, then a heading and a quiet note."""

    LEFT, WIDEST = 76, 140

    def __init__(
        self, heading: str, note: str, *, left: str = "", tone: str = "", key: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._heading, self._note, self._left, self._tone, self._key = heading, note, left, tone, key
        self._offered: QPushButton | None = None
        self.last = False
        """The last one of its card, or of a part of it, has no line below."""
        self.reach = self._reach()
        """Pixels up to the heading; the lines of a card share the widest."""
        self.setText(heading)
        self.setAccessibleName(" ".join(part for part in (left, heading, note) if part))
        self.setToolTip(f"{heading}\n{note}" if note else heading)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(54 if note else 40)

    def sizeHint(self) -> QSize:
        return QSize(260, self.height())

    def _reach(self) -> int:
        """Room for the tag or the time: a tag in English is longer than one in Chinese."""
        if not self._left:
            return 6
        metrics = QFontMetrics(theme.font(theme.SMALL) if self._tone else theme.font(strong=True))
        return max(self.LEFT, min(metrics.horizontalAdvance(self._left) + 32, self.WIDEST))

    def offer(self, words: str, then: Callable[[], object], tip: str) -> QPushButton:
        """A button at the right of the line, for the one thing that is wanted of it besides opening it."""
        self._offered = button(words, then, tip=tip, parent=self)
        self._offered.setAccessibleName(f"{words} {self._heading}")
        inner = QHBoxLayout(self)
        inner.setContentsMargins(0, 0, 6, 2)
        inner.addStretch(1)
        inner.addWidget(self._offered, 0, Qt.AlignmentFlag.AlignVCenter)
        return self._offered

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect()
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(theme.colour("jade")) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(area.adjusted(-0, 1, -1, -2), 6, 6)
        if not self.last:
            painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.colour("line"))
        x = 6
        if self._left:
            slot = QRect(x, 7 if self._note else 9, self.reach - 10, 20)
            if self._tone:
                tag(painter, slot, self._left, self._tone)
            else:
                write(painter, slot, self._left, "ink", font=theme.font(strong=True))
        x = self.reach
        right = area.width() - 10 if self._offered is None else self._offered.x() - 10
        if self._key:
            keyed = QRect(right - 18, area.center().y() - 9, 18, 18)
            painter.setPen(theme.colour("line_strong"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(keyed, 4, 4)
            write(painter, keyed.adjusted(5, 0, 4, 0), self._key, "muted", font=theme.font(11))
            right -= 28
        top = QRect(x, 7 if self._note else 0, right - x, 20 if self._note else area.height())
        write(painter, top, self._heading, font=theme.font(strong=bool(self._note)))
        if self._note:
            write(painter, QRect(x, 27, right - x, 20), self._note, "muted")

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()
