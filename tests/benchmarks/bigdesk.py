"""A big desk for measurements: 100,000 leads and 500,000 negotiations, as a first sync would bring them.

``python -m tests.benchmarks.bigdesk DIR [--leads N]`` makes it once; the other benchmarks reuse it.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from zsdesk import samples
from zsdesk.desk import Desk
from zsdesk.fields import Record, fields
from zsdesk.ids import new_id
from zsdesk.records import record_type
from zsdesk.store.index import index_waiting, pinyin
from zsdesk.sync import incoming, wire

PASSPHRASE = "benchmark"
TODAY = date(2026, 11, 24)


def packed_rows(leads: int, talks: int, *, seed: int = 1) -> Iterator[wire.Row]:
    """Rows of enterprises, leads and negotiations, ``talks`` negotiations for each lead."""
    dice = random.Random(seed)
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    for sample in samples.generate(leads, seed=seed, today=TODAY):
        if sample.type == "negotiation":
            continue
        ids[sample.name] = new_id()
        yield _row(record_type(sample.type), ids[sample.name], sample.values, ids, names)
        if sample.type != "lead":
            continue
        for round_ in range(talks):
            day = TODAY - timedelta(days=dice.randint(0, 700))
            topic, county = sample.values["title"], sample.values["region_code"]
            talk = samples.talk(dice, sample.name, topic, round_ + 1, county, day)
            yield _row(record_type("negotiation"), new_id(), talk, ids, names)
        ids.clear()


def columns(record: type[Record]) -> tuple[str, ...]:
    """The columns of a page, as the province sends them."""
    return tuple(f.name for f in fields(record))


def _row(
    record: type[Record], record_id: str, values: dict[str, object], ids: dict[str, str], names: dict[str, str]
) -> wire.Row:
    packed: list[wire.Scalar] = []
    for declared in fields(record):
        value = values.get(declared.name)
        if isinstance(value, str) and value in ids:
            value = ids[value]
        if declared.name == "owner":
            value = "李明"
        if declared.name == "pinyin":
            title = str(values.get(record.title_field) or "")
            if title not in names:
                names[title] = pinyin(title)
            value = names[title]
        packed.append(declared.pack(value))
    at = 1_795_000_000_000
    return wire.Row(record.type_name, record_id, 1, at, (wire.Stamp(1, "李明", at),), tuple(packed))


def make(folder: Path, leads: int, talks: int = 5) -> Desk:
    """The desk in ``folder``, made where it is not there yet."""
    os.environ["ZSDESK_PASSPHRASE"] = PASSPHRASE
    if Desk.exists(folder):
        return _settled(Desk.open(folder))  # an older form may have to be indexed anew
    desk = Desk.create(folder)
    desk.set_profile(user="李明", region="520000")
    began = time.perf_counter()
    page: list[wire.Row] = []
    names = {name: columns(record_type(name)) for name in ("company", "lead", "negotiation")}
    count = 0
    for row in packed_rows(leads, talks):
        page.append(row)
        if len(page) == 5000:
            count += _apply(desk, page, names)
    count += _apply(desk, page, names)
    print(f"{count:,} rows applied in {time.perf_counter() - began:.1f} s (with making them)", flush=True)
    return _settled(desk)


def _settled(desk: Desk) -> Desk:
    began = time.perf_counter()
    while True:
        with desk.transaction(durable=False) as connection:
            if not index_waiting(connection, 5000):
                break
    while desk.rest():
        pass
    print(f"texts indexed and merged in {time.perf_counter() - began:.1f} s", flush=True)
    return desk


def _apply(desk: Desk, page: list[wire.Row], names: dict[str, tuple[str, ...]]) -> int:
    with desk.transaction() as connection:
        incoming.apply(connection, incoming.laid_out(wire.SyncResponse(columns=names, rows=tuple(page))))
    count = len(page)
    page.clear()
    return count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leads", type=int, default=100_000)
    arguments = parser.parse_args()
    make(arguments.folder, arguments.leads).close()
