"""What 今日 shows, as data: apart from how it is read, so that it can be kept and shown before the store is open."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Item(NamedTuple):
    """One line: a record, when, and how urgent (``red``, ``amber``, ``blue`` or nothing)."""

    type: str
    id: str
    heading: str
    note: str
    at_ms: int | None
    due: date | None
    tone: str


class Month(NamedTuple):
    """What this month brought so far."""

    leads: int
    negotiations: int
    intent_yuan: int


class Today(NamedTuple):
    """The page's parts."""

    meetings: tuple[Item, ...]
    dues: tuple[Item, ...]
    conflicts: tuple[Item, ...]
    news: tuple[Item, ...]
    month: Month
    reds: tuple[Item, ...] = ()
    tomorrow: tuple[Item, ...] = ()
    quiet: tuple[Item, ...] = ()
    """The officer's leads that nobody has followed up for long, the newest first."""
