"""A real province for tests: the server as its own process, on SQLite or on a real PostgreSQL."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from zsdesk.ports import answers, free_port


def run(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``zsdesk …`` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "zsdesk", *arguments], input=stdin, capture_output=True, text=True, timeout=120,
        env={**os.environ, **(env or {})}, check=False,
    )  # fmt: skip


class Province:
    """A folder with a province in it, and its running server."""

    def __init__(self, data: Path, database: str | None = None, *, workers: int = 1, made: bool = False) -> None:
        self.data = data
        self.workers = workers
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        more = ("--database", database) if database else ()
        if not made:
            done = run("server", "init", "--data", str(data), *more)
            assert done.returncode == 0, done.stderr
        self.start()

    def add(self, name: str, role: str = "officer", region: str = "520121") -> str:
        """A new account; its password."""
        password = secrets.token_urlsafe(9)
        done = run("server", "user", "add", name, "--role", role, "--region", region, "--data", str(self.data),
                   stdin=password + "\n")  # fmt: skip
        assert done.returncode == 0, done.stderr
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
        until = time.monotonic() + 40
        while not answers(self.port):
            assert self.process.poll() is None, (self.data / "test.log").read_text()
            assert time.monotonic() < until, (self.data / "test.log").read_text()
            time.sleep(0.05)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Stop the server and all its workers."""
        if self.process is not None:
            os.killpg(self.process.pid, how)
            self.process.wait(20)
            self.process = None
