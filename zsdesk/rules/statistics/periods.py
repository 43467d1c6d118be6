"""What is asked for: a period, a cut-off, a scope."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import msgspec

from zsdesk.errors import Invalid
from zsdesk.kinds.base import half_width
from zsdesk.kinds.places import ancestors, places
from zsdesk.words import tr

_PART = re.compile(r"(\d{4})(?:[-年/.](\d{1,2})(?:[-月/.](\d{1,2}))?)?[年月日]?")
_QUARTER = re.compile(r"(\d{4})[-年]?[Qq]([1-4])")
_BETWEEN = re.compile(r"\.\.|~|—|至|到")


class Period(msgspec.Struct, frozen=True, order=True):
    """Days from ``first`` to ``last``, both of them in it."""

    first: date
    last: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def months(self) -> list[Period]:
        """Its calendar months, the first and the last cut where it begins or ends within one."""
        found: list[Period] = []
        first = self.first
        while first <= self.last:
            last = _last_of(first.year, first.month)
            found.append(Period(first, min(last, self.last)))
            first = last + timedelta(days=1)
        return found

    def until(self, day: date) -> Period:
        """The part of it that is not after ``day``; an empty period where there is none."""
        return Period(self.first, min(self.last, day))

    def text(self) -> str:
        """As ``parse_period`` reads it: ``2025``, ``2025-01..2025-11``, ``2025-01-01..2025-06-15``."""
        first, last = self.first, self.last
        whole = first.day == 1 and last == _last_of(last.year, last.month)
        if not whole:
            return f"{first}..{last}"
        if (first.month, last.month) == (1, 12) and first.year == last.year:
            return f"{first:%Y}"
        return (
            f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else f"{first:%Y-%m}..{last:%Y-%m}"
        )

    def words(self) -> str:
        """For reading: ``2025年``, ``2025年1—11月``."""
        first, last = self.first, self.last
        if first.day != 1 or last != _last_of(last.year, last.month):
            return tr("{first} to {last}", first=first.isoformat(), last=last.isoformat())
        if first.year != last.year:
            return tr("{year}-{month} to {to_year}-{to}", year=first.year, month=first.month, to_year=last.year,
                      to=last.month)  # fmt: skip
        if (first.month, last.month) == (1, 12):
            return tr("year {year}", year=first.year)
        if first.month == last.month:
            return tr("{year}, month {month}", year=first.year, month=first.month)
        return tr("{year}, months {month} to {to}", year=first.year, month=first.month, to=last.month)


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def year_of(day: date) -> Period:
    """The calendar year of a day."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def month_of(day: date) -> Period:
    """The calendar month of a day."""
    return Period(day.replace(day=1), _last_of(day.year, day.month))


def parse_period(text: str) -> Period:
    """``2025``, ``2025-03``, ``2025Q1``, ``2025-01..2025-11``, ``2025-01-01..2025-06-15``; ``Invalid`` otherwise."""
    given = half_width(text).strip()
    if found := _QUARTER.fullmatch(given):
        month = int(found[2]) * 3
        return Period(date(int(found[1]), month - 2, 1), _last_of(int(found[1]), month))
    parts = _BETWEEN.split(given)
    try:
        if len(parts) > 2:
            raise ValueError
        first, last = _span(parts[0]), _span(parts[-1])
    except ValueError:
        raise Invalid("“{text}” is no period; write 2025, 2025-03, 2025Q1 or 2025-01..2025-11.", text=text) from None
    if first.first > last.last:
        raise Invalid("The period “{text}” ends before it begins.", text=text)
    return Period(first.first, last.last)


def _span(text: str) -> Period:
    """A year, a month or a day."""
    found = _PART.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if day:
        return Period(date(year, month, day), date(year, month, day))
    if month:
        return Period(date(year, month, 1), _last_of(year, month))
    return Period(date(year, 1, 1), date(year, 12, 31))


class Ask(msgspec.Struct, frozen=True):
    """A question: which period, known up to which day T, of which region, of all projects or 拟招重大 only.

    ``over`` names the money that 资金到位率 divides by.
    """

    period: Period
    cutoff: date
    region: str
    major: bool = False
    over: str = "contract"

    @property
    def seen(self) -> Period:
        """The part of the period that is over at T: no event after T counts."""
        return self.period.until(self.cutoff)

    def words(self) -> str:
        """For reading: place, period, cut-off, of which projects."""
        what = tr("major projects only") if self.major else tr("all projects")
        return tr("{place}, {period}, up to {cutoff}, {what}", place=places()[self.region].name,
                  period=self.period.words(), cutoff=self.cutoff.isoformat(), what=what)  # fmt: skip


OVER = {"contract": "合同额", "total": "总投资", "fixed": "固定资产投资"}
"""What 资金到位率 may divide by."""


def asked(period: str, cutoff: str, region: str, *, today: date, major: bool = False, over: str = "contract") -> Ask:
    """A question from texts; without a period this year, without a cut-off the period's end or today, whichever is
    earlier.  ``Invalid`` where one is no value."""
    span = parse_period(period) if period.strip() else year_of(today)
    until = _day(cutoff) if cutoff.strip() else max(min(span.last, today), span.first)
    if region not in places():
        raise Invalid(
            "There is no region “{text}” in the list (GB/T 2260); write its name, its code or its pinyin initials.",
            text=region,
        )
    if over not in OVER:
        raise Invalid("Money arrived is divided by one of {known}, not by “{text}”.", known=", ".join(OVER), text=over)
    return Ask(span, until, region, major, over)


def _day(text: str) -> date:
    try:
        found = _span(half_width(text))
    except ValueError:
        raise Invalid("“{text}” is no date; write 2026-06-12, 6月12日, 0612 or 明天.", text=text) from None
    return found.last


def codes_in(region: str) -> tuple[str, ...]:
    """A region and all those that lie in it."""
    return tuple(code for code in places() if region in ancestors(code))
