"""First push, first pull, a hundred changes, nothing: against the floor, in one run.

``python -m tests.benchmarks.sync [--records N] [--database URL]`` starts a real server process on loopback
and a floor beside it; the records are those of ``zsdesk.samples``.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.benchmarks import floor
from tests.province import Province
from zsdesk import samples
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.ports import free_port
from zsdesk.queries import lists
from zsdesk.records import Lead
from zsdesk.store.index import columns
from zsdesk.store.work import Work
from zsdesk.sync import client

COUNTY = "520121"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what it gave."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


class Floor:
    """The floor's server, and a client that does what a desk must."""

    def __init__(self, folder: Path, rows: list[tuple[floor.Cell, ...]], batch: int) -> None:
        self.rows, self.batch = rows, batch
        self.port = free_port()
        width = len(rows[0])
        command = [sys.executable, "-m", "tests.benchmarks.floor", str(folder / "floor.db"), str(self.port), str(width)]
        self.process = subprocess.Popen(command)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=60)
        self.here = floor.database(str(folder / "floor-desk.db"), width)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                self.client.post("/", content=b"")
                break
            except httpx.HTTPError:
                time.sleep(0.05)

    def push(self, rows: list[tuple[floor.Cell, ...]]) -> None:
        """Post rows in batches."""
        for start in range(0, len(rows), self.batch):
            self.client.post("/", content=floor.pack(rows[start : start + self.batch]))

    def pull(self) -> None:
        """Fetch all rows in pages and insert them."""
        after = ""
        while True:
            rows = floor.unpack(self.client.get(f"/?{after},{self.batch}").content)
            if not rows:
                return
            floor.store(self.here, rows)
            after = rows[-1][0]

    def close(self) -> None:
        """Stop."""
        self.process.terminate()
        self.process.wait()


def line(name: str, ours: float, base: float, goal: str, done: client.SyncResult) -> None:
    """One row of the table."""
    print(f"{name:<16} ours {ours * 1000:9.1f} ms   floor {base * 1000:8.1f} ms   ratio {ours / base:6.2f}   "
          f"requests {done.requests:3}   bytes {done.bytes:>10,}   goal {goal}", flush=True)  # fmt: skip


def leads(work: Work, start: int, count: int) -> None:
    """Leads of about 1.2 kB with Chinese text: what the design's floor was measured with."""
    dice = random.Random(start)
    company = records.create(work, "company", {"name": f"示例·{start}", "uscc_pending": True})
    for sample in samples.generate(count, seed=start, today=date(2026, 11, 24), region=COUNTY):
        if sample.type == "lead":
            text = "".join(dice.choice(samples.TALKS) for _ in range(9))
            records.create(work, "lead", {**sample.values, "company": company, "summary": text,
                                          "referrer": "闽商联盟", "first_contact_unit": "开阳县投促局"})  # fmt: skip


def main(count: int, database: str | None) -> None:
    """Print the table."""
    gc.set_threshold(50_000, 20, 20)  # as the program itself runs
    os.environ["ZSDESK_PASSPHRASE"] = "benchmark"
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-bench-"))
    province = Province(folder / "province", database)
    passwords = {name: province.add(name) for name in ("甲", "乙")}
    a, b = Desk.create(folder / "a"), Desk.create(folder / "b")
    client.enrol(a, province.url, "甲", passwords["甲"])
    client.enrol(b, province.url, "乙", passwords["乙"])
    client.sync(a), client.sync(b)
    for start in range(0, count, 500):
        a.do(leads, start, min(500, count - start))
    with a.transaction() as connection:
        names = ("id", "updated_at", *columns(Lead))
        shown = ", ".join(f'"{name}"' for name in names)
        rows = [tuple(row) for row in connection.exec_driver_sql(f"SELECT {shown} FROM lead")]
    size = len(msgspec.json.encode(rows)) / len(rows)
    kind = "PostgreSQL" if database else "SQLite"
    print(f"{len(rows):,} records of {len(names)} columns, {size:.0f} bytes each, {kind}")
    beside = Floor(folder, rows, batch=1000)
    try:
        base, _ = timed(lambda: beside.push(rows))
        ours, done = timed(lambda: client.sync(a, index=False))
        line("first push", ours, base, "≤ 3 (then 1.5)", done)
        base, _ = timed(beside.pull)
        ours, done = timed(lambda: client.sync(b, index=False))
        line("first pull", ours, base, "≤ 3 (then 1.5)", done)
        texts, _ = timed(lambda: (client.sync(a), client.sync(b)))
        print(f"texts indexed afterwards, both desks, in slices: {texts:.1f} s")
        first = a.read(lists.ids, lists.ListQuery("lead"))[:100]
        for lead in first:
            a.do(records.change, "lead", lead, {"next_step": "改动"})
        base, _ = timed(lambda: beside.push(rows[:100]))
        ours, done = timed(lambda: client.sync(a))
        line("100 changed", ours, base, "≤ 1.6 (next issue)", done)
        base = min(timed(lambda: beside.client.post("/", content=b""))[0] for _ in range(20))
        rounds = [timed(lambda: client.sync(a)) for _ in range(20)]
        ours, done = min(rounds, key=lambda pair: pair[0])
        line("nothing", ours, base, "≤ 2 (next issue)", done)
    finally:
        beside.close()
        province.stop()
        a.close()
        b.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--database", help="a PostgreSQL URL; SQLite without it")
    arguments = parser.parse_args()
    main(arguments.records, arguments.database)
