"""Ctrl+Z: whatever the officer did last can be taken back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from ui import asks
from ui.bus import Bus
from ui.names import type_word
from ui.work import Work
from zsdesk.words import tr

KEPT = 50


def _main(done: Any) -> str:
    """The type of what an act made, where it gave that back; else of what it touched first."""
    return next((one.type for one in done.touched if done.result in (one, one.id)), done.touched[0].type)


def _said(type_name: str) -> str:
    """That an act was saved; a conflict is not saved, it is settled."""
    if type_name == "conflict":
        return tr("Conflict settled")
    return tr("{what} saved", what=type_word(type_name))


class Undo(QObject):
    """Remembers the acts of this session, newest last."""

    offered = Signal(str)
    """An act was saved: the sentence to show with the offer to take it back."""

    def __init__(self, work: Work, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self._acts: list[Any] = []
        bus.did.connect(self._remember)

    def _remember(self, done: Any) -> None:
        if done.undo:
            self._acts = [*self._acts[1 - KEPT :], done]
            self.offered.emit(_said(_main(done)) if done.touched else tr("Saved"))

    def undo(self) -> None:
        """Take the last act back."""
        if not self._acts:
            self._bus.said.emit(tr("Nothing to undo."), "")
            return
        self._work.ask(asks.undo, self._acts.pop(), then=self._undone)

    def _undone(self, touched: tuple[Any, ...]) -> None:
        self._bus.changed.emit(touched)
        self._bus.said.emit(tr("Undone"), "")
