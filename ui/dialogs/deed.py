"""A deed before it is done: what will happen, the few values that it needs, and what stands in its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.deeds.base import Asked
from ui.editors import editor_for
from ui.form_parts import Banner, FieldBox, button
from ui.records import Records
from ui.shown import line
from ui.work import Work
from zsdesk.errors import Invalid
from zsdesk.words import tr

LABEL = 96
LINES = 3
"""Lines of what a deed will come to."""
WIDTH, WIDER = 520, 820
"""Pixels; wider where a table is asked for."""
Run = Callable[[Any, Mapping[str, Any]], Any]
Foretell = Callable[[Any, Mapping[str, Any]], str]


class DeedDialog(QDialog):
    """Asks, runs ``run(desk, values)`` on the data thread, and closes once it is done."""

    told = Signal(object)
    """It is done: what it gave."""

    def __init__(
        self, work: Work, title: str, sentence: str, asked: Sequence[Asked], run: Run, today: date,
        parent: QWidget | None = None, foretell: Foretell | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        title = title.rstrip("…. ")  # it promised this dialog
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work, self._run, self._foretell = work, run, foretell
        self._records = Records(work, today, self)
        self.fields: dict[str, FieldBox] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 18, 22, 16)
        outer.setSpacing(12)
        outer.addWidget(line(title, "head"))
        outer.addWidget(line(sentence, "muted"))
        self.banner = Banner("red", self)
        outer.addWidget(self.banner)
        if asked:
            outer.addWidget(self._body(asked), 1)
        self.foretold = line("", "muted")
        self.foretold.setVisible(foretell is not None)
        self.foretold.setMinimumHeight(LINES * self.fontMetrics().lineSpacing())
        self.foretold.setAlignment(Qt.AlignmentFlag.AlignTop)
        outer.addWidget(self.foretold)
        outer.addLayout(self._foot(title))
        wide = any("widths" in one.options for one in asked)
        self.resize(WIDER if wide else WIDTH, self.sizeHint().height())
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.done_button.click)

    def _body(self, asked: Sequence[Asked]) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 2, 8, 2)
        column.setSpacing(10)
        for one in asked:
            editor = editor_for(one.declared.kind, self._records.around({"label": LABEL, **one.options}), inside)
            box = FieldBox(one.declared, editor, LABEL, labelled=not editor.labels_itself)
            if one.text:
                editor.set_text(one.text)
            editor.edited.connect(self._edited)
            self.fields[one.declared.name] = box
            column.addWidget(box)
        column.addStretch(1)
        scroll = _Fitting(inside, self)
        scroll.setFocusProxy(next(iter(self.fields.values())).editor)
        return scroll

    def _foot(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.done_button = button(title, "primary", shortcut="Ctrl ↵", tip=f"{title} (Ctrl+Enter)")
        self.done_button.setAutoDefault(False)
        self.done_button.clicked.connect(self.submit)
        row.addWidget(self.done_button)
        cancel = button(tr("Cancel"), shortcut="Esc", tip=tr("Nothing is changed (Esc)"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        row.addStretch(1)
        return row

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        first = next((box for box in self.fields.values() if not box.editor.text()), None)
        (first.editor if first else self.done_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        self.banner.say("")
        if self._foretell is not None:
            self._work.ask(self._foretell, self._sound(), then=self.foretold.setText)

    def _sound(self) -> dict[str, Any]:
        """The values that can be read as they stand."""
        values: dict[str, Any] = {}
        for name, box in self.fields.items():
            with suppress(Invalid):
                values[name] = box.editor.value()
        return values

    def submit(self) -> None:
        """Do it, unless a value is missing or none."""
        values: dict[str, Any] = {}
        sound = True
        for name, box in self.fields.items():
            sentence = ""
            try:
                values[name] = box.editor.value()
                if values[name] is None and box.declared.required:
                    sentence = tr("Still to be filled in.")
            except Invalid as error:
                sentence = str(error)
            box.say(sentence, "bad" if sentence else "")
            sound = sound and not sentence
        if sound:
            self.done_button.setEnabled(False)
            self._work.ask(self._run, values, then=self._done, failed=self._failed)

    def _done(self, done: object) -> None:
        self.accept()
        self.told.emit(getattr(done, "result", done))

    def _failed(self, error: Exception) -> None:
        self.done_button.setEnabled(True)
        self.banner.say(str(error))
        self._make_room()

    def _make_room(self) -> None:
        """Grow by what is said, so that no field goes out of sight for it."""
        self.layout().activate()
        needed = self.layout().totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))


class _Fitting(QScrollArea):
    """As high as what is in it, up to most of the screen."""

    def __init__(self, inside: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, min(self.widget().sizeHint().height() + 4, 560))
