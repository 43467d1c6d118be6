"""Lines of Chinese text: 避头尾 of GB/T 15834-2011, justified, never wider than the measure.

All lengths are in em of the type in use, so one shaping serves every size that is tried.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from zsdesk.documents.fonts import Face, FontSet, Role

# GB/T 15834-2011, 5.1: marks that may not begin a line, and those that may not end one.
CLOSING = frozenset("。．，、；：！？）》〉」』】〕〗〙〛］｝”’·～–‰％%℃°′″!),.:;?]}｡､｣•‧/／〞〟々〻ー゛゜ヽヾゝゞ")
OPENING = frozenset("（《〈「『【〔〖〘〚［｛“‘([{￥¥$€£＄￡№〝｢")

# Marks drawn as two (破折号, 省略号), which may not be torn apart.
_PAIRED = frozenset("—…─")
_SEPARATORS = frozenset("/-_.@?&=,;:")  # after which a long address is torn
_HOLDING = frozenset("\u00a0")
_BLANK = frozenset(" \u3000")

# Full-width marks with their ink on one side: the empty side may be narrowed.
_INK_LEFT = frozenset("。，、；：）》〉」』】〕〗")
_INK_RIGHT = frozenset("（《〈「『【〔〖")
_SHRINK = 0.25  # em that such a mark gives up so that a closing mark still fits on its line
_SHRINK_LAST = 0.5  # em for the mark that ends the line (行末标点占半字)
_WIDEST_GAP = 0.34  # em between characters beyond which a line is rather left ragged
_EPSILON = 1e-6


class Glyph(NamedTuple):
    """A character with the face that draws it and its advance in em."""

    char: str
    face: Face
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs of one line: ``indent`` em, then each glyph with ``gaps[i]`` em after it."""

    glyphs: tuple[Glyph, ...]
    gaps: tuple[float, ...]
    indent: float = 0.0

    @property
    def width(self) -> float:
        """From the left edge to the end of the last glyph, in em."""
        return self.indent + sum(g.width for g in self.glyphs) + sum(self.gaps)

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(g.char for g in self.glyphs)


@lru_cache(maxsize=2048)
def shape(text: str, role: Role, fonts: FontSet) -> tuple[Glyph, ...]:
    """Find a face for each character; ``Refused`` names the first that no font has."""
    found = ((char, fonts.face(role, char)) for char in text)
    return tuple(Glyph(char, face, face.width(char)) for char, face in found)


def break_lines(
    glyphs: Sequence[Glyph],
    measure: float,
    indent: float = 0.0,
    *,
    justify: bool = True,
    most: int = sys.maxsize,
) -> list[Line]:
    """Set one paragraph in lines of ``measure`` em, the first indented by ``indent`` em.

    Greedy, by the largest piece that may not be broken inside.  A piece wider than a whole
    line (a long address, a row of marks) is broken where it must be, so no line is ever wider
    than the measure, provided that the measure holds the widest single glyph.  After ``most``
    lines the rest is left out: for the caller who only needs to know that there is more.
    """
    ends = break_ends(glyphs)
    lines: list[Line] = []
    start, at, size = 0, 0, len(glyphs)
    while start < size and len(lines) < most:
        lead = 0.0 if lines else indent
        while ends[at] <= start:
            at += 1
        stop = _take(glyphs, islice(ends, at, None), start, measure - lead)
        last = stop >= size
        inked = _without_blanks(glyphs, start, stop)
        lines.append(_set(glyphs[start:inked], measure - lead, lead, justify and not last))
        start = stop
        while start < size and glyphs[start].char in _BLANK:
            start += 1
    return lines


def _take(glyphs: Sequence[Glyph], ends: Iterable[int], start: int, room: float) -> int:
    """The index after the last glyph that this line takes."""
    best, width, give, done = 0, 0.0, 0.0, start
    for end in ends:
        inked = _without_blanks(glyphs, start, end)
        for i in range(done, inked):
            width += glyphs[i].width
            give += _gives(glyphs, i, start)
            if width - give > room + 1:
                return best or _forced(glyphs, start, room)
        fits = width <= room + _EPSILON
        pulled = glyphs[inked - 1].char in CLOSING and width - give - _extra(glyphs, inked) <= room + _EPSILON
        if not (fits or pulled):
            break
        best, done = end, inked
    return best or _forced(glyphs, start, room)


def _forced(glyphs: Sequence[Glyph], start: int, room: float) -> int:
    """Where to tear a piece that is wider than the line: after a separator if there is one."""
    stop, width = start, 0.0
    while stop < len(glyphs) and width + glyphs[stop].width <= room + _EPSILON:
        width += glyphs[stop].width
        stop += 1
    stop = max(stop, start + 1)
    for cut in range(stop, max(start + 1, stop - 12), -1):
        if glyphs[cut - 1].char in _SEPARATORS and (cut >= len(glyphs) or glyphs[cut].char not in CLOSING):
            return cut
    for cut in range(stop, start, -1):
        if glyphs[cut - 1].char not in OPENING and (cut >= len(glyphs) or glyphs[cut].char not in CLOSING):
            return cut
    return stop


def _set(glyphs: Sequence[Glyph], room: float, indent: float, justify: bool) -> Line:
    slack = room - sum(g.width for g in glyphs)
    if slack < -_EPSILON:
        gaps = _narrowed(glyphs, -slack)
    elif justify:
        gaps = _widened(glyphs, slack)
    else:
        gaps = [0.0] * len(glyphs)
    return Line(tuple(glyphs), tuple(gaps), indent)


def _widened(glyphs: Sequence[Glyph], slack: float) -> list[float]:
    """Spread ``slack`` em over the gaps that may open: not inside Latin words or paired marks."""
    opens = [not _holds(a.char, b.char) for a, b in pairwise(glyphs)]
    share = slack / opens.count(True) if any(opens) else _WIDEST_GAP + 1
    if share > _WIDEST_GAP:
        share = 0.0
    return [share if may else 0.0 for may in opens] + [0.0] * bool(glyphs)


def _narrowed(glyphs: Sequence[Glyph], over: float) -> list[float]:
    """Take ``over`` em out of the empty sides of full-width marks."""
    gives = [_gives(glyphs, i, 0) for i in range(len(glyphs))]
    gives[-1] += _extra(glyphs, len(glyphs))
    rate = over / sum(gives)
    gaps = [0.0] * len(glyphs)
    for i, (glyph, give) in enumerate(zip(glyphs, gives, strict=True)):
        at = i - 1 if glyph.char in _INK_RIGHT else i
        gaps[at] -= give * rate
    return gaps


def _gives(glyphs: Sequence[Glyph], i: int, start: int) -> float:
    char, wide = glyphs[i].char, glyphs[i].width > 0.9
    return _SHRINK if wide and (char in _INK_LEFT or (char in _INK_RIGHT and i > start)) else 0.0


def _extra(glyphs: Sequence[Glyph], end: int) -> float:
    last = glyphs[end - 1]
    return _SHRINK_LAST - _SHRINK if last.width > 0.9 and last.char in _INK_LEFT else 0.0


def _without_blanks(glyphs: Sequence[Glyph], start: int, end: int) -> int:
    while end > start + 1 and glyphs[end - 1].char in _BLANK:
        end -= 1
    return end


def break_ends(glyphs: Sequence[Glyph]) -> list[int]:
    """All indices before which a line may be broken, and the end."""
    chars = [g.char for g in glyphs]
    ends, pair, inked = [], 0, ""
    for i in range(1, len(chars)):
        before, after = chars[i - 1], chars[i]
        inked = inked if before in _BLANK else before
        pair = pair + 1 if before == after and before in _PAIRED else 0
        lone = after in _PAIRED and before != after and chars[i + 1 : i + 2] != [after]
        if after in _BLANK or after in CLOSING or inked in OPENING or lone or pair % 2:
            continue
        if before in _BLANK or pair or not _holds(before, after):
            ends.append(i)
    return [*ends, len(chars)]


def _holds(before: str, after: str) -> bool:
    """Whether no space may be added between the two."""
    if before in _HOLDING or after in _HOLDING or unicodedata.combining(after):
        return True
    if before in _PAIRED and before == after:
        return True
    return is_latin(before) and is_latin(after)


def is_latin(char: str) -> bool:
    """Whether ``char`` is written in words with spaces between them (letters, digits, ASCII marks)."""
    code = ord(char)
    return char not in _BLANK and (code < 0x2000 or 0x2C60 <= code < 0x2E00) and code != 0xB7
