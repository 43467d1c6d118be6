"""The parts of a form: a field with its label and its problem, sections, banners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons
from ui.editors import Editor
from ui.layouts import Section
from ui.theme import restyle
from zsdesk.words import tr

if TYPE_CHECKING:
    from zsdesk.fields import Field

GAP = 8
ROW = 32


class Link(QLabel):
    """Words that act when they are clicked or when Enter is pressed on them."""

    clicked = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "link")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: object) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):  # type: ignore[attr-defined]
            self.clicked.emit()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


class FieldBox(QWidget):
    """A field: its label at the left, its editor, and under that what is wrong with it."""

    touched = Signal(str)

    def __init__(self, declared: Field, editor: Editor, label_width: int, *, labelled: bool = True) -> None:
        super().__init__()
        self.declared = declared
        self.editor = editor
        self.sentence = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self.label = QLabel(declared.label, self)
        self.label.setProperty("role", "field-label")
        self.label.setProperty("required", "")
        self.label.setProperty("tone", "amber" if declared.internal else "")
        self.label.setWordWrap(True)
        self.label.setFixedWidth(label_width)
        self.label.setMinimumHeight(ROW)
        self.label.setBuddy(editor)
        self.label.setVisible(labelled)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "problem")
        self.problem.setProperty("state", "")
        self.problem.setWordWrap(True)
        self.problem.setIndent(label_width + GAP if editor.labels_itself else 0)
        self.problem.hide()
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(editor)
        column.addWidget(self.problem)
        column.addStretch(1)
        self.column = column
        row.addLayout(column, 1)
        editor.setAccessibleName(declared.label)
        if (proxy := editor.focusProxy()) is not None and not proxy.accessibleName():
            proxy.setAccessibleName(declared.label)
        editor.edited.connect(lambda: self.touched.emit(declared.name))

    def require(self, missing: bool) -> None:
        """Mark a field that is needed to submit, as long as it is empty."""
        restyle(self.label, "required", "missing" if missing else "")
        mark = " •" if missing else ""
        self.label.setText(self.declared.label + mark)
        self.label.setToolTip(tr("Needed to submit; a draft saves without it.") if missing else "")
        self.editor.set_required(missing)

    def say(self, sentence: str, state: str) -> None:
        """Show a sentence under the field, ``"bad"`` in red or ``"doubt"`` in amber; an empty one clears it."""
        if (sentence, state) == (self.sentence, self.problem.property("state")):
            return
        self.sentence = sentence
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        restyle(self.problem, "state", state)
        self.editor.set_state(state)
        (self.editor.focusProxy() or self.editor).setAccessibleDescription(sentence)

    def extra(self, widget: QWidget) -> None:
        """Put something quiet under the field, after its problem."""
        self.column.setSpacing(4)
        self.column.insertWidget(2, widget)


class SectionBox(QWidget):
    """Rows of fields under a heading; each row falls into one column where the form is narrow."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[QBoxLayout] = []
        self.fold: QPushButton | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP)
        self.body = QWidget(self)
        self.inside = QVBoxLayout(self.body)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(10)
        if section.title:
            outer.addSpacing(GAP // 2)
            outer.addWidget(self._folding(tr(section.title)) if section.folded else self._heading(tr(section.title)))
        outer.addWidget(self.body)
        self.body.setVisible(not section.folded)

    def _heading(self, title: str) -> QLabel:
        heading = QLabel(title, self)
        heading.setProperty("role", "head")
        return heading

    def _folding(self, title: str) -> QPushButton:
        button = QPushButton(title, self)
        button.setProperty("role", "fold")
        button.setCheckable(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setIcon(icons.icon("chevron-right", "muted"))
        button.toggled.connect(lambda on: self._fold(button, on))
        self.fold = button
        return button

    def _fold(self, button: QPushButton, shown: bool) -> None:
        button.setIcon(icons.icon("chevron-down" if shown else "chevron-right", "muted"))
        self.body.setVisible(shown)

    def unfold(self) -> None:
        """Open the section, as when a problem lies in it."""
        if self.fold is not None:
            self.fold.setChecked(True)

    def add_row(self, boxes: Sequence[tuple[QWidget, int]]) -> None:
        """Put fields side by side, each with its share of the width."""
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(16)
        for box, span in boxes:
            row.addWidget(box, span)
        short = 12 - sum(span for _, span in boxes)
        if short > 0:
            rest = QWidget(self.body)
            rest.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(rest, short)
        self.rows.append(row)
        self.inside.addLayout(row)

    def set_narrow(self, narrow: bool) -> None:
        """One column, or side by side."""
        for row in self.rows:
            row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
            row.setSpacing(10 if narrow else 16)


class Banner(QFrame):
    """One sentence on a soft ground, with what can be done about it."""

    def __init__(self, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setProperty("tone", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(12)
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        row.addWidget(self.label, 1)
        self._row = row
        self._links: list[Link] = []
        self.hide()

    def set_tone(self, tone: str) -> None:
        """Stand on another ground, the words in its colour."""
        if tone != self.property("tone"):
            restyle(self, "tone", tone)
            for label in (self.label, *self._links):  # they stand in its colour
                restyle(label, "ground", tone)

    def say(self, sentence: str, *actions: tuple[str, Callable[[], None]]) -> None:
        """Show the sentence and its actions; an empty one hides the banner."""
        for link in self._links:
            self._row.removeWidget(link)
            link.deleteLater()
        self._links = []
        self.label.setText(sentence)
        for text, act in actions:
            link = Link(text, self)
            link.clicked.connect(act)
            self._row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
            self._links.append(link)
        self.setVisible(bool(sentence))


class Card(QFrame):
    """A quiet frame with a heading, for what stands beside a form or under a detail."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(16, 14, 16, 14)
        self.inside.setSpacing(8)
        self.title = QLabel(title, self)
        self.title.setProperty("role", "strong")
        self.inside.addWidget(self.title)


class KeyButton(QPushButton):
    """A button with the key that presses it written beside its words."""

    def __init__(self, text: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(8)
        for words, role in ((text, ""), (key, "key")):
            label = QLabel(words, self)
            label.setProperty("role", role)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().minimumSize()


def button(text: str, role: str = "", *, shortcut: str = "", tip: str = "") -> QPushButton:
    """A push button in one of the roles of the stylesheet; its shortcut is written beside its words."""
    made = KeyButton(text, shortcut) if shortcut else QPushButton(text)
    if role:
        made.setProperty("role", role)
    made.setToolTip(tip or text)
    made.setAccessibleName(text)
    made.setFixedHeight(ROW)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and throw it away."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
