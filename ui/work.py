"""Threads: one for data, one for the network, one bridge back to the window.

Everything that touches SQLite runs on the data thread, one thing after the other.  The network
thread waits for sockets and asks the data thread for whatever it needs of the store.  Results come
back as a signal, so that callbacks run in the UI thread.
"""

from __future__ import annotations

import itertools
import queue
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from ui.log import note, unexpected
from zsdesk.errors import Refused, ZsdeskError

TURN = 0.001
"""Seconds after which a thread that works gives the interpreter to one that waits: the window asks for it at every
call of Qt, and Python's five milliseconds each time would be what an officer sees."""
R = TypeVar("R")
Then = Callable[[Any], None]
Failed = Callable[[Exception], None]


class _Lane:
    """A thread that runs one job after the other."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)

    def here(self) -> bool:
        return threading.current_thread() is self._thread

    def stop(self, seconds: float) -> bool:
        """Finish what is queued and end; whether it ended in time."""
        self._jobs.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


class Work(QObject):
    """Runs things off the UI thread and brings their results back into it."""

    failed = Signal(object)
    """An exception that nobody asked to hear of."""
    did = Signal(object)
    """A ``Done`` of the desk: what changed, and what Ctrl+Z takes back."""
    _answer = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN)
        self.desk: Any = None
        """The open desk, used on the data thread only; ``None`` until it is open."""
        self._numbers = itertools.count()
        self._waiting: dict[int, tuple[Then | None, Failed | None]] = {}
        self._data = _Lane("data")
        self._network = _Lane("network")
        self._answer.connect(self._deliver)

    def data(self, fn: Callable[..., R], *args: Any, then: Then | None = None, failed: Failed | None = None) -> None:
        """Run ``fn(*args)`` on the data thread; ``then(result)`` or ``failed(error)`` follow in the UI thread."""
        self._data.put(self._job(fn, args, then, failed))

    def open(self, fn: Callable[[], Any], then: Then, failed: Failed) -> None:
        """Open the desk by ``fn()`` on the data thread: what is asked from now on waits for it."""

        def job() -> Any:
            self.desk = fn()
            return self.desk

        self.data(job, then=then, failed=failed)

    def ask(self, fn: Callable[..., R], *args: Any, then: Then | None = None, failed: Failed | None = None) -> None:
        """Run ``fn(desk, *args)`` on the data thread, with the desk that is open by then."""
        self.data(lambda: fn(self._opened(), *args), then=then, failed=failed)

    def read(self, query: Callable[..., R], *args: Any, then: Then | None = None, failed: Failed | None = None) -> None:
        """Run a query of the desk."""
        self.data(lambda: self._opened().read(query, *args), then=then, failed=failed)

    def do(self, act: Callable[..., R], *args: Any, then: Then | None = None, failed: Failed | None = None) -> None:
        """Run an act of the desk; ``then`` gets its ``Done``."""
        self.data(lambda: self._opened().do(act, *args), then=then, failed=failed)

    def network(self, fn: Callable[..., R], *args: Any, then: Then | None = None, failed: Failed | None = None) -> None:
        """Run ``fn(*args)`` on the network thread."""
        self._network.put(self._job(fn, args, then, failed))

    def _job(
        self, fn: Callable[..., Any], args: tuple[Any, ...], then: Then | None, failed: Failed | None
    ) -> Callable[[], None]:
        """A job for a lane, which does not hold the callbacks: they belong to widgets, and a widget of which a
        lane let go last would die there, beside the UI thread."""
        number = next(self._numbers)
        self._waiting[number] = (then, failed)
        return lambda: self._attempt(number, fn, args)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for either thread."""
        return bool(self._waiting)

    def _opened(self) -> Any:
        if self.desk is None:
            raise Refused("The desk is not open yet. Try again in a moment.")
        return self.desk

    def call_from_network(self, fn: Callable[..., R], *args: Any, **named: Any) -> R:
        """Run ``fn`` on the data thread and wait for what it gives: for the network thread only."""
        if self._data.here():
            return fn(*args, **named)
        done = threading.Event()
        results: list[R] = []
        errors: list[BaseException] = []

        def job() -> None:
            try:
                results.append(fn(*args, **named))
            except BaseException as error:  # handed to the thread that asked
                errors.append(error)
            done.set()

        self._data.put(job)
        done.wait()
        if errors:
            raise errors[0]
        return results[0]

    def stop(self, leave: Callable[[Any], None] | None = None) -> None:
        """End both threads, the network first, because it may still wait for data; then ``leave`` the desk, or
        just close it."""
        self._network.stop(3)
        desk, self.desk = self.desk, None
        if desk is not None:
            self._data.put(partial(self._leave, desk, leave))
        self._data.stop(10)

    def _leave(self, desk: Any, leave: Callable[[Any], None] | None) -> None:
        try:
            desk.close() if leave is None else leave(desk)
        except Exception as error:  # the window is gone: nobody could be told
            note("The desk could not be left in order", error)

    def _attempt(self, number: int, fn: Callable[..., Any], args: tuple[Any, ...]) -> None:
        result: Any = None
        error: Exception | None = None
        try:
            result = fn(*args)
        except ZsdeskError as caught:
            error = caught
        except Exception as caught:  # a bug of ours: what it says is for the log, not for the officer
            note("A job of the window failed", caught)
            error = unexpected()
            error.__cause__ = caught
        if shiboken6.isValid(self):
            self._answer.emit(number, result, error)

    @Slot(int, object, object)
    def _deliver(self, number: int, result: Any, error: Exception | None) -> None:
        then, failed = self._waiting.pop(number)
        if error is not None:
            if failed is None or not listens(failed):
                self.failed.emit(error)
            else:
                failed(error)
            return
        if is_done(result):
            self.did.emit(result)
        if then is not None and listens(then):
            then(result)


def is_done(result: Any) -> bool:
    """Whether a job's result is a ``Done`` of the desk (told by its shape: the class is not loaded at start)."""
    return hasattr(result, "touched") and hasattr(result, "undo") and hasattr(result, "result")


def listens(callback: Callable[..., Any]) -> bool:
    """Whether the widget whose method this is still exists."""
    owner = getattr(getattr(callback, "func", callback), "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
