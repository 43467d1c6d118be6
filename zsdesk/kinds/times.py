"""Days and instants, typed the way people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from zsdesk.clock import BEIJING, Clock, from_ms, to_ms
from zsdesk.errors import Invalid
from zsdesk.kinds.base import Kind, Packed, are, half_width, integer_of, text_of

_WEEKDAYS = "一二三四五六日"
_WORDS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2,
          "today": 0, "tomorrow": 1, "yesterday": -1}  # fmt: skip
_FULL = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_COUNTS = {word: n for n, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_AHEAD = re.compile(rf"(\d{{1,3}}|[{''.join(_COUNTS)}])\s*(天|日|周|个?星期|个月)[之以]?后")
_NEXT_WEEKDAY = re.compile(r"(下)?(?:周|星期)([一二三四五六日天])")


def _made(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(
            "There is no day {year}-{month:02d}-{day:02d}: check the month and the day of “{text}”.",
            year=year, month=month, day=day, text=text,
        ) from None  # fmt: skip


Side = Literal["", "past", "future"]
"""Where the days of a field lie: behind (held, received), ahead (due, planned), or on either side."""
OTHER_SIDE = timedelta(days=30)
"""How far a day without a year may lie on the other side: a term that has just passed is not next year's."""


def _nearest(month: int, day: int, today: date, side: Side, text: str) -> date:
    """The year that brings a month and a day nearest to today: in December ``0103`` is next January.

    A field whose days lie ahead takes next June in November, though last June is nearer.
    """
    try:
        date(2024, month, day)  # a leap year: a day that it lacks, no year has
    except ValueError:
        raise Invalid("No year has a day “{text}”: check the month and the day.", text=text) from None
    years = range(today.year - 4, today.year + 5) if (month, day) == (2, 29) else range(today.year - 1, today.year + 2)
    made = [date(y, month, day) for y in years if (month, day) != (2, 29) or (y % 4 == 0 and y % 100) or y % 400 == 0]
    if side:
        kept = [d for d in made if (d >= today - OTHER_SIDE if side == "future" else d <= today + OTHER_SIDE)]
        made = kept or made
    return min(made, key=lambda d: (abs((d - today).days), d < today))


def _relative(text: str, today: date) -> date | None:
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if found := _AHEAD.fullmatch(text):
        count, unit = _COUNTS.get(found[1]) or int(found[1]), found[2]
        if unit == "个月":
            months = today.month - 1 + count
            year, month = today.year + months // 12, months % 12 + 1
            last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
            return date(year, month, min(today.day, last))
        return today + timedelta(days=count * (1 if unit in "天日" else 7))
    if found := _NEXT_WEEKDAY.fullmatch(text):
        wanted = _WEEKDAYS.index("日" if found[2] == "天" else found[2])
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=wanted + (7 if found[1] else 0))
    return None


def parse_day(text: str, today: date, side: Side = "") -> date:
    """A day from ``2026-06-12``, ``2026年6月12日``, ``20260612``, ``6-12``, ``0612``, ``明天``, ``下周三``,
    ``3天后``, ``两周后``.  Without a year it is the nearest such day to ``today`` on its ``side``.
    ``Invalid`` otherwise."""
    given = half_width(text).strip()
    if (day := _relative(given, today)) is not None:
        return day
    if found := _FULL.fullmatch(given):
        return _made(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _SHORT.fullmatch(given):
        return _nearest(int(found[1]), int(found[2]), today, side, text)
    if given.isascii() and given.isdigit():
        if len(given) == 8:
            return _made(int(given[:4]), int(given[4:6]), int(given[6:]), text)
        if len(given) == 4:
            return _nearest(int(given[:2]), int(given[2:]), today, side, text)
    raise Invalid("“{text}” is no date; write 2026-06-12, 6月12日, 0612 or 明天.", text=text)


class Day(Kind[date]):
    """A calendar day, without a time; ``side`` says where the days of the field lie."""

    def __init__(self, side: Side = "") -> None:
        self.side: Side = side

    def parse(self, text: str, *, today: date | None = None) -> date:
        return parse_day(text, today or Clock().today(), self.side)

    def show(self, value: date) -> str:
        return value.isoformat()

    def pack(self, value: date) -> Packed:
        return value.isoformat()

    def unpack(self, packed: object) -> date:
        text = text_of(packed, 10)
        try:
            if len(text) != 10 or text[4] != "-":  # the week forms of ISO 8601 are not ours
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise Invalid("“{text}” is no date; write 2026-06-12, 6月12日, 0612 or 明天.", text=packed) from None


_PART = "凌晨|早上|上午|中午|下午|晚上|晚"
_AFTERNOON = {"中午": 11, "下午": 12, "晚上": 13, "晚": 13}
"""Hours below this get twelve more: 晚上12点 comes out as 24, which is no hour of that day."""
_TIME = re.compile(rf"({_PART})?\s*(\d{{1,2}})\s*(?:[:：点时]\s*(?:(\d{{1,2}})分?|(半))?)?")
_DAY_AND_TIME = re.compile(rf"(?P<day>.*?)\s*(?P<clock>(?:{_PART})?\s*\d{{1,2}}\s*[:：点时].*)")


def _parse_time(text: str) -> tuple[int, int]:
    found = _TIME.fullmatch(text.strip())
    hour, minute = (int(found[2]), 30 if found[4] else int(found[3] or 0)) if found else (24, 0)
    if found and hour < _AFTERNOON.get(found[1], 0):
        hour += 12
    if hour > 23 or minute > 59:
        raise Invalid("“{text}” is no time of day; write 14:30 or 下午2点半.", text=text)
    return hour, minute


_EARLIEST, _LATEST = -62_135_500_000_000, 253_402_200_000_000
"""What the calendar holds, in milliseconds UTC, with a day to spare for Beijing time."""


class Instant(Kind[datetime]):
    """A moment, kept in milliseconds UTC and shown in Beijing time; ``side`` as that of a ``Day``."""

    storage = "int"

    def __init__(self, side: Side = "") -> None:
        self.side: Side = side

    def parse(self, text: str, *, today: date | None = None) -> datetime:
        today = today or Clock().today()
        given = half_width(text).strip().replace("T", " ")
        if given in ("现在", "now"):
            return from_ms(Clock().now_ms() // 60_000 * 60_000)
        try:
            iso = datetime.fromisoformat(given)
        except ValueError:
            pass
        else:
            if len(given) > 10:
                return self.unpack(to_ms(iso))
        day, clock = self._split(given)
        hour, minute = _parse_time(clock) if clock else (0, 0)
        on = parse_day(day, today, self.side)
        return self.unpack(to_ms(datetime(on.year, on.month, on.day, hour, minute, tzinfo=BEIJING)))

    @staticmethod
    def _split(given: str) -> tuple[str, str]:
        """The day and the time of day: ``明天下午3点``, ``0612 14:30``, ``明天 15``, ``14:30``, ``0612``."""
        if found := _DAY_AND_TIME.fullmatch(given):
            return found["day"] or "今天", found["clock"]
        head, _, tail = given.rpartition(" ")
        return (head, tail) if head else (given, "")

    def show(self, value: datetime) -> str:
        return value.astimezone(BEIJING).replace(tzinfo=None).isoformat(" ", "minutes")

    def edit(self, value: datetime) -> str:
        local = value.astimezone(BEIJING)
        if local.second or local.microsecond:
            return local.isoformat(sep=" ", timespec="milliseconds")
        return self.show(value)

    def pack(self, value: datetime) -> Packed:
        return to_ms(value)

    def unpack(self, packed: object) -> datetime:
        ms = integer_of(packed)
        if not _EARLIEST < ms < _LATEST:
            raise Invalid("The moment {ms} lies outside the calendar.", ms=ms)
        return from_ms(ms)

    def all_packed(self, values: Sequence[Any]) -> bool:
        return are(int, values) and (not values or (min(values) > _EARLIEST and max(values) < _LATEST))

    def plain(self, value: datetime) -> object:
        return value.astimezone(BEIJING).isoformat(timespec="seconds")
