"""Pictures made off the UI thread: thumbnails of files, and the clipboard's picture as a file."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

log = logging.getLogger("zsdesk.ui")
KEPT = 300
"""Thumbnails in memory; each is about 60 kB."""


class _Job(QRunnable):
    """Runs a function on a thread of the pool and hands its result to a signal."""

    def __init__(self, fn: Callable[[], object], owner: Pictures, key: str) -> None:
        super().__init__()
        self._fn, self._owner, self._key = fn, owner, key

    def run(self) -> None:
        try:
            result = self._fn()
        except Exception:
            log.exception("A picture could not be made")
            result = None
        if shiboken6.isValid(self._owner):
            self._owner.made.emit(self._key, result)


class Pictures(QObject):
    """Makes pictures small, and keeps the latest."""

    made = Signal(str, object)
    """A key, and what its job gave: a ``QImage`` (a null one for what is no picture), PNG bytes, a list of pages;
    ``None`` where it failed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self.made.connect(self._keep)

    def known(self, key: str) -> QImage | None:
        """The thumbnail of a key, if it is already made."""
        return self._images.get(key)

    def run(self, key: str, fn: Callable[[], object]) -> None:
        """Run ``fn`` on a thread of the pool; ``made`` tells its result."""
        QThreadPool.globalInstance().start(_Job(fn, self, key))

    def shrink(self, key: str, data: bytes, size: QSize) -> None:
        """Make a thumbnail that fills ``size``; ``made`` tells when."""
        self.run(key, lambda: shrunk(data, size))

    def encode(self, key: str, image: QImage) -> None:
        """Make PNG bytes of a picture; ``made`` tells when."""
        self.run(key, lambda: encoded(image))

    def _keep(self, key: str, result: object) -> None:
        if type(result) is QImage:
            self._images[key] = result
            while len(self._images) > KEPT:
                self._images.popitem(last=False)


def shrunk(data: bytes, size: QSize) -> QImage:
    """A picture that fills ``size``, its middle kept, upright as the camera held it; a null one for no picture."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid():
        # JPEG decodes at a fraction of its size, which is many times faster; the margin keeps it sharp.
        reader.setScaledSize(full.scaled(size * 1.5, Qt.AspectRatioMode.KeepAspectRatioByExpanding).boundedTo(full))
    image = reader.read()
    if image.isNull():
        return image
    image = image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (image.width() - size.width()) // 2, (image.height() - size.height()) // 2
    return image.copy(left, top, size.width(), size.height())


def encoded(image: QImage) -> bytes:
    """The PNG of a picture."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())
