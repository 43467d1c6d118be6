"""Rows flow over pages: what may be torn where, and the pages drawn with their numbers.

Laying out comes first and needs heights only, so that a contents page knows the pages of what
follows it before anything is drawn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zsdesk.documents.blocks import Row
from zsdesk.documents.fonts import FontSet
from zsdesk.documents.page import HEIGHT, LEFT, TOP, number_page
from zsdesk.documents.paper import A4, Bookmark, Paper

_EPSILON = 0.01
_TALL = 0.4  # of a page: a lower row is not cut but goes to the next page whole
_LEAST = 60.0  # pt of a tall row that are worth beginning at the foot of a page


class Spot(NamedTuple):
    """A row and its place below the top of the type area."""

    row: Row
    y: float


@dataclass
class Leaf:
    """One page that is laid out: what stands on it, and the sheet that it needs."""

    size: tuple[float, float] = A4
    bare: bool = False
    spots: list[Spot] = field(default_factory=list)


def paginate(rows: Iterable[Row], room: float = HEIGHT) -> list[Leaf]:
    """Fill pages of ``room`` points from the top; the anchors of the rows learn their pages."""
    return _Paginator(rows, room).run()


class _Paginator:
    def __init__(self, rows: Iterable[Row], room: float) -> None:
        self.waiting = deque(rows)
        self.room = room
        self.leaves: list[Leaf] = []
        self.y = 0.0
        self.inked = False

    def run(self) -> list[Leaf]:
        while self.waiting:
            row = self.waiting.popleft()
            if row.white and not self.inked:
                continue
            if not self.leaves or row.fresh or self.leaves[-1].size != (row.size or A4):
                self._turn(row)
            elif self._needed(row) > self._left + _EPSILON and self.inked:
                if row.white:
                    continue
                if row.height > _TALL * self.room and self._cut(row):
                    continue
                self._turn(row)
            if row.height > self._left + _EPSILON and self._cut(row):
                continue
            self._put(row)
            self.inked = self.inked or not row.white
        return self.leaves

    @property
    def _left(self) -> float:
        return self.room - self.y

    def _needed(self, row: Row) -> float:
        """The height of the row and of those that it is glued to, as far as they fit on any page."""
        total, last = row.height, row
        for following in self.waiting:
            if not last.glued or total > self.room:
                break
            total += following.height
            last = following
        if last.split and last.height > _TALL * self.room:
            total += _LEAST - last.height
        return total if total <= self.room else min(row.height, self.room)

    def _turn(self, row: Row) -> None:
        self.leaves.append(Leaf(row.size or A4, row.bare))
        self.y, self.inked = 0.0, False
        for header in row.again:
            self._put(header)

    def _cut(self, row: Row) -> bool:
        parts = row.split(self._left) if row.split else None
        if parts is None:
            return False
        self._put(parts[0])
        self.inked = True
        self.waiting.appendleft(parts[1])
        return True

    def _put(self, row: Row) -> None:
        if row.anchor:
            row.anchor.sheet, row.anchor.y = len(self.leaves) - 1, TOP + self.y
        self.leaves[-1].spots.append(Spot(row, self.y))
        self.y += row.height


def draw(paper: Paper, leaves: Sequence[Leaf], fonts: FontSet) -> None:
    """Draw the pages on new sheets, numbered continuously, and a bookmark for each anchor."""
    for leaf in leaves:
        sheet = paper.sheet(leaf.size)
        for row, y in leaf.spots:
            row.draw(sheet, LEFT, TOP + y)
            if row.anchor:
                paper.bookmarks.append(Bookmark(row.anchor.title, row.anchor.level, row.anchor.sheet, row.anchor.y))
        if not leaf.bare:
            number_page(sheet, len(paper.sheets), fonts)
