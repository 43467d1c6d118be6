"""What makes the window wait: the longest that its event loop was late, work by work.

``python -m tests.benchmarks.stalls DIR`` on a copy of a desk that ``bigdesk`` made.  The real window, offscreen, on
100,000 leads: it starts, scrolls, sorts, filters, searches, opens records and pages, takes in a ledger of Excel, and
syncs with a real server process to which another desk has sent 5,000 records.  A timer of the window ticks every
5 ms; how late it is, is how long a key would have waited.  Where that is more than 100 ms, the stacks say why.
Where other programs are at work on the machine, see what the UI thread itself had to do (its processor time).
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import xlsxwriter
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.bigdesk import PASSPHRASE, make
from tests.benchmarks.sync import leads
from tests.province import Province
from ui import sync_asks
from ui.app import Application
from ui.settings import Settings
from ui.shell import PLACES
from ui.theme import STYLE
from zsdesk.desk import Desk
from zsdesk.sync import client

TICK, GOAL = 0.005, 0.100
SHOWN = 6
"""Frames of a stack that are printed."""


class Watchdog:
    """Measures how late the event loop is, and looks at its stack while it is."""

    def __init__(self, parent: QWidget) -> None:
        self._beat = time.perf_counter()
        self._cpu = time.thread_time()
        self._late: list[tuple[float, float]] = []
        self.stacks: list[str] = []
        self._main = threading.get_ident()
        self._timer = QTimer(parent, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(int(TICK * 1000))
        threading.Thread(target=self._look, daemon=True).start()

    def _tick(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        self._late.append((now - self._beat - TICK, cpu - self._cpu))
        self._beat, self._cpu = now, cpu

    def _look(self) -> None:
        seen = 0.0
        while True:
            time.sleep(0.02)
            beat = self._beat
            if time.perf_counter() - beat > GOAL * 0.7 and beat != seen:
                seen = beat
                self.stacks.append(self._everywhere())

    def _everywhere(self) -> str:
        """Where the UI thread is; where it waits for the interpreter, what the others do."""
        frames = sys._current_frames()
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        found = [f"ui: {_stack(frames[self._main])}"]
        others = frames.keys() - {self._main, threading.get_ident()}
        found += [f"{names.get(ident, '?')}: {_stack(frames[ident])}" for ident in others]
        return "\n      ".join(found)

    def over(self) -> tuple[float, float, list[str]]:
        """The longest wait since the last time, the longest work of the UI thread itself, in milliseconds, and the
        stacks that were looked at."""
        late = max((late for late, _ in self._late), default=0.0)
        own = max((cpu for _, cpu in self._late), default=0.0)
        self._late, stacks, self.stacks = [], self.stacks, []
        return late * 1000, own * 1000, stacks


def _stack(frame: FrameType) -> str:
    lines = traceback.extract_stack(frame)[-SHOWN:]
    return " < ".join(f"{Path(line.filename).stem}:{line.lineno} {line.name}" for line in reversed(lines))


def wait(milliseconds: int, until: Callable[[], bool] = lambda: False) -> None:
    """Let the event loop run, as the program does: nothing is pumped by hand."""
    loop, ends = QEventLoop(), time.monotonic() + milliseconds / 1000
    check = QTimer()
    check.timeout.connect(lambda: loop.quit() if until() or time.monotonic() > ends else None)
    check.start(10)
    loop.exec()


class Session:
    """An officer at the window."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.shell = application.shell
        self.dog = Watchdog(self.shell)
        self.worst = self.own = 0.0

    def do(self, name: str, *steps: Callable[[], Any], settle: int = 400) -> None:
        """Do something, let the window settle, and say how long it did not answer."""
        for step in steps:
            step()
            wait(60_000, self.idle)
        wait(settle)
        late, own, stacks = self.dog.over()
        self.worst, self.own = max(self.worst, late), max(self.own, own)
        print(f"{name:<34} late {late:7.1f} ms   of its own work {own:6.1f} ms", flush=True)
        for stack in stacks if late > GOAL * 1000 else ():
            print(f"    {stack}", flush=True)

    def idle(self) -> bool:
        """Whether the data thread has answered everything."""
        return self.application.work.desk is not None and not self.application.work._waiting

    def lists(self) -> None:
        """The list of leads: scrolled, sorted, filtered."""
        page = self.shell.page("leads")
        view, bar = page.list.view, page.list.view.verticalScrollBar()

        def by_pages() -> None:
            for _ in range(40):
                QTest.keyClick(view, Qt.Key.Key_PageDown)
                wait(30)

        def thrown() -> None:
            for value in (bar.maximum(), bar.maximum() // 2, 0) * 4:
                bar.setValue(value)
                wait(60)

        self.do("list opened", partial(self.shell.go, "leads"))
        self.do("list scrolled by pages", by_pages)
        self.do("list thrown to and fro", thrown)
        for column in (3, 4, 0):
            self.do(f"list sorted by column {column}", partial(view._head_clicked, column))
        self.do("list filtered by a word", partial(page.list.line.setText, "新能源"), partial(wait, 400))
        self.do("filter taken off", page.list.clear)

    def pages(self) -> None:
        """Every page once, records by the arrow key, a form."""
        for place in PLACES:
            self.do(f"page {place.name}", partial(self.shell.go, place.name))
        self.shell.go("leads")
        page = self.shell.page("leads")

        def by_arrow() -> None:
            for _ in range(12):
                QTest.keyClick(page.list.view, Qt.Key.Key_Down)
                wait(120)

        self.do("records by the arrow key", by_arrow)
        self.do("a form opened", page.edit_current)
        self.do("a form left", partial(QTest.keyClick, self.shell, Qt.Key.Key_Escape))

    def search(self) -> None:
        """The search box, letter by letter."""

        def typed(text: str) -> None:
            self.shell.search.start()
            for end in range(1, len(text) + 1):
                self.shell.search.line.setText(text[:end])
                wait(90)

        for text in ("用电", "环评批复", "wjlx", "不存在的词"):
            self.do(f"searched {text}", partial(typed, text))
        self.shell.search.line.clear()

    def import_ledger(self, folder: Path, rows: int) -> None:
        """A ledger of Excel, read, planned and taken in on the data thread."""
        book = folder / "ledger.xlsx"
        _write(book, rows)
        self.do(f"ledger of {rows:,} rows taken in", partial(self.application.work.ask, _take_in, book))

    def sync(self, folder: Path, records: int) -> None:
        """A round with a province to which another desk has sent ``records`` leads."""
        province = Province(folder / "province")
        try:
            passwords = {name: province.add(name) for name in ("甲", "李明")}
            with Desk.create(folder / "other") as other:
                client.enrol(other, province.url, "甲", passwords["甲"])
                for start in range(0, records, 500):
                    other.do(leads, start, 500)
                client.sync(other, index=False)
            work, bus = self.application.work, self.application.bus
            enrol = partial(sync_asks.enrol, work.desk, province.url, "李明", passwords["李明"], work.call_from_network)
            wait(100)
            self.dog.over()
            self.do("enrolled", partial(work.network, enrol))
            self.do(f"{records:,} records synced", bus.enrolled.emit, partial(wait, 120_000, self._synced))
        finally:
            province.stop()

    def _synced(self) -> bool:
        loop = self.application.loop
        return not loop._running and loop.status is not None and loop.status.last_sync_ms is not None


def _write(book: Path, rows: int) -> None:
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["线索名称", "意向投资", "下一步", "情况说明"])
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, [f"示例·台账 {number} 号线索", "1.2亿", "回访", "台账中来，供测量之用。"])


def _take_in(desk: Any, book: Path) -> int:
    from zsdesk.sheets import exchange

    opened = exchange.open_sheet(desk, book, "lead")
    planned = exchange.plan(desk, opened)
    exchange.take_in(desk, opened, planned)
    return len(planned.rows)


def main(folder: Path, leads_: int, records: int, rows: int) -> None:
    """Print how late the event loop was."""
    os.environ["ZSDESK_PASSPHRASE"] = PASSPHRASE
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make(folder, leads_).close()
    scratch = Path(tempfile.mkdtemp(prefix="zsdesk-stalls-"))
    shutil.copytree(folder, scratch / "desk")
    gc.set_threshold(50_000, 20, 20)
    app = QApplication(["zsdesk", *STYLE])
    application = Application(app, scratch / "desk", Settings(page="leads"))
    application.shell.resize(1366, 820)
    session = Session(application)
    session.do("started", application.start, settle=1500)
    session.lists()
    session.pages()
    session.search()
    session.import_ledger(scratch, rows)
    session.sync(scratch, records)
    application.shell.close()
    shutil.rmtree(scratch)
    print(f"the longest: {session.worst:.0f} ms, of its own work {session.own:.0f} ms, goal {GOAL * 1000:.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=5_000, help="that are synced")
    parser.add_argument("--rows", type=int, default=1_000, help="of the ledger")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.leads, arguments.records, arguments.rows)
