"""What can be done from the search box: pages, new records, and what the record in view offers.

An action is found by its words, by their pinyin initials, or by the beginning of one of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """Something to do: its words in the language in force, its icon, its key, and what it does."""

    words: str
    icon: str
    act: Callable[[], object]
    key: str = ""


def fitting(actions: Sequence[Action], initials: dict[str, str], typed: str) -> list[tuple[int, Action]]:
    """The actions that a text means, best first, each with its rank: 0 where it begins so, 1 elsewhere."""
    given = "".join(typed.lower().split())
    if not given:
        return [(0, action) for action in actions]
    found: list[tuple[int, int, Action]] = []
    for at, action in enumerate(actions):
        plain = "".join(action.words.lower().split())
        short = initials.get(action.words, "")
        if plain.startswith(given) or (given.isascii() and short.startswith(given)):
            found.append((0, at, action))
        elif given in plain or (len(given) > 1 and given.isascii() and given in short):
            found.append((1, at, action))
    return [(rank, action) for rank, _, action in sorted(found, key=lambda one: one[:2])]
