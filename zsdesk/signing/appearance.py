"""What a signature looks like on the page: a small sheet in the paper's own faces, of the size of its field.

It says what a reader may check: who, when, by which certificate of whom.  All of it is in embedded fonts and
marked as not to be read aloud, as the field's description is read instead (PDF/A-2, PDF/UA-1).
"""

from __future__ import annotations

from datetime import date, datetime

from zsdesk.clock import BEIJING
from zsdesk.documents.archive import Metadata
from zsdesk.documents.blocks import Style, set_text, show
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.paper import BLACK, Colour, Paper, Sheet
from zsdesk.documents.signatures import SEAL
from zsdesk.signing.certificates import Holder

_RED: Colour = (0.80, 0.0, 0.0)
_LOW = 30.0
"""Points: a field that is lower has room for two small lines."""


def drawn(place: str, size: tuple[float, float], holder: Holder, at: datetime, serial: str, fonts: FontSet) -> bytes:
    """The look of a signature as a PDF of one page, of ``size`` in points."""
    when = f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    paper = Paper()
    sheet = paper.sheet(size)
    with sheet.artifact():
        if place == SEAL:
            _sealed(sheet, size, holder, when, serial, fonts)
        elif size[1] < _LOW:
            _lined(sheet, size, holder, when, serial, fonts)
        else:
            _framed(sheet, size, holder, when, serial, fonts)
    return paper.finish(Metadata(title="签名", author=holder.account, subject="签名", day=date(2026, 1, 1)))


def _lined(
    sheet: Sheet, size: tuple[float, float], holder: Holder, when: str, serial: str, fonts: FontSet
) -> None:  # fmt: skip
    width, height = size
    name = Style(Role.KAI, 8.0, 9.5, align="left")
    top = (height - 16.5) / 2
    line = set_text(f"{holder.account} 电子签名", name, width - 2.0, fonts, most=1)[0]
    show(sheet, line, name, 2.0, top, width - 2.0)
    _small(sheet, (f"{when} 证书 {serial[:10]}",), 2.0, top + 9.5, width - 2.0, fonts)


def _framed(
    sheet: Sheet, size: tuple[float, float], holder: Holder, when: str, serial: str, fonts: FontSet
) -> None:  # fmt: skip
    width, height = size
    name = Style(Role.KAI, 18.0, 26.0, align="left")
    top = (height - 26.0 - 13.0) / 2
    show(sheet, set_text(holder.account, name, width - 12.0, fonts, most=1)[0], name, 6.0, top, width - 12.0)
    said = (f"电子签名 {when}", f"{holder.province} 证书 {serial[:16]}")
    _small(sheet, said, 6.0, top + 26.0, width - 12.0, fonts)


def _sealed(
    sheet: Sheet, size: tuple[float, float], holder: Holder, when: str, serial: str, fonts: FontSet
) -> None:  # fmt: skip
    width, height = size
    for inset, line in ((1.5, 2.0), (5.0, 0.6)):
        right, low = width - inset, height - inset
        corners = ((inset, inset), (right, inset), (right, low), (inset, low))
        sheet.polygon(corners, _RED, line=line)
    head = Style(Role.TITLE, 13.0, 18.0, align="centre", colour=_RED)
    lines = set_text(holder.province, head, width - 16.0, fonts, most=2)
    top = height * 0.2
    for one in lines:
        show(sheet, one, head, 8.0, top, width - 16.0)
        top += head.pitch
    word = Style(Role.HEI, 10.0, 16.0, align="centre", colour=_RED)
    show(sheet, set_text("电子签章", word, width, fonts, most=1)[0], word, 0.0, top + 3.0, width)
    said = (holder.account, when, f"证书 {serial[:16]}")
    _small(sheet, said, 8.0, top + 23.0, width - 16.0, fonts, align="centre", colour=_RED)


def _small(
    sheet: Sheet, said: tuple[str, ...], x: float, y: float, width: float, fonts: FontSet, *, align: str = "left",
    colour: Colour = BLACK,
) -> None:  # fmt: skip
    style = Style(Role.PLAIN, 5.5, 6.5, align=align, colour=colour)
    for text in said:
        show(sheet, set_text(text, style, width, fonts, most=1)[0], style, x, y, width)
        y += style.pitch
