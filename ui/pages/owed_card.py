"""What I owe, as a tired officer reads it: what is due today, what is late with the newest first, what comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.days import due_words
from ui.pages.parts import Card, ItemRow, button, text
from zsdesk.words import tr

KEYED = 9
"""Lines with a key of their own."""
SHOWN = {"today": 9, "late": 5, "ahead": 5, "quiet": 3}
"""Lines of each part before it is unfolded."""


def parted(dues: Iterable[Any], day: date) -> dict[str, list[Any]]:
    """What is due today, what is late with the newest first, and what is due later."""
    parts: dict[str, list[Any]] = {"today": [], "late": [], "ahead": []}
    for item in dues:
        due = item.due or day
        parts["today" if due == day else "late" if due < day else "ahead"].append(item)
    parts["late"].sort(key=lambda item: item.due, reverse=True)
    parts["ahead"].sort(key=lambda item: item.due)
    return parts


class OwedCard(Card):
    """A card whose lines stand in parts under small headings; what is too long unfolds where it stands."""

    opened = Signal(str, str)
    """A line was opened: type and id of its record."""

    def __init__(self, heading: str, otherwise: str, parent: QWidget | None = None) -> None:
        super().__init__(heading, parent)
        self._otherwise = otherwise
        self._unfolded: set[str] = set()
        self._seen: tuple[dict[str, list[Any]], date] = ({}, date.min)

    @property
    def items(self) -> list[ItemRow]:
        """The lines that open something."""
        return [row for row in self.rows if isinstance(row, ItemRow)]

    def show_parts(self, parts: dict[str, list[Any]], day: date) -> None:
        """Show the lines, part by part."""
        self._seen = (parts, day)
        rows: list[QWidget] = []
        keys = iter(range(1, KEYED + 1))
        for name, items in parts.items():
            if not items:
                continue
            if len(parts) > 1:
                rows.append(self._part_heading(name, len(items)))
            some = items if name in self._unfolded else items[: SHOWN[name]]
            rows += [self._row(item, day, next(keys, None) if len(parts) > 1 else None) for item in some]
            if len(items) > len(some):
                rows.append(button(tr("{n} more", n=f"{len(items) - len(some):,}"), partial(self._unfold, name),
                                   role="link", parent=self))  # fmt: skip
        self.put(rows, self._otherwise)

    def _part_heading(self, name: str, count: int) -> QWidget:
        words = {"today": tr("Due today"), "late": tr("Late"), "ahead": tr("Within a week")}[name]
        made = text(f"{words} · {count:,}", "small", self)
        made.setContentsMargins(6, 8, 0, 2)
        return made

    def _row(self, item: Any, day: date, key: int | None) -> ItemRow:
        words, tone = due_words(item.due, day)
        heading = " · ".join(part for part in (item.heading, item.note) if part)
        pressing = item.tone if item.tone == "amber" else tone or item.tone or "blue"
        row = ItemRow(heading, "", left=words, tone=pressing, key=str(key) if key else "")
        row.clicked.connect(lambda: self.opened.emit(item.type, item.id))
        return row

    def _unfold(self, name: str) -> None:
        before = len(self._seen[0][name][: SHOWN[name]])
        heading = self._seen[0][name][before].heading
        self._unfolded.add(name)
        self.show_parts(*self._seen)
        first = next((row for row in self.items if heading in row.accessibleName()), None)
        if first is not None:
            first.setFocus()


def open_number(rows: Sequence[ItemRow], number: int) -> None:
    """Open the line with this key."""
    if number <= len(rows):
        rows[number - 1].click()
