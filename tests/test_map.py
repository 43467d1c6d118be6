"""README's map of the rooms says what is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOP = {"pyproject.toml", "zsdesk", "ui", "resources", "tests", "installer", "README.md", "LICENSE"}


def _rooms() -> set[str]:
    map_ = README.split("## The map of the rooms")[1].split("\n## ")[0]
    named = re.findall(r"`([\w/.]+)`", "\n".join(line for line in map_.splitlines() if line.startswith("| `")))
    rooms, base = set(), ""
    for name in named:
        if name.startswith(("zsdesk/", "ui/", "resources/", "tests/", "installer/")):
            base = name.split("/")[0]
            rooms.add(name)
        elif base:
            rooms.add(f"{base}/{name}")
    return rooms


def test_every_room_is_on_the_map() -> None:
    there = {f"zsdesk/{p.name}/" for p in (ROOT / "zsdesk").iterdir() if p.is_dir() and p.name != "__pycache__"}
    there |= {f"zsdesk/{p.name}" for p in (ROOT / "zsdesk").glob("*.py") if p.name != "__init__.py"}
    assert there - _rooms() == set()


def test_the_map_shows_nothing_that_is_gone() -> None:
    assert {room for room in _rooms() if not (ROOT / room).exists()} == set()


def test_the_top_level_is_the_owners() -> None:
    from subprocess import run

    tracked = run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    top = {name.split("/")[0].strip('"') for name in tracked if name}
    assert {name for name in top if not name.startswith(".")} <= TOP


def test_the_picture_is_there() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).stat().st_size > 20_000
