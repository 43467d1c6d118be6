"""Record ids: UUID version 7 (RFC 9562 §5.7), made on the device, in order of making."""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from collections.abc import Callable

_lock = threading.Lock()
_last = 0
_now_ns: Callable[[], int] = time.time_ns
_chance: Callable[[int], bytes] = os.urandom

SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id() -> str:
    """A new UUIDv7 in its canonical text, later than every one made before in this process."""
    global _last
    with _lock:
        # 48 bits of milliseconds and 12 bits of sub-millisecond counter (RFC 9562 §6.2, method 1).
        ticks = max((_now_ns() // 1_000_000) << 12, _last + 1)
        _last = ticks
    rand = int.from_bytes(_chance(8), "big") & ((1 << 62) - 1)
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | rand
    return str(uuid.UUID(int=value))


def draw_from(now_ns: Callable[[], int], chance: Callable[[int], bytes]) -> None:
    """Make ids out of this clock and these random bytes from now on: the simulation has its own, to be repeated."""
    global _last, _now_ns, _chance
    with _lock:
        _last, _now_ns, _chance = 0, now_ns, chance


def is_id(text: object) -> bool:
    """Whether ``text`` is a UUIDv7 in canonical form."""
    return isinstance(text, str) and SHAPE.fullmatch(text) is not None
