"""The appended originals: each page under a line that names its file, on a sheet of its shape."""

from __future__ import annotations

from zsdesk.documents import wording
from zsdesk.documents.archive import Embedding, Foreign
from zsdesk.documents.blocks import Anchor, Row, Style, set_text, show
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.originals import Leaf, Opened
from zsdesk.documents.paper import A4, MM, Colour, Paper, Sheet
from zsdesk.documents.structure import Element

_HEAD = Style(Role.KAI, 10.5, 14.0, align="left")
_TOP, _FOOT, _SIDE = 22 * MM, 30 * MM, 12 * MM
_FRAME: Colour = (0.6, 0.6, 0.6)


def append(paper: Paper, opened: Opened, number: int, parent: Element, fonts: FontSet) -> tuple[list[Row], Anchor]:
    """The rows of one original's pages, and the place where it begins; its file is embedded where needed."""
    name = wording.APPENDED.format(number=number, name=opened.original.name)
    anchor = Anchor(name, 2)
    rows = [
        _sheet(paper, leaf, wording.APPENDED_PAGE.format(name=name, page=page, pages=len(opened.leaves)), parent, fonts)
        for page, leaf in enumerate(opened.leaves, 1)
    ]
    if rows:
        rows[0] = _with_anchor(rows[0], anchor)
        paper.foreign = max(paper.foreign, Foreign.READABLE if opened.texts else Foreign.OPAQUE)
    if opened.embedded is not None:
        original = opened.original
        paper.embedded_files.append(
            Embedding(wording.FILE_NAME.format(number=number, name=original.name), original.media_type,
                      opened.embedded, f"SHA-256 {original.sha256}")
        )  # fmt: skip
    return rows, anchor


def _with_anchor(row: Row, anchor: Anchor) -> Row:
    return Row(row.height, row.draw, fresh=True, size=row.size, anchor=anchor)


def _sheet(paper: Paper, leaf: Leaf, said: str, parent: Element, fonts: FontSet) -> Row:
    size = A4 if leaf.height >= leaf.width else (A4[1], A4[0])
    drawing = paper.drawing(leaf.drawing)
    head, figure = parent.add("P"), parent.add("Figure", alt=said)
    across, down = size[0] - 2 * _SIDE, size[1] - _TOP - _FOOT
    scale = min(across / leaf.width, down / leaf.height, 1.0)
    width, height = leaf.width * scale, leaf.height * scale

    def draw(sheet: Sheet, _x: float, _y: float) -> None:
        x, y = (sheet.width - width) / 2, _TOP + (down - height) / 2
        with sheet.content(head):
            (line, *_) = set_text(said, _HEAD, across, fonts)
            show(sheet, line, _HEAD, _SIDE, _TOP - 18.0, across)
        with sheet.content(figure):
            if leaf.unit:
                sheet.place(drawing, x, y, width, height, leaf.turn)
            else:
                sheet.place_form(drawing, x, y, leaf.height, scale)
        with sheet.artifact():
            for x0, y0, x1, y1 in (
                (x, y, x + width, y), (x, y + height, x + width, y + height),
                (x, y, x, y + height), (x + width, y, x + width, y + height),
            ):  # fmt: skip
                sheet.rule(x0, y0, x1, y1, 0.4, _FRAME)
        figure.box = sheet.box_of(x, y, width, height)

    return Row(1.0, draw, fresh=True, size=size)
