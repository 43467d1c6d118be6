"""A signature by hand in its cell: the strokes as they were written on the screen, as vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zsdesk.documents import wording
from zsdesk.documents.blocks import Row
from zsdesk.documents.content import Hand
from zsdesk.documents.paper import Sheet
from zsdesk.documents.structure import Element
from zsdesk.kinds.handwriting import HIGH, WIDE, strokes

_PEN = 1.0
_INSET = 2.0  # pt between the cell's rules and the box of the strokes


def handwritten(row: Row, hand: Hand, widths: Sequence[float], parent: Element) -> Row:
    """The row of a table with a signature drawn into its second cell."""
    figure = parent.add("Figure", alt=wording.SIGNED_BY_HAND.format(name=hand.name))
    scale = min((widths[1] - 2 * _INSET) / WIDE, (row.height - 2 * _INSET) / HIGH)
    wide, high = WIDE * scale, HIGH * scale

    def draw(sheet: Sheet, x: float, y: float) -> None:
        row.draw(sheet, x, y)
        left, top = x + widths[0] + (widths[1] - wide) / 2, y + (row.height - high) / 2
        figure.box = sheet.box_of(left, top, wide, high)
        with sheet.content(figure):
            for stroke in strokes(hand.strokes):
                sheet.pen([(left + px * scale, top + py * scale) for px, py in stroke], _PEN)

    return replace(row, draw=draw)
