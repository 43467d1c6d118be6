"""The first paint waits for nothing heavy, and what the window remembers survives bad files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui import settings as stored

PROBE = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.app import Application
from ui.settings import Settings
app = QApplication(["zsdesk"])
application = Application(app, Path(sys.argv[1]), Settings(page=sys.argv[2]))
def painted():
    heavy = {"sqlalchemy", "zsdesk.fields", "zsdesk.kinds", "alembic", "httpx", "PIL", "reportlab", "msgspec"}
    print(",".join(sorted(heavy & set(sys.modules))))
    sys.stdout.flush()
    os._exit(0)
application.shell.painted.connect(painted)
application.start()
app.exec()
"""


@pytest.mark.parametrize("page", ["today", "leads", "companies", "negotiations", "projects", "sync"])
def test_nothing_heavy_is_loaded_before_the_first_paint(page: str, tmp_path: Path) -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path / "desk"), page], capture_output=True, text=True, timeout=60, env=env
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    made = stored.Settings(language="en", theme="dark", page="leads", splits={"leads": [700, 500]})
    stored.save(made, path)
    assert stored.load(path) == made


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"theme": 7, "splits": {"leads": "wide"}}', '{"unknown": 1}', "\ufeff{}", "null"]
)
def test_a_damaged_file_starts_anew(text: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    assert stored.load(path) == stored.Settings()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    stored.save(stored.Settings(), tmp_path / "file" / "settings.json")
