"""The start of the window: process start to first paint, and to the first page of data.

``python -m tests.benchmarks.window DIR [--times N]`` on a desk that ``bigdesk`` made, offscreen, each start in
a process of its own and each beside its floor: an empty PySide6 window with a lazy table, 100,000 rows.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

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
import os, sys, time, gc
began = int(os.environ["BEGAN"])
def tell(what): print(what, (time.monotonic_ns() - began) / 1e6, flush=True)
gc.disable()
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import settings
from ui.app import Application
app = QApplication(["zsdesk"])
window = Application(app, Path(sys.argv[1]), settings.Settings(page="leads"))
window.start()
window.shell.painted.connect(lambda: tell("painted"))
def look():
    from ui.table import LazyModel
    for model in window.shell.findChildren(LazyModel):
        if model.rowCount() and model.record(0) is not None:
            tell("data")
            print("rss", int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
            ticks.stop()
            window.shell.close()
ticks = QTimer()
ticks.timeout.connect(look)
window.shell.painted.connect(lambda: ticks.start(5))
QTimer.singleShot(30_000, app.quit)
app.exec()
"""


def start(script: str, *arguments: str) -> dict[str, float]:
    """Run one start; its figures in milliseconds and megabytes."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "BEGAN": str(time.monotonic_ns())}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=env, capture_output=True, text=True, timeout=90
    )
    figures = [line.split() for line in done.stdout.splitlines()]
    found = {name: float(figure) for name, figure in (pair for pair in figures if len(pair) == 2)}
    assert {"painted", "data", "rss"} <= found.keys(), done.stderr
    return found


def main(folder: Path, times: int) -> None:
    """Print medians and ratios."""
    floors, ours = [], []
    for _ in range(times):
        floors.append(start(FLOOR))
        ours.append(start(OURS, str(folder)))
    base = {name: statistics.median(one[name] for one in floors) for name in floors[0]}
    mine = {name: statistics.median(one[name] for one in ours) for name in ours[0]}
    print(f"medians of {times} paired starts, floor: an empty window with a lazy table")
    for name, goal in (("painted", "≤ 1.3"), ("data", "≤ 3"), ("rss", "under 130 MB")):
        unit = "MB" if name == "rss" else "ms"
        print(f"{name:<8} ours {mine[name]:7.0f} {unit}   floor {base[name]:6.0f} {unit}   "
              f"ratio {mine[name] / base[name]:5.2f}   goal {goal}")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=9)
    arguments = parser.parse_args()
    os.environ["ZSDESK_PASSPHRASE"] = "benchmark"
    main(arguments.folder, arguments.times)
