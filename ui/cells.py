"""How the cells of a list are painted: one delegate, a small function for each style of column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6 import QtWidgets
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate

from ui import theme
from ui.days import due_words, short_day
from ui.paint import tag, write, yi_words
from ui.table import Column, LazyModel, group_words, receipt_word
from zsdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex
PAD = 10
_RECEIPT_TONES = {"conflict": "blue", "parked": "red"}


class Cells(QStyledItemDelegate):
    """Paints a row calmly: no grid, a fine line below, status as a small tag."""

    hovered = -1
    """The row under the pointer."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, theme.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, LazyModel)
        if (group := model.group(index.row())) is not None:
            self._group(painter, option.rect, group_words(group))
            return
        column = model.columns[index.column()]
        record = model.record(index.row())
        chosen = bool(option.state & QtWidgets.QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option.rect, chosen, index)
        inner = option.rect.adjusted(PAD, 0, -PAD, 0)
        if record is None:
            painter.fillRect(QRect(inner.left(), inner.center().y() - 3, min(60, inner.width()), 6),
                             theme.colour("hover"))  # fmt: skip
        else:
            _STYLES[column.style](painter, inner, record, column, chosen, model.today)
        painter.restore()

    def _group(self, painter: QPainter, rect: QRect, words: str) -> None:
        """The heading of a group, over all columns."""
        painter.save()
        painter.fillRect(rect, theme.colour("sunk"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line_strong"))
        write(painter, rect.adjusted(PAD, 4, -PAD, 0), words, font=theme.font(strong=True))
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, chosen: bool, index: Index) -> None:
        if chosen:
            painter.fillRect(rect, theme.colour("selection"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, theme.colour("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        if chosen and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), theme.colour("jade"))


def _text(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    write(p, rect, record.cells.get(column.name, ""))


def _strong(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    text = record.cells.get(column.name, "") or tr("(no name yet)")
    write(p, rect, text, font=theme.font(strong=chosen))


def _muted(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    write(p, rect, record.cells.get(column.name, "") or "—", "muted")


def _number(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    write(p, rect, record.cells.get(column.name, ""), right=True)


def _money(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    value = record.values.get(column.name)
    yuan = getattr(value, "yuan", None)
    text = yi_words(yuan) if yuan is not None else record.cells.get(column.name, "")
    write(p, rect, text or "—", "ink" if text else "faint", right=True)


def _when(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    value = record.values.get(column.name)
    if not isinstance(value, datetime):
        write(p, rect, record.cells.get(column.name, ""), "muted")
        return
    text = record.cells[column.name]
    day = date.fromisoformat(text[:10])
    write(p, rect, f"{short_day(day, today)} {text[11:16]}" if day.year == today.year else day.isoformat())


def _due(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    """The next step with its term: a tag where it presses, plain words where it does not."""
    due = record.values.get(column.name)
    step = record.cells.get(column.also[0], "") if column.also else ""
    if due is None:
        write(p, rect, step or "—", "ink" if step else "faint")
        return
    words, tone = due_words(due, today)
    text = f"{words} {step}".strip()
    if tone:
        tag(p, rect, text, tone)
    else:
        write(p, rect, text)


def _term(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    """A term: it presses as long as the field beside it, which says that it is done, is empty."""
    due = record.values.get(column.name)
    if due is None:
        write(p, rect, "—", "faint")
        return
    words, tone = due_words(due, today)
    if any(record.values.get(name) is not None for name in column.also):
        write(p, rect, short_day(due, today), "muted")
    elif tone:
        tag(p, rect, words, tone)
    else:
        write(p, rect, words)


def _receipt(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    tone = _RECEIPT_TONES.get(record.receipt, "muted")
    write(p, rect, receipt_word(record.receipt), tone, font=theme.font(theme.SMALL))


def _choice(p: QPainter, rect: QRect, record: Any, column: Column, chosen: bool, today: date) -> None:
    text = record.cells.get(column.name, "")
    if text:
        tag(p, rect, text, _CHOICE_TONES.get(record.values.get(column.name) or "", "jade"))
    else:
        write(p, rect, "—", "faint")


_CHOICE_TONES = {
    "follow": "jade", "transfer": "amber", "drop": "muted", "reserve": "muted", "negotiation": "blue",
    "signed": "amber", "suspended": "amber", "terminated": "red", "conditional": "amber", "disagree": "red",
    "overtime": "red", "refused": "red", "prefecture": "amber", "province": "red", "county": "blue", "draft": "muted",
    "sent": "blue", "returned": "red", "collected": "muted", "gathered": "blue", "assessed": "blue",
    "assigned": "amber", "supervised": "red", "banned": "red", "doubt": "amber", "later": "amber",
    "helper": "blue", "idle": "amber", "talks": "blue", "government": "muted", "enterprise": "muted",
}  # fmt: skip

_STYLES: dict[str, Callable[[QPainter, QRect, Any, Column, bool, date], None]] = {
    "text": _text, "strong": _strong, "muted": _muted, "number": _number, "money": _money, "when": _when,
    "due": _due, "term": _term, "receipt": _receipt, "choice": _choice,
}  # fmt: skip
