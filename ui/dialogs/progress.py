"""A long piece of work on the data thread: how far it is, and a button that stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.pages.parts import button, text
from ui.work import Failed, Then, Work
from zsdesk.words import tr


class ProgressDialog(QDialog):
    """Runs ``job(desk, *args, progress)``; the window stays alive, and closing the dialog stops the work."""

    moved = Signal(int, int)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._stopped = threading.Event()
        self._then: Then | None = None
        self._failed: Failed | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        self.words = text(title, "", self, wrap=True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.count = text("", "small", self)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.count)
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = button(tr("Cancel"), self.stop, tip=tr("Stop it (Esc)"), parent=self)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self.setMinimumWidth(440)
        self.moved.connect(self._show)

    def start(self, work: Work, job: Callable[..., Any], *args: Any, then: Then, failed: Failed) -> None:
        """Begin, and show how far it is."""
        self._then, self._failed = then, failed
        work.ask(job, *args, self._progress, then=self._done, failed=self._broken)
        self.open()

    def _progress(self, done: int, all_: int) -> bool:
        """Told by the data thread between two steps; ``False`` stops it."""
        self.moved.emit(done, all_)
        return not self._stopped.is_set()

    def _show(self, done: int, all_: int) -> None:
        self.bar.setRange(0, max(all_, 1))
        self.bar.setValue(done)
        self.count.setText(f"{done:,} / {all_:,}")

    def stop(self) -> None:
        """Stop after the step under way."""
        self._stopped.set()
        self.cancel.setEnabled(False)
        self.words.setText(tr("Stopping…"))

    def reject(self) -> None:
        self.stop()

    def _done(self, result: Any) -> None:
        super().accept()
        if self._then is not None:
            self._then(result)

    def _broken(self, error: Exception) -> None:
        super().accept()
        if self._failed is not None:
            self._failed(error)
