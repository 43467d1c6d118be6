"""Where things lie on this machine."""

from __future__ import annotations

import os
from contextlib import suppress
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


def keep_private(folder: Path, *names: str) -> None:
    """Let nobody but this account read these files of the folder, whatever the habit of the system is."""
    if os.name != "posix":
        return
    for name in names:
        path = folder / name
        with suppress(OSError):  # not there (yet), or another account's
            wanted = 0o700 if path.is_dir() else 0o600
            if path.stat().st_mode & 0o777 & ~wanted:
                path.chmod(wanted)


def settings_file() -> Path:
    """The window's settings (language, theme, sizes): nothing secret."""
    return Path(_dirs.user_config_dir) / "settings.json"
