"""Words and tags painted by hand: for lists, cards and rows that are no widgets of their own."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from ui import theme
from zsdesk.words import language

YI, WAN = 100_000_000, 10_000


def write(
    painter: QPainter, rect: QRect, text: str, tone: str = "ink", *, font: QFont | None = None, right: bool = False
) -> int:
    """Write one line of text, shortened at its end where it is too long; its width."""
    painter.setFont(font or theme.font())
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.setPen(theme.colour(tone))
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
    return metrics.horizontalAdvance(shown)


def two_lines(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """A text in one line, or broken into two, of which the second is shortened where it is too long.

    Chinese breaks anywhere; a Latin word or a number goes to the second line whole, if it does not fill the first.
    """
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    fits = next(n for n in range(len(text), -1, -1) if metrics.horizontalAdvance(text[:n]) <= width or n == 1)
    at = fits
    while 0 < at < len(text) and _joined(text[at - 1]) and _joined(text[at]):
        at -= 1
    at = at or fits
    rest = metrics.elidedText(text[at:].lstrip(), Qt.TextElideMode.ElideRight, width)
    return [text[:at].rstrip(), rest]


def _joined(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ".,%-/")


def tag(painter: QPainter, rect: QRect, text: str, tone: str) -> int:
    """Write a text on its status ground; its width."""
    font = theme.font(theme.SMALL)
    metrics = QFontMetrics(font)
    width = min(metrics.horizontalAdvance(text) + 14, rect.width())
    if width < 20:
        return 0
    box = QRectF(rect.left(), rect.center().y() - 9, width, 19)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(theme.tokens(), f"{tone}_soft", theme.tokens().hover)))
    painter.drawRoundedRect(box, 4, 4)
    write(painter, box.toRect().adjusted(7, 0, -6, 0), text, tone, font=font)
    return width


def yi_words(yuan: int) -> str:
    """A sum for a column of sums: all in 亿, so that the eye can compare them."""
    if language() != "zh_CN":
        return f"{yuan / 1_000_000:,.1f} M"
    return f"{yuan / YI:,.2f} 亿" if yuan >= WAN * 100 or yuan == 0 else f"{yuan / WAN:,.2f} 万"


def yi_total(yuan: int) -> str:
    """A sum for a heading: ``612.4 亿元``."""
    if language() != "zh_CN":
        return f"CNY {yuan / 1_000_000:,.1f} M"
    return f"{yuan / YI:,.1f} 亿元" if yuan >= YI else f"{yuan / WAN:,.0f} 万元"
