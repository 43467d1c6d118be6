"""版头: the issuing unit or the kind of paper in red over a red rule (GB/T 9704-2012, 7.2.4–7.2.8), and 版记."""

from __future__ import annotations

from zsdesk.documents import wording
from zsdesk.documents.blocks import Row, Style, height, paragraph, set_text, show, space, stack
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.page import BODY_PITCH, BODY_SIZE, BOTTOM, WIDTH
from zsdesk.documents.paper import Colour, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.text import one_line

RED: Colour = (0.80, 0.0, 0.0)  # prints as a mid grey that stays legible
_SIZES = (34.0, 30.0, 26.0, 22.0, 18.0)
_LINE = Style(Role.BODY, BODY_SIZE, BODY_PITCH, align="left")
_SMALL = Style(Role.BODY, 14.0, 24.0, align="left")  # 4号: 版记 (7.4)


def sign(text: str, parent: Element, fonts: FontSet) -> Row:
    """发文机关标志: as large as it can be on one line, on two where it is long."""
    for size in _SIZES:
        style = Style(Role.TITLE, size, size * 1.3, align="centre", colour=RED)
        lines = set_text(one_line(text) or wording.MISSING, style, WIDTH, fonts)
        if len(lines) == 1:
            break
    rows = paragraph(lines, style, WIDTH, parent.add("P"))
    return Row(height(rows), lambda sheet, x, y: _stack(rows, sheet, x, y), glued=True)


def _stack(rows: list[Row], sheet: Sheet, x: float, y: float) -> None:
    stack(rows, sheet, x, y)


def rule(thick: float = 1.6) -> Row:
    """The red rule that parts the head from the text."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.artifact():
            sheet.rule(x, y + 3.0, x + WIDTH, y + 3.0, thick, RED)

    return Row(6.0, draw, glued=True)


def under(left: str, right: str, parent: Element, fonts: FontSet) -> Row:
    """The line under the sign: number or unit at the left, the day at the right."""
    elements = [parent.add("P"), parent.add("P")]
    day = set_text(right, _LINE, WIDTH * 0.4, fonts, most=1)
    rest = set_text(one_line(left) or wording.MISSING, _LINE, WIDTH * 0.6, fonts, most=2)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.content(elements[0]):
            for n, line in enumerate(rest):
                show(sheet, line, _LINE, x, y + n * BODY_PITCH, WIDTH)
        with sheet.content(elements[1]):
            last = y + (len(rest) - 1) * BODY_PITCH
            show(sheet, day[0], _LINE, x + WIDTH - day[0].width * BODY_SIZE, last, WIDTH)

    return Row(len(rest) * BODY_PITCH, draw, glued=True)


def imprint(copies: str, unit: str, day: str, parent: Element, fonts: FontSet) -> list[Row]:
    """版记 at the foot of the last page: who gets a copy, who printed it and when."""
    texts = [wording.COPIES.format(units=one_line(copies))] if one_line(copies) else []
    texts.append(wording.PRINTED.format(unit=one_line(unit) or wording.MISSING, day=day))
    parts = [paragraph(set_text(t, _SMALL, WIDTH - 28.0, fonts), _SMALL, WIDTH, parent.add("P")) for t in texts]
    tall = sum(map(height, parts)) + 4.0

    def draw(sheet: Sheet, x: float, y: float) -> None:
        at = BOTTOM - tall
        for n, rows in enumerate(parts):
            with sheet.artifact():
                sheet.rule(x, at, x + WIDTH, at, 1.0 if n == 0 else 0.5)
            at = stack(rows, sheet, x + 14.0, at + 1.0)
        with sheet.artifact():
            sheet.rule(x, at + 1.0, x + WIDTH, at + 1.0, 1.0)

    return [space(12.0), Row(tall, draw)]
