"""What every editor has in common, and the parts that they are built of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from ui import icons
from ui.composing import keeps_keys
from ui.theme import restyle
from zsdesk.errors import Invalid
from zsdesk.kinds import Kind


class Found(NamedTuple):
    """Something to choose: its value, how it reads, and a quiet word beside it."""

    value: str
    text: str
    note: str = ""


Find = Callable[[str, str, Callable[[Sequence[Found]], None]], None]
Heading = Callable[[str, str, Callable[[str], None]], None]
Make = Callable[[str, str, Callable[[Found], None]], None]


@dataclass(frozen=True)
class Surroundings:
    """What an editor may ask of the world: the day, and records of a type (each answer comes later).

    ``find(type, text, then)`` completes a name, ``heading(type, id, then)`` names an id and
    ``make(type, name, then)`` makes a record of that name.
    """

    today: date
    find: Find | None = None
    heading: Heading | None = None
    make: Make | None = None
    options: dict[str, Any] = field(default_factory=dict)


class Editor(QWidget):
    """Edits one value of a kind, as text first: whatever was typed is kept, whether it parses or not."""

    edited = Signal()
    problem = Signal(str)
    labels_itself = False
    """Whether the editor names its parts, so that a form writes no label beside it."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.around = around
        self._said = ""

    def text(self) -> str:
        """What stands in the editor: parses to the value where it is one."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Show ``text``; one that does not parse stays as it is, with its problem said."""
        raise NotImplementedError

    def value(self) -> Any:
        """The value, ``None`` where nothing stands; ``Invalid`` where the text is no value."""
        text = self.text()
        return self.kind.parse(text, today=self.around.today) if text.strip() else None

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.set_text("" if value is None else self.kind.edit(value))

    def sentence(self) -> str:
        """What is wrong with the text, or nothing."""
        try:
            self.value()
        except Invalid as error:
            return str(error)
        return ""

    def judge(self) -> None:
        """Say what is wrong with the text, once for each change of it."""
        sentence = self.sentence()
        if sentence != self._said:
            self._said = sentence
            self.problem.emit(sentence)

    def set_state(self, state: str) -> None:
        """Show ``"bad"``, ``"doubt"`` or ``""`` around the field."""

    def set_narrow(self, narrow: bool) -> None:
        """Stand in one column, where the editor has several."""

    def set_required(self, missing: bool) -> None:
        """Mark what is missing, where the editor names its parts itself."""

    def tidy(self) -> None:
        """Finish what is half typed, because the officer goes on."""


class Line(QLineEdit):
    """A line of text without a frame, which knows when an input method is composing in it."""

    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self.on_key: Callable[[QKeyEvent], bool] | None = None
        """Asked first about each key, unless an input method is composing; true where it took the key."""
        self.setProperty("role", "bare")
        self.setFrame(False)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        return keeps_keys(event, self.composing) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            event.accept()
            return
        if self.on_key is not None and self.on_key(event):
            event.accept()
            return
        if pastes_picture(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class Box(QFrame):
    """The frame of a field: its border follows the focus inside it and the state of its content."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "field")
        self.setProperty("focused", False)
        self.setProperty("state", "")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(10, 0, 8, 0)
        self.row.setSpacing(6)

    def watch(self, widget: QWidget) -> None:
        """Follow the focus of ``widget``."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self, "focused", event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        proxy = self.focusProxy()
        if proxy is not None:
            proxy.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


def pastes_picture(event: QKeyEvent) -> bool:
    """Whether the key pastes a picture, which is for the files beside the form and not for the text."""
    if not event.matches(QKeySequence.StandardKey.Paste):
        return False
    mime = QGuiApplication.clipboard().mimeData()
    return mime.hasImage() and not mime.hasText()


def small_button(icon: str, tip: str, parent: QWidget | None = None) -> QToolButton:
    """A flat button with an icon, a tooltip and the same words for a screen reader."""
    button = QToolButton(parent)
    button.setProperty("role", "icon")
    button.setIcon(icons.icon(icon, "muted"))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class LineEditor(Editor):
    """A line with an echo in muted text at its right: what the program understood."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self.box = Box(self)
        self.line = Line(self.box)
        self.echo = QLabel(self.box)
        self.echo.setProperty("role", "echo")
        self.echo.hide()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.box)
        self.box.row.addWidget(self.line, 1)
        self.box.row.addWidget(self.echo)
        self.box.watch(self.line)
        self.box.setFixedHeight(32)
        self.box.setFocusProxy(self.line)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self.tidy)

    def _typed(self) -> None:
        self.show_echo()
        self.judge()
        self.edited.emit()

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self.show_echo()
        self.judge()

    def tidy(self) -> None:
        """Write a value that was understood in its full form, when the officer goes on."""
        try:
            value = self.value()
        except Invalid:
            return
        if value is not None and self.kind.edit(value) != self.line.text():
            self.line.setText(self.kind.edit(value))
            self.show_echo()

    def understood(self, value: Any) -> str:
        """What to say beside a value that was understood."""
        return ""

    def show_echo(self) -> None:
        """Say beside the text what was understood, where there is something to say."""
        try:
            value = self.value()
        except Invalid:
            value = None
        self.echo.setText("" if value is None else self.understood(value))
        self._fit_echo()

    def _fit_echo(self) -> None:
        """The echo gives way to the text where both do not fit."""
        free = self.box.width() - self.box.row.contentsMargins().left() - self.box.row.contentsMargins().right()
        taken = self.line.fontMetrics().horizontalAdvance(self.line.text()) + 8
        others = sum(b.sizeHint().width() + self.box.row.spacing() for b in self.box.findChildren(QToolButton))
        room = free - taken - others - self.box.row.spacing()
        self.echo.setVisible(bool(self.echo.text()) and self.echo.sizeHint().width() <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_echo()

    def set_state(self, state: str) -> None:
        restyle(self.box, "state", state)


class ReadOnly(Editor):
    """A value that the officer sees and does not write: a file's digest, a number of the province."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._text = ""
        self.label = QLabel(self)
        self.label.setProperty("role", "muted")
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.label)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.label.setText(text)
        self.judge()
