"""Objects in cycles die in the UI thread, whatever the data thread does."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ui.garbage import Garbage


class Knot:
    """Something in a cycle, which says where it was destroyed."""

    def __init__(self, died: list[threading.Thread]) -> None:
        self.died, self.own = died, self

    def __del__(self) -> None:
        self.died.append(threading.current_thread())


def _busy() -> int:
    return len([[number] for number in range(400_000)])


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[Garbage]:
    made = Garbage(qapp)
    made.start()
    yield made
    made.stop()
    gc.unfreeze()


def test_a_cycle_dies_in_the_ui_thread(qtbot: Any, garbage: Garbage, room: Any) -> None:
    died: list[threading.Thread] = []
    Knot(died)
    assert room.on_data(_busy) == 400_000
    assert {thread.name for thread in died} <= {threading.current_thread().name}
    for _ in range(400):
        kept = [[number] for number in range(30_000)]
        garbage.look()
        del kept
    assert died == [threading.current_thread()]


def test_python_collects_again_afterwards(garbage: Garbage) -> None:
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()
