"""Jobs beside the UI thread: their results come back into it, and no thread keeps a widget alive."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QImage

from ui import upkeep
from ui.log import unexpected
from ui.pictures import Pictures
from ui.work import Work
from zsdesk.errors import Refused


class Owner(QObject):
    """A widget's stand-in: remembers what came back, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[object, bool]] = []

    def hear(self, result: object) -> None:
        self.heard.append((result, QThread.currentThread() is self.thread()))


@pytest.fixture
def work(qapp: Any) -> Any:
    made = Work()
    yield made
    made.stop()


def test_results_come_back_into_the_ui_thread(qtbot: Any, work: Work) -> None:
    owner = Owner()
    work.data(lambda: 7, then=owner.hear)
    work.network(lambda: 8, then=owner.hear)
    qtbot.waitUntil(lambda: len(owner.heard) == 2)
    assert sorted(owner.heard, key=str) == [(7, True), (8, True)]


def test_a_lane_keeps_no_widget(qtbot: Any, work: Work) -> None:
    owners = [Owner()]
    work.data(lambda: 7, then=owners[0].hear)
    qtbot.waitUntil(lambda: bool(owners[0].heard))
    gone = weakref.ref(owners[0])
    owners.clear()
    gc.collect()
    assert gone() is None  # else the lane would let go of it last, in its own thread


def test_the_desk_is_there_for_what_is_asked_while_it_opens(qtbot: Any, work: Work) -> None:
    owner = Owner()
    work.open(lambda: "desk", lambda _desk: None, lambda _error: None)
    work.ask(lambda desk: desk, then=owner.hear)
    qtbot.waitUntil(lambda: bool(owner.heard))
    assert owner.heard[0][0] == "desk"
    work.desk = None


def test_an_error_of_ours_is_one_quiet_sentence(qtbot: Any, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[BaseException] = []
    monkeypatch.setattr("ui.work.note", lambda _what, error: noted.append(error))
    owner = Owner()

    def wrong() -> None:
        raise RuntimeError("SELECT secret")

    def refused() -> None:
        raise Refused("The desk is not open yet. Try again in a moment.")

    work.data(wrong, failed=owner.hear)
    work.data(refused, failed=owner.hear)
    qtbot.waitUntil(lambda: len(owner.heard) == 2)
    assert str(owner.heard[0][0]) == str(unexpected())
    assert isinstance(owner.heard[1][0], Refused)
    assert [str(error) for error in noted] == ["SELECT secret"]


def test_a_picture_that_nobody_waits_for_any_more_is_dropped(qtbot: Any, qapp: Any) -> None:
    gone, kept = Pictures(), Pictures()
    heard: list[str] = []
    for pictures in (gone, kept):
        pictures.made.connect(lambda key, _result: heard.append(key))
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    gone.encode("gone", image)
    gone.deleteLater()
    kept.encode("kept", image)
    qtbot.waitUntil(lambda: "kept" in heard)
    qtbot.wait(50)
    assert "kept" in heard


def test_the_desk_rests_when_nobody_waits(work: Work, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "AFTER", 1)
    monkeypatch.setattr(upkeep, "BETWEEN", 1)
    rested: list[bool] = []
    monkeypatch.setattr(work, "desk", Resting(rested))
    made = upkeep.Upkeep(work)
    held = threading.Event()
    work.data(held.wait)
    made.later()
    qtbot.wait(30)
    assert not rested  # somebody waits
    held.set()
    qtbot.waitUntil(lambda: rested == [True, True, False])
    qtbot.wait(30)
    assert len(rested) == 3  # nothing more to do


class Resting:
    """A desk with two slices of work left."""

    def __init__(self, rested: list[bool]) -> None:
        self._rested = rested

    def rest(self) -> bool:
        self._rested.append(len(self._rested) < 2)
        return self._rested[-1]
