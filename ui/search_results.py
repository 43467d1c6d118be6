"""What Ctrl+K found: a list that drops down from the search box."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import icons, theme
from ui.actions import Action
from ui.lifting import lift
from ui.names import type_icon, type_word
from ui.paint import tag, write
from zsdesk.words import tr

LINE, ACTION = 50, 36
"""How high a record and an action are."""
SHOWN = 9 * LINE


class Hits(QAbstractListModel):
    """What was found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: list[Any] = []

    def show(self, hits: list[Any]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            hit = self.hits[index.row()]
            if isinstance(hit, Action):
                return f"{tr('Do something')} {hit.words}"
            return f"{type_word(hit.type)} {hit.heading}"
        return None


class HitPainter(QStyledItemDelegate):
    """A hit: its name, and below the place where the words stand, marked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        model = index.model()
        low = isinstance(model, Hits) and isinstance(model.hits[index.row()], Action)
        return QSize(200, ACTION if low else LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, Hits)
        hit = model.hits[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 7, 7)
        if isinstance(hit, Action):
            self._action(painter, rect, hit)
            painter.restore()
            return
        icons.paint(painter, type_icon(hit.type), "muted", QRect(rect.left() + 14, rect.top() + 17, 16, 16).toRectF())
        word = type_word(hit.type)
        wide = QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(word) + 14
        tag(painter, QRect(rect.right() - wide - 12, rect.center().y() - 10, wide, 20), word, "muted")
        line = QRect(rect.left() + 42, rect.top(), rect.width() - wide - 66, 20)
        at = hit.heading.find(hit.snippet)
        if at >= 0:  # found in the name itself: marked there, and not said twice
            marks = tuple((at + start, at + end) for start, end in hit.marks)
            self._marked(painter, line.translated(0, (LINE - 20) // 2), hit.heading, marks, theme.font(strong=True))
        else:
            write(painter, line.translated(0, 6), hit.heading, font=theme.font(strong=True))
            self._marked(painter, line.translated(0, 26), hit.snippet, hit.marks, theme.font(theme.SMALL), "muted")
        painter.restore()

    def _action(self, painter: QPainter, rect: QRect, action: Action) -> None:
        """Something to do: its words in one line, its key at the right."""
        icons.paint(painter, action.icon, "jade", QRect(rect.left() + 14, rect.center().y() - 8, 16, 16).toRectF())
        write(painter, QRect(rect.left() + 42, rect.top(), rect.width() - 150, rect.height()), action.words)
        if action.key:
            write(painter, rect.adjusted(0, 0, -14, 0), action.key, "muted", font=theme.font(theme.SMALL), right=True)

    def _marked(
        self, painter: QPainter, rect: QRect, text: str, marks: tuple[tuple[int, int], ...], font: QFont,
        tone: str = "ink",
    ) -> None:  # fmt: skip
        metrics = QFontMetrics(font)
        x, at = rect.left(), 0
        pieces: list[tuple[str, bool]] = []
        for start, end in sorted(marks):
            if start >= at:
                pieces += [(text[at:start], False), (text[start:end], True)]
                at = end
        pieces.append((text[at:], False))
        for piece, marked in pieces:
            room = QRect(x, rect.top(), rect.right() - x, rect.height())
            width = min(metrics.horizontalAdvance(piece), room.width())
            if marked and width > 0:
                painter.fillRect(QRect(x, rect.top() + 1, width, rect.height() - 2), theme.colour("amber_soft"))
            x += write(painter, room, piece, "amber" if marked else tone, font=font)
            if x >= rect.right() - 8:
                break


class Results(QFrame):
    """The hits over the page; the keyboard stays in the search box."""

    opened = Signal(str, str)
    ran = Signal(object)
    """An action was chosen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.setProperty("role", "popup")
        lift(self)
        self.hide()
        self.hits = Hits(self)
        self.list = QListView(self)
        self.list.setModel(self.hits)
        self.list.setItemDelegate(HitPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(tr("Search results"))
        self.list.clicked.connect(lambda _index: self.take())
        self.list.entered.connect(self.list.setCurrentIndex)
        self.foot = QLabel(self)
        self.foot.setProperty("role", "small")
        self.foot.setContentsMargins(10, 2, 10, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)

    def show_hits(self, hits: list[Any], below: QWidget, unindexed: int = 0) -> None:
        """Show what was found, below the search box, and of how many records it is not known yet."""
        self.hits.show(hits)
        self.list.setVisible(bool(hits))
        if hits:
            foot = tr("↑ ↓ choose · Enter opens or does · Esc closes")
        else:
            foot = tr("Nothing found. Fewer or other words may help.")
        if unindexed:
            foot = tr("{n} records are still being taken into the index.", n=f"{unindexed:,}")
        self.foot.setText(foot)
        if hits:
            self.list.setCurrentIndex(self.hits.index(0))
        window = self._over
        corner = below.mapTo(window, below.rect().bottomLeft())
        width = min(620, window.width() - corner.x() - 20)
        around = self.foot.sizeHint().height() + 20  # margins, the gap and the list's own edge
        lines = sum(ACTION if isinstance(hit, Action) else LINE for hit in hits)
        height = min(min(lines, SHOWN) + around, window.height() - corner.y() - 30)
        self.setGeometry(corner.x(), corner.y() + 6, width, max(42, height))
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Choose another hit."""
        row = max(0, min(len(self.hits.hits) - 1, self.list.currentIndex().row() + step))
        self.list.setCurrentIndex(self.hits.index(row))

    def take(self) -> None:
        """Open the chosen hit."""
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.hits.hits):
            hit = self.hits.hits[row]
            self.hide()
            if isinstance(hit, Action):
                self.ran.emit(hit)
            else:
                self.opened.emit(hit.type, hit.id)
