"""Pictures made off the UI thread: thumbnails of files, and the clipboard's picture as a file."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable
from functools import cache

import shiboken6
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QObject,
    QSize,
    Qt,
    QThreadPool,
    Signal,
    Slot,
)
from PySide6.QtGui import QImage, QImageReader

from ui.log import note

KEPT = 300
"""Thumbnails in memory; each is about 60 kB."""


class _Bridge(QObject):
    """Brings results back into the UI thread.  It outlives every widget, so that no thread of the pool ever
    holds one: a widget of which such a thread let go last would die there."""

    _made = Signal(int, object)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._numbers = itertools.count()
        self._waiting: dict[int, tuple[Pictures, str]] = {}
        self._made.connect(self._deliver)

    def run(self, owner: Pictures, key: str, fn: Callable[[], object]) -> None:
        number = next(self._numbers)
        self._waiting[number] = (owner, key)
        QThreadPool.globalInstance().start(lambda: self._attempt(number, fn))

    def _attempt(self, number: int, fn: Callable[[], object]) -> None:
        try:
            result = fn()
        except Exception as error:
            note("A picture could not be made", error)
            result = None
        if shiboken6.isValid(self):
            self._made.emit(number, result)

    @Slot(int, object)
    def _deliver(self, number: int, result: object) -> None:
        owner, key = self._waiting.pop(number)
        if shiboken6.isValid(owner):
            owner.made.emit(key, result)


@cache
def _bridge() -> _Bridge:
    return _Bridge()


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
        _bridge().run(self, key, fn)

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
