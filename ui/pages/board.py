"""The board: projects as cards, one column for each stage, with counts and sums."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)  # fmt: skip
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import asks, theme
from ui.bus import Bus
from ui.days import short_day
from ui.pages.ledgers import PROJECTS
from ui.pages.parts import Empty, text
from ui.paint import two_lines, write, yi_total, yi_words
from ui.work import Work
from zsdesk.clock import Clock
from zsdesk.words import tr

COLUMNS = ("name", "companies", "group", "region_code", "total_investment", "planned_start", "lead_unit", "stage_on")
MOST = 100
"""Cards of a lane; the ledger has them all."""
CARRIED = "application/x-zsdesk-project"
"""What a dragged card carries: the project's id."""
ASIDE = ("suspended", "terminated")
"""Stages that show only while a project is in them."""
UNBOUND = (1 << 24) - 1
"""Qt's own largest width."""
SLIM, WIDE = 104, 168
"""Pixels of a lane without cards, and the least of one with cards."""
CARD, GAP, LINE, PAD = 86, 10, 20, 12
Index = QModelIndex | QPersistentModelIndex


class Cards(QAbstractListModel):
    """The projects of one stage."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Any] = []

    def show(self, rows: list[Any]) -> None:
        """Show other projects."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cells = self.rows[index.row()].cells
            aged = age(self.rows[index.row()].values["stage_on"])
            return " ".join(part for part in (cells["name"], cells["total_investment"], aged) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.rows[index.row()].cells["name"]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled


class CardPainter(QStyledItemDelegate):
    """A card: name in up to two lines, place and sum, what comes next."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model, view = index.model(), self.parent()
        assert isinstance(model, Cards)
        assert isinstance(view, LaneList)
        lines = _name_lines(model.rows[index.row()], view.viewport().width() - 2 * PAD)
        return QSize(100, CARD + GAP + LINE * (len(lines) - 1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Cards)
        row = model.rows[index.row()]
        view = self.parent()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and isinstance(view, QWidget) and view.hasFocus()
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -GAP + 0.5)
        edge = "jade" if chosen else "line_strong" if over else "line"
        painter.setPen(QPen(theme.colour(edge), 1.5 if chosen else 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(box, 8, 8)
        self._content(painter, box.toRect().adjusted(PAD, 9, -PAD, -9), row)
        painter.restore()

    def _content(self, painter: QPainter, area: QRect, row: Any) -> None:
        cells, values = row.cells, row.values
        yuan = getattr(values["total_investment"], "yuan", None)
        money = yi_words(yuan) if yuan is not None else cells["total_investment"]
        strong = theme.font(strong=True)
        lines = _name_lines(row, area.width())
        for at, line in enumerate(lines):
            write(painter, QRect(area.left(), area.top() + at * LINE, area.width(), LINE), line, font=strong)
        area = area.adjusted(0, LINE * (len(lines) - 1), 0, 0)
        width = QFontMetrics(strong).horizontalAdvance(money)
        middle = QRect(area.left(), area.top() + 24, area.width(), 20)
        write(painter, middle, money, font=strong, right=True)
        small = theme.font(theme.SMALL)
        place = middle.adjusted(0, 0, -width - 10, 0)
        write(painter, place, cells["region_code"] or cells["group"], "muted", font=small)
        start = values["planned_start"]
        line = tr("Start {day}", day=short_day(start, start)) if start else cells["companies"]
        foot = QRect(area.left(), area.top() + 48, area.width(), 20)
        aged = write(painter, foot, age(values["stage_on"]), "muted", font=small, right=True)
        write(painter, foot.adjusted(0, 0, -aged - 8 if aged else 0, 0), line, "muted", font=small)


def age(entered: date | None) -> str:
    """How long a project has been in its stage; nothing where nobody knows."""
    return tr("{n} days", n=max(0, (Clock().today() - entered).days)) if entered else ""


def _name_lines(row: Any, width: int) -> list[str]:
    return two_lines(row.cells["name"], width, QFontMetrics(theme.font(strong=True)))


class LaneList(QListView):
    """The cards of a lane; the arrow keys also go to the lanes beside it."""

    sideways = Signal(int)
    taken = Signal(str)
    stepped = Signal(str, int)
    """A card shall go to the stage before (-1) or after (1): the project's id."""
    dropped = Signal(str)
    """A card was dropped here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards = Cards(self)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QListView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setModel(self.cards)
        self.setItemDelegate(CardPainter(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(lambda index: self.taken.emit(self.cards.rows[index.row()].id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.doItemsLayout()  # at once: names wrap elsewhere now, and Qt would let the cards overlap meanwhile

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.currentIndex().isValid():
            project = self.cards.rows[self.currentIndex().row()].id
            self.stepped.emit(project, 1 if event.key() == Qt.Key.Key_Right else -1)
        elif plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.sideways.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.taken.emit(self.cards.rows[self.currentIndex().row()].id)
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if index.isValid():
            carried = QMimeData()
            carried.setData(CARRIED, self.cards.rows[index.row()].id.encode())
            drag = QDrag(self)
            drag.setMimeData(carried)
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARRIED) and event.source() is not self:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(CARRIED) and event.source() is not self:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(CARRIED):
            event.acceptProposedAction()
            self.dropped.emit(bytes(event.mimeData().data(CARRIED).data()).decode())

    def enter(self) -> None:
        """Take the keyboard, on the card that had it last."""
        if not self.currentIndex().isValid() and self.cards.rows:
            self.setCurrentIndex(self.cards.index(0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)


class Lane(QFrame):
    """A stage."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "lane")
        self.setMinimumWidth(WIDE)
        self.name = text("", "strong", self)
        self.sum = text("", "small", self)
        self.list = LaneList(self)
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.sum)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 6)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def show_lane(self, lane: asks.Lane) -> None:
        """Show a stage."""
        self.name.setText(lane.label)
        total = f" · {yi_total(lane.totals.yuan).removeprefix('CNY ').removesuffix('元')}" if lane.totals.yuan else ""
        self.sum.setText(f"{lane.totals.count:,}{total}")
        self.list.setAccessibleName(f"{lane.label} {self.sum.text()}")
        if self.list.cards.rows != lane.rows:
            self.list.cards.show(lane.rows)
        self.setMinimumWidth(WIDE if lane.rows else SLIM)
        self.setMaximumWidth(UNBOUND if lane.rows else SLIM)
        more = lane.totals.count - len(lane.rows)
        self.setToolTip(tr("{n} more in the ledger", n=more) if more > 0 else "")


class Board(QWidget):
    """All stages side by side."""

    taken = Signal(str)
    """A card was opened: the project's id."""
    moved = Signal(str, str)
    """A card shall go to another stage: the project's id, the stage."""
    counted = Signal(int, object)

    def __init__(self, work: Work, bus: Bus, add: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._lanes: dict[str, Lane] = {}
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self._scroll)
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self.empty = Empty(PROJECTS.icon, self)
        self.empty.say(tr(PROJECTS.empty), tr(PROJECTS.add), add, f"{tr(PROJECTS.add)} (Ctrl+Shift+N)")
        self.empty.hide()
        outer.addWidget(self.empty)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.load)
        self._loaded = self._shown = self._entering = False
        bus.changed.connect(self._changed)
        bus.restyled.connect(self._repaint)

    def load(self) -> None:
        """Ask for the projects."""
        self._loaded = True
        self._work.ask(asks.board, COLUMNS, MOST, then=self._show)

    def _changed(self, touched: Any) -> None:
        if self._loaded and any(target.type in ("project", "company") for target in touched):
            self._soon.start(80)

    def _show(self, lanes: list[asks.Lane]) -> None:
        for lane in lanes:
            if lane.code not in self._lanes:
                made = Lane(self)
                made.list.taken.connect(self.taken)
                made.list.sideways.connect(lambda step, code=lane.code: self._sideways(code, step))
                made.list.dropped.connect(lambda id, code=lane.code: self.moved.emit(id, code))
                made.list.stepped.connect(lambda id, step, code=lane.code: self._step(id, code, step))
                self._lanes[lane.code] = made
                self._row.addWidget(made, 1)
            self._lanes[lane.code].show_lane(lane)
            self._lanes[lane.code].setVisible(lane.code not in ASIDE or lane.totals.count > 0)
        count = sum(lane.totals.count for lane in lanes)
        self._scroll.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        self.counted.emit(count, sum(lane.totals.yuan or 0 for lane in lanes))
        self._shown = True
        if self._entering and self.isVisible():
            self.enter()

    def _step(self, id: str, code: str, step: int) -> None:
        """The stage beside a card's own, of those on the way."""
        on_the_way = [c for c in self._lanes if c not in ASIDE]
        at = on_the_way.index(code) + step if code in on_the_way else -1
        if 0 <= at < len(on_the_way):
            self.moved.emit(id, on_the_way[at])

    def _sideways(self, code: str, step: int) -> None:
        shown = [c for c, lane in self._lanes.items() if lane.isVisible() and lane.list.cards.rows]
        at = shown.index(code) + step if code in shown else 0
        if 0 <= at < len(shown):
            self._lanes[shown[at]].list.enter()
            self._scroll.ensureWidgetVisible(self._lanes[shown[at]], 0, 0)

    def enter(self) -> None:
        """Take the keyboard: the first lane with a card in it, as soon as the cards are there."""
        self._entering = not self._shown
        for lane in self._lanes.values():
            if lane.list.cards.rows:
                lane.list.enter()
                return
        self.empty.action.setFocus()

    def _repaint(self) -> None:
        for lane in self._lanes.values():
            lane.list.viewport().update()
