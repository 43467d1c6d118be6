"""What nobody waits for is done while the officer does nothing: a slice, a look at whether somebody waits, the next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.log import note
from ui.work import Work

AFTER = 2_500
"""Milliseconds after the last change."""
BETWEEN = 40
"""Milliseconds between two slices, in which the data thread is free for others."""


class Upkeep(QObject):
    """Lets the desk rest."""

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go)

    def later(self, *_what: Any) -> None:
        """Something changed: there may be something to do in a while."""
        self._timer.start(AFTER)

    def _go(self) -> None:
        if self._work.busy:
            self._timer.start(AFTER)
        else:
            self._work.ask(_rest, then=self._went, failed=self._failed)

    def _went(self, more: bool) -> None:
        if more:
            self._timer.start(BETWEEN)

    def _failed(self, error: Exception) -> None:
        note("The desk's upkeep failed; it is tried again after the next change", error)


def _rest(desk: Any) -> bool:
    done: bool = desk.rest()
    return done
