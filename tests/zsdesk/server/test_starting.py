"""A server whose database or folder is gone neither burns a processor nor stands there for ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.zsdesk.server.conftest import Served
from zsdesk.errors import NotFound
from zsdesk.server.starting import CANNOT_START, LONGEST_PAUSE, PATIENCE_SECONDS, started


def test_it_waits_for_its_database(caplog: pytest.LogCaptureFixture) -> None:
    pauses: list[float] = []

    def make() -> str:
        if len(pauses) < 9:
            raise psycopg.OperationalError("connection refused")
        return "made"

    assert started(make, wait=pauses.append) == "made"
    assert pauses == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert "connection refused" not in caplog.text  # a database's message may quote a row, or a password


def test_it_does_not_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    pauses: list[float] = []

    def make() -> None:
        raise psycopg.OperationalError

    with pytest.raises(SystemExit) as left:
        started(make, wait=pauses.append)
    assert left.value.code == CANNOT_START
    assert PATIENCE_SECONDS <= sum(pauses) < PATIENCE_SECONDS + LONGEST_PAUSE
    assert "10 分钟" in caplog.text


def test_it_does_not_wait_for_what_no_waiting_mends(caplog: pytest.LogCaptureFixture) -> None:
    def make() -> None:
        raise NotFound("There is no province in {folder}. Make one with “zsdesk server init --data {folder}”.",
                       folder="/srv/zsdesk")  # fmt: skip

    with pytest.raises(SystemExit):
        started(make, wait=lambda _seconds: pytest.fail("it waits"))
    assert "/srv/zsdesk" in caplog.text


def test_a_server_whose_folder_is_gone_ends(postgres: Callable[[], str], tmp_path: Path) -> None:
    """A worker that dies then is not begun again for ever."""
    served = Served(tmp_path / "data", postgres(), 2)
    try:
        (served.data / "server.json").unlink()
        os.kill(_workers(served.process.pid)[0], signal.SIGKILL)
        assert served.process.wait(100) is not None  # each of two deaths may go unnoticed for 30 s
        assert f"{served.data} 里没有省级数据" in (served.data / "test.log").read_text()
        assert not _workers(served.process.pid)
    finally:
        served.process.kill()


def _workers(parent: int) -> list[int]:
    """The processes that serve for ``parent``."""
    found: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = status.read_text().partition(" (")
            if int(rest.rpartition(")")[2].split()[1]) == parent:
                command = (status.parent / "cmdline").read_bytes()
                found += [int(pid)] if b"spawn_main" in command else []
        except OSError:
            continue
    return found
