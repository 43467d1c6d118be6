"""Whether memory stays flat: pages, records, forms and dialogs opened and closed again and again.

``python -m tests.benchmarks.memory [--times 1000]``.  The real window, offscreen, on a desk of samples.  Each time
opens a page and a record on it; every second time a form too, every tenth a sheet, the manual's window, the palette
and a paper.  Printed are what the process holds, the widgets that Qt knows, and Python's objects, after every tenth
part; what the last half grew by says whether something is kept that nobody sees any more.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication

from tests.gallery.stage import Stage
from ui.pages.ledger_page import LedgerPage
from ui.shell import PLACES
from ui.theme import STYLE
from zsdesk import samples
from zsdesk.desk import Desk

PASSPHRASE = "a passphrase for measuring"
PARTS = 10


def held() -> float:
    """Megabytes that the process holds, what the allocator keeps for later given back first."""
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def swept(app: QApplication) -> None:
    """Let the loop run, and do what it does where it ends: destroy what was put away."""
    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Round:
    """Opens and closes, as an officer would."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._ledgers = cycle([p.name for p in PLACES if isinstance(stage.shell.page(p.name), LedgerPage)])
        self._others = cycle([p.name for p in PLACES if not isinstance(stage.shell.page(p.name), LedgerPage)])
        self._turns: dict[str, Iterator[str]] = {}

    def play(self, number: int) -> None:
        """Open a page and a record, and close them."""
        self._stage.shell.go(next(self._others))
        page: Any = self._stage.shell.page(name := next(self._ledgers))
        self._stage.shell.go(name)
        self._settle()
        ids = page.list.model.ids[:40]
        if ids:
            turn = self._turns.setdefault(name, cycle(ids))
            page.list.view.choose(next(turn))
            page.open_current()
            self._settle()
            if number % 2 == 0:
                page.edit_current()
                self._stage.until(lambda: page.view.form is not None)
                self._stage.key(Qt.Key.Key_Escape, on=page.view.form)
                self._settle()
        if number % 10 == 0:
            self._over()

    def _over(self) -> None:
        """What lies over the window for a while."""
        shell = self._stage.shell
        for show in (shell.show_keys, shell.show_manual, shell.show_bulletin):
            show()
            self._settle()
            self._stage.tidy()
        shell.search.start()
        self._settle()
        self._stage.tidy()

    def _settle(self) -> None:
        answered: list[bool] = []
        self._stage.application.work.data(lambda: True, then=answered.append)
        self._stage.until(lambda: answered)
        swept(self._stage.app)


def measured(app: QApplication) -> tuple[float, int, Counter[str]]:
    """Megabytes, widgets, Python's objects by type, when all garbage is gone."""
    for _ in range(3):
        swept(app)
        gc.collect()
    return held(), len(app.allWidgets()), Counter(type(one).__name__ for one in gc.get_objects())


def main() -> int:
    """Play and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.memory")
    parser.add_argument("--times", type=int, default=1000)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["ZSDESK_PASSPHRASE"] = PASSPHRASE
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        desk_folder = Path(folder) / "desk"
        with Desk.create(desk_folder, passphrase=PASSPHRASE) as desk:
            desk.set_profile(user="李明", region="520121")
            desk.do(samples.article_projects)
            desk.do(samples.leads_and_talks, 60, seed=797, today=desk.clock.today())
        app = QApplication(["zsdesk", *STYLE])
        stage = Stage(app, desk_folder, Path(folder), "light", QSize(1366, 820), "zh_CN")
        stage.open()
        _play(app, stage, given.times)
        stage.close()
    return 0


def _play(app: QApplication, stage: Stage, times: int) -> None:
    one = Round(stage)
    print("opened   MB held   widgets   Python's objects", flush=True)
    middle: tuple[float, int, Counter[str]] | None = None
    for number in range(times + 1):
        one.play(number)
        if number % max(1, times // PARTS) == 0:
            now = measured(app)
            print(f"{number:6,}   {now[0]:7.1f}   {now[1]:7,}   {now[2].total():,}", flush=True)
            middle = now if number == times // 2 else middle
    if middle is not None:
        last = measured(app)
        grown = (last[2] - middle[2]).most_common(8)
        print(f"the last half: {last[0] - middle[0]:+.1f} MB, {last[1] - middle[1]:+,} widgets, "
              f"{last[2].total() - middle[2].total():+,} objects {grown}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
