"""Who sits where at a long table, both sides facing each other, by rank.

The first of a side sits in the middle, the second at the first's left hand, the third at the right, and so on
outwards: the order of domestic official meetings (以左为尊).  Where the party is foreign, right comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def from_the_middle(people: Sequence[T], *, right_first: bool = False) -> list[T]:
    """People given by rank, as they sit: from the end at their right hand to the end at their left hand."""
    left: list[T] = []
    right: list[T] = []
    for number, person in enumerate(people[1:]):
        (right if (number % 2 == 0) == right_first else left).append(person)
    return [*reversed(right), *people[:1], *left]


def facing(hosts: Sequence[T], guests: Sequence[T], *, right_first: bool = False) -> tuple[list[T], list[T]]:
    """Both rows as the plan shows them from above, guests at the upper side, hosts at the lower one.

    On a plan the left hand of who looks down lies at the right, and of who looks up at the left.
    """
    above = from_the_middle(guests, right_first=right_first)
    below = from_the_middle(hosts, right_first=right_first)
    return above, below[::-1]
