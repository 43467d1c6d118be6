"""``python -m tests.simulation --sessions N --seed S [--actions A] [--jobs J]``: seeded sessions, what came of them.

A seed plays the same session again, fault by fault; ``--sessions 1 --seed S`` shows a failure once more.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.simulation.shares import begin, play

FAULTS = ("lost", "cut", "late", "twice", "half", "page", "busy", "stray arrived", "desk killed", "province killed",
          "clock set wrong", "replayed", "cloned")  # fmt: skip
ENDS = ("accepted", "conflict", "parked", "superseded", "local", "sent", "received")


def main(sessions: int, seed: int, actions: int, jobs: int) -> int:
    """Play them all; 1 where a law was broken."""
    began = time.monotonic()
    shares = [(at, min(50, seed + sessions - at), actions) for at in range(seed, seed + sessions, 50)]
    counted: Counter[str] = Counter()
    failures: list[str] = []
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=begin) as pool:
        for done in as_completed([pool.submit(play, share) for share in shares]):
            part = done.result()
            counted.update(part.counted)
            failures += part.failures
            if sys.stderr.isatty():
                print(f"\r{counted['sessions']:,} sessions, {len(failures)} failed", end="", file=sys.stderr)
    took = time.monotonic() - began
    print(f"{counted['sessions']:,} sessions in {took:.0f} s, seeds {seed} to {seed + sessions - 1}")
    print(f"faults injected  {sum(counted[name] for name in FAULTS):>10,}   "
          + " · ".join(f"{name} {counted[name]:,}" for name in FAULTS))  # fmt: skip
    print(f"edits made       {counted['edits']:>10,}")
    print(f"changes ended    {sum(counted[name] for name in ENDS):>10,}   "
          + " · ".join(f"{name} {counted[name]:,}" for name in ENDS if counted[name]))  # fmt: skip
    print(f"laws broken      {len(failures):>10,}")
    for failure in failures[:5]:
        print("\n" + failure)
    return 1 if failures else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--actions", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    status = main(arguments.sessions, arguments.seed, arguments.actions, arguments.jobs)
    for left in Path("/dev/shm").glob("zsdesk-simulation-*"):
        shutil.rmtree(left, ignore_errors=True)
    sys.exit(status)
