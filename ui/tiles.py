"""The tiles of the files panel: one for each file, and the one that takes more."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from ui import icons, theme
from ui.editors.base import Line
from zsdesk.words import tr

PICTURE = QSize(119, 74)
NAME = 20


def sized(size: int) -> str:
    """A file's size in a few characters."""
    for unit, step in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{size} B"


class _Focusable(QWidget):
    """Painted by hand, reached by Tab, pressed by Enter."""

    pressed = Signal()

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(PICTURE.width(), height)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def frame(self) -> QRectF:
        """Where the picture stands."""
        return QRectF(0.5, 0.5, PICTURE.width() - 1, PICTURE.height() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not control:
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class AddTile(_Focusable):
    """Where files are dropped; a click chooses them."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(PICTURE.height(), parent)
        self.setToolTip(tr("Drop files here, paste a picture (Ctrl+V), or click to choose"))
        self.setAccessibleName(tr("Attach files"))
        self.pressed.connect(self.clicked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.tokens()
        over = bool(self.property("over")) or self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(tokens.jade if over else tokens.line_strong), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tokens.jade_soft if over else tokens.sunk))
        painter.drawRoundedRect(self.frame(), 7, 7)
        painter.setPen(QColor(tokens.jade if over else tokens.muted))
        painter.drawText(self.frame(), Qt.AlignmentFlag.AlignCenter, tr("Drop, or click"))


class Tile(_Focusable):
    """One file: its picture or its sign, its caption or name under it."""

    opened = Signal()
    removed = Signal()
    copy_wanted = Signal()
    captioned = Signal(str)

    def __init__(self, file: Any, parent: QWidget | None = None) -> None:
        super().__init__(PICTURE.height() + NAME, parent)
        self.file = file
        self.picture_key = ""
        self._image: QImage | None = None
        self._line: QLineEdit | None = None
        self.pressed.connect(self.opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        self._column = column
        self.describe(file)

    def describe(self, file: Any) -> None:
        """Show what is known of the file."""
        self.file = file
        taken = file.taken_at.strftime("%Y-%m-%d %H:%M") if file.taken_at else ""
        state = "" if file.present else tr("Not on this machine yet: it comes with the next sync.")
        self.setToolTip("\n".join(part for part in (file.caption, file.name, sized(file.size), taken, state) if part))
        self.setAccessibleName(file.caption or file.name)
        self.update()

    def show_picture(self, image: QImage) -> None:
        """Show the thumbnail."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(self.frame(), 7, 7)
        painter.fillPath(path, QColor(tokens.sunk))
        if self._image is not None:
            painter.save()
            painter.setClipPath(path)
            painter.drawImage(self.frame(), self._image)
            painter.restore()
            if not self.file.present:
                self._paint_waiting(painter)
        else:
            self._paint_sign(painter)
        edge = tokens.jade if self.hasFocus() else tokens.line_strong if self.underMouse() else tokens.line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.drawPath(path)
        if self._line is None:
            self._paint_name(painter)

    def _paint_waiting(self, painter: QPainter) -> None:
        """The picture is a small one: the file itself is still to come."""
        disc = QRectF(PICTURE.width() - 26, 6, 20, 20)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().sunk))
        painter.drawEllipse(disc)
        painter.restore()
        icons.paint(painter, "cloud", "muted", disc.adjusted(3, 3, -3, -3))

    def _paint_sign(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        media = self.file.media_type
        name = "image" if media.startswith("image/") else "film" if media.startswith("video/") else "file-text"
        name = name if self.file.present else "cloud"
        side = 22.0
        box = QRectF((PICTURE.width() - side) / 2, 16, side, side)
        icons.paint(painter, name, "muted", box)
        painter.setPen(QColor(tokens.muted))
        suffix = self.file.name.rpartition(".")[2].upper()[:5] if "." in self.file.name else ""
        below = QRectF(4, 42, PICTURE.width() - 8, 20)
        painter.setFont(theme.font(theme.SMALL))
        text = " · ".join(part for part in (suffix, sized(self.file.size)) if part)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_name(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(QColor(tokens.ink if self.file.caption else tokens.muted))
        below = QRectF(1, PICTURE.height() + 2, PICTURE.width() - 2, NAME - 2)
        text = painter.fontMetrics().elidedText(
            self.file.caption or self.file.name, Qt.TextElideMode.ElideMiddle, round(below.width())
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.position().y() > PICTURE.height():
            self.edit_caption()
        else:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.edit_caption()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Open"), self.opened.emit)
        menu.addAction(tr("Caption…") + "\tF2", self.edit_caption)
        menu.addAction(tr("Save a copy…"), self.copy_wanted.emit)
        menu.addSeparator()
        menu.addAction(tr("Remove") + "\tDel", self.removed.emit)
        menu.exec(event.globalPos())

    def edit_caption(self) -> None:
        """Write the caption in place; Enter keeps it, Esc leaves it."""
        if self._line is not None:
            return
        line = Line(self)
        line.setProperty("role", "caption")
        line.setFixedHeight(NAME)
        line.setText(self.file.caption)
        line.setPlaceholderText(tr("Caption"))
        line.on_key = self._caption_key
        line.left.connect(self._caption_done)
        self._line = line
        self._column.addWidget(line)
        line.show()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()

    def _caption_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if event.key() == Qt.Key.Key_Escape:
            if self._line is not None:
                self._line.setText(self.file.caption)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def _caption_done(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        text = line.text()
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.update()
        if text.strip() != self.file.caption:
            self.captioned.emit(text)
