"""Garbage is collected in the UI thread only, a little at a time.

Python collects cycles in whichever thread happens to make the next object: a widget in a cycle would be destroyed
beside the UI thread, which Qt answers with a crash, and a whole collection there would hold the window up just when
the data thread has much to do.  So the collector is off, and a timer does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 700
"""Milliseconds between two looks."""
YOUNG, MIDDLE, OLD = 20_000, 10, 10
"""New objects before the youngest generation is collected, and collections of each before the next one's turn."""


class Garbage(QObject):
    """Collects while it is started."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on no other thread collects; what is there already stays for good and is not walked over again."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def settle(self) -> None:
        """Much was loaded that stays."""
        gc.freeze()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def look(self) -> None:
        """Collect what is due."""
        young, middle, old = gc.get_count()
        if old > OLD and middle > MIDDLE:
            gc.collect()
        elif middle > MIDDLE:
            gc.collect(1)
        elif young > YOUNG:
            gc.collect(0)
