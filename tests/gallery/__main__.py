"""``python -m tests.gallery DIR``: the window in every state and look, as PNG files.

``--look light-100 --only record`` makes fewer.  Each look is a process of its own: a scale is chosen
before Qt starts.  At 150% and 200% the window has the room of a 14-inch screen of 1920 × 1080;
``small-150`` is a screen of 1366 × 768.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

LOOKS = {
    "light-100": ("light", "1", (1366, 820), True), "dark-100": ("dark", "1", (1366, 820), True),
    "contrast-100": ("contrast", "1", (1366, 820), False), "light-150": ("light", "1.5", (1280, 680), False),
    "dark-200": ("dark", "2", (980, 540), False), "small-150": ("light", "1.5", (910, 448), False),
    "english-100": ("light", "1", (1366, 820), False),
}  # fmt: skip
"""Name → theme, scale, the window's logical size, and whether every state is wanted."""
FRAME = 64
"""Pixels that a system's bar and the window's frame take of a screen's height."""


MANUAL = {
    "page-today": "today", "record-rich": "start", "page-leads": "leads", "form-negotiation": "negotiation",
    "table-mode": "table", "page-projects": "board", "conflict": "conflict", "list-grouped": "lists",
    "search": "find", "quick-add": "quick", "first-start": "firststart", "page-companies": "companies",
    "dialog-gate": "gate", "page-reviews": "reviews", "page-supervision": "supervision", "page-appeals": "appeals",
    "page-planning": "planning", "statistics": "statistics", "dialog-snapshots": "snapshots", "papers-one": "papers",
    "brief": "paper", "dialog-certificate": "certificate", "form-lead-wrong": "form", "dialog-columns": "columns",
    "dialog-bulk": "bulk", "dialog-pasted": "pasted", "settings": "settings", "desk-broken": "broken",
    "dialog-intake": "import", "preview": "preview", "dialog-deed": "deed", "page-catalogue": "catalogue",
    "dialog-templates": "templates",
    "chain-map": "chain", "claim": "claim", "commitment": "commitment",
}  # fmt: skip
"""State → picture of the manual."""
MANUAL_WIDTH = 1100


def main() -> int:
    """Make the desks, then each look in a process of its own; how many states failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery")
    parser.add_argument("out", type=Path)
    parser.add_argument("--look", action="append", choices=LOOKS, default=[])
    parser.add_argument("--only", default="", help="states whose name holds this")
    parser.add_argument("--manual", action="store_true", help="put the manual's pictures into resources/manual")
    parser.add_argument("--desks", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.desks:
        return play(given.out, given.desks, given.look[0], given.only)
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-gallery-"))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.gallery.desks import make

    make(folder)
    failed = 0
    for look in ["light-100"] if given.manual else given.look or LOOKS:
        env = {**os.environ, "QT_SCALE_FACTOR": LOOKS[look][1], "HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
               "QT_QPA_PLATFORM": f"offscreen:configfile={screen(folder, look)}"}  # fmt: skip
        command = [sys.executable, "-m", "tests.gallery", str(given.out), "--desks", str(folder), "--look", look]
        failed += subprocess.run([*command, "--only", given.only], env=env).returncode
    shutil.rmtree(folder, ignore_errors=True)
    if given.manual and not failed:
        illustrate(given.out / "light-100")
    return min(failed, 1)


def screen(folder: Path, look: str) -> Path:
    """What the offscreen platform is told of its screen: as large as the look's, so that dialogs keep within it."""
    _theme, scale, (width, height), _every = LOOKS[look]
    size = {"width": round(width * float(scale)), "height": round((height + FRAME) * float(scale))}
    path = folder / f"{look}.json"
    told = {"name": look, "x": 0, "y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, **size}
    path.write_text(json.dumps({"screens": [told]}), encoding="utf-8")
    return path


def illustrate(pictures: Path) -> None:
    """The manual's pictures: smaller, and of few colours."""
    from PIL import Image

    import resources

    for state, name in MANUAL.items():
        picture = Image.open(pictures / f"{state}.png").convert("RGB")
        picture.thumbnail((MANUAL_WIDTH, MANUAL_WIDTH), Image.Resampling.LANCZOS)
        few = picture.quantize(255, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(resources.path("manual", f"{name}.png"), optimize=True)


def play(out: Path, desks: Path, look: str, only: str) -> int:
    """All states of one look; how many failed."""
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QApplication

    from tests.gallery.desks import PASSPHRASE
    from tests.gallery.stage import Stage
    from tests.gallery.states import STATES
    from ui.theme import STYLE

    os.environ["ZSDESK_PASSPHRASE"] = PASSPHRASE
    theme, _, size, every = LOOKS[look]
    app = QApplication(["zsdesk", *STYLE])
    folder = out / look
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    language = "en" if look.startswith("english") else "zh_CN"
    for desk in ("full", "empty", "broken", "none"):
        wanted = [s for s in STATES if s.desk == desk and (every or s.everywhere) and only in s.name]
        if not wanted:
            continue
        stage = Stage(app, desks / desk, folder, theme, QSize(*size), language)
        if desk in ("full", "empty"):
            stage.open()
        for state in wanted:
            try:
                if desk == "full":
                    stage.tidy()
                state.play(stage)
                print(stage.picture(state.name) if desk != "none" else folder, flush=True)
            except Exception:  # the other states are still wanted
                failed += 1
                print(f"{look} {state.name}:\n{traceback.format_exc(limit=3)}", file=sys.stderr, flush=True)
        stage.close()
    return min(failed, 100)


if __name__ == "__main__":
    sys.exit(main())
