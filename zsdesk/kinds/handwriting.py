"""Handwriting: a signature by hand as the strokes of a pen, in a box of 1000 × 400; vectors, sharp at any size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from zsdesk.errors import Invalid
from zsdesk.kinds.base import Kind, text_of
from zsdesk.words import tr

Point = tuple[int, int]
Stroke = tuple[Point, ...]
WIDE, HIGH = 1000, 400
_LONGEST = 60_000
_SHAPE = re.compile(r"\d{1,4},\d{1,3}(?: \d{1,4},\d{1,3})*(?:;\d{1,4},\d{1,3}(?: \d{1,4},\d{1,3})*)*")


class Handwriting(Kind[str]):
    """Strokes as ``x,y x,y;x,y``: points by blanks, strokes by semicolons."""

    def parse(self, text: str, *, today: date | None = None) -> str:
        return self.unpack(text.strip())

    def show(self, value: str) -> str:
        return tr("(signed by hand)")

    def edit(self, value: str) -> str:
        return value

    def unpack(self, packed: object) -> str:
        text = text_of(packed, _LONGEST)
        if not _SHAPE.fullmatch(text) or any(x > WIDE or y > HIGH for stroke in strokes(text) for x, y in stroke):
            raise Invalid("This is no signature by hand; sign again.")
        return text

    def words(self, value: str) -> str:
        return ""


def strokes(text: str) -> tuple[Stroke, ...]:
    """The points of a packed signature."""
    found = []
    for stroke in text.split(";"):
        pairs = (point.partition(",") for point in stroke.split())
        found.append(tuple((int(x), int(y)) for x, _, y in pairs))
    return tuple(found)


def packed_strokes(given: Sequence[Sequence[Point]]) -> str:
    """The text of strokes, points that the eye would not miss left out."""
    return ";".join(" ".join(f"{x},{y}" for x, y in thinned(stroke)) for stroke in given if stroke)


def thinned(stroke: Sequence[Point], within: float = 1.5) -> list[Point]:
    """The stroke with fewer points, none of which was further than ``within`` from what is left (Douglas, Peucker)."""
    points = list(dict.fromkeys(stroke)) if len(set(stroke)) < 3 else list(stroke)
    kept, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, most = 0, within
        for at in range(first + 1, last):
            distance = _distance(points[at], points[first], points[last])
            if distance > most:
                far, most = at, distance
        if far:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [points[at] for at in sorted(kept)]


def _distance(point: Point, begin: Point, end: Point) -> float:
    (px, py), (bx, by), (ex, ey) = point, begin, end
    wide, high = ex - bx, ey - by
    length = wide * wide + high * high
    if not length:
        return float(((px - bx) ** 2 + (py - by) ** 2) ** 0.5)
    along = max(0.0, min(1.0, ((px - bx) * wide + (py - by) * high) / length))
    return float(((px - bx - along * wide) ** 2 + (py - by - along * high) ** 2) ** 0.5)
