"""A share of many sessions, in a process of its own."""

from __future__ import annotations

import gc
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.simulation.templates import Template, make
from tests.simulation.world import session

_template: Template
_folder: Path


class Share(NamedTuple):
    """Sessions in a row: the first seed, how many, how many things happen in each."""

    first: int
    count: int
    actions: int


class Part(NamedTuple):
    """What a share came to; failures by their seed, with the processor time that it took."""

    share: Share
    counted: dict[str, int]
    failures: dict[int, str]
    seconds: float


def begin(place: Path) -> None:
    """Make what the sessions are copied from, in a folder of its own in ``place``."""
    global _template, _folder
    warnings.filterwarnings("ignore")
    _folder = Path(tempfile.mkdtemp(dir=place))
    _template = make(_folder / "template")
    gc.collect()
    gc.freeze()
    gc.disable()  # a session is short: what it leaves in circles is collected after some of them, at once


def play(share: Share) -> Part:
    """Play the sessions of a share."""
    counted: Counter[str] = Counter()
    failures: dict[int, str] = {}
    began = time.process_time()
    for seed in range(share.first, share.first + share.count):
        try:
            world = session(_template, _folder / "session", seed, actions=share.actions)
        except Exception as error:
            notes = "\n".join(getattr(error, "__notes__", ()))
            failures[seed] = f"{type(error).__name__}: {error}\n{notes}"
        else:
            counted.update(world.counted)
        counted["sessions"] += 1
        if seed % 100 == 0:
            gc.collect()
    return Part(share, dict(counted), failures, time.process_time() - began)
