"""同步: what waits, what was refused and why, what two people changed, and how it stands with the province."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import sync_asks
from ui.bus import Bus
from ui.days import moment_words
from ui.names import type_word
from ui.pages.enrol import EnrolCard
from ui.pages.merging import TwiceCard
from ui.pages.parts import Card, ItemRow, button, text
from ui.pages.quarantine import QuarantineCard
from ui.sync_loop import SyncLoop
from ui.table import receipt_word
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.pages.conflict import ConflictView
    from ui.pages.merge_view import MergeView

SHOWN = 24
"""Waiting changes in view; the rest is a number."""
_TONES = {"parked": "red", "local": "blue", "sent": "blue", "received": "jade", "conflict": "blue"}
"""Green is for what the province has said yes to: what is only on its way may come back."""


class WaitingRow(QFrame):
    """One change on its way: record and fields, when, how far; a refused one says why, with a way to mend it."""

    def __init__(
        self, waiting: Any, today: date, bus: Bus, take_back: Callable[[int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        parts = (type_word(waiting.type), waiting.heading, "、".join(waiting.fields[:6]))
        what = " · ".join(part for part in parts if part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(16)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        head = text(what, "", self)
        head.setMinimumWidth(1)
        head.setToolTip(what)
        texts.addWidget(head)
        if waiting.reason:
            why = text(waiting.reason, "small", self, wrap=True)
            why.setProperty("tone", "red")
            texts.addWidget(why)
        row.addLayout(texts, 1)
        row.addWidget(text(moment_words(waiting.at_ms, today), "muted", self))
        receipt = text(receipt_word(waiting.receipt), "tag", self)
        receipt.setProperty("tone", _TONES.get(waiting.receipt, ""))
        row.addWidget(receipt)
        if waiting.receipt == "parked":
            mend = button(tr("Mend it"), partial(bus.mend_record.emit, *waiting.mend), parent=self,
                          tip=tr("Open the record; after the change it goes again by itself"))  # fmt: skip
            row.addWidget(mend)
            back = button(tr("Take it back"), partial(take_back, waiting.op), parent=self,
                          tip=tr("With all that was done in the same step: it is as it was before"))  # fmt: skip
            row.addWidget(back)


class Transfer(QFrame):
    """How far the files of a round have come, with the time left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = text("", "muted", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the files"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        self._began: tuple[float, int] | None = None
        self.hide()

    def show_progress(self, progress: Any) -> None:
        """Show a step of the files' lane; the lanes before and after it need no bar."""
        if progress.phase != "files" or not progress.total or progress.done >= progress.total:
            self._began = None
            self.hide()
            return
        now = time.monotonic()
        if self._began is None or progress.done < self._began[1]:
            self._began = (now, progress.done)
        spent, moved = now - self._began[0], progress.done - self._began[1]
        left = (progress.total - progress.done) * spent / moved if moved and spent > 1 else None
        sizes = f"{progress.done / 1e6:,.0f} / {progress.total / 1e6:,.0f} MB"
        self.words.setText(tr("Files") + f" · {sizes}" + ("" if left is None else " · " + time_left(left)))
        self.bar.setRange(0, 1000)
        self.bar.setValue(progress.done * 1000 // progress.total)
        self.show()


def time_left(seconds: float) -> str:
    """``about 3 min``."""
    return tr("about {n} min", n=round(seconds / 60)) if seconds >= 90 else tr("about {n} s", n=max(1, round(seconds)))


class SyncPage(QStackedWidget):
    """The sync centre, and behind it the two sides of one conflict."""

    def __init__(self, work: Work, bus: Bus, loop: SyncLoop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._work, self._bus, self._loop = work, bus, loop
        self._is_open = False
        self._wanted_conflict = ""
        self._arriving = self._asked = False
        self.centre: sync_asks.Centre | None = None
        self._build()
        self._conflict: ConflictView | None = None
        self._merging: MergeView | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        bus.changed.connect(self._later)
        bus.synced.connect(self._later)
        loop.pill_changed.connect(self._pill_changed)
        loop.finished.connect(self._later)
        loop.finished.connect(self._answered)
        bus.sync_wanted.connect(self._asking)
        loop.progressed.connect(self.transfer.show_progress)

    def _build(self) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        inside = QWidget(scroll)
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 18, 28, 24)
        column.setSpacing(16)
        top = QHBoxLayout()
        heads = QVBoxLayout()
        heads.setSpacing(2)
        heads.addWidget(text(tr("Sync"), "title", inside))
        self.state: QLabel = text("", "muted", inside, wrap=True)
        heads.addWidget(self.state)
        top.addLayout(heads, 1)
        self.now = button(tr("Sync now"), self._bus.sync_wanted.emit, role="primary", icon="refresh-cw",
                          tip=tr("Sync now (F5)"), parent=inside)  # fmt: skip
        self.log_out = button(tr("Log out"), self._log_out, parent=inside,
                              tip=tr("End this desk's enrolment, once the province has everything"))  # fmt: skip
        top.addWidget(self.log_out)
        top.addWidget(self.now)
        column.addLayout(top)
        self.enrol = EnrolCard(self._work, self._bus, inside)
        self.conflicts = Card(tr("Two people changed the same thing"), inside)
        self.kept = QuarantineCard(self._work, self._bus, inside)
        self.twice = TwiceCard(self._work, self._bus, inside)
        self.waiting = Card(tr("Waiting to be sent"), inside)
        self.again = button(tr("Send returned ones again"), self._send_again, parent=self.waiting,
                            tip=tr("The reason may be gone: rights were given, the province was updated"))  # fmt: skip
        self.again.hide()
        self.waiting.top.addWidget(self.again)
        self.transfer = Transfer(self.waiting)
        self.waiting.column.addWidget(self.transfer)
        for card in (self.conflicts, self.enrol, self.twice, self.kept, self.waiting):
            column.addWidget(card)
        self.enrol.hide()
        self.conflicts.hide()
        column.addStretch(1)
        scroll.setWidget(inside)
        self.addWidget(scroll)

    @property
    def conflict(self) -> ConflictView:
        """The two sides of a conflict; made for the first one."""
        if self._conflict is None:
            from ui.pages.conflict import ConflictView  # loads the forms: not before the first paint

            self._conflict = ConflictView(self._work, self._bus, self)
            self._conflict.left.connect(self._back)
            self.addWidget(self._conflict)
        return self._conflict

    @property
    def merging(self) -> MergeView:
        """Two entries of one enterprise; made for the first pair."""
        if self._merging is None:
            from ui.pages.merge_view import MergeView  # as above

            self._merging = MergeView(self._work, self._bus, self)
            self._merging.left.connect(self._back)
            self.addWidget(self._merging)
        return self._merging

    # -- the shell's side ----------------------------------------------------------------------

    def opened(self) -> None:
        """The desk is open: load."""
        self._is_open = True
        self._ask()

    def arrive(self) -> None:
        """The page came into view: to the first conflict, as soon as it is known whether there is one."""
        self._arriving = True
        self._ask()
        inner = self.currentWidget()
        if inner is not None and inner in (self._conflict, self._merging):
            self._arriving = False
            inner.begin()  # type: ignore[attr-defined]  # either of the two

    def _begin(self) -> None:
        self._arriving = False
        first = next((row for row in self.conflicts.rows if isinstance(row, ItemRow)), None)
        if first is not None or not self.now.isHidden():
            (first or self.now).setFocus()
        elif not self.enrol.isHidden():
            self.enrol.begin()

    def show_conflict(self, id: str) -> None:
        """Show a conflict side by side."""
        self._wanted_conflict = id
        self._ask()

    def show_merge(self, one: str, other: str) -> None:
        """Show two enterprises side by side."""
        self._work.ask(sync_asks.side_by_side, one, other, then=self._show_merge,
                       failed=lambda error: self._bus.said.emit(str(error), "red"))  # fmt: skip

    def _show_merge(self, both: Any) -> None:
        self.merging.show_pair(both)
        self.setCurrentWidget(self.merging)
        self.merging.begin()

    def _later(self, _what: object = None) -> None:
        if self.isVisible():  # else it is read when the officer comes
            self._soon.start(100)

    def _pill_changed(self, _pill: object) -> None:
        self._state()

    # -- showing -------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._is_open:
            self._work.ask(sync_asks.centre, SHOWN, then=self._show)

    def _show(self, centre: sync_asks.Centre) -> None:
        self.centre = centre
        self._loop.heard(centre.status)  # the pill counts what this page lists
        self._state()
        now = QApplication.focusWidget()
        writing = now is not None and self.enrol.isAncestorOf(now)
        self.enrol.setVisible(not centre.status.enrolled or self._loop.state == "refused")
        self.now.setVisible(centre.status.enrolled)
        self.log_out.setVisible(centre.status.enrolled and self._loop.state != "refused")
        self.again.setVisible(bool(centre.status.parked))
        self.kept.ask(centre.today)
        self.twice.ask()
        if writing and self.enrol.isHidden():
            self.now.setFocus()
        rows: list[QWidget] = []
        for conflict in centre.conflicts:
            labels = "、".join(field.label for field in conflict.fields)
            note = tr("{labels} · {one} and {other}", labels=labels, one=conflict.mine_by or "?",
                      other=conflict.theirs_by or "?")  # fmt: skip
            row = ItemRow(conflict.heading, note, left=tr("Conflict"), tone="blue")
            row.clicked.connect(lambda _=False, c=conflict: self._open(c))
            rows.append(row)
        self.conflicts.put(rows, "")
        self.conflicts.setVisible(bool(rows))
        self._show_waiting(centre)
        if self._arriving:
            self._begin()
        if self._wanted_conflict:
            wanted, self._wanted_conflict = self._wanted_conflict, ""
            found = next((c for c in centre.conflicts if c.id == wanted), None)
            if found is not None:
                self._open(found)

    def _show_waiting(self, centre: sync_asks.Centre) -> None:
        waiting = centre.waiting[:SHOWN]
        count = max(len(centre.waiting), centre.status.pending + centre.status.parked)
        more = count - len(waiting)
        heading = tr("Waiting to be sent · {n}", n=f"{count:,}") if waiting else tr("Waiting to be sent")
        self.waiting.heading.setText(heading)
        rows: list[QWidget] = [WaitingRow(w, centre.today, self._bus, self._take_back) for w in waiting]
        if more > 0:
            rows.append(text(tr("{n} more", n=f"{more:,}"), "muted"))
        nothing = tr("Nothing waits: the province has everything from this device.") if centre.status.enrolled else tr(
            "Nothing waits. What you note is kept on this device and goes out after enrolment.")  # fmt: skip
        self.waiting.put(rows, nothing)

    def _state(self) -> None:
        if self.centre is None:
            return
        status = self.centre.status
        if not status.enrolled:
            self.state.setText(tr("This desk works on its own. Everything is kept here, sealed, until you enrol it."))
            return
        when = tr("never synced") if status.last_sync_ms is None else tr(
            "synced {time}", time=moment_words(status.last_sync_ms, self.centre.today))  # fmt: skip
        self.state.setText(" · ".join(part for part in (status.server, when, self._loop.sentence) if part))

    def _asking(self) -> None:
        """The button says at once that something happens: a line that is cut off may take half a minute to say so."""
        if self._loop.running:
            self._asked = True
            self.now.setText(tr("Asking the province…"))

    def _answered(self) -> None:
        """What came of being asked; where it came to nothing, also to an officer who looks elsewhere by now."""
        asked, self._asked = self._asked, False
        self.now.setText(tr("Sync now"))
        self._state()
        if asked and self._loop.sentence:
            self._bus.said.emit(self._loop.sentence, "amber")

    def _send_again(self) -> None:
        self._work.ask(sync_asks.send_again, then=lambda _count: self._bus.sync_wanted.emit())

    def _take_back(self, op: int) -> None:
        self._work.ask(sync_asks.take_back, op, then=self._taken_back)

    def _taken_back(self, done: Any) -> None:
        self._bus.changed.emit(done.touched)
        self._bus.said.emit(tr("{n} refused changes were taken back.", n=done.result), "")
        self._bus.sync_wanted.emit()

    def _log_out(self) -> None:
        self.log_out.setEnabled(False)
        job = partial(sync_asks.log_out, self._work.desk, self._work.call_from_network)
        self._work.network(job, then=self._logged_out, failed=self._stays)

    def _logged_out(self, _none: object) -> None:
        self.log_out.setEnabled(True)
        self._bus.said.emit(tr("Logged out."), "")
        self._bus.sync_wanted.emit()  # which says that the desk has to be enrolled

    def _stays(self, error: Exception) -> None:
        self.log_out.setEnabled(True)
        self.state.setText(str(error))

    def _open(self, conflict: Any) -> None:
        assert self.centre is not None
        self.conflict.show_conflict(conflict, self.centre.today)
        self.setCurrentWidget(self.conflict)
        self.conflict.begin()

    def _back(self) -> None:
        self.setCurrentIndex(0)
        self.arrive()
