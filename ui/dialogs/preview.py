"""A file of a record, looked at in the window: pictures and PDFs, one after the other by the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui import handed
from ui.log import sentence_of
from ui.pages.parts import button, text
from ui.paper_view import PaperView
from ui.pictures import Pictures
from ui.work import Work
from zsdesk.words import tr

LONGEST = 2_400
"""Pixels of a picture's longer side in memory: more than a screen has."""


def looked_at(file: Any) -> bool:
    """Whether a file can be shown here; everything else is for the system's own programs."""
    return bool(file.present) and (file.media_type.startswith("image/") or file.media_type == "application/pdf")


def upright(data: bytes) -> QImage:
    """A picture as the camera held it, no larger than a screen needs; a null one for no picture."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid() and max(full.width(), full.height()) > LONGEST:
        reader.setScaledSize(full.scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class _Picture(QWidget):
    """A picture in the room that there is, never larger than it is."""

    image = QImage()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self.image.size().scaled(self.size().boundedTo(self.image.size()), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        painter.drawImage(place, self.image)


class FilePreview(QDialog):
    """Shows one file; ← and → go to the others of the record."""

    open_wanted = Signal(object)
    copy_wanted = Signal(object)

    def __init__(self, work: Work, files: Sequence[Any], file: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work, self.files = work, [one for one in files if looked_at(one)]
        self.at = next((at for at, one in enumerate(self.files) if one.id == file.id), 0)
        self._pictures = Pictures(self)
        self._pictures.made.connect(self._made)
        room = parent.window().size() if parent is not None else QSize(1000, 760)
        self.resize(max(640, room.width() - 160), max(480, room.height() - 80))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self.name = text("", "head", self, wrap=True)
        self.about = text("", "small", self)
        self.stack = QStackedWidget(self)
        self.picture = _Picture(self)
        self.paper = PaperView()
        self.paper.failed.connect(lambda: self._cannot(tr("This file cannot be shown here.")))
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.paper)
        self.trouble = text("", "muted", self, wrap=True)
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self.picture, scroll, self.trouble):
            self.stack.addWidget(widget)
        for widget, stretch in ((self.name, 0), (self.about, 0), (self.stack, 1)):
            column.addWidget(widget, stretch)
        column.addLayout(self._foot())
        self.show_at(self.at)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.before = button("←", lambda: self.show_at(self.at - 1), tip=tr("The file before (←)"), parent=self)
        self.after = button("→", lambda: self.show_at(self.at + 1), tip=tr("The next file (→)"), parent=self)
        self.before.setAccessibleName(tr("The file before (←)"))
        self.after.setAccessibleName(tr("The next file (→)"))
        opens = button(tr("Open with its program"), lambda: self.open_wanted.emit(self.files[self.at]),
                       tip=tr("Open a private copy with the system's program for it"), parent=self)  # fmt: skip
        copies = button(tr("Save a copy…"), lambda: self.copy_wanted.emit(self.files[self.at]), parent=self)
        close = button(tr("Close"), self.accept, tip=tr("Close (Esc)"), parent=self)
        for made in (self.before, self.after, opens, copies):
            made.setAutoDefault(False)
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def show_at(self, at: int) -> None:
        """Show another file of the record."""
        if not 0 <= at < len(self.files):
            return
        self.at = at
        file = self.files[at]
        self.setWindowTitle(file.caption or file.name)
        self.name.setText(file.caption or file.name)
        self.about.setText(f"{file.name} · {at + 1} / {len(self.files)}")
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at < len(self.files) - 1)
        self._work.ask(handed.read_file, file.sha256, then=partial(self._read, file),
                       failed=lambda error: self._cannot(sentence_of(error)))  # fmt: skip

    def _read(self, file: Any, data: bytes) -> None:
        if file is not self.files[self.at]:
            return
        if file.media_type == "application/pdf":
            self.paper.show_paper(data)
            self.stack.setCurrentIndex(1)
        else:
            self._pictures.run(file.sha256, lambda: upright(data))

    def _made(self, key: str, result: object) -> None:
        if key != self.files[self.at].sha256:
            return
        if isinstance(result, QImage) and not result.isNull():
            self.picture.image = result
            self.stack.setCurrentIndex(0)
            self.picture.update()
        else:
            self._cannot(tr("This file cannot be shown here."))

    def _cannot(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.stack.setCurrentIndex(2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.show_at(self.at + step)
