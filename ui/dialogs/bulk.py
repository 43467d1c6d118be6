"""One field for several records: chosen, written, checked against each record, and taken back by one Ctrl+Z."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import list_asks
from ui.editors import Editor, editor_for
from ui.pages.parts import button, text
from ui.records import Records
from ui.theme import restyle
from ui.work import Work
from zsdesk.clock import Clock
from zsdesk.errors import Problems
from zsdesk.fields import Field
from zsdesk.words import tr

PAUSE = 200
SHOWN = 4


class Bulk(QDialog):
    """Sets a field of some records; ``accept`` comes after it is done."""

    def __init__(self, work: Work, type_name: str, ids: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._type, self._ids = work, type_name, list(ids)
        self._asked = 0
        self._records = Records(work, Clock().today(), self)
        self._declared: list[Field] = []
        self.editor: Editor | None = None
        self.setWindowTitle(tr("Set a field of {n} records", n=len(ids)))
        self.setMinimumWidth(480)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._column.addWidget(text(tr("Set a field of {n} records", n=len(ids)), "head", self))
        self.field = QComboBox(self)
        self.field.setAccessibleName(tr("Field"))
        self.field.setPlaceholderText(tr("Which field"))
        self.field.currentIndexChanged.connect(self._choose)
        self._column.addWidget(self.field)
        self._place = QVBoxLayout()
        self._column.addLayout(self._place)
        self.verdict = text("", "muted", self, wrap=True)
        self._column.addWidget(self.verdict)
        self._column.addSpacing(4)
        row = QHBoxLayout()
        self.set_button = button(tr("Set"), self._set, role="primary", tip=tr("Set it; Ctrl+Z takes it back"),
                                 parent=self)  # fmt: skip
        self.set_button.setEnabled(False)
        row.addWidget(self.set_button)
        row.addWidget(button(tr("Cancel"), self.reject, tip=tr("Change nothing (Esc)"), parent=self))
        row.addStretch(1)
        self._column.addLayout(row)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._try)
        work.ask(list_asks.editable, type_name, then=self._know)

    def _know(self, declared: list[Field]) -> None:
        self._declared = declared
        self.field.addItems([one.label for one in declared])
        self.field.setCurrentIndex(-1)  # nothing is set by a mere Enter
        self.field.setFocus()

    def _choose(self, at: int) -> None:
        if self.editor is not None:
            self._place.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        if 0 <= at < len(self._declared):
            self.editor = editor_for(self._declared[at].kind, self._records.around({}), self)
            self.editor.setAccessibleName(self._declared[at].label)
            self.editor.edited.connect(self._edited)
            self._place.addWidget(self.editor)
            self._edited()

    @property
    def chosen(self) -> Field:
        """The field that is set."""
        return self._declared[self.field.currentIndex()]

    def _edited(self) -> None:
        self.set_button.setEnabled(False)
        self._pause.start(PAUSE)

    def _try(self) -> None:
        if self.editor is None:
            return
        self._asked += 1
        self._work.ask(list_asks.try_change, self._type, self._ids, self.chosen.name, self.editor.text(),
                       then=partial(self._tried, self._asked), failed=partial(self._refused, self._asked))  # fmt: skip

    def _tried(self, asked: int, trial: list_asks.Trial) -> None:
        if asked != self._asked or self.editor is None:
            return
        clears = "" if self.editor.text().strip() else tr("It will be emptied. ")
        told = [clears + tr("{n} records change, {same} have this value already.", n=trial.changing, same=trial.same)]
        told += [f"{name}：{why}" for name, why in trial.wrong[:SHOWN]]
        if len(trial.wrong) > SHOWN:
            told.append(tr("{n} more", n=len(trial.wrong) - SHOWN))
        self._say("\n".join(told), "amber" if trial.wrong or clears else "")
        self.set_button.setText(tr("Empty it") if clears else tr("Set"))
        self.set_button.setEnabled(trial.changing > 0)

    def _refused(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._say(next(iter(error.fields.values())) if isinstance(error, Problems) else str(error), "red")

    def _say(self, sentence: str, tone: str) -> None:
        self.verdict.setText(sentence)
        restyle(self.verdict, "tone", tone)
        self.adjustSize()

    def _set(self) -> None:
        if self.editor is not None:
            self.set_button.setEnabled(False)
            self._work.ask(list_asks.change_all, self._type, self._ids, self.chosen.name, self.editor.text(),
                           then=self._done, failed=partial(self._refused, self._asked))  # fmt: skip

    def _done(self, _done: Any) -> None:
        self.accept()
