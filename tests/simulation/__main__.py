"""``python -m tests.simulation --sessions N --seed S [--actions A] [--jobs J] [--out FILE]``: seeded sessions.

What was injected, where every edit ended, which laws broke.  A seed plays the same session again, fault by fault;
``--sessions 1 --seed S`` shows a failure once more.  With ``--out`` each share of the sessions is a line of that file:
broken off and begun again it goes on where it was, and ``--sessions 0`` tells what the file has so far.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.simulation.ledger import Ledger
from tests.simulation.shares import Part, Share, begin, play

FAULTS = ("lost", "cut", "late", "twice", "half", "page", "busy", "stray arrived", "desk killed", "province killed",
          "clock set wrong", "replayed", "cloned")  # fmt: skip
ENDS = ("accepted", "conflict", "parked", "superseded", "local", "sent", "received")
MEMORY = Path("/dev/shm")
SHARE = 100
"""Sessions that one process plays in a row, and of which one line is kept."""
LIFE = 100
"""Shares after which a process is succeeded by another."""


def main(shares: list[Share], jobs: int, ledger: Ledger, place: Path) -> None:
    """Play all shares that are not in the ledger yet."""
    missing = [share for share in shares if share not in ledger.parts]
    if not missing:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=begin, initargs=(place,), max_tasks_per_child=LIFE) as pool:
        for done in as_completed([pool.submit(play, share) for share in missing]):
            part = done.result()
            ledger.add(part)
            for seed, failure in part.failures.items():
                print(f"\nbroken; again with: python -m tests.simulation --sessions 1 --seed {seed} "
                      f"--actions {part.share.actions}\n{failure}", flush=True)  # fmt: skip
            if sys.stderr.isatty():
                print(f"\r{ledger.counted()['sessions']:,} sessions", end="", file=sys.stderr)


def tell(parts: list[Part], ledger: Ledger) -> None:
    """What they came to."""
    counted = ledger.counted()
    if parts:
        first, last = (
            min(part.share.first for part in parts),
            max(part.share.first + part.share.count for part in parts),
        )
        print(f"{counted['sessions']:,} sessions in {sum(part.seconds for part in parts):,.0f} s of processor time, "
              f"seeds {first} to {last - 1}")  # fmt: skip
    print(f"faults injected  {sum(counted[name] for name in FAULTS):>10,}   "
          + " · ".join(f"{name} {counted[name]:,}" for name in FAULTS))  # fmt: skip
    print(f"edits made       {counted['edits']:>10,}")
    print(f"files gone       {counted['files gone']:>10,}   left every desk that had them before a restore")
    print(f"changes ended    {sum(counted[name] for name in ENDS):>10,}   "
          + " · ".join(f"{name} {counted[name]:,}" for name in ENDS if counted[name]))  # fmt: skip
    broken = sorted(seed for part in parts for seed in part.failures)
    print(f"laws broken      {len(broken):>10,}" + (f"   seeds {broken[:20]}" if broken else ""))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--actions", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="keep a line of each share here, and go on from those that are there")
    arguments = parser.parse_args()
    end = arguments.seed + arguments.sessions
    wanted = [Share(at, min(SHARE, end - at), arguments.actions) for at in range(arguments.seed, end, SHARE)]
    kept = Ledger(arguments.out)
    with tempfile.TemporaryDirectory(prefix="zsdesk-simulation-", dir=MEMORY if MEMORY.is_dir() else None) as place:
        main(wanted, arguments.jobs, kept, Path(place))
    tell(list(kept.parts.values()), kept)
    sys.exit(1 if any(part.failures for part in kept.parts.values()) else 0)
