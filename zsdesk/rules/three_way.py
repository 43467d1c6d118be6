"""Three-way merge of paragraphs, sentence by sentence (Chinese and Latin), as diff3 does it.

Differences are found with Myers' O(ND) algorithm (1986).  The result does not depend on which side is
called mine: ``merge_text(b, x, y) == merge_text(b, y, x)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

MOST_PIECES, MOST_EDITS = 5_000, 200
"""Beyond these a text is called rewritten, not edited: bounds the work that one request may cause."""

_PIECE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]|[^。！？；!?;\n]+")


class _Hunk(NamedTuple):
    """``base[start:end]`` became ``pieces``."""

    start: int
    end: int
    pieces: tuple[str, ...]


def merge_text(base: str, mine: str, theirs: str) -> str | None:
    """Both sides' edits of ``base`` together; ``None`` where they touch the same sentence, or too much changed."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    pieces = _PIECE.findall(base)
    one, other = _hunks(pieces, _PIECE.findall(mine)), _hunks(pieces, _PIECE.findall(theirs))
    if one is None or other is None:
        return None
    hunks = sorted({*one, *other})
    if any(_touch(first, second) for first, second in pairwise(hunks)):
        return None
    out: list[str] = []
    at = 0
    for hunk in hunks:
        out += pieces[at : hunk.start]
        out += hunk.pieces
        at = hunk.end
    return "".join(out + pieces[at:])


def suggestion(base: str, mine: str, theirs: str) -> str:
    """A text to start from where both sides changed the same sentences: all that both wrote, once.

    Nothing of either side is missing in it; a person reads it and takes out what does not hold.
    """
    merged = merge_text(base, mine, theirs)
    if merged is not None:
        return merged
    written = _PIECE.findall(mine)
    known = {piece.strip() for piece in (*written, *_PIECE.findall(base))}
    more = [piece for piece in _PIECE.findall(theirs) if piece.strip() and piece.strip() not in known]
    between = "" if not written or not more or written[-1].endswith(tuple("。！？；!?;\n")) else "；"
    return "".join([*written, between, *more])


def _touch(first: _Hunk, second: _Hunk) -> bool:
    """Whether two neighbouring hunks, in order, claim the same sentence or the same gap."""
    return second.start < first.end or (first.start == second.start and first.end == second.end)


def _hunks(base: Sequence[str], side: Sequence[str]) -> list[_Hunk] | None:
    head = 0
    while head < len(base) and head < len(side) and base[head] == side[head]:
        head += 1
    tail = 0
    while tail < len(base) - head and tail < len(side) - head and base[-1 - tail] == side[-1 - tail]:
        tail += 1
    old, new = base[head : len(base) - tail], side[head : len(side) - tail]
    if len(old) + len(new) > MOST_PIECES:
        return None
    kept = _common(old, new)
    if kept is None:
        return None
    hunks: list[_Hunk] = []
    at_old = at_new = 0
    for i, j in (*kept, (len(old), len(new))):
        if i > at_old or j > at_new:
            hunks.append(_Hunk(head + at_old, head + i, tuple(new[at_new:j])))
        at_old, at_new = i + 1, j + 1
    return hunks


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]] | None:
    """The index pairs of a longest common subsequence; ``None`` beyond ``MOST_EDITS`` edits."""
    n, m = len(old), len(new)
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(n + m, MOST_EDITS) + 1):
        trace.append(dict(furthest))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            y = x - k
            while x < n and y < m and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[k] = x
            if x >= n and y >= m:
                return _walk_back(trace, n, m)
    return None


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, k = trace[edits], x - y
        down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
        before = k + 1 if down else k - 1
        from_x = furthest[before] if edits else 0
        from_y = from_x - before if edits else 0
        while x > from_x and y > from_y and (x, y) != (from_x + (not down), from_y + down):
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs[::-1]
