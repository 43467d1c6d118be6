"""The PRC's working calendar: 工作日, calendar months, and when a term ends.

Working days follow the yearly holiday notices of the State Council (国务院办公厅关于部分节假日安排的通知), as
the library ``chinesecalendar`` holds them: holidays taken out, the weekends that are worked instead put in.
A year whose notice is not published yet counts Monday to Friday, and whoever shows a day says so
(:func:`assumption`).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import chinese_calendar
from chinese_calendar.constants import holidays

from zsdesk.errors import Refused
from zsdesk.words import tr

DAY = timedelta(days=1)


class Due(NamedTuple):
    """The last day of a term; ``assumed`` where it runs into years without a published notice."""

    day: date
    assumed: bool = False


@cache
def published() -> range:
    """The years whose holiday notice is known."""
    return range(min(holidays).year, max(holidays).year + 1)


def is_workday(day: date) -> bool:
    """Whether offices work on ``day``."""
    worked = _worked(day.year)
    at = day.timetuple().tm_yday
    return worked[at] > worked[at - 1]


@cache
def _worked(year: int) -> tuple[int, ...]:
    """How many working days a year has had by the end of each of its days; 0 at its beginning."""
    known = year in published()
    first = date(year, 1, 1)
    days = (first + DAY * n for n in range(date(year, 12, 31).timetuple().tm_yday))
    works = (bool(chinese_calendar.is_workday(day)) if known else day.weekday() < 5 for day in days)
    return tuple(accumulate(works, initial=0))


def after_workdays(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``, which itself does not count; ``start`` for 0."""
    day = start
    for _ in range(count):
        day += DAY
        while not is_workday(day):
            day += DAY
    return day


def workdays_between(start: date, end: date) -> int:
    """The working days after ``start`` up to and with ``end``; negative where ``end`` is earlier."""
    if end < start:
        return -workdays_between(end, start)
    years = sum(_worked(year)[-1] for year in range(start.year, end.year))
    return years + _worked(end.year)[end.timetuple().tm_yday] - _worked(start.year)[start.timetuple().tm_yday]


def after_months(start: date, months: int) -> date:
    """The same day of a later month, its last day where it is shorter: 31 January and a month is 28 February."""
    index = start.month - 1 + months
    year, month = start.year + index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return date(year, month, min(start.day, last))


def due(start: date, limit: int, unit: str) -> Due:
    """When a term of ``limit`` ``workdays``, ``days`` or ``months`` that begins on ``start`` ends.

    The first day does not count (《民法典》第二百零一条); ``Refused`` for a unit that is no time.
    """
    if unit == "workdays":
        day = after_workdays(start, limit)
        return Due(day, any(year not in published() for year in range(start.year, day.year + 1)))
    if unit == "days":
        return Due(start + DAY * limit)
    if unit == "months":
        return Due(after_months(start, limit))
    raise Refused("A term cannot be counted in “{unit}”: workdays, days or months.", unit=unit)


def assumption(found: Due) -> str:
    """What to say beside a day that rests on an unpublished notice; nothing for others."""
    if not found.assumed:
        return ""
    return tr("The holiday notice of {year} is not published yet: Monday to Friday were counted.", year=found.day.year)
