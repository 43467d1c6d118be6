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
from collections import Counter
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from tests.meddling import Meddling
from tests.province import Province
from zsdesk.acts import attachments, records
from zsdesk.desk import Desk
from zsdesk.errors import Offline, ZsdeskError
from zsdesk.kinds import Target
from zsdesk.queries import lists
from zsdesk.server import settings as server_settings
from zsdesk.server.database import Database
from zsdesk.store.check import check
from zsdesk.store.tables import UNSETTLED, State
from zsdesk.store.vault import Vault
from zsdesk.store.work import Work
from zsdesk.sync import client

LONGEST_LIFE = 0.4
"""Seconds of a desk's process after its first commit."""


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


def live(folder: Path, vault: Vault, name: str, life: int, say: int) -> None:
    """A desk's process: write and sync until killed; what is committed is told through the pipe ``say``."""
    dice = random.Random(f"{name}{life}")
    desk = Desk.open(folder, vault=vault)
    number = 0
    while True:
        number += 1
        token = f"‹{name}{life}·{number}›"
        try:
            desk.do(write, dice, token)
            os.write(say, f"{token}\n".encode())
            if dice.random() < 0.4:
                client.sync(desk)
        except ZsdeskError:
            continue


class Line:
    """One desk's processes, one after the other, and what they told."""

    def __init__(self, folder: Path, vault: Vault, name: str) -> None:
        self.folder, self.vault, self.name = folder, vault, name
        self.life = 0
        self.told: list[str] = []

    def begin(self) -> None:
        """A new process; a fork, so that nothing has to be loaded again."""
        self.life += 1
        self.hear, say = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                os.close(self.hear)
                live(self.folder, self.vault, self.name, self.life, say)
            finally:
                os._exit(status)
        os.close(say)

    def kill(self, after: float) -> None:
        """Let it live until its first commit and a moment longer, then end it."""
        until, first = time.monotonic() + 30, False
        raw = b""
        while time.monotonic() < until:
            if select.select([self.hear], [], [], 0.005)[0]:
                part = os.read(self.hear, 65536)
                if not part:
                    break
                raw += part
                if not first:
                    first, until = True, time.monotonic() + after
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        while part := os.read(self.hear, 65536):
            raw += part
        os.close(self.hear)
        self.told += raw.decode().split()


def play(folder: Path, times: int, seed: int, database: str | None = None) -> Counter[str]:
    """Kill ``times`` times; what was counted.  ``AssertionError`` where something is missing."""
    province = Province(folder / "province", database, workers=2 if database else 1)
    meddling = Meddling(province.port, seed)
    try:
        return _played(folder, times, random.Random(seed), province, meddling)
    finally:
        meddling.close()
        province.stop()


def _played(folder: Path, times: int, dice: random.Random, province: Province, meddling: Meddling) -> Counter[str]:
    lines = []
    counted: Counter[str] = Counter()
    for name in ("甲", "乙"):
        password = province.add(name)
        desk = Desk.create(folder / name, passphrase="killing me softly")
        client.enrol(desk, province.url, name, password)
        with desk.transaction() as connection:
            connection.exec_driver_sql("UPDATE setting SET value = ? WHERE key = 'server'", (meddling.url,))
        lines.append(Line(folder / name, desk.vault, name))
        desk.close()
    for _ in range(times // 2):
        for line in lines:
            line.begin()
        if dice.random() < 0.08:
            time.sleep(dice.uniform(0, LONGEST_LIFE))
            province.stop(signal.SIGKILL)
            province.start()
            counted["servers killed"] += 1
        for line in lines:
            line.kill(dice.uniform(0, LONGEST_LIFE))
            counted["desks killed"] += 1
    meddling.honest = True
    counted += meddling.done
    _account(lines, province, counted)
    return counted


def _reach(desk: Desk) -> None:
    """Sync as a desk does: once more where the line that was still meddled with ended."""
    for _ in range(4):
        with suppress(Offline):
            client.sync(desk)
            return
        time.sleep(0.5)
    client.sync(desk)


def _account(lines: list[Line], province: Province, counted: Counter[str]) -> None:
    """Where every committed edit is."""
    desks = [Desk.open(line.folder, vault=line.vault) for line in lines]
    for _ in range(3):
        for desk in desks:
            _reach(desk)
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
