"""Titles and headers on more than one line: whole words, lines of like length.

GB/T 9704-2012, 7.3.1, asks for 词意完整、排列对称、长短适宜.  Where words end is told by ``rjieba``; it is loaded where
a second line is needed only, as its dictionary takes a tenth of a second and 33 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, pairwise

from zsdesk.documents.blocks import Style
from zsdesk.documents.fonts import FontSet
from zsdesk.documents.lines import OPENING, Glyph, Line, break_ends, break_lines, shape

_OURS = ("非遗", "拟招", "谋招推")
"""Words of the trade that the dictionary has not, and how often it is to think that they are met."""
_OFTEN = 1000

_MOST = 8  # lines; whatever is longer is no title, and is broken as text is
_SHORTEST = 4.0  # em
_STEP = 0.5  # em
_INSIDE, _WEAK = 25.0, 15.0
"""What it costs, in em², to break inside quotation marks or brackets, half after a pause; and between a figure and what
it counts, before a word that belongs to the one before, or after one that joins two."""

_JOINS = frozenset("和与及暨")
_BOUND = _JOINS | frozenset("的之等")
_ORDINAL = "第"
_PAUSES = frozenset("、，；：")
_CLOSES = frozenset("）》〉」』】〕〗］｝”’")


def balanced(text: str, style: Style, width: float, fonts: FontSet) -> list[Line]:
    """As few lines as the text needs, of like length; one more where words would be torn otherwise."""
    glyphs = shape(text, style.role, fonts)
    measure = width / style.size
    lines = break_lines(glyphs, measure, justify=False)
    if 1 < len(lines) <= _MOST:
        ends = sorted({*_word_ends(text)} & {*break_ends(glyphs)})
        for count in (len(lines), len(lines) + 1):
            if best := _fairest(glyphs, ends, measure, count):
                return best
    return _even(glyphs, measure, lines)


def _word_ends(text: str) -> list[int]:
    return list(accumulate(len(word) for word in _cutter()(text, True)))


@cache
def _cutter() -> Callable[[str, bool], list[str]]:
    import rjieba  # where a second line is needed only

    for word in _OURS:
        rjieba.add_word(word, _OFTEN, None)
    return rjieba.cut


def _fairest(glyphs: Sequence[Glyph], ends: Sequence[int], measure: float, count: int) -> list[Line]:
    """The cheapest way to set so many lines that end at ``ends``; none where there is no way."""
    fair = sum(glyph.width for glyph in glyphs) / count
    dear = _dearness(glyphs)
    ways: dict[int, tuple[float, list[Line]]] = {0: (0.0, [])}
    for _ in range(count):
        longer: dict[int, tuple[float, list[Line]]] = {}
        for start, (cost, before) in ways.items():
            for end in (e for e in ends if e > start):
                (line,) = break_lines(glyphs[start:end], 1e9, justify=False)
                if line.width > measure:
                    break
                spent = cost + (line.width - fair) ** 2 + dear[end]
                if end not in longer or spent < longer[end][0]:
                    longer[end] = (spent, [*before, line])
        ways = longer
    return ways.get(len(glyphs), (0.0, []))[1]


def _dearness(glyphs: Sequence[Glyph]) -> list[float]:
    """What a break before each glyph costs; nothing at the end."""
    costs, depth = [0.0], 0
    for before, after in pairwise(glyphs):
        depth = max(0, depth + (before.char in OPENING) - (before.char in _CLOSES))
        counted = before.char.isdigit() or (before.char == _ORDINAL and after.char.isdigit())
        weak = counted or after.char in _BOUND or before.char in _JOINS
        inside = _INSIDE if before.char not in _PAUSES else _INSIDE / 2
        costs.append(inside * (depth > 0) + _WEAK * weak)
    return [*costs, 0.0]


def _even(glyphs: Sequence[Glyph], most: float, lines: list[Line]) -> list[Line]:
    """The same number of lines in the narrowest measure that holds it, words or not."""
    measure = max(sum(g.width for g in glyphs) / len(lines), _SHORTEST)
    while measure < most:
        even = break_lines(glyphs, measure, justify=False)
        if len(even) <= len(lines):
            return even
        measure += _STEP
    return lines
