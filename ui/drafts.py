"""Forms that were left unsaved, offered again on the first page: after a crash, or the next morning."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.bus import Bus
from ui.days import moment_words
from ui.names import type_word
from ui.pages.parts import Card, ItemRow
from ui.work import Work
from zsdesk.clock import Clock
from zsdesk.words import tr


class Kept(NamedTuple):
    """A kept form: what it is of, how it begins, and when it was kept."""

    type: str
    id: str
    begins: str
    at_ms: int


def kept_drafts(desk: Any) -> list[Kept]:
    """The kept forms, newest first; runs on the data thread."""
    from zsdesk.queries.headings import heading
    from zsdesk.records import record_type

    found: list[Kept] = []
    for draft in desk.drafts():
        title = draft.texts.get(record_type(draft.type).title_field, "")
        if draft.id and not title:
            title = desk.read(heading, draft.type, draft.id)
        found.append(Kept(draft.type, draft.id, title or tr("without a name yet"), draft.saved_at))
    return found


class DraftsCard(Card):
    """A line for each kept form; it opens the record, or an empty form of the type, where the draft is offered."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(tr("Not saved yet"), parent)
        self._work, self._bus = work, bus
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        bus.status_changed.connect(self._later)
        bus.changed.connect(self._later)
        self.hide()

    def _later(self, _what: object) -> None:
        self._soon.start(300)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start(0)

    def refresh(self) -> None:
        """Read the kept forms again."""
        self._soon.start(0)

    def _ask(self) -> None:
        if self._work.desk is not None:
            self._work.ask(kept_drafts, then=self._show)

    def _show(self, kept: list[Kept]) -> None:
        self.put([self._row(one) for one in kept[:5]], "")
        self.setVisible(bool(kept))

    def _row(self, one: Kept) -> ItemRow:
        when = moment_words(one.at_ms, Clock().today())
        row = ItemRow(one.begins, tr("{type}, kept {when}", type=type_word(one.type), when=when),
                      left=tr("Draft"), tone="amber")  # fmt: skip
        row.clicked.connect(lambda: self._open(one))
        return row

    def _open(self, one: Kept) -> None:
        if one.id:
            self._bus.open_record.emit(one.type, one.id)
        else:
            self._bus.new_record.emit(one.type, {})
