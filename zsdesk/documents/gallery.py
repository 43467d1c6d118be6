"""Photographs on the page, two beside each other, each with what it shows, when and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zsdesk.documents import wording
from zsdesk.documents.blocks import Row, Style, paragraph, set_text, space, stack
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.page import WIDTH
from zsdesk.documents.paper import MM, Colour, Paper, Sheet
from zsdesk.documents.photos import Photo, Unusable
from zsdesk.documents.structure import Element
from zsdesk.documents.text import one_line
from zsdesk.documents.wording import chinese_day

_GAP = 6 * MM
WIDE, HIGH = (WIDTH - _GAP) / 2, 56 * MM
_CAPTION = Style(Role.KAI, 10.5, 14.5, align="left")
_EMPTY: Colour = (0.93, 0.93, 0.93)


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a photo; what is not known prints as 待补."""

    text: str
    taken: date | None = None
    place: str = ""


def gallery(
    paper: Paper, photos: Iterable[Photo | Unusable], captions: Sequence[Caption], parent: Element, fonts: FontSet
) -> list[Row]:
    """Rows of two photos; one that cannot be shown has an empty frame that says why."""
    cells = [
        _cell(paper, photo, caption, number, parent, fonts)
        for number, (photo, caption) in enumerate(zip(photos, captions, strict=True), 1)
    ]
    rows: list[Row] = []
    for at in range(0, len(cells), 2):
        rows += [_beside(cells[at : at + 2]), space(10.0)]
    return rows


def _cell(
    paper: Paper, photo: Photo | Unusable, caption: Caption, number: int, parent: Element, fonts: FontSet
) -> list[Row]:
    said = one_line(caption.text) or wording.MISSING
    where = one_line(caption.place) or wording.MISSING
    when = chinese_day(caption.taken.year, caption.taken.month, caption.taken.day) if caption.taken else wording.MISSING
    title = wording.PHOTO.format(number=number, text=said)
    element = parent.add("Figure", alt=wording.PHOTO_ALT.format(title=title, day=when, place=where))
    shown = _photo(paper, photo, element, fonts)
    below = parent.add("Caption")
    lines = [
        *set_text(title, _CAPTION, WIDE, fonts, most=3),
        *set_text(wording.PHOTO_TAKEN.format(day=when, place=where), _CAPTION, WIDE, fonts, most=2),
    ]
    return [shown, space(3.0), *paragraph(lines, _CAPTION, WIDE, below)]


def _photo(paper: Paper, photo: Photo | Unusable, element: Element, fonts: FontSet) -> Row:
    if isinstance(photo, Unusable):
        words = set_text(wording.PHOTO_MISSING.format(why=photo), _CAPTION, WIDE - 20.0, fonts, most=4)
        rows = paragraph(words, _CAPTION, WIDE, element)

        def draw(sheet: Sheet, x: float, y: float) -> None:
            with sheet.artifact():
                sheet.box(x, y, WIDE, HIGH, _EMPTY)
            stack(rows, sheet, x + 10.0, y + HIGH / 2 - 10.0)
            element.box = sheet.box_of(x, y, WIDE, HIGH)

        return Row(HIGH, draw)
    name, at = paper.drawing(photo.drawing()), (WIDE - photo.width) / 2

    def show_it(sheet: Sheet, x: float, y: float) -> None:
        with sheet.content(element):
            sheet.place(name, x + at, y + HIGH - photo.height, photo.width, photo.height)
        element.box = sheet.box_of(x + at, y + HIGH - photo.height, photo.width, photo.height)

    return Row(HIGH, show_it)


def _beside(cells: Sequence[Sequence[Row]]) -> Row:
    tall = max(sum(row.height for row in cell) for cell in cells)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for n, cell in enumerate(cells):
            stack(cell, sheet, x + n * (WIDE + _GAP), y)

    return Row(tall, draw)
