"""What the window remembers between two starts: language, theme, sizes.  Nothing secret, nothing of a record."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from zsdesk.paths import settings_file


@dataclass
class Settings:
    """One JSON file in the user's configuration folder."""

    language: str = ""
    theme: str = "system"
    scale: int = 100
    """Percent that everything is larger than the system says, from 100 to 200."""
    calm: bool = False
    """Whether nothing moves by itself."""
    notices: bool = True
    """Whether the system tells what came in while the window lies below others."""
    page: str = "today"
    geometry: str = ""
    """The window's place and size as Qt gives them, in base64."""
    columns: dict[str, list[str]] = field(default_factory=dict)
    """The columns that were chosen for a list, by record type; fields' names, nothing of a record."""
    groups: dict[str, str] = field(default_factory=dict)
    """The field that a list is grouped by, by record type."""
    splits: dict[str, list[int]] = field(default_factory=dict)
    """How wide list and detail are, by page."""


def load(path: Path | None = None) -> Settings:
    """The settings; the default of each that is missing or of a wrong type."""
    try:
        given: Any = json.loads((path or settings_file()).read_bytes())
    except (OSError, ValueError):
        given = None
    made = Settings()
    for name, default in asdict(made).items():
        value = given.get(name, default) if isinstance(given, dict) else default
        if type(value) is type(default):
            setattr(made, name, value)
    made.columns = {
        name: chosen for name, chosen in made.columns.items()
        if isinstance(chosen, list) and chosen and all(isinstance(one, str) for one in chosen)
    }  # fmt: skip
    made.groups = {name: chosen for name, chosen in made.groups.items() if isinstance(chosen, str)}
    made.scale = min(200, max(100, made.scale))
    made.splits = {
        name: sizes for name, sizes in made.splits.items()
        if isinstance(sizes, list) and all(isinstance(size, int) and 0 <= size < 100_000 for size in sizes)
    }  # fmt: skip
    return made


def save(settings: Settings, path: Path | None = None) -> None:
    """Keep the settings; a full or read-only disk costs no more than the window's size."""
    path = path or settings_file()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=2), encoding="utf-8")
        fresh.replace(path)
