"""Where things lie on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

_dirs = PlatformDirs("zsdesk", appauthor=False)


def default_desk() -> Path:
    """The officer's desk folder: ``ZSDESK_DESK`` or the system's place for a program's data."""
    chosen = os.environ.get("ZSDESK_DESK")
    return Path(chosen) if chosen else Path(_dirs.user_data_dir) / "desk"


def log_file() -> Path:
    """The program's log; it holds no field of any record."""
    return Path(_dirs.user_log_dir) / "zsdesk.log"


def settings_file() -> Path:
    """The window's settings (language, theme, sizes): nothing secret."""
    return Path(_dirs.user_config_dir) / "settings.json"
