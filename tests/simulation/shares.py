"""A share of many sessions, in a process of its own."""

from __future__ import annotations

import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.simulation.templates import Template, make
from tests.simulation.world import session

_template: Template
_folder: Path


class Part(NamedTuple):
    """What a share of the sessions came to."""

    counted: Counter[str]
    failures: list[str]


def begin() -> None:
    """Make what the sessions are copied from."""
    global _template, _folder
    memory = Path("/dev/shm")
    warnings.filterwarnings("ignore")
    _folder = Path(tempfile.mkdtemp(prefix="zsdesk-simulation-", dir=memory if memory.is_dir() else None))
    _template = make(_folder / "template")


def play(share: tuple[int, int, int]) -> Part:
    """Play sessions: the first seed, how many, how long."""
    first, count, actions = share
    counted: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(first, first + count):
        try:
            world = session(_template, _folder / "session", seed, actions=actions)
        except Exception as error:
            failures.append(
                f"seed {seed}: {type(error).__name__}: {error}\n" + "\n".join(getattr(error, "__notes__", ()))
            )
        else:
            counted.update(world.counted)
        counted["sessions"] += 1
    return Part(counted, failures)
