"""Places to sign: fields for electronic signatures, by name, with what is printed beside them.

All fields of a paper are made with it: one that is added after the first signature would break that
signature (ISO 32000-1, 12.8.2.2, DocMDP).  Every paper has ``OFFICER`` and ``SUPERVISOR``; papers that leave the
office have ``SEAL``; the dossier is closed by ``LEADER``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zsdesk.documents import wording
from zsdesk.documents.blocks import Row, Style, paragraph, set_text, show, stack
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.page import WIDTH
from zsdesk.documents.paper import MM, Colour, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.text import one_line

OFFICER, SUPERVISOR, LEADER, SEAL = "officer", "supervisor", "leader", "seal"
FIELDS = (OFFICER, SUPERVISOR, LEADER, SEAL)

SEAL_SIDE = 42 * MM  # the diameter of a bureau's round seal (国发〔1999〕25号: 4.2 cm)
_SMALL = Style(Role.KAI, 12.0, 18.0, align="left")
_SPACE = 104.0  # pt beside a name for what the signature shows
_FRAME: Colour = (0.62, 0.62, 0.62)
_BOX = 58.0  # pt, the height of a framed place to sign


def signed_by(people: Sequence[tuple[str, str]], parent: Element, fonts: FontSet) -> Row:
    """经办–审核 in one line, each name with the field beside it; nothing of an empty field is printed."""
    share = WIDTH / len(people)
    columns = []
    for field, person in people:
        text = wording.SIGNERS[field] + "：" + (one_line(person) or wording.MISSING)
        lines = set_text(text, _SMALL, share - _SPACE - _SMALL.size, fonts, most=2)
        place = max(line.width for line in lines) * _SMALL.size + 4.0
        columns.append((field, paragraph(lines, _SMALL, share, parent.add("P")), place, _form(field, parent)))
    tall = max(sum(row.height for row in rows) for _, rows, _, _ in columns)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for i, (field, rows, place, form) in enumerate(columns):
            stack(rows, sheet, x + i * share, y)
            tip = wording.SIGN_HERE[field]
            sheet.signature(form, field, tip, x + i * share + place, y, _SPACE, tall)

    return Row(tall, draw)


def framed(people: Sequence[tuple[str, str]], width: float, parent: Element, fonts: FontSet) -> Row:
    """Frames beside each other, each headed by its role and name, to sign in by hand or by key."""
    gap = 6 * MM
    share = (width - gap * (len(people) - 1)) / len(people)
    head = replace(_SMALL, size=10.5, pitch=16.0)
    cells = []
    for field, person in people:
        text = wording.SIGNERS[field] + "：" + (one_line(person) or wording.MISSING)
        lines = set_text(text, head, share - 12.0, fonts, most=2)
        cells.append((field, lines, parent.add("P"), _form(field, parent)))
    top = max(len(lines) for _, lines, _, _ in cells) * head.pitch

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for i, (field, lines, element, form) in enumerate(cells):
            left = x + i * (share + gap)
            with sheet.content(element):
                for n, line in enumerate(lines):
                    show(sheet, line, head, left, y + n * head.pitch, share)
            frame(sheet, left, y + top, share, _BOX)
            sheet.signature(form, field, wording.SIGN_HERE[field], left, y + top, share, _BOX)

    return Row(top + _BOX, draw)


def seal(unit: str, day: str, parent: Element, fonts: FontSet, *, style: Style) -> Row:
    """Unit and day at the right (GB/T 9704-2012, 7.3.5.1), the seal's field centred over them."""
    texts = [set_text(text, style, WIDTH * 0.6, fonts, most=3) for text in (one_line(unit) or wording.MISSING, day)]
    elements = [parent.add("P") for _ in texts]
    form = _form(SEAL, parent)
    widest = max(line.width for lines in texts for line in lines) * style.size
    block = max(widest, SEAL_SIDE)
    right = 4 * style.size  # the day ends four characters from the edge
    tall = max(sum(map(len, texts)) * style.pitch, SEAL_SIDE)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        left = x + WIDTH - right - block
        top = y + (tall - sum(map(len, texts)) * style.pitch) / 2
        for lines, element in zip(texts, elements, strict=True):
            with sheet.content(element):
                for line in lines:
                    show(sheet, line, replace(style, align="centre"), left, top, block)
                    top += style.pitch
        sheet.signature(form, SEAL, wording.SIGN_HERE[SEAL], left + (block - SEAL_SIDE) / 2, y, SEAL_SIDE, SEAL_SIDE)

    return Row(tall, draw)


def frame(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """A fine frame, not read aloud."""
    with sheet.artifact():
        for x0, y0, x1, y1 in (
            (x, y, x + width, y), (x, y + height, x + width, y + height),
            (x, y, x, y + height), (x + width, y, x + width, y + height),
        ):  # fmt: skip
            sheet.rule(x0, y0, x1, y1, 0.5, _FRAME)


def _form(field: str, parent: Element) -> Element:
    return parent.add("Form", alt=wording.SIGN_HERE[field])
