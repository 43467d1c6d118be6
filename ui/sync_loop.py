"""Sync by itself: at the start, after changes, when the network returns, and later again after a failure.

It never opens a dialog.  What it has to say stands in the pill at the top of the window and in the
sync centre.
"""

from __future__ import annotations

import random
import threading
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from ui import asks, sync_asks
from ui.bus import Bus
from ui.days import moment_words
from ui.log import sentence_of
from ui.work import Work
from zsdesk.clock import Clock
from zsdesk.errors import Busy, Offline, Unauthorized
from zsdesk.words import tr

if TYPE_CHECKING:
    from zsdesk.desk import Status

AFTER_CHANGE = 3.0
FIRST_RETRY, LAST_RETRY = 5.0, 600.0
LOOK_AGAIN = 120.0
"""Seconds between two rounds when all is well: colleagues' changes arrive without being asked for."""
QUIET = 0.4
"""A round that is over sooner does not show."""


class Pill(NamedTuple):
    """What the pill says: its text, its tone, and the sentence behind it."""

    text: str
    tone: str
    tip: str


def pill(status: Status | None, state: str, today: date, sentence: str = "") -> Pill:
    """The pill for a desk's status; ``state`` is ``idle``, ``syncing``, ``offline``, ``busy``, ``refused`` or
    ``blocked``; of the last four ``sentence`` says why."""
    if status is None:
        return Pill(tr("Opening…"), "", "")
    waits = [tr("{n} to send", n=status.pending)] if status.pending else []
    if not status.enrolled:
        kept = [tr("{n} on this device", n=status.pending)] if status.pending else []
        tip = tr("Everything is kept on this device. Enrol when you can.")
        return Pill(_joined(tr("Not enrolled"), *kept), "", tip)
    if state == "syncing":
        return Pill(tr("Syncing"), "jade", tr("Exchanging changes with the province."))
    if state in ("refused", "blocked"):
        said = tr("Enrol again") if state == "refused" else tr("Sync is blocked")
        return Pill(_joined(said, *waits), "red", sentence)
    conflicts = [tr("Conflicts {n}", n=status.conflicts)] if status.conflicts else []
    parked = [tr("Returned {n}", n=status.parked)] if status.parked else []
    if state in ("offline", "busy"):
        said = tr("Offline") if state == "offline" else tr("The province is busy")
        return Pill(_joined(said, *(conflicts or parked), *waits), "amber", sentence)
    when = [] if status.last_sync_ms is None else [tr("Synced {time}", time=moment_words(status.last_sync_ms, today))]
    if conflicts or parked:
        tone = "blue" if conflicts else "red"
        tip = tr("Nothing is lost: open the sync centre and choose, whenever it suits you.")
        return Pill(_joined(*conflicts, *parked, *(waits or when)), tone, tip)
    if waits:
        return Pill(waits[0], "", tr("Goes to the province in a moment."))
    return Pill(when[0] if when else tr("Not synced yet"), "jade" if when else "", tr("Sync now (F5)"))


def _joined(*parts: str) -> str:
    return " · ".join(parts[:3])


def retry_after(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row; ``chance`` in 0…1 spreads the desks of a province."""
    full = min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(failures - 1, 10))
    return max(FIRST_RETRY, full * (0.5 + chance / 2))


class SyncLoop(QObject):
    """Decides when to sync, and says how it went."""

    pill_changed = Signal(object)
    finished = Signal()
    """A round is over, well or not."""
    progressed = Signal(object)
    """How far a round has come, from the network thread."""

    def __init__(self, work: Work, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.status: Status | None = None
        self.state = "idle"
        self.sentence = ""
        self._failures = 0
        self._running = False
        self._again = False
        self._stop = threading.Event()
        self._network: QObject | None = None
        self._next = self._timer(self.now)
        self._show = self._timer(self._say_syncing)
        self._ask = self._timer(self.refresh)
        bus.did.connect(self.changed)
        bus.changed.connect(self._touched)
        bus.sync_wanted.connect(self.now)
        bus.enrolled.connect(self._enrolled)

    def _timer(self, then: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

    def start(self) -> None:
        """The desk is open: look at its status, sync, and watch the network."""
        self._watch_network()
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk how it stands."""
        self._work.ask(asks.status, then=self._got_status)

    def changed(self, _done: object = None) -> None:
        """The officer changed something: send it when he pauses."""
        if self.state not in ("offline", "busy") or not self._next.isActive():
            self._next.start(int(AFTER_CHANGE * 1000))
        self._ask.start(150)

    def _touched(self, _touched: object) -> None:
        self._ask.start(150)

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._running

    def now(self) -> None:
        """Sync at once, or right after the round that is under way."""
        if self._work.desk is None or self.status is None or self._stop.is_set():
            return  # the status asks for the first round when it comes
        if self._running:
            self._again = True
            return
        if not self.status.enrolled:
            self.finished.emit()
            return
        self._running = True
        self._next.stop()
        self._show.start(int(QUIET * 1000))
        desk, work, stop = self._work.desk, self._work, self._stop
        job = partial(sync_asks.sync, desk, work.call_from_network, self.progressed.emit, stop.is_set)
        work.network(job, then=self._done, failed=self._failed)

    def _enrolled(self) -> None:
        self.state, self.status, self._failures = "idle", None, 0
        self.refresh()

    def stop(self) -> None:
        """The window closes: end the round that is under way after its next step."""
        self._stop.set()
        for timer in (self._next, self._show, self._ask):
            timer.stop()

    # -- how it went ---------------------------------------------------------------------------

    def _done(self, result: Any) -> None:
        self._failures = 0
        self._over("idle")
        if result.touched:
            self._bus.changed.emit(result.touched)
        self._bus.synced.emit(result)
        self._next.start(int(300 if self._again else LOOK_AGAIN * 1000 * random.uniform(0.8, 1.2)))
        self._again = False

    def _failed(self, error: Exception) -> None:
        self._again = False
        if isinstance(error, Unauthorized):
            self._over("refused", str(error))  # only the officer can act: no timer
            return
        self._failures += 1
        state = "busy" if isinstance(error, Busy) else "offline" if isinstance(error, Offline) else "blocked"
        self._over(state, sentence_of(error))
        self._next.start(int(retry_after(self._failures, random.random()) * 1000))

    def _over(self, state: str, sentence: str = "") -> None:
        self._running = False
        self._show.stop()
        self.state, self.sentence = state, sentence
        self.refresh()
        self.finished.emit()

    def _say_syncing(self) -> None:
        if self._running:
            self._say("syncing")

    def heard(self, status: Status) -> None:
        """The desk's status, from whoever asked for it with something else."""
        if self.status is not None:
            self._got_status(status)

    def _got_status(self, status: Status) -> None:
        first, self.status = self.status is None, status
        self._bus.status_changed.emit(status)
        self._say("syncing" if self._running and not self._show.isActive() else self.state)
        if first:
            self._next.start(50)

    def _say(self, state: str) -> None:
        self.pill_changed.emit(pill(self.status, state, Clock().today(), self.sentence))

    # -- the network ---------------------------------------------------------------------------

    def _watch_network(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation  # after the first paint: it loads a plugin

        feature = QNetworkInformation.Feature.Reachability
        if QNetworkInformation.loadBackendByFeatures(feature):
            self._network = QNetworkInformation.instance()
            self._network.reachabilityChanged.connect(self._network_changed)

    def _network_changed(self, reach: Any) -> None:
        if reach.name in ("Online", "Site", "Local") and self.state == "offline":
            self._failures = 0
            self._next.start(1_000)
