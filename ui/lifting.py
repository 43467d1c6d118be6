"""Elevation: what lies over the page casts a soft shadow; none in high contrast, where lines say it."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget

from ui import theme
from ui.tokens import DEEP, LIFT


def lift(widget: QWidget) -> None:
    """Let a popup stand above the page; call it again when the theme changed."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(LIFT)
    shadow.setOffset(0, DEEP)
    red, green, blue, alpha = (int(part) for part in theme.tokens().shade[5:-1].split(","))
    shadow.setColor(QColor(red, green, blue, alpha))
    widget.setGraphicsEffect(shadow)
