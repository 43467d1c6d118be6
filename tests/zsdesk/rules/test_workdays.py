"""Terms in working days, against a count of our own from the notices themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsdesk.catalogue import bundled, editing
from zsdesk.errors import Refused
from zsdesk.rules.assumptions import sentence
from zsdesk.rules.workdays import (
    after_months,
    after_workdays,
    assumption,
    due,
    is_workday,
    published,
    workdays_between,
)

# 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号: holidays as (first, last), then the weekends that are worked.
_OFF = (
    "0101 0101", "0210 0217", "0404 0406", "0501 0505", "0610 0610", "0915 0917", "1001 1007",
), (
    "0101 0101", "0128 0204", "0404 0406", "0501 0505", "0531 0602", "1001 1008",
), (
    "0101 0103", "0215 0223", "0404 0406", "0501 0505", "0619 0621", "0925 0927", "1001 1007",
)  # fmt: skip
_ON = (
    ("0204", "0218", "0407", "0428", "0511", "0914", "0929", "1012"),
    ("0126", "0208", "0427", "0928", "1011"),
    ("0104", "0214", "0228", "0509", "0920", "1010"),
)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))


def _noticed() -> set[date]:
    """The working days of 2024 to 2026, counted from the notices."""
    days = {FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)}
    found = {day for day in days if day.isoweekday() <= 5}
    for year, off, on in zip((2024, 2025, 2026), _OFF, _ON, strict=True):
        for span in off:
            first, last = (_day(year, text) for text in span.split())
            found -= {day for day in days if first <= day <= last}
        found |= {_day(year, text) for text in on}
    return found


NOTICED = _noticed()
IN_RANGE = st.dates(FIRST, LAST)


@given(IN_RANGE)
def test_a_working_day_is_one_of_the_notices(day: date) -> None:
    assert is_workday(day) == (day in NOTICED)


@given(IN_RANGE, IN_RANGE)
def test_working_days_between_are_those_of_the_notices(one: date, other: date) -> None:
    start, end = sorted((one, other))
    assert workdays_between(start, end) == len([day for day in NOTICED if start < day <= end])
    assert workdays_between(end, start) == -workdays_between(start, end)


@given(st.dates(FIRST, date(2026, 6, 30)), st.integers(1, 60))
def test_a_term_ends_on_the_working_day_that_is_counted_to(start: date, count: int) -> None:
    assert after_workdays(start, count) == sorted(day for day in NOTICED if day > start)[count - 1]
    assert due(start, count, "workdays") == (after_workdays(start, count), False)


@given(st.dates(date(2004, 1, 1), date(2035, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_terms_add_up(start: date, one: int, other: int) -> None:
    assert after_workdays(after_workdays(start, one), other) == after_workdays(start, one + other)


def test_a_year_without_a_notice_counts_monday_to_friday_and_says_so() -> None:
    after = published()[-1] + 1
    assert is_workday(date(after, 1, 1)) == (date(after, 1, 1).isoweekday() <= 5)
    over = due(date(after - 1, 12, 30), 5, "workdays")
    assert over.assumed
    assert str(over.day.year) in assumption(over)
    assert assumption(due(date(2026, 11, 24), 5, "workdays")) == ""
    assert not due(date(after, 3, 1), 30, "days").assumed


@given(st.dates(date(2004, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_months_keep_the_day_or_end_with_the_month(start: date, months: int) -> None:
    end = after_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


def test_the_spring_festival_is_skipped() -> None:
    # Thursday 12 February 2026; Saturday 14 is worked, 15 to 23 are off, 28 is worked again.
    assert [due(date(2026, 2, 12), n, "workdays").day.isoformat()[5:] for n in (1, 2, 3, 6, 7)] == [
        "02-13", "02-14", "02-24", "02-27", "02-28"
    ]  # fmt: skip


def test_points_are_no_time() -> None:
    with pytest.raises(Refused, match="工作日"):
        due(date(2026, 1, 1), 10, "points")


def test_a_day_says_what_it_rests_on() -> None:
    made = bundled()
    said = sentence(made, ("lead_answer", "lead_triage"), [date(2026, 3, 2)])
    assert "待核定" in said
    assert "线索首次答复" in said
    assert "节假日" not in said
    sure = editing.confirmed(made, [("deadline", "lead_answer"), ("deadline", "lead_triage")], "王芳", date(2026, 1, 1))
    assert sentence(sure, ("lead_answer", "lead_triage"), [date(2026, 3, 2), None]) == ""
    later = sentence(sure, ("lead_answer",), [date(published().stop, 1, 4)])
    assert str(published().stop) in later
    assert "待核定" not in later
    assert sentence(sure, ("review",), [date(published().stop, 1, 4)]) == "", "its days are counted as they come"
