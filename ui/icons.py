"""The icons: lucide's outlines (ISC, ``resources/icons``), tinted with a token when they are drawn.

``icon("search", "muted")`` gives a ``QIcon`` that is sharp at every scale and takes the colour that
its token has in the theme in force at the time of painting.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from ui import theme


@cache
def _outline(name: str) -> bytes:
    return resources.path("icons", f"{name}.svg").read_bytes()


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = _outline(name).replace(b"currentColor", colour.encode()).replace(b'stroke-width="2"', b'stroke-width="1.75"')
    return QSvgRenderer(QByteArray(svg))


def paint(painter: QPainter, name: str, tone: str, rect: QRectF) -> None:
    """Draw an icon into ``rect`` with the colour of a token (or a ``#rrggbb``)."""
    colour = tone if tone.startswith("#") else getattr(theme.tokens(), tone)
    _renderer(name, colour).render(painter, rect)


class _Tinted(QIconEngine):
    """Draws the outline with the token's colour; greyed out where the control is disabled.

    In a place that is wider than high it stands at the left: the rest keeps words away from it.
    """

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tone = "faint" if mode == QIcon.Mode.Disabled else self._tone
        paint(painter, self._name, tone, QRectF(rect.x(), rect.y(), rect.height(), rect.height()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return drawn

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._tone)


def icon(name: str, tone: str = "ink") -> QIcon:
    """The icon called ``name``, drawn in the colour of the token ``tone``."""
    return QIcon(_Tinted(name, tone))
