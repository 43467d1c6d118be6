"""A list that drops down from a line, while the line keeps the focus (and the input method)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.editors.base import Found

ROW = 32
_NOTE = Qt.ItemDataRole.UserRole + 1
_VALUE = Qt.ItemDataRole.UserRole + 2
MOST_ROWS = 9


class _Rows(QStyledItemDelegate):
    """A name and, quieter and to the right, what tells it from others of that name."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.jade_soft))
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 6, 6)
        inside = option.rect.adjusted(12, 0, -12, 0)
        note = str(index.data(_NOTE) or "")
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        metrics = option.fontMetrics
        taken = min(metrics.horizontalAdvance(text), inside.width())
        left = inside.width() - taken - 16
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.ink))
        painter.drawText(
            inside,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width()),
        )
        if note and left > 24:
            painter.setPen(QColor(tokens.muted))
            painter.drawText(
                QRect(inside.right() - left, inside.top(), left, inside.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                metrics.elidedText(note, Qt.TextElideMode.ElideRight, left),
            )
        painter.restore()


class Popup(QFrame):
    """The list below (or above) ``anchor``; it is a child of the window, so it takes no focus from the line."""

    def __init__(self, anchor: QWidget, chosen: Callable[[Found], None]) -> None:
        super().__init__(anchor.window())
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._anchor = anchor
        self._chosen = chosen
        self.list = QListWidget(self)
        self.list.setProperty("role", "bare")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self.list.itemClicked.connect(self._take)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 5, 1, 5)
        box.addWidget(self.list)
        self.hide()

    def offer(self, found: Sequence[Found], *, first: bool = True) -> None:
        """Show the list, the first line chosen where ``first``; an empty list hides it."""
        self.list.clear()
        for choice in found:
            item = QListWidgetItem(choice.text)
            item.setData(_NOTE, choice.note)
            item.setData(_VALUE, choice.value)
            self.list.addItem(item)
        if not found:
            self.hide()
            return
        self.list.setCurrentRow(0 if first else -1)
        self._place(len(found))
        self.show()
        self.raise_()

    def _place(self, count: int) -> None:
        window = self._anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        top_left = self._anchor.mapTo(window, QPoint(0, 0))
        height = min(count, MOST_ROWS) * ROW + 12
        below = window.height() - (top_left.y() + self._anchor.height() + 4)
        y = top_left.y() + self._anchor.height() + 4
        if below < height and top_left.y() > below:
            y = top_left.y() - height - 4
        width = min(max(self._anchor.width(), 240), window.width() - 16)
        x = max(8, min(top_left.x(), window.width() - width - 8))
        self.setGeometry(x, max(4, y), width, height)

    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self._chosen(Found(str(item.data(_VALUE)), item.text(), str(item.data(_NOTE) or "")))

    def take_current(self) -> bool:
        """Choose the line that is marked; false where none is."""
        item = self.list.currentItem()
        if not self.isVisible() or item is None:
            return False
        self._take(item)
        return True

    def on_key(self, event: QKeyEvent) -> bool:
        """Move, choose or close by a key of the line; true where the key was for the list."""
        if not self.isVisible():
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}[key]
            row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
            self.list.setCurrentRow(row)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            return self.take_current()
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False


class Offering:
    """What editors with a list below their line have in common: they offer what a text may mean, and take one of it."""

    box: QWidget
    """What the list hangs from."""
    _popup: Popup | None = None

    @property
    def popup(self) -> Popup:
        """The list, made when it is first wanted."""
        if self._popup is None:
            self._popup = Popup(self.box, self._take)
            self.box.destroyed.connect(self._popup.deleteLater)
        return self._popup

    def complete(self, text: str) -> None:
        """Offer what ``text`` may mean."""
        raise NotImplementedError

    def _take(self, found: Found) -> None:
        raise NotImplementedError

    def key_of_list(self, event: QKeyEvent, typed: str) -> bool:
        """A key of the line: for the open list, or the arrow that opens it on what is ``typed``."""
        if self._popup is not None and self._popup.on_key(event):
            return True
        if event.key() == Qt.Key.Key_Down:
            self.complete(typed)
            return True
        return False

    def leave_list(self, *, take: bool) -> None:
        """The line is left: ``take`` the marked line of an open list, and close it."""
        if self._popup is not None and self._popup.isVisible():
            if take:
                self._popup.take_current()
            self._popup.hide()
