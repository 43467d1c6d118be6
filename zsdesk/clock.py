"""The clock: milliseconds since 1970 UTC in the store, Beijing time on the screen.

Clocks are for display only; no rule of sync or merging depends on them (sync point 25).
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "UTC+8")
"""PRC standard time: one zone for the whole country, no summer time (since 1992)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """The system's clock; tests and the simulation hand in their own."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00Z."""
        return time.time_ns() // 1_000_000

    def today(self) -> date:
        """The calendar day in Beijing."""
        return from_ms(self.now_ms()).date()


def from_ms(ms: int) -> datetime:
    """An instant as an aware datetime in Beijing time."""
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone(BEIJING)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime; a naive one is read as Beijing time."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    return round((moment - _EPOCH) / timedelta(milliseconds=1))
