"""Processes killed with -9 behind a line that meddles: a little of what ``python -m tests.killing`` does."""

from __future__ import annotations

from pathlib import Path

from tests.killing import play


def test_every_committed_edit_is_accounted_for(tmp_path: Path) -> None:
    counted = play(tmp_path, 8, 3)
    assert counted["desks killed"] == 8
    assert counted["edits committed"] >= 8
