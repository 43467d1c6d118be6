"""The local store through the whole stack: pages of lists, ids, search, one write.

``python -m tests.benchmarks.store DIR`` on a desk that ``bigdesk`` made (made here where it is missing).
Each figure stands beside its floor, raw SQL on the same sealed file in the same run.  The processor's time beside the
95th percentile is what would be left of it where no other program is at work.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from tests.benchmarks.bigdesk import make
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.kinds import Money
from zsdesk.queries import lists, search
from zsdesk.queries.lists import ListQuery

COLUMNS = ("title", "company", "channel", "intent_amount", "next_due", "next_step")
WORDS = (
    "用电",
    "环评",
    "厂房",
    "华星",
    "二期",
    "变电",
    "基金",
    "乌江",
    "赤水",
    "煤层",
    "低空",
    "酱酒",
    "冷链",
    "尽调",
    "园区",
)


class Figures(NamedTuple):
    """Milliseconds: median and 95th percentile, and the latter of the processor's time alone."""

    p50: float
    p95: float
    cpu95: float


def measure(work: Callable[[], object], times: int) -> Figures:
    """Do something many times."""
    taken: list[float] = []
    worked: list[float] = []
    for _ in range(times):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
    p95, cpu95 = (statistics.quantiles(one, n=20)[-1] for one in (taken, worked))
    return Figures(statistics.median(taken), p95, cpu95)


def report(name: str, ours: Figures, floor: Figures | None, goal: str) -> None:
    """One line: median, 95th percentile, ratio of the medians to the floor, and the goal."""
    ratio = f"{ours.p50 / floor.p50:5.1f} × floor ({floor.p50:.2f} ms)" if floor else ""
    print(f"{name:<42} p50 {ours.p50:7.2f} ms   p95 {ours.p95:7.2f} ms (processor {ours.cpu95:6.2f})   "
          f"{ratio:<26} goal {goal}")  # fmt: skip


def pages(desk: Desk, sort: str, dice: random.Random) -> tuple[Figures, Figures]:
    """A page of 200 rows somewhere in a sorted list of all leads: ours, and the raw read."""
    ids = desk.read(lists.ids, ListQuery("lead", sort=sort, descending=True))

    def ours() -> object:
        start = dice.randrange(len(ids) - 200)
        return desk.read(lists.rows, "lead", ids[start : start + 200], COLUMNS)

    def raw(session: Session) -> object:
        start = dice.randrange(len(ids) - 200)
        marks = ",".join("?" * 200)
        statement = (
            f"SELECT id, title, company, channel, intent_amount, next_due, next_step FROM lead WHERE id IN ({marks})"
        )
        return session.connection().exec_driver_sql(statement, tuple(ids[start : start + 200])).all()

    return measure(ours, 200), measure(lambda: desk.read(raw), 200)


def listing(desk: Desk, sort: str) -> None:
    """The ids of all leads, sorted: what a lazy model scrolls over."""
    query, column = ListQuery("lead", sort=sort), f"{sort}_yuan" if sort else "id"
    raw = f"SELECT id FROM lead WHERE deleted_at IS NULL ORDER BY {column}"
    floor = measure(lambda: desk.read(lambda session: session.connection().exec_driver_sql(raw).all()), 9)
    ours = measure(lambda: desk.read(lists.ids, query), 9)
    report(f"ids of all leads, sorted by {sort or 'newest'}", ours, floor, "≤ 60 ms")


def main(folder: Path, leads: int) -> None:
    """Print the table."""
    gc.set_threshold(50_000, 20, 20)  # as the program itself runs
    desk = make(folder, leads)
    gc.freeze()
    dice = random.Random(7)
    counted = {name: desk.read(lists.totals, ListQuery(name)).count for name in ("lead", "negotiation")}
    print(f"{counted['lead']:,} leads, {counted['negotiation']:,} negotiations, sealed\n")
    for sort in ("", "intent_amount", "next_due"):
        ours, floor = pages(desk, sort, dice)
        report(f"page of 200 rows, sorted by {sort or 'newest'}", ours, floor, "≤ 10 ms p95")
    for sort in ("", "intent_amount"):
        listing(desk, sort)
    report("count and sum of all leads", measure(lambda: desk.read(lists.totals, ListQuery("lead")), 9), None, "")
    words = iter([dice.choice(WORDS) for _ in range(10_000)])
    fts = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT 50"

    def raw_search(session: Session) -> object:
        return session.connection().exec_driver_sql(fts, (search._stages([next(words)])[-1][1],)).all()

    floor = measure(lambda: desk.read(raw_search), 300)
    report(
        "search, two characters, 50 hits",
        measure(lambda: desk.read(search.find, next(words)), 300),
        floor,
        "≤ 5 ms p95",
    )
    signs = "".join(WORDS)
    pairs = iter(["".join(dice.sample(signs, 2)) for _ in range(300)])
    report("search, any two characters", measure(lambda: desk.read(search.find, next(pairs)), 300), None, "≤ 5 ms p95")
    for typed in ("s", "sl", "wjlx"):
        ours = measure(partial(desk.read, search.find, typed), 100)
        report(f"search, letters ({typed})", ours, None, "≤ 5 ms p95")
    lead = desk.read(lists.ids, ListQuery("lead"))[0]
    amounts = iter(range(1, 10_000))
    write = measure(lambda: desk.do(records.change, "lead", lead, {"intent_amount": Money(next(amounts))}), 100)
    report("one write of a sum, with change log", write, None, "≤ 5 ms")
    texts = (f"第{number}次，双回路供电待议" for number in range(10_000))
    write = measure(lambda: desk.do(records.change, "lead", lead, {"summary": next(texts)}), 100)
    report("one write of a text, with index too", write, None, "≤ 5 ms")
    desk.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leads", type=int, default=100_000)
    arguments = parser.parse_args()
    main(arguments.folder, arguments.leads)
