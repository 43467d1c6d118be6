"""Editors of one line: text, amounts, codes, lists of short texts, coordinates."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.editors.base import LineEditor, Surroundings
from ui.theme import restyle
from zsdesk.kinds import Kind, Money
from zsdesk.words import tr


class TextEditor(LineEditor):
    """A line of text. What was typed is not rewritten under the officer's hands."""


class MoneyEditor(LineEditor):
    """Money typed as ``3.2亿``, with the full amount in 元 beside it, so that a wrong unit is seen."""

    def understood(self, value: Money) -> str:
        if value.currency == "CNY":
            return f"{value.amount:,} {tr('yuan')}"
        return f"{value.amount:,} {value.currency}" if value.yuan is None else f"= {value.yuan:,} {tr('yuan')}"


class QuantityEditor(LineEditor):
    """A quantity; its unit stands beside it, and another unit of the dimension is converted."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self.line.setPlaceholderText(str(getattr(kind, "unit", "")))

    def understood(self, value: Any) -> str:
        shown = self.kind.show(value)
        given = self.line.text().replace(",", "").replace(" ", "")
        return "" if given == self.kind.edit(value) else f"= {shown}"


class CountEditor(LineEditor):
    """A whole number."""


class UsccEditor(LineEditor):
    """A 统一社会信用代码, checked by its check character as it is typed."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        restyle(self.echo, "tone", "jade")

    def sentence(self) -> str:
        # While it is being typed a code is short, not wrong.
        if self.line.hasFocus() and len(self.line.text().strip()) < 18:
            return ""
        return super().sentence()

    def tidy(self) -> None:
        super().tidy()
        self.judge()

    def understood(self, value: Any) -> str:
        return tr("Credit code valid")


class TextsEditor(LineEditor):
    """Several short texts with ； between; their number stands beside them."""

    def understood(self, value: tuple[str, ...]) -> str:
        return tr("{count} items", count=len(value)) if len(value) > 1 else ""


class CoordinatesEditor(LineEditor):
    """Latitude and longitude; the place is not written by name anywhere, so the numbers are the field."""

    def understood(self, value: Any) -> str:
        return tr("place noted")
