"""An entry of the catalogue: what it says, what it is for, how sure it is; an administrator edits and confirms it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import catalogue_asks as asks
from ui.deeds.base import Asked
from ui.dialogs.deed import DeedDialog
from ui.form_parts import button
from ui.shown import line, tag
from ui.work import Work
from zsdesk.catalogue import typed
from zsdesk.catalogue.entries import Entry
from zsdesk.clock import Clock
from zsdesk.fields import Field
from zsdesk.kinds import Day, LongText, Text
from zsdesk.queries.catalogue import EntryRow, standing_words
from zsdesk.words import label, tr

TONES = {"assumed": "amber", "stated": "blue", "confirmed": "jade"}
WIDTH = 560


class EntrySheet(QDialog):
    """Shows one entry; ``may`` says whether it can be changed from here."""

    changed = Signal()

    def __init__(
        self, work: Work, user: str, row: EntryRow, entry: Entry, texts: dict[str, str], may: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._work, self._user, self._row, self._entry, self._texts = work, user, row, entry, texts
        self.setWindowTitle(label(entry.label))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(line(entry.label, "head"), 1)
        head.addWidget(tag(standing_words(entry.standing), TONES[entry.standing]))
        column.addLayout(head)
        column.addWidget(line(row.use, "muted"))
        column.addLayout(self._values())
        column.addLayout(self._foot(may))
        self.resize(WIDTH, self.sizeHint().height())

    def _values(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        entry = self._entry
        lines = [(f.label, typed.shown(f.name, getattr(entry, f.name), entry.code)) for f in typed.fields_of(entry)
                 if f.name != "label"]  # fmt: skip
        lines.append((label("代码"), self._entry.code))
        if self._row.confirmed:
            lines.append((label("核定"), self._row.confirmed))
        if self._row.records is not None:
            lines.append((label("使用"), tr("{n} records", n=self._row.records)))
        for at, (name, value) in enumerate(lines):
            grid.addWidget(line(name, "muted"), at, 0)
            grid.addWidget(line(value), at, 1)
        grid.setColumnMinimumWidth(0, 96)
        return grid

    def _foot(self, may: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        if may:
            made = [
                button(tr("Confirm"), "primary", tip=tr("Confirm it with a name and a day")),
                button(tr("Edit"), tip=tr("Other values")),
                button(tr("Take it out"), tip=tr("Without this entry from the next version on")),
            ]
            for one, then in zip(made, (self.confirm, self.edit, self.remove), strict=True):
                one.clicked.connect(then)
                row.addWidget(one)
        close = button(tr("Close"), shortcut="Esc", tip=tr("Close (Esc)"))
        close.clicked.connect(self.reject)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def edit(self) -> None:
        """Ask for other values."""
        asked = [
            Asked(Field(f.name, f.kind, f.chinese, required=f.name == "label"), self._texts[f.name],
                  {"lines": 2} if isinstance(f.kind, LongText) else {})
            for f in typed.fields_of(self._entry)
        ]  # fmt: skip
        sentence = tr("It holds from the next version on, and is to be confirmed again where it was confirmed.")
        self._ask(tr("Edit"), sentence, asked, partial(_put, self._row.section, self._row.code))

    def confirm(self) -> None:
        """Ask who confirms it, when, by what paper."""
        self._ask(tr("Confirm"), confirm_sentence(), confirming(self._user, self._entry.source),
                  partial(_confirm, ((self._row.section, self._row.code),)))  # fmt: skip

    def remove(self) -> None:
        """Ask whether it goes."""
        sentence = tr("From the next version on there is no such entry; records that name it keep what they say.")
        self._ask(
            tr("Take it out"), sentence, (), lambda desk, _v: asks.remove(desk, self._row.section, self._row.code)
        )

    def _ask(self, title: str, sentence: str, asked: Sequence[Asked], run: Callable[[Any, Any], Any]) -> None:
        dialog = DeedDialog(self._work, title, sentence, asked, run, Clock().today(), self)
        dialog.told.connect(self._done)
        dialog.open()

    def _done(self, _result: object) -> None:
        self.changed.emit()
        self.accept()


def confirm_sentence() -> str:
    """What confirming means."""
    return tr("It is no longer 待核定: name who decided it, on which day, and by what paper. It holds with the next "
              "version that is published.")  # fmt: skip


def confirming(user: str, source: str = "") -> tuple[Asked, ...]:
    """What a confirmation asks for."""
    today = Day().edit(Clock().today())
    return (
        Asked(Field("confirmed_by", Text(), "核定人", required=True), user),
        Asked(Field("confirmed_on", Day(), "核定日期", required=True), today),
        Asked(Field("source", LongText(), "依据文件"), source, {"lines": 2}),
    )


def heading(effective: str, title: str, note: str) -> tuple[Asked, ...]:
    """What a version asks for before it is published."""
    return (
        Asked(Field("effective", Day(), "生效日期", required=True), effective),
        Asked(Field("title", Text(), "目录名称", required=True), title),
        Asked(Field("note", LongText(), "修订说明"), note, {"lines": 3}),
    )


def _put(section: str, code: str, desk: Any, values: Any) -> Any:
    return asks.put(desk, section, code, values)


def _confirm(keys: Sequence[asks.Key], desk: Any, values: Any) -> Any:
    return asks.confirm(desk, keys, values)


def confirm_all(keys: Sequence[asks.Key]) -> Callable[[Any, Any], Any]:
    """Confirm several entries at once."""
    return partial(_confirm, keys)
