"""PDF pages as pictures, by PDFium (QtPdf is not part of PySide6-Essentials).

PDFium is not safe for threads: one lock, and never in the UI thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

_lock = threading.Lock()
POINTS = 72


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _lock:
        document = pypdfium2.PdfDocument(data)
        try:
            document.init_forms()  # without it signatures are not drawn
            yield document
        finally:
            document.close()


def sizes(data: bytes) -> list[QSize]:
    """The sizes of the pages, in points."""
    with _opened(data) as document:
        return [QSize(round(w), round(h)) for w, h in (document.get_page_size(n) for n in range(len(document)))]


def page(data: bytes, number: int, dpi: float) -> QImage:
    """One page of a PDF at a resolution, counted from 0."""
    with _opened(data) as document:
        return _picture(document[number], dpi)


def pictures(data: bytes, dpi: float) -> list[QImage]:
    """The pages of a PDF at a resolution."""
    with _opened(data) as document:
        return [_picture(page, dpi) for page in document]


def _picture(page: pypdfium2.PdfPage, dpi: float) -> QImage:
    # Four bytes a pixel, blue first: what QImage calls RGB32 on every machine that we run on (little-endian).
    bitmap = page.render(scale=dpi / POINTS, prefer_bgrx=True)
    view = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    image = view.copy()  # the view borrows its bytes
    bitmap.close()
    page.close()
    return image
