"""What a cell means to a field: amounts in the column's unit, dates as numbers or texts, names written in many ways."""

from __future__ import annotations

import calendar
import datetime
import re
from decimal import Decimal
from typing import Any, NamedTuple

from zsdesk.clock import BEIJING
from zsdesk.errors import Invalid
from zsdesk.fields import Field
from zsdesk.kinds import Choice, Day, Instant, Kind, MoneyKind, Quantity
from zsdesk.kinds.base import half_width
from zsdesk.sheets.reading import Cell
from zsdesk.words import tr

NOTHING = {
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "暂无",
    "空",
    "待定",
    "未定",
    "不详",
    "n/a",
    "none",
    "null",
    "#n/a",
}
"""What people type into a cell to say that it is empty."""

_NEGATED = ("未", "非", "不", "拟", "待")
"""What turns a name into something else: 未开工 is not 开工."""
_DIGITS = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_ABOUT = re.compile(r"^(约|大约|近|预计|拟|不低于|不少于)\s*")
_MONTH = re.compile(r"((?:19|20)\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*月?(底|末|初|中旬|上旬|下旬)?")
_SHORT = re.compile(r"([2-4]\d)\s*(年|[-/.])\s*(\d{1,2})\s*月?(底|末|初|中旬|上旬|下旬)?")
"""25.10, 25年10月: no month is the 25th, so it is the year."""
_EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of Excel's calendar, whose 1900 has a 29th of February too many (ECMA-376 part 1, 18.17.4.1)."""
_SERIALS = range(25_569, 73_051)  # 1970 … 2099


class Reading(NamedTuple):
    """A cell's value, and what the officer should know about how it was read."""

    value: Any
    note: str = ""


def is_empty(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and half_width(cell).strip().casefold() in NOTHING)


def text_of(cell: Cell) -> str:
    """A cell as people would type it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else format(Decimal(repr(round(cell, 9))), "f")
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")
    return str(cell).strip()


def read(field: Field, cell: Cell, unit: str, today: datetime.date) -> Reading:
    """The value of a cell that is not empty; ``Invalid`` with the sentence to print beside it."""
    kind: Kind[Any] = field.kind
    if isinstance(kind, MoneyKind):
        return _money(kind, cell, unit, today)
    if isinstance(kind, Quantity):
        return _quantity(kind, cell, unit)
    if isinstance(kind, Day):
        return _day(kind, cell, today)
    if isinstance(kind, Instant):
        return _instant(kind, cell, today)
    if isinstance(kind, Choice):
        return _choice(kind, cell)
    return Reading(kind.parse(text_of(cell), today=today))


def _with_unit(cell: Cell, unit: str) -> tuple[str, str]:
    """The cell's text, the column's unit added where it is a bare number; and what was left out of it."""
    given = half_width(text_of(cell)).strip()
    bare = _ABOUT.sub("", given)
    note = tr("“{text}” is read as an exact amount.", text=given) if bare != given else ""
    return (bare.replace(",", "") + unit if _DIGITS.fullmatch(bare) else bare), note


def _money(kind: MoneyKind, cell: Cell, unit: str, today: datetime.date) -> Reading:
    text, note = _with_unit(cell, unit)
    if _DIGITS.fullmatch(text) and 0 < float(text) < 100_000:
        raise Invalid("“{text}” has no unit: write 亿元 or 万元 into the heading or the cell.", text=text)
    return Reading(kind.parse(text, today=today), note)


def _quantity(kind: Quantity, cell: Cell, unit: str) -> Reading:
    text, note = _with_unit(cell, unit)
    return Reading(kind.parse(text), note)


def _serial(cell: Cell) -> datetime.date | None:
    """The day of Excel's day number, where a date was left as a number."""
    text = half_width(text_of(cell)).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 5 else 0
    return _EPOCH + datetime.timedelta(days=number) if number in _SERIALS else None


def _day(kind: Day, cell: Cell, today: datetime.date) -> Reading:
    if isinstance(cell, datetime.datetime):
        return Reading(cell.date())
    if isinstance(cell, datetime.date):
        return Reading(cell)
    if (day := _serial(cell)) is not None:
        return Reading(day)
    text = half_width(text_of(cell)).strip()
    if found := _MONTH.fullmatch(text):
        return _within_month(int(found[1]), int(found[2]), found[3] or "", text)
    if found := _SHORT.fullmatch(text):
        return _within_month(2000 + int(found[1]), int(found[3]), found[4] or "", text)
    return Reading(kind.parse(re.sub(r"\s+", "", text), today=today))


def _within_month(year: int, month: int, part: str, text: str) -> Reading:
    """A month without a day stands for its last day: nothing is late before the month is over."""
    if not 1 <= month <= 12:
        raise Invalid("“{text}” is no date; write 2026-06-12, 6月12日, 0612 or 明天.", text=text)
    last = calendar.monthrange(year, month)[1]
    day = datetime.date(year, month, {"初": 10, "上旬": 10, "中旬": 20}.get(part, last))
    return Reading(day, tr("“{text}” is taken as {day}.", text=text, day=day.isoformat()))


def _choice(kind: Choice, cell: Cell) -> Reading:
    """An option by its name, or the only one that stands in a longer text: 服务业小组, 已签约."""
    text = text_of(cell)
    try:
        return Reading(kind.parse(text))
    except Invalid:
        within = [option for option in kind.options if len(option.label) > 1 and option.label in half_width(text)]
        if len(within) != 1 or any(word in text for word in _NEGATED):
            raise
    said = within[0].label
    return Reading(within[0].code, tr("“{text}” is taken as {day}.", text=text, day=said))


def _instant(kind: Instant, cell: Cell, today: datetime.date) -> Reading:
    if isinstance(cell, datetime.datetime):
        return Reading(kind.unpack(kind.pack(cell.replace(tzinfo=BEIJING))))
    if isinstance(cell, datetime.date):
        return _instant(kind, datetime.datetime(cell.year, cell.month, cell.day), today)
    if (day := _serial(cell)) is not None:
        return _instant(kind, day, today)
    return Reading(kind.parse(text_of(cell), today=today))
