"""示意图: the 88 counties of Guizhou as tiles, roughly where they lie; no boundaries, which nobody gave us.

The places of the tiles are ours (``resources/data/county-tiles.csv``): a grid on which neighbours mostly stay
neighbours.  A prefecture is edged by a thicker line.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui import theme
from ui.charts.base import Chart, Mark, readable_on, shade
from zsdesk.kinds.places import places, short_name
from zsdesk.reference import table
from zsdesk.rules.statistics.measuring import Part
from zsdesk.words import tr

LEVELS = 5
FOOT = 24


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Column and row of each county, from the north-west."""
    return {row["code"]: (int(row["column"]), int(row["row"])) for row in table("county-tiles")}


def levels(counts: Mapping[str, int]) -> dict[str, int]:
    """From 0 (none) to ``LEVELS``: steps of equal size up to the largest."""
    most = max([*counts.values(), 1])
    return {code: 0 if not n else 1 + (n - 1) * LEVELS // most for code, n in counts.items()}


class TileMap(Chart):
    """The counties, shaded by how many rows they have; the number is on each tile."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(tr("Schematic map of the counties, without boundaries"), parent)  # type: ignore[arg-type]
        self._parts: dict[str, Part] = {}
        self._name = ""
        self.setMinimumHeight(380)

    def show_parts(self, name: str, parts: Mapping[str, Part]) -> None:
        """Show the rows of each county; counties outside the scope are not among ``parts`` and stay blank."""
        self._name, self._parts = name, dict(parts)
        self.refresh()

    def _tile(self, code: str, width: int, height: int) -> QRectF:
        columns = 1 + max(column for column, _ in tiles().values())
        rows = 1 + max(row for _, row in tiles().values())
        wide = min((width - 4) / columns, 2.1 * (height - FOOT) / rows)
        tall = (height - FOOT - 4) / rows
        left = (width - wide * columns) / 2
        column, row = tiles()[code]
        return QRectF(left + column * wide, 2 + row * tall, wide, tall)

    def lay_out(self, width: int, height: int) -> list[Mark]:
        inside = sorted((code for code in tiles() if code in self._parts), key=lambda c: (tiles()[c][1], tiles()[c][0]))
        return [
            Mark(self._tile(code, width, height).adjusted(1.5, 1.5, -1.5, -1.5),
                 f"{self._full(code)} {self._name} {len(self._parts[code].ids):,}", self._parts[code])
            for code in inside
        ]  # fmt: skip

    @staticmethod
    def _full(code: str) -> str:
        return f"{short_name(places()[places()[code].parent].name)} {places()[code].name}"

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        level = levels({code: len(part.ids) for code, part in self._parts.items() if code in tiles()})
        for code in tiles():
            area = self._tile(code, width, height).adjusted(1.5, 1.5, -1.5, -1.5)
            ground = shade(level.get(code, 0), LEVELS)
            painter.setPen(QPen(theme.colour("line_strong" if code in self._parts else "line"), 1))
            painter.setBrush(ground if code in self._parts else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 4, 4)
            painter.setPen(readable_on(ground) if code in self._parts else theme.colour("faint"))
            self._words(painter, area, code)
        self._edges(painter, width, height)
        self._legend(painter, width, height)

    def _words(self, painter: QPainter, area: QRectF, code: str) -> None:
        name = short_name(places()[code].name)
        painter.setFont(theme.font(11 if area.height() < 34 else 12))
        half = area.height() / 2
        middle = int(Qt.AlignmentFlag.AlignHCenter)
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(area.width() - 2))
        upper = QRectF(area.left(), area.top() + 1, area.width(), half)
        painter.drawText(upper, middle | int(Qt.AlignmentFlag.AlignBottom), shown)
        if code in self._parts:
            painter.setFont(theme.font(11 if area.height() < 34 else 12, strong=True))
            lower = QRectF(area.left(), area.top() + half, area.width(), half - 1)
            painter.drawText(lower, middle | int(Qt.AlignmentFlag.AlignTop), f"{len(self._parts[code].ids)}")

    def _edges(self, painter: QPainter, width: int, height: int) -> None:
        """A thicker line wherever two prefectures, or a prefecture and nothing, meet."""
        at = {place: code for code, place in tiles().items()}
        painter.setPen(QPen(theme.colour("ink"), 1.6))
        for code, (column, row) in tiles().items():
            area = self._tile(code, width, height)
            for step, one, other in (
                ((1, 0), area.topRight(), area.bottomRight()), ((0, 1), area.bottomLeft(), area.bottomRight()),
                ((-1, 0), area.topLeft(), area.bottomLeft()), ((0, -1), area.topLeft(), area.topRight()),
            ):  # fmt: skip
                neighbour = at.get((column + step[0], row + step[1]))
                if neighbour is None or places()[neighbour].parent != places()[code].parent:
                    painter.drawLine(one, other)

    def _legend(self, painter: QPainter, width: int, height: int) -> None:
        most = max([*(len(part.ids) for code, part in self._parts.items() if code in tiles()), 1])
        x, y = 4.0, height - FOOT + 8
        painter.setFont(theme.font(theme.SMALL))
        for level in range(LEVELS + 1):
            low = 0 if not level else -(-(level - 1) * most // LEVELS) + 1
            high = 0 if not level else -(-level * most // LEVELS)
            if level and low > high:
                continue
            painter.setPen(QPen(theme.colour("line_strong"), 1))
            painter.setBrush(shade(level, LEVELS))
            painter.drawRect(QRectF(x, y, 16, 11))
            words = str(low) if low == high else f"{low}–{high}"
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(x + 20, y - 4, 60, 19), int(Qt.AlignmentFlag.AlignVCenter), words)
            x += 32 + painter.fontMetrics().horizontalAdvance(words)
        note = tr("Schematic: places of the tiles are approximate, no boundaries")
        box = QRectF(x + 8, y - 4, width - x - 12, 19)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), note)
