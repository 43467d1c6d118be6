"""What a layout is: which fields of a record stand together, in what order and how wide.

A form has twelve columns.  A row of a layout names fields with the columns that each takes; what no
row names stands in the last section, so no field is ever forgotten.  The detail of a record follows
the same sections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WIDTH = 12
"""Columns of a form."""

TONES: Mapping[str, str] = {
    "agreed": "jade", "close": "jade", "open": "amber", "refused": "red",
    "follow": "jade", "transfer": "amber", "drop": "red",
    "suspended": "amber", "terminated": "red", "started": "jade", "production": "jade",
    "pass": "jade", "doubt": "amber", "banned": "red", "holds": "jade", "later": "amber", "helper": "blue",
}  # fmt: skip
"""The status colour of a choice's code, where a choice says how things stand."""


@dataclass(frozen=True)
class Place:
    """Where one field stands: its columns of twelve, and what its editor is told."""

    name: str
    span: int
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """Rows of fields under a heading (English; empty for none); a folded one opens on a click."""

    title: str
    rows: tuple[tuple[Place, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Layout:
    """A form of a record type; ``label`` is the width of its labels, ``first`` takes the focus."""

    sections: tuple[Section, ...]
    first: str
    label: int = 72

    def names(self) -> list[str]:
        """All fields in order."""
        return [place.name for section in self.sections for row in section.rows for place in row]


def row(*places: str, **options: Mapping[str, Any]) -> tuple[Place, ...]:
    """``row("title 8", "channel 4", title={…})``: a field without a number takes the whole row."""
    made: list[Place] = []
    for place in places:
        name, _, span = place.partition(" ")
        made.append(Place(name, int(span or WIDTH), options.get(name, {})))
    return tuple(made)


COMMON = Section("About this record", (row("number 6", "region_code 6"), row("owner 6", "secrecy 6")), folded=True)
"""Where every record's own fields stand, folded away."""
