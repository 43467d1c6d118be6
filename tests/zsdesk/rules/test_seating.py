"""Who sits where: the first in the middle, the second at the first's left hand; both rows seen from above."""

from __future__ import annotations

import pytest

from zsdesk.rules.seating import facing, from_the_middle


@pytest.mark.parametrize(
    ("people", "seats"), [("", ""), ("1", "1"), ("12", "12"), ("123", "312"), ("12345", "53124"), ("123456", "531246")]
)
def test_from_the_middle_outwards(people: str, seats: str) -> None:
    assert "".join(from_the_middle(people)) == seats


def test_right_comes_first_with_guests_from_abroad() -> None:
    assert "".join(from_the_middle("12345", right_first=True)) == "42135"


def test_the_plan_is_seen_from_above() -> None:
    above, below = facing("abc", "123")
    assert ("".join(above), "".join(below)) == ("312", "bac")  # each second one at the left hand of the first
