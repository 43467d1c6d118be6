"""Lists of any length: a model that knows all ids and only the rows on the screen.

The view says which rows it shows; the model asks the store for those it lacks, with a margin, one
request at a time, so that scrolling never queues up work.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ui import asks
from ui.paint import yi_total
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from zsdesk.queries.lists import Group

MARGIN = 40
"""Rows asked for beyond the visible ones, on either side."""
KEPT = 2_000
"""Rows that stay in memory."""
BLOCK = 4_096
"""Ids that are compared at once."""
RESET_ABOVE = 5_000
"""Beyond so many moved rows the view is told to start anew instead of each move."""
GROUP = "#"
"""What the ids of groups begin with; no record's does."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """A column: its heading (English), its field, how it is painted, its share of the width."""

    head: str
    name: str
    style: str = "text"
    share: int = 10
    least: int = 70
    also: tuple[str, ...] = ()
    """Further fields that the painting needs."""
    sort: str = ""
    """The field to sort by, where the column can be sorted."""
    spare: int = 0
    """Where room is short, columns with the highest number go first; 0 always stays."""
    words: str = ""
    """The heading in the language in force, of a column that was made of a field's declaration."""

    @property
    def right(self) -> bool:
        """Whether the column is right-aligned."""
        return self.style in ("money", "number")

    @property
    def heading(self) -> str:
        """The heading in the language in force."""
        return self.words or (tr(self.head) if self.head else "")


class LazyModel(QAbstractTableModel):
    """The rows of a list, loaded as they come into view."""

    moving = Signal()
    """Rows are about to come and go."""
    arrived = Signal(object)
    """A new ``Listing``: the list is known."""
    filled = Signal()
    """Rows that were asked for are there."""
    failed = Signal(object)

    def __init__(self, work: Work, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.columns: tuple[Column, ...] = ()
        self.fields: tuple[str, ...] = ()
        self.groups: dict[str, Group] = {}
        """The groups of the list by the ids that stand for them among the rows."""
        self.today = date.today()
        self.wanted: asks.Wanted | None = None
        self.ids: list[str] = []
        self._rows: OrderedDict[str, Any] = OrderedDict()
        self._stale: set[str] = set()
        self._window = (0, -1)
        self._asked = 0
        self._waiting = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fill)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(60)
        self._again.timeout.connect(self.reload)
        self.set_columns(columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; what they need is loaded again."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.fields = tuple(dict.fromkeys(n for c in columns for n in (c.name, *c.also) if n not in ("receipt", "")))
        self._rows.clear()
        self.endResetModel()
        self._soon.start()

    # -- which rows ----------------------------------------------------------------------------

    def show_list(self, wanted: asks.Wanted) -> None:
        """Show another list."""
        self.wanted = wanted
        self.reload()

    def show_seen(self, listing: asks.Listing, rows: Sequence[Any]) -> None:
        """Show a list as it was left; its rows are asked for again as soon as there is a desk."""
        self._rows.update((row.id, row) for row in rows)
        self._stale.update(listing.ids)
        self._came(listing)

    def reload(self) -> None:
        """Ask for the ids again; rows that are known stay."""
        if self.wanted is None:
            return
        self._asked += 1
        self._work.ask(asks.listing, self.wanted, then=partial(self._got_ids, self._asked), failed=self.failed.emit)

    def _got_ids(self, asked: int, listing: asks.Listing) -> None:
        if asked == self._asked:
            self._came(listing)
            self._soon.start()

    def _came(self, listing: asks.Listing) -> None:
        self.today = listing.today
        self.groups = {f"{GROUP}{at}": group for at, group in enumerate(listing.groups)}
        self._move_to(list(_interleaved(listing.ids, self.groups)) if self.groups else listing.ids)
        self.arrived.emit(listing)

    def _move_to(self, fresh: list[str]) -> None:
        """Tell the view of the rows that went and came between what both lists begin and end with."""
        old = self.ids
        if old == fresh:
            return
        self.moving.emit()
        head = _common(old, fresh)
        tail = _common_tail(old, fresh, head)
        gone, come = len(old) - tail - head, len(fresh) - tail - head
        if not old or max(gone, come) > RESET_ABOVE:
            self.beginResetModel()
            self.ids = fresh
            self.endResetModel()
            return
        if gone:
            self.beginRemoveRows(QModelIndex(), head, head + gone - 1)
            self.ids = old[:head] + old[head + gone :]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), head, head + come - 1)
            self.ids = fresh
            self.endInsertRows()

    def row_of(self, id: str) -> int:
        """The row of a record, ``-1`` where the list has it not."""
        try:
            return self.ids.index(id)  # 500,000 take some ms; a table of all would be made anew with every listing
        except ValueError:
            return -1

    # -- what is in them -----------------------------------------------------------------------

    def show_rows(self, first: int, last: int) -> None:
        """The view shows these rows: load those that are missing."""
        if (first, last) != self._window:
            self._window = (first, last)
            self._soon.start()

    def _missing(self) -> list[str]:
        first, last = self._window
        shown = self.ids[max(0, first) : last + 1]
        lacking = [i for i in shown if (i not in self._rows or i in self._stale) and i not in self.groups]
        if not lacking:
            return []
        around = self.ids[max(0, first - MARGIN) : last + 1 + MARGIN]
        return [i for i in around if (i not in self._rows or i in self._stale) and i not in self.groups]

    def _fill(self) -> None:
        if self._waiting or self.wanted is None:
            return
        missing = self._missing()
        if missing:
            self._waiting = True
            self._stale.difference_update(missing)
            self._work.ask(asks.page, self.wanted.type, missing, self.fields,
                           then=partial(self._got_rows, missing), failed=self._lost)  # fmt: skip

    def _got_rows(self, asked: list[str], rows: list[Any]) -> None:
        self._waiting = False
        for id, row in {**dict.fromkeys(asked), **{row.id: row for row in rows}}.items():
            self._rows[id] = row  # None where it is gone: the next listing will lack it
            self._rows.move_to_end(id)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        self._repaint(asked)
        self.filled.emit()
        self._soon.start()  # the view may have moved on meanwhile

    def _lost(self, error: Exception) -> None:
        self._waiting = False
        self.failed.emit(error)

    def _repaint(self, ids: Iterable[str]) -> None:
        first, last = self._window
        asked = set(ids)
        shown = [row for row, id in enumerate(self.ids[max(0, first) : last + 1], max(0, first)) if id in asked]
        if shown:
            self.dataChanged.emit(self.index(min(shown), 0), self.index(max(shown), len(self.columns) - 1))

    def touch(self, touched: Iterable[Any]) -> None:
        """Records changed somewhere: load again those rows that are known, and the order soon."""
        if self.wanted is None:
            return
        own = {t.id for t in touched if t.type == self.wanted.type}
        others = {t.type for t in touched if t.type != self.wanted.type}
        stale = own & self._rows.keys()
        if others & _FOLLOWED:
            stale = set(self._rows)
        if stale:
            self._stale |= stale
            self._soon.start()
        if own:
            self._again.start()

    def record(self, row: int) -> Any:
        """The row as far as it is known, else ``None``."""
        return self._rows.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def group(self, row: int) -> Group | None:
        """The group that the row heads, where it heads one."""
        return self.groups.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        # The heading of a group is passed over by the keyboard and cannot be chosen.
        return Qt.ItemFlag.NoItemFlags if self.group(index.row()) else super().flags(index)

    # -- Qt's side -----------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if (group := self.group(index.row())) is not None:
                return group_words(group) if index.column() == 0 else ""
            record = self.record(index.row())
            return "" if record is None else self.text(record, self.columns[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[index.column()].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def text(self, record: Any, column: Column) -> str:
        """A cell as plain text: for reading aloud and for copying."""
        if column.style == "receipt":
            return receipt_word(record.receipt)
        parts = [record.cells.get(name, "") for name in (*column.also, column.name)]
        return " ".join(part for part in parts if part)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way == Qt.Orientation.Vertical:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column.sort:
            return tr("Sort by “{column}”", column=column.heading)
        return None


_FOLLOWED = frozenset(("company", "lead", "project", "channel"))
"""Types whose names stand in the rows of other types."""


def _interleaved(ids: Sequence[str], groups: Mapping[str, Group]) -> Iterator[str]:
    """The rows with the heading of each group before its own."""
    at = 0
    for key, group in groups.items():
        yield key
        yield from ids[at : at + group.size]
        at += group.size
    yield from ids[at:]


def group_words(group: Group) -> str:
    """``以商招商 · 12 · 33.1 亿元``."""
    total = [yi_total(group.yuan)] if group.yuan else []
    return " · ".join([group.label or tr("empty"), f"{group.size:,}", *total])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many entries two lists have in common from the start."""
    length = min(len(one), len(other))
    at = next((at for at in range(0, length, BLOCK) if one[at : at + BLOCK] != other[at : at + BLOCK]), length)
    return next((i for i in range(at, length) if one[i] != other[i]), length)


def _common_tail(one: Sequence[str], other: Sequence[str], head: int) -> int:
    """How many entries two lists have in common from their ends, beside the first ``head``."""
    length, a, b = min(len(one), len(other)) - head, len(one), len(other)
    ends = range(BLOCK, length + 1, BLOCK)
    same = next((n - BLOCK for n in ends if one[a - n : a - n + BLOCK] != other[b - n : b - n + BLOCK]), None)
    at = length - length % BLOCK if same is None else same
    return next((n for n in range(at, length) if one[a - n - 1] != other[b - n - 1]), length)


RECEIPTS = ("local", "sent", "received", "accepted", "conflict", "parked")


def receipt_word(receipt: str) -> str:
    """How far a record has come on its way to the province."""
    return {
        "local": tr("Local"), "sent": tr("Sent"), "received": tr("Received"), "accepted": tr("Accepted"),
        "conflict": tr("Conflict"), "parked": tr("Returned"),
    }.get(receipt, "")  # fmt: skip
