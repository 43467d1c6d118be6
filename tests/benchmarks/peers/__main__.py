"""The table to beat: ``python -m tests.benchmarks.peers [--records N] [--delay MS] [--install DIR]``.

First push, first pull, 100 changed, nothing changed, one record that both sides changed: requests, bytes and seconds
over a line of that delay (a round trip; 0 for none).  With ``--install`` Anki (PyPI ``anki``) and PouchDB with its
server (npm ``pouchdb-node``, ``express-pouchdb``, ``express@4``) are installed into DIR and do the same work.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.peers.line import Line
from tests.benchmarks.sync import leads
from tests.province import Province
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.ports import answers, free_port
from zsdesk.queries import lists
from zsdesk.store import raw
from zsdesk.sync import client

STEPS = ("first push", "first pull", "100 changed", "nothing", "one diverged")
HERE = Path(__file__).parent
Step = Callable[[str, Callable[[], None]], tuple[float, str]]
"""Does a step; calls what it is given when only what is to be measured is left; its seconds, and what is to be said."""


def _ready(port: int) -> None:
    until = time.monotonic() + 30
    while not answers(port):
        if time.monotonic() > until:
            raise TimeoutError(f"nothing answers at {port}")
        time.sleep(0.1)


@contextmanager
def ours(folder: Path, count: int, delay: float) -> Iterator[tuple[Line, Step]]:
    """Two desks and a province."""
    os.environ["ZSDESK_PASSPHRASE"] = "benchmark"
    province = Province(folder / "province")
    line = Line(province.port, delay)
    a, b = Desk.create(folder / "a"), Desk.create(folder / "b")
    for desk, name in ((a, "甲"), (b, "乙")):
        client.enrol(desk, line.url, name, province.add(name))
    client.sync(a)
    for start in range(0, count, 500):
        a.do(leads, start, min(500, count - start))

    def timed(*desks: Desk) -> float:
        began = time.perf_counter()
        for desk in desks:
            client.sync(desk, index=False)
        return time.perf_counter() - began

    def step(name: str, begin: Callable[[], None]) -> tuple[float, str]:
        ids = a.read(lists.ids, lists.ListQuery("lead"))[:100]
        if name == "100 changed":
            for lead in ids:
                a.do(records.change, "lead", lead, {"next_step": "改动"})
        elif name == "one diverged":
            client.sync(b)
            a.do(records.change, "lead", ids[0], {"next_step": "甲的改动"})
            b.do(records.change, "lead", ids[0], {"referrer": "乙的改动"})
            client.sync(a)
        begin()
        took = timed(*{"first pull": (b,), "one diverged": (b, a)}.get(name, (a,)))
        if name != "one diverged":
            return took, ""
        kept = [_both(desk, ids[0]) for desk in (a, b)]
        return took, f"2 of 2 edits kept on {sum(kept)} of 2 desks"

    try:
        yield line, step
    finally:
        province.stop()
        a.close()
        b.close()


def _both(desk: Desk, lead: str) -> bool:
    with desk.transaction(durable=False) as connection:
        row = raw.first(connection, "SELECT next_step, referrer FROM lead WHERE id = ?", lead)
    return row == ("甲的改动", "乙的改动")


def _told(command: list[str], cwd: Path) -> Step:
    """A child process that does steps, told a line each; it ends when nobody tells it any more."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd)
    assert child.stdin is not None
    assert child.stdout is not None
    asks, says = child.stdin, child.stdout
    while says.readline().strip() != "ready":
        if child.poll() is not None:
            raise RuntimeError(f"{command[0]} ended")

    def step(name: str, begin: Callable[[], None]) -> tuple[float, str]:
        begin()
        print(name, file=asks, flush=True)
        said = says.readline().strip()
        if said == "mark":
            begin()
            print("go", file=asks, flush=True)
            said = says.readline()
        found: dict[str, Any] = json.loads(said)
        return float(found["took"]), str(found["kept"])

    return step


@contextmanager
def anki(folder: Path, count: int, delay: float, install: Path) -> Iterator[tuple[Line, Step]]:
    """Anki's own client and server."""
    python = install / "anki" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(install / "anki")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "anki"], check=True)
    port = free_port()
    env = {**os.environ, "SYNC_USER1": "desk:desk", "SYNC_BASE": str(folder / "server"), "SYNC_PORT": str(port),
           "SYNC_HOST": "127.0.0.1"}  # fmt: skip
    server = subprocess.Popen([str(python), "-m", "anki.syncserver"], env=env, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _ready(port)
        line = Line(port, delay)
        yield line, _told([str(python), str(HERE / "anki_desk.py"), str(folder), line.url + "/", str(count)], folder)
    finally:
        server.terminate()
        server.wait()


@contextmanager
def pouch(folder: Path, count: int, delay: float, install: Path) -> Iterator[tuple[Line, Step]]:
    """PouchDB and express-pouchdb."""
    place = install / "pouch"
    place.mkdir(exist_ok=True)
    if not (place / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "pouchdb-node", "express-pouchdb",
                        "express@4"], cwd=place, check=True)  # fmt: skip
    shutil.copy(HERE / "pouch_desk.js", place)
    (folder / "server").mkdir()
    port = free_port()
    server = subprocess.Popen(["node", "pouch_desk.js", "serve", str(folder / "server"), str(port)], cwd=place,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _ready(port)
        line = Line(port, delay)
        yield line, _told(["node", "pouch_desk.js", "desks", str(folder), line.url, str(count)], place)
    finally:
        server.terminate()
        server.wait()


def main(count: int, delay: float, install: Path | None) -> None:
    """Print the table."""
    gc.set_threshold(50_000, 20, 20)  # as the program itself runs
    played: list[tuple[str, Any]] = [("ours", ours)]
    if install is not None:
        install.mkdir(parents=True, exist_ok=True)
        played += [
            ("Anki", lambda *a: anki(*a, install.resolve())),
            ("PouchDB", lambda *a: pouch(*a, install.resolve())),
        ]
    print(f"{count:,} records, a round trip of {delay * 1000:.0f} ms")
    for who, peer in played:
        folder = Path(tempfile.mkdtemp(prefix="zsdesk-peers-"))
        with peer(folder, count, delay) as (line, step):
            for name in STEPS:
                took, said = step(name, line.reset)
                counted = f"{line.requests:>5} requests {line.bytes:>12,} bytes"
                print(f"{who:<8} {name:<13} {counted} {took:>8.2f} s   {said}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--delay", type=float, default=200, help="milliseconds of a round trip")
    parser.add_argument("--install", type=Path, help="a folder for the peers; without it only ours")
    arguments = parser.parse_args()
    main(arguments.records, arguments.delay / 1000, arguments.install)
