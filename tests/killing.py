"""``python -m tests.killing --times N [--seed S] [--database URL]``: desks and servers killed with -9, again and again.

Two desks of one county write and sync through a proxy that meddles, each in a process that is killed at a random
moment and begun anew; now and then the server and all its workers are killed too.  In the end every edit that was
committed has to be at the province, in a conflict, or parked with its reason, and both desks have to be the same.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from sqlalchemy import Connection

from tests.meddling import Meddling
from tests.province import Province
from tests.simulation.desks import share_statements
from zsdesk.acts import attachments, records
from zsdesk.desk import Desk
from zsdesk.errors import ZsdeskError
from zsdesk.kinds import Target
from zsdesk.queries import lists
from zsdesk.server import settings as server_settings
from zsdesk.server.database import Database
from zsdesk.store.check import check
from zsdesk.store.tables import UNSETTLED, State
from zsdesk.store.vault import Vault
from zsdesk.store.work import Work
from zsdesk.sync import client

LONGEST_LIFE = 0.3
"""Seconds of a desk's process after its first commit."""
SERVERS_KILLED = 0.05
"""How often, while both desks are at work, the server and its workers are killed, too."""


def write(work: Work, dice: random.Random, token: str) -> None:
    """One transaction with the token in one of its texts."""
    known = sorted(lists.ids(work.session, lists.ListQuery("lead")))
    if len(known) < 5 or dice.random() < 0.1:
        lead = records.create(work, "lead", {"title": f"示例 {token}"})
        if dice.random() < 0.3:
            attachments.attach_bytes(work, Target("lead", lead), f"{token}.txt", dice.randbytes(20_000))
    else:
        field = dice.choice(("title", "next_step", "referrer", "summary"))
        records.change(work, "lead", dice.choice(known), {field: f"示例 {token}"})


def live(line: Line, life: int) -> NoReturn:
    """A desk's process: write and sync until killed; what is committed is told through the line's pipe."""
    try:
        dice = random.Random(f"{line.name}{life}")
        desk = Desk.open(line.folder, vault=line.vault)
        share_statements(desk.engine)
        number = 0
        while True:
            number += 1
            token = f"‹{line.name}{life}·{number}›"
            try:
                desk.do(write, dice, token)
                os.write(line.say, f"{token}\n".encode())
                if dice.random() < 0.4:
                    client.sync(desk)
            except ZsdeskError:
                continue
    finally:
        traceback.print_exc()
        os._exit(1)


class Nursery:
    """A process that begins the desks' processes, by fork and with everything loaded.

    It has one thread: a process that was forked from beside the proxy's threads may wait for ever for what one of
    them held at that moment.
    """

    def __init__(self, lines: list[Line]) -> None:
        hear, self._ask = os.pipe()
        self._answers, say = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._ask)
                self._serve(lines, os.fdopen(hear), say)
            finally:
                os._exit(0)
        os.close(hear)
        os.close(say)
        self._told = os.fdopen(self._answers)
        for line in lines:
            os.close(line.say)

    @staticmethod
    def _serve(lines: list[Line], asked: TextIO, say: int) -> None:
        for order in asked:
            deed, at, number = order.split()
            if deed == "reap":
                os.waitpid(int(number), 0)
                os.write(say, b"gone\n")
                continue
            pid = os.fork()
            if pid == 0:
                live(lines[int(at)], int(number))
            os.write(say, f"{pid}\n".encode())

    def _order(self, deed: str, at: int, number: int) -> str:
        os.write(self._ask, f"{deed} {at} {number}\n".encode())
        return self._told.readline().strip()

    def begin(self, at: int, life: int) -> int:
        """Begin the next life of a desk; its process."""
        return int(self._order("begin", at, life))

    def reap(self, pid: int) -> None:
        """Wait until a killed process is gone."""
        self._order("reap", 0, pid)

    def close(self) -> None:
        """Nobody is begun any more."""
        os.close(self._ask)
        os.waitpid(self._pid, 0)
        self._told.close()


class Line:
    """One desk's processes, one after the other, and what they told."""

    def __init__(self, folder: Path, vault: Vault, name: str) -> None:
        self.folder, self.vault, self.name = folder, vault, name
        self.hear, self.say = os.pipe()
        os.set_blocking(self.hear, False)
        self.life = self.pid = 0
        self.raw = b""

    @property
    def told(self) -> list[str]:
        """What was committed."""
        return self.raw.decode().split()

    def begin(self, nursery: Nursery, at: int) -> None:
        """A new process."""
        self.life += 1
        self.pid = nursery.begin(at, self.life)

    def kill(self, nursery: Nursery, after: float) -> None:
        """Let it live until its first commit and a moment longer, then end it."""
        before, until = len(self.raw), time.monotonic() + 30
        while len(self.raw) == before and time.monotonic() < until:
            select.select([self.hear], [], [], 0.05)
            self._hear()
        time.sleep(after)
        os.kill(self.pid, signal.SIGKILL)
        nursery.reap(self.pid)
        self._hear()
        assert len(self.raw) > before, f"{self.name} wrote nothing in its life {self.life}"

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            while part := os.read(self.hear, 65536):
                self.raw += part


def play(folder: Path, times: int, seed: int, database: str | None = None) -> Counter[str]:
    """Kill ``times`` times; what was counted.  ``AssertionError`` where something is missing."""
    province = Province(folder / "province", database, workers=2 if database else 1)
    try:
        lines = [_made(folder / name, name, province) for name in ("甲", "乙")]
        nursery = Nursery(lines)  # before the proxy and its threads
        meddling = Meddling(province.port, seed)
        try:
            counted = _played(lines, nursery, times, random.Random(seed), province, meddling)
        finally:
            nursery.close()
            meddling.close()
        _account(lines, province, counted)
        return counted
    finally:
        province.stop()


def _made(folder: Path, name: str, province: Province) -> Line:
    """A desk that has written and synced once: what that loads and compiles, its processes have from the start."""
    password = province.add(name)
    with Desk.create(folder, passphrase="killing me softly") as desk:
        share_statements(desk.engine)
        client.enrol(desk, province.url, name, password)
        desk.do(write, random.Random(name), f"‹{name}›")
        client.sync(desk)
        return Line(folder, desk.vault, name)


def _reached_by(line: Line, url: str) -> None:
    with Desk.open(line.folder, vault=line.vault) as desk, desk.transaction() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = ? WHERE key = 'server'", (url,))


def _played(lines: list[Line], nursery: Nursery, times: int, dice: random.Random, province: Province,
            meddling: Meddling) -> Counter[str]:  # fmt: skip
    counted: Counter[str] = Counter()
    for line in lines:
        _reached_by(line, meddling.url)
    for _ in range(times // 2):
        for at, line in enumerate(lines):
            line.begin(nursery, at)
        if dice.random() < SERVERS_KILLED:
            time.sleep(dice.uniform(0, LONGEST_LIFE))
            province.stop(signal.SIGKILL)
            province.start()
            counted["servers killed"] += 1
        for line in lines:
            line.kill(nursery, dice.uniform(0, LONGEST_LIFE))
            counted["desks killed"] += 1
    for line in lines:
        _reached_by(line, province.url)
    return counted + meddling.done


def _account(lines: list[Line], province: Province, counted: Counter[str]) -> None:
    """Where every committed edit is."""
    desks = [Desk.open(line.folder, vault=line.vault) for line in lines]
    for _ in range(3):
        for desk in desks:
            client.sync(desk)
    found = Database(server_settings.load(province.data))
    with found.read() as connection:
        kept = "".join(row[0] for row in found.fetch(connection, "SELECT fields FROM history"))
        kept += "".join(row[0] or "" for row in found.fetch(connection, "SELECT offered FROM conflict"))
    found.close()
    for line, desk in zip(lines, desks, strict=True):
        with desk.transaction() as inside:
            assert check(inside, desk.blobs) == []
            states, parked = _log(inside)
        assert not any(states[int(state)] for state in UNSETTLED if state != State.PARKED), states
        for token in line.told:
            assert token in kept or token in parked, f"{token} is nowhere"
        counted["edits committed"] += len(line.told)
        counted["edits at the province or in a conflict"] += sum(token in kept for token in line.told)
    shown = [desk.read(lists.ids, lists.ListQuery("lead")) for desk in desks]
    assert shown[0] == shown[1]
    rows = [desk.read(lists.rows, "lead", list(shown[0]), ("title", "next_step", "referrer")) for desk in desks]
    assert [row.cells for row in rows[0]] == [row.cells for row in rows[1]]
    for desk in desks:
        desk.close()


def _log(connection: Connection) -> tuple[Counter[int], str]:
    rows = connection.exec_driver_sql('SELECT state, fields FROM "change"').all()
    given = (int(State.PARKED), int(State.SUPERSEDED))
    return Counter(row[0] for row in rows), "".join(row[1] for row in rows if row[0] in given)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a PostgreSQL URL; SQLite without it")
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zsdesk-killing-") as place:
        done = play(Path(place), arguments.times, arguments.seed, arguments.database)
    print(f"in {time.monotonic() - began:.0f} s: " + " · ".join(f"{name} {count:,}" for name, count in done.items()))
    sys.exit(0)
