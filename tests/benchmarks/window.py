"""The start of the window: process start to first paint, and to the first page of data on the screen.

``python -m tests.benchmarks.window DIR [--page PAGE] [--times N]`` on a desk that ``bigdesk`` made, offscreen, each
start in a process of its own and each beside its floor: an empty PySide6 window with a lazy table, 100,000 rows.
``rest`` is the memory three seconds later, ``stall`` the longest that the window did not answer until then.
Start it as an officer's program starts, with its ``.pyc`` files: where ``PYTHONDONTWRITEBYTECODE`` is set, unset it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ui import settings

FLOOR = """
import os, sys, time
began = int(os.environ["BEGAN"])
def tell(what): print(what, (time.monotonic_ns() - began) / 1e6, flush=True)
from PySide6.QtCore import QAbstractTableModel, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 100_000
    def columnCount(self, parent=None): return 6
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"{index.row()}" if role == Qt.ItemDataRole.DisplayRole else None
class Seen(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: (tell("painted"), tell("data"), memory(), app.quit()))
        return False
def memory():
    print("rss", int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
app = QApplication(sys.argv)
window, table, seen = QMainWindow(), QTableView(), Seen()
model = Model()
table.setModel(model)
window.setCentralWidget(table)
window.resize(1366, 820)
table.viewport().installEventFilter(seen)
window.show()
app.exec()
"""

OURS = """
import os, sys, time
began, memory = int(os.environ["BEGAN"]), os.sysconf("SC_PAGE_SIZE") / 1e6
def tell(what): print(what, (time.monotonic_ns() - began) / 1e6, flush=True)
def rss(what): print(what, int(open("/proc/self/statm").read().split()[1]) * memory)
from zsdesk import __main__ as program
import ui.app
late = []
def seen(shell):
    page = shell.page(shell.current)
    if shell.current == "today":
        return page if page.summary.text() else None
    table, model = page.list.view.viewport(), page.list.model
    return table if model.rowCount() and model.record(0) is not None else None
def watch(shell, ticks, before, found):
    late.append(time.perf_counter() - before[0])
    table = None if found else seen(shell)
    if table is not None:
        table.repaint()
        tell("data")
        rss("rss")
        found.append(time.monotonic())
    before[0] = time.perf_counter()
    if found and time.monotonic() > found[0] + 3:
        ticks.stop()
        rss("rest")
        print("stall", max(late) * 1e3 - 5)
        shell.close()
def began_to_start(self, start=ui.app.Application.start):
    from PySide6.QtCore import QTimer
    start(self)
    ticks, before, found = QTimer(self), [0], []
    ticks.timeout.connect(lambda: watch(self.shell, ticks, before, found))
    def painted():
        tell("painted")
        before[0] = time.perf_counter()
        ticks.start(5)
    self.shell.painted.connect(painted)
    QTimer.singleShot(30_000, self.shell.close)
ui.app.Application.start = began_to_start
sys.exit(program.main(["--desk", sys.argv[1]]))
"""


def start(script: str, *arguments: str, home: str = "") -> dict[str, float]:
    """Run one start; its figures in milliseconds and megabytes."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": home,
           "BEGAN": str(time.monotonic_ns())}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=env, capture_output=True, text=True, timeout=90
    )
    figures = [line.split() for line in done.stdout.splitlines()]
    found = {name: float(figure) for name, figure in (pair for pair in figures if len(pair) == 2)}
    assert {"painted", "data", "rss"} <= found.keys(), done.stderr
    return found


def main(folder: Path, page: str, times: int) -> None:
    """Print medians and ratios."""
    floors, ours = [], []
    with tempfile.TemporaryDirectory() as home:
        settings.save(settings.Settings(page=page), Path(home) / "zsdesk" / "settings.json")
        start(OURS, str(folder), home=home)  # the first start writes the .pyc files, and pages into the system's cache
        for _ in range(times):
            floors.append(start(FLOOR))
            ours.append(start(OURS, str(folder), home=home))
    base = {name: statistics.median(one[name] for one in floors) for name in floors[0]}
    mine = {name: statistics.median(one[name] for one in ours) for name in ours[0]}
    print(f"medians of {times} paired starts with the page “{page}”, floor: an empty window with a lazy table")
    for name, goal in (("painted", "≤ 1.3"), ("data", "≤ 3"), ("rss", "under 130 MB")):
        unit = "MB" if name == "rss" else "ms"
        print(f"{name:<8} ours {mine[name]:7.0f} {unit}   floor {base[name]:6.0f} {unit}   "
              f"ratio {mine[name] / base[name]:5.2f}   goal {goal}")  # fmt: skip
    print(f"rest     ours {mine['rest']:7.0f} MB   stall {max(one['stall'] for one in ours):.0f} ms at most, goal 100")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", default="leads", choices=("leads", "today"))
    parser.add_argument("--times", type=int, default=9)
    arguments = parser.parse_args()
    os.environ["ZSDESK_PASSPHRASE"] = "benchmark"
    main(arguments.folder, arguments.page, arguments.times)
