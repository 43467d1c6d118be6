"""What a sync of little costs as the store grows: ``python -m tests.benchmarks.growth [--largest N] [--database URL]``.

A desk and its province with 1,000 records, then ten times as many, and so on; at each size the quickest of several
syncs with nothing new, with 100 records that the desk changed, and with 100 that another desk changed.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import msgspec
import zstandard

from tests.province import Province
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.ids import new_id
from zsdesk.store.work import Work
from zsdesk.sync import client, wire

COUNTY = "520121"
CHANGED = 100
SUMMARY = "就用地、用电与用工的条件谈了一轮，企业要求先看标准厂房，再谈政策。" * 6


class Other:
    """Another desk of the county, as the wire sees it: it makes records, and changes them."""

    def __init__(self, province: Province, user: str, password: str) -> None:
        self.device, self.incarnation, self.ops = new_id(), new_id(), itertools.count(1)
        self.ids: list[str] = []
        self.http = httpx.Client(base_url=province.url, trust_env=False, timeout=120)
        body = {"user": user, "password": password, "device": self.device}
        self.http.headers["Authorization"] = f"Bearer {self.http.post('/v1/enrol', json=body).json()['token']}"

    def push(self, changes: tuple[wire.Change, ...]) -> None:
        """Send changes, and take nothing."""
        request = wire.SyncRequest(wire.PROTOCOL, self.device, self.incarnation, changes=changes, pull=False)
        body = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(request))
        answer = self.http.post("/v1/sync", content=body, headers={"Content-Encoding": "zstd"})
        assert answer.status_code == 200, answer.text

    def grow(self, size: int) -> None:
        """Make records until there are so many."""
        while len(self.ids) < size:
            fresh = [new_id() for _ in range(min(2_000, size - len(self.ids)))]
            fields: dict[str, wire.Scalar] = {"title": "线索", "region_code": COUNTY, "summary": SUMMARY}
            self.push(tuple(self._change("create", one, fields) for one in fresh))
            self.ids += fresh

    def change(self) -> None:
        """Change the same records once more."""
        said = {"next_step": f"改动{time.monotonic_ns()}"}
        self.push(tuple(self._change("change", one, said) for one in self.ids[:CHANGED]))

    def _change(self, action: Any, record_id: str, fields: dict[str, wire.Scalar]) -> wire.Change:
        op = next(self.ops)
        base = 0 if action == "create" else 1 << 40  # over whatever there is
        return wire.Change(op, op, "lead", record_id, action, base, 1, 1_790_000_000_000 + op, fields)


def _edit(work: Work, ids: list[str]) -> None:
    for one in ids:
        records.change(work, "lead", one, {"referrer": f"商会{time.monotonic_ns()}"})


def quickest(desk: Desk, before: Callable[[], object], times: int) -> tuple[float, client.SyncResult]:
    """Seconds of the quickest of several syncs, each after ``before``; and what the last one did."""
    best, done = 1e9, None
    for _ in range(times):
        before()
        began = time.perf_counter()
        done = client.sync(desk, index=False)
        best = min(best, time.perf_counter() - began)
    assert done is not None
    return best, done


def main(largest: int, database: str | None) -> None:
    """Print a line for each size."""
    gc.set_threshold(50_000, 20, 20)  # as the program itself runs
    os.environ["ZSDESK_PASSPHRASE"] = "benchmark"
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-growth-"))
    province = Province(folder / "province", database)
    other = Other(province, "乙", province.add("乙"))
    desk = Desk.create(folder / "desk")
    client.enrol(desk, province.url, "甲", province.add("甲"))
    try:
        size = 1_000
        while size <= largest:
            other.grow(size)
            client.sync(desk, index=False)
            nothing, _ = quickest(desk, lambda: None, 20)
            pushed, sent = quickest(desk, partial(desk.do, _edit, other.ids[-CHANGED:]), 5)
            pulled, came = quickest(desk, other.change, 5)
            assert (sent.pushed, came.pulled) == (CHANGED, CHANGED)
            print(f"{size:>9,} records   nothing {nothing * 1000:6.1f} ms   {CHANGED} pushed {pushed * 1000:6.1f} ms   "
                  f"{CHANGED} pulled {pulled * 1000:6.1f} ms", flush=True)  # fmt: skip
            size *= 10
    finally:
        province.stop()
        desk.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--database", help="a PostgreSQL URL; SQLite without it")
    arguments = parser.parse_args()
    main(arguments.largest, arguments.database)
