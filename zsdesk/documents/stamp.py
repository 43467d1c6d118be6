"""The QR code of a paper and what it says: a print is checked against the record by it."""

from __future__ import annotations

from zsdesk.documents import wording
from zsdesk.documents.blocks import Row, Style, height, paragraph, set_text, stack
from zsdesk.documents.content import Content
from zsdesk.documents.figures import qr_code
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.page import WIDTH
from zsdesk.documents.paper import MM, Sheet
from zsdesk.documents.structure import Element
from zsdesk.documents.text import one_line

SIDE = 22 * MM
_QUIET = 2 * MM  # about the white margin of the code, so that its ink stands at the left edge
_TEXT = Style(Role.PLAIN, 9.0, 13.0, align="left")
_WIDTH = WIDTH * 0.6


def stamped(content: Content, parent: Element, fonts: FontSet) -> Row:
    """The code with number, version and digest beside it."""
    digest = content.stamp[:16].upper()
    number, version = one_line(content.number) or wording.MISSING, one_line(content.version) or wording.MISSING
    said = (wording.NUMBER_AT_CODE + number, wording.VERSION + version, wording.DIGEST + digest)
    element = parent.add("P")
    lines = [line for text in said for line in set_text(text, _TEXT, _WIDTH, fonts, most=1)]
    rows = paragraph(lines, _TEXT, _WIDTH, element)
    alt = wording.QR_ALT.format(number=number, version=version, digest=digest)
    code = qr_code(qr_text(number, version, content.stamp), SIDE, parent, alt)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        code.draw(sheet, x - _QUIET, y)
        stack(rows, sheet, x + SIDE, y + (SIDE - height(rows)) / 2)

    return Row(SIDE, draw)


def qr_text(number: str, version: str, stamp: str) -> str:
    """What the QR code says: form, number, version, digest; capitals make the code coarse."""
    return ":".join(("ZSD1", number[:40], version[:20], stamp[:64].upper()))
