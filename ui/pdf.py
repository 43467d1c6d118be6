"""PDF pages as pictures, by PDFium (QtPdf is not part of PySide6-Essentials).

PDFium is not safe for threads: one lock, and never in the UI thread.
"""

from __future__ import annotations

import threading

import pypdfium2
from PySide6.QtGui import QImage

_lock = threading.Lock()
POINTS = 72


def pictures(data: bytes, dpi: float) -> list[QImage]:
    """The pages of a PDF at a resolution."""
    with _lock:
        document = pypdfium2.PdfDocument(data)
        try:
            return [_picture(page, dpi) for page in document]
        finally:
            document.close()


def _picture(page: pypdfium2.PdfPage, dpi: float) -> QImage:
    # Four bytes a pixel, blue first: what QImage calls RGB32 on every machine that we run on (little-endian).
    bitmap = page.render(scale=dpi / POINTS, prefer_bgrx=True)
    view = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    image = view.copy()  # the view borrows its bytes
    bitmap.close()
    page.close()
    return image
