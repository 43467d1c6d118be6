"""The pages of a paper, one under the other: of a long one only those are drawn that are in sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import pdf, theme
from ui.pictures import Pictures

SCREEN_DPI = 180
GAP = 16
KEPT = 10
"""Pages in memory; each is about 12 MB."""


class PaperView(QWidget):
    """Sheets as wide as there is room; each is drawn off the UI thread when it comes into sight."""

    shown = Signal()
    """A page was drawn."""
    failed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sizes: list[QSize] = []
        self.pages: OrderedDict[int, QImage] = OrderedDict()
        self._data = b""
        self._asked: set[str] = set()
        self._pictures = Pictures(self)
        self._pictures.made.connect(self._made)

    def show_paper(self, data: bytes) -> None:
        """Show the pages of a PDF."""
        self._data = data
        self.pages.clear()
        self._asked.clear()
        self._ask("sizes", lambda: pdf.sizes(data))

    def _ask(self, key: str, fn: Callable[[], object]) -> None:
        if key not in self._asked:
            self._asked.add(key)
            self._pictures.run(key, fn)

    def _made(self, key: str, result: object) -> None:
        self._asked.discard(key)
        if result is None:
            self.failed.emit()
        elif key == "sizes" and isinstance(result, list):
            self.sizes = result
            self._fit()
        elif isinstance(result, QImage):
            self.pages[int(key)] = result
            while len(self.pages) > KEPT:
                self.pages.popitem(last=False)
            self.update()
            self.shown.emit()

    # -- places --------------------------------------------------------------------------------

    def _places(self) -> list[QRect]:
        widest = max((size.width() for size in self.sizes), default=1)
        room = min(self.width() - 2 * GAP, 900)
        places, top = [], GAP
        for size in self.sizes:
            width = round(room * size.width() / widest)
            height = round(width * size.height() / size.width())
            places.append(QRect(QPoint((self.width() - width) // 2, top), QSize(width, height)))
            top += height + GAP
        return places

    def _fit(self) -> None:
        places = self._places()
        self.setMinimumHeight(places[-1].bottom() + GAP if places else 0)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, place in enumerate(self._places()):
            if not place.intersects(event.rect()):
                continue
            page = self.pages.get(number)
            if page is None:
                painter.fillRect(place, QColor("white"))
                self._ask(str(number), partial(pdf.page, self._data, number, SCREEN_DPI))
            else:
                self.pages.move_to_end(number)
                painter.drawImage(QRectF(place), page)
            painter.setPen(QColor(theme.tokens().line_strong))
            painter.drawRect(place)
