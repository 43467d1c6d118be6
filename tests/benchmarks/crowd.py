"""Many desks at once: ``python -m tests.benchmarks.crowd [--desks 200] [--seconds 20] [--database URL] [--workers 2]``.

Each desk enrols, and once all have, pushes a few changes and pulls, waits a moment, and again; as fast as the server
lets them, which is far denser than officers who sync minutes apart.  Printed: rounds a second, their 50th and 95th
percentile, answers that a limit or the database turned away, and of the province's processes the processor's time for
a round and their memory at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.province import Province
from zsdesk.ids import new_id
from zsdesk.kinds.places import places
from zsdesk.server import admin
from zsdesk.sync import wire

CHANGES = 5
"""Records that a desk writes between two rounds."""


class Crowd:
    """All desks, and what was measured."""

    def __init__(self) -> None:
        self.until = 0.0
        self.took: list[float] = []
        self.turned_away = 0
        self.cpu = 0.0
        self._enrolling = asyncio.Semaphore(4)  # passwords are dear by design: the province answers others with 503

    async def enrol(self, client: httpx.AsyncClient, user: str, password: str) -> tuple[str, str]:
        """The device and the token of a new desk."""
        device = new_id()
        body = {"user": user, "password": password, "device": device}
        async with self._enrolling:
            while (answer := await client.post("/v1/enrol", json=body)).status_code != 200:
                assert answer.status_code in (429, 503), answer.text
                await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
        return device, str(answer.json()["token"])

    async def desk(self, client: httpx.AsyncClient, user: str, device: str, token: str) -> None:
        """One desk until the time is over."""
        incarnation, op, cursor = new_id(), 0, 0
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "zstd"}
        dice = random.Random(user)
        while time.monotonic() < self.until:
            changes = tuple(_written(op + number) for number in range(1, CHANGES + 1))
            request = wire.SyncRequest(wire.PROTOCOL, device, incarnation, cursor, op, changes)
            began = time.perf_counter()
            answer = await client.post("/v1/sync", content=msgspec.json.encode(request), headers=headers)
            if answer.status_code == 200:
                self.took.append(time.perf_counter() - began)
                op += CHANGES
                cursor = max(cursor, _cursor(answer))
            else:
                self.turned_away += 1
            await asyncio.sleep(dice.uniform(0, 0.5))


def _written(op: int) -> wire.Change:
    fields: dict[str, wire.Scalar] = {"title": f"线索{op}", "summary": "一" * 200}
    return wire.Change(op, op, "lead", new_id(), "create", 0, 1, 0, fields)


def _cursor(answer: httpx.Response) -> int:
    return int(msgspec.json.decode(answer.content, type=wire.SyncResponse).cursor)


async def play(province: Province, accounts: list[tuple[str, str]], seconds: float) -> Crowd:
    """Everybody at once."""
    bounds = httpx.Limits(max_connections=len(accounts) + 10, max_keepalive_connections=len(accounts))
    async with httpx.AsyncClient(base_url=province.url, trust_env=False, timeout=120, limits=bounds) as client:
        made = Crowd()
        desks = await asyncio.gather(*(made.enrol(client, user, password) for user, password in accounts))
        made.until = time.monotonic() + seconds
        began = spent(province)
        await asyncio.gather(*(made.desk(client, user, *desk) for (user, _), desk in zip(accounts, desks, strict=True)))
        made.cpu = spent(province) - began
        return made


def spent(province: Province) -> float:
    """Seconds of the processor that the province's processes took until now."""
    assert province.process is not None
    shown = subprocess.run(
        ["ps", "-o", "cputimes=", "-g", str(province.process.pid)], capture_output=True, text=True, check=False
    )
    return float(sum(int(line) for line in shown.stdout.split()))


def memory(pid: int) -> float:
    """Megabytes of a process group's resident memory, shared pages counted each time."""
    shown = subprocess.run(["ps", "-o", "rss=", "-g", str(pid)], capture_output=True, text=True, check=False).stdout
    return sum(int(line) for line in shown.split()) / 1024


def main(count: int, seconds: float, database: str | None, workers: int) -> None:
    """Print what was measured."""
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-crowd-"))
    province = Province(folder / "province", database, workers=workers)
    counties = [code for code in places() if code.startswith("52") and not code.endswith("00")]
    password = secrets.token_urlsafe(9)
    accounts: list[tuple[str, str]] = []
    for number in range(count):
        admin.add_user(province.data, f"员{number}", "officer", counties[number % len(counties)], password)
        accounts.append((f"员{number}", password))
    try:
        done: Any = asyncio.run(play(province, accounts, seconds))
        assert province.process is not None
        used = memory(province.process.pid)
    finally:
        province.stop()
    quantiles = statistics.quantiles(done.took, n=20)
    kind = f"PostgreSQL, {workers} workers" if database else "SQLite, 1 worker"
    print(f"{count} desks at once, {kind}: {len(done.took):,} rounds of {CHANGES} changes in {seconds:.0f} s, "
          f"{len(done.took) / seconds:.0f} a second; p50 {quantiles[9] * 1000:.0f} ms, "
          f"p95 {quantiles[18] * 1000:.0f} ms; turned away {done.turned_away}; "
          f"{done.cpu / len(done.took) * 1000:.1f} ms of the processor a round; memory {used:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desks", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", help="a PostgreSQL URL; SQLite without it")
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    main(arguments.desks, arguments.seconds, arguments.database, arguments.workers)
