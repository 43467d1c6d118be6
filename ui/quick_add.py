"""Ctrl+N: a lead in one line, a visiting card, or a form of any type by one more key."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import asks, icons
from ui.bus import Bus
from ui.composing import ComposingLine
from ui.heard import Heard
from ui.lifting import lift
from ui.names import type_icon, type_word
from ui.work import Work
from zsdesk.errors import Problems
from zsdesk.words import tr

PAUSE = 120
"""Milliseconds without a key before the line is read."""
TYPES = ("lead", "negotiation", "company", "project", "contact", "visit", "channel")


class TitleLine(ComposingLine):
    """The line for a lead: Enter saves it, unless an input method is composing; lines that are pasted are a card."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and "\n" in (text := QGuiApplication.clipboard().text()):
            self.pasted.emit(text)
            return
        super().keyPressEvent(event)


class QuickAdd(QFrame):
    """A small panel under the 新建 button."""

    left = Signal()
    """The panel is closed: the keyboard goes back to the page."""

    def __init__(self, work: Work, bus: Bus, anchor: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._bus, self._anchor = work, bus, anchor
        self.setProperty("role", "popup")
        self.setFixedWidth(440)
        self._card = ""
        self._noted: asks.Noted | None = None
        self._left_out: set[str] = set()
        self._asked = 0
        self._saving = False
        self.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        head = QLabel(tr("Note a lead"), self)
        head.setProperty("role", "strong")
        self.line = TitleLine(self)
        self.line.setPlaceholderText(tr("Enterprise, whom to call, number, sum, county — or just a name"))
        self.line.setAccessibleName(tr("Name of the new lead"))
        self.line.setToolTip(tr("Enter saves it; a visiting card can be pasted (Ctrl+V)"))
        self.line.returnPressed.connect(self._save)
        self.line.textChanged.connect(lambda _text: self._typed())
        self.line.pasted.connect(self._pasted)
        self.heard = Heard(self)
        self.heard.left_out.connect(self._leave_out)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._read)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        column.addWidget(head)
        column.addWidget(self.line)
        column.addWidget(self.problem)
        column.addWidget(self.heard)
        column.addSpacing(4)
        column.addWidget(self._label(tr("Or open a form")))
        column.addLayout(self._forms())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "small")
        return label

    def _forms(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        self.buttons: list[QPushButton] = []
        for at, type_name in enumerate(TYPES):
            button = QPushButton(self)
            button.setIcon(icons.icon(type_icon(type_name), "muted"))
            button.setIconSize(QSize(16, 16))
            button.setText(type_word(type_name))
            button.setProperty("role", "menu")
            button.setToolTip(tr("New {type} (Alt+{n})", type=type_word(type_name), n=at + 1))
            button.setAccessibleName(tr("New {type}", type=type_word(type_name)))
            button.setShortcut(f"Alt+{at + 1}")
            button.clicked.connect(lambda _=False, t=type_name: self.form(t))
            inner = QHBoxLayout(button)
            inner.setContentsMargins(0, 0, 8, 0)
            key = QLabel(f"Alt {at + 1}", button)
            key.setProperty("role", "key")
            inner.addStretch(1)
            inner.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(button, at // 2, at % 2)
            self.buttons.append(button)
        return grid

    def start(self) -> None:
        """Open the panel with the cursor in its line; or close it, where it is open."""
        if self.isVisible():
            self.leave()
            return
        corner = self._anchor.mapTo(self.window(), self._anchor.rect().bottomLeft())
        lift(self)
        self._fit()
        self.move(corner.x(), corner.y() + 6)
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        QTimer.singleShot(asks.WARM_AFTER, self, lambda: self._work.ask(asks.warm))

    def leave(self) -> None:
        """Close the panel; what was typed stays for the next time."""
        self.hide()
        self.problem.hide()
        self.left.emit()

    def form(self, type_name: str) -> None:
        """Open an empty form; what was typed already goes with it, as far as it was understood."""
        typed, kept = self.line.text().strip(), self._kept()
        self.line.clear()
        self.leave()
        self._bus.new_record.emit(type_name, _known(type_name, typed, kept) if typed else {})

    # -- reading -------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._card = ""
        self._left_out.clear()
        self._pause.start()

    def _pasted(self, text: str) -> None:
        self.line.setText(" ".join(text.split())[:60])
        self._card = text
        self._read()

    def _read(self) -> None:
        self._pause.stop()
        self._asked += 1
        if text := self._card or self.line.text().strip():
            self._work.ask(asks.read_note, text, then=partial(self._understood, self._asked))
        else:
            self._understood(self._asked, None)

    def _understood(self, asked: int, noted: asks.Noted | None) -> None:
        if asked != self._asked:
            return
        self._noted = noted
        self._show()
        if self._saving:
            self._note()

    def _leave_out(self, name: str) -> None:
        self._left_out.add(name)
        self._show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self.heard.show_noted(self._kept())
        self._fit()

    def _fit(self) -> None:
        """As high as what it shows: texts that wrap need to know the width first."""
        made = self.layout()
        for inner in (self.heard.layout(), made):
            inner.invalidate()
            inner.activate()
        wraps = made.hasHeightForWidth()
        self.resize(self.width(), made.totalHeightForWidth(self.width()) if wraps else made.totalSizeHint().height())

    def _kept(self) -> asks.Noted | None:
        """What was understood without what the officer left out."""
        if self._noted is None:
            return None
        return self._noted._replace(reading=self._noted.reading.without(self._left_out))

    # -- saving --------------------------------------------------------------------------------

    def _save(self) -> None:
        """Note what the line says; where it was not read yet, as soon as it is."""
        if not self.line.text().strip():
            return
        self._saving = True
        if self._pause.isActive() or self._noted is None:
            self._read()
        else:
            self._note()

    def _note(self) -> None:
        self._saving = False
        if (kept := self._kept()) is not None:
            at = kept.company_id if kept.reading.company else ""
            self._work.ask(asks.note, kept.reading, at, then=self._saved, failed=self._refused)

    def _saved(self, done: Any) -> None:
        self.line.clear()
        self.leave()
        self._bus.open_record.emit(done.result.type, done.result.id)

    def _refused(self, error: Exception) -> None:
        sentence = next(iter(error.fields.values())) if isinstance(error, Problems) else str(error)
        self.problem.setText(sentence)
        self.problem.show()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _focus_moved(self) -> None:
        now = QApplication.focusWidget()  # of what the signal names, the widget of before may be dying
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            self.hide()


_NAMED = {
    "lead": "title", "negotiation": "topics", "company": "name", "project": "name", "contact": "name",
    "visit": "subject", "channel": "name",
}  # fmt: skip


def _known(type_name: str, typed: str, kept: asks.Noted | None) -> dict[str, str]:
    """The texts that a form begins with."""
    if kept is None or kept.text != typed:
        return {_NAMED[type_name]: typed}
    company = kept.company_id or kept.reading.company
    at = {"company": company} if company else {}
    if type_name == "lead":
        return {**kept.reading.lead, **at}
    if type_name == "contact" and kept.reading.contact:
        return {**kept.reading.contact, **at}
    if type_name == "company" and kept.reading.company:
        return {"name": kept.reading.company}
    return {_NAMED[type_name]: typed}
