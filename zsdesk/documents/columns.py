"""The widths of a table's columns: what a column does not need goes to those whose texts would take more lines."""

from __future__ import annotations

from collections.abc import Sequence

from zsdesk.documents.blocks import Style
from zsdesk.documents.fonts import FontSet
from zsdesk.documents.lines import shape
from zsdesk.documents.tables import Cell, padding
from zsdesk.documents.text import paragraphs

_HEAD = 4.1  # em
_AIR = 0.1  # pt, so that what was measured fits


def fitted(shares: Sequence[float], rows: Sequence[Sequence[Cell]], width: float, fonts: FontSet) -> list[float]:
    """Widths in points that fill ``width``; rows have a cell for each column, ``shares`` divide what nobody needs.

    A column gets its share or what its longest text needs on one line, whichever is less; what is over goes to the
    columns that want more, the modest ones first.  A header has room for four characters at least, and two lines.
    """
    scale = width / sum(shares)
    heads = [_head(cells, fonts) for cells in zip(*rows, strict=True)]
    needs = [max(_need(cells, fonts), head) for cells, head in zip(zip(*rows, strict=True), heads, strict=True)]
    made = [min(need, max(share * scale, head)) for share, need, head in zip(shares, needs, heads, strict=True)]
    if sum(made) > width:
        made = [min(need, share * scale) for share, need in zip(shares, needs, strict=True)]
    rest, waiting = width - sum(made), sorted(range(len(made)), key=lambda i: needs[i] - made[i])
    for done, i in enumerate(waiting):
        more = min(needs[i] - made[i], rest / (len(waiting) - done))
        made[i] += more
        rest -= more
    return [w + rest * share / sum(shares) for w, share in zip(made, shares, strict=True)]


def _head(cells: Sequence[Cell], fonts: FontSet) -> float:
    """What its headers need, on two lines where they are long."""
    return max(
        (min(_natural(c.text, c.style, fonts), _HEAD * c.style.size + 2 * padding(c.style)) for c in cells if c.scope),
        default=0.0,
    )


def _need(cells: Sequence[Cell], fonts: FontSet) -> float:
    """The width in which each text stands on one line."""
    texts = {(part, cell.style) for cell in cells if not cell.scope for part in paragraphs(cell.text)}
    return max((_natural(text, style, fonts) for text, style in texts), default=0.0)


def _natural(text: str, style: Style, fonts: FontSet) -> float:
    return sum(glyph.width for glyph in shape(text, style.role, fonts)) * style.size + 2 * padding(style) + _AIR
