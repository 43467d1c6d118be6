"""The first page as it was left, in a form that needs no store: kept at the end, shown at the next start.

Read on the data thread only: this file loads what the first paint does not wait for.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from ui import asks
from zsdesk.clock import from_ms
from zsdesk.queries.agenda import Today

ROWS = 60
"""Rows of a list that are kept: more than a screen shows."""


class Sum(NamedTuple):
    """An amount as a list paints it."""

    yuan: int | None


class Total(NamedTuple):
    """What stands in the heading of a list."""

    count: int
    yuan: int | None


class SeenRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of a list: its texts, and by kind those values that its painting needs."""

    id: str
    cells: dict[str, str]
    receipt: str
    sums: dict[str, int]
    days: dict[str, date]
    moments: dict[str, datetime]
    codes: dict[str, str]

    @property
    def values(self) -> dict[str, Any]:
        """The values by column."""
        return {**{name: Sum(yuan) for name, yuan in self.sums.items()}, **self.days, **self.moments, **self.codes}


class SeenList(msgspec.Struct, frozen=True):
    """The beginning of a list."""

    type: str
    fields: tuple[str, ...]
    rows: tuple[SeenRow, ...]
    total: Total


class SeenDay(msgspec.Struct, frozen=True):
    """今日."""

    user: str
    today: Today


class Sight(msgspec.Struct, frozen=True):
    """What is shown before the store is open: the page, and what stands around it."""

    page: str
    language: str
    day: date
    who: tuple[str, str]
    counts: dict[str, int]
    list: SeenList | None = None
    morning: SeenDay | None = None

    def shown(self, now_ms: int) -> asks.Morning | tuple[asks.Listing, list[Any]] | None:
        """What the page is given, as if the desk had answered."""
        if self.list is not None:
            rows = list[Any](self.list.rows)
            return asks.Listing([row.id for row in rows], self.list.total, self.day), rows
        if self.morning is not None:
            return asks.Morning(from_ms(now_ms), self.morning.user, self.morning.today)
        return None


def packed(sight: Sight) -> bytes:
    """For the sealed file."""
    return msgspec.msgpack.encode(sight)


def unpacked(raw: bytes) -> Sight | None:
    """Out of the sealed file; nothing where another version of the program wrote it."""
    try:
        return msgspec.msgpack.decode(raw, type=Sight)
    except msgspec.DecodeError:
        return None


def seen(row: Any) -> SeenRow:
    """A row of a list, as it is kept."""
    sums, days, moments, codes = dict[str, int](), dict[str, date](), dict[str, datetime](), dict[str, str]()
    for name, value in row.values.items():
        if isinstance(value, datetime):
            moments[name] = value
        elif isinstance(value, date):
            days[name] = value
        elif isinstance(value, str):
            codes[name] = value
        elif (yuan := getattr(value, "yuan", None)) is not None:
            sums[name] = yuan
    return SeenRow(row.id, row.cells, row.receipt, sums, days, moments, codes)
