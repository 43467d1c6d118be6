"""One enterprise entered twice, side by side: field by field one of the two holds, then both are one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from ui import sync_asks
from ui.bus import Bus
from ui.pages.parts import Card, button, text
from ui.work import Work
from zsdesk.words import tr


class TwiceRow(QFrame):
    """Two entries of one credit code; the older one stays, and the other's id becomes its alias."""

    def __init__(self, pair: Any, card: TwiceCard) -> None:
        super().__init__(card)
        self.pair = pair
        self.chosen: dict[str, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        head = text(f"{pair.first_name} · {pair.uscc}", "", self)
        head.setMinimumWidth(1)
        top.addWidget(head, 1)
        top.addWidget(button(tr("Make them one"), partial(card.merge, self), parent=self,
                             tip=tr("What points at either follows; Ctrl+Z takes it back")))  # fmt: skip
        column.addLayout(top)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        for at, words in enumerate(("", tr("Entered first"), tr("Entered later"))):
            grid.addWidget(text(words, "small", self), 0, at)
            grid.setColumnStretch(at, 1 if at else 0)
        for row, side in enumerate(pair.fields, 1):
            self._choice(grid, row, side)
        column.addLayout(grid)

    def _choice(self, grid: QGridLayout, row: int, side: Any) -> None:
        grid.addWidget(text(side.label, "muted", self), row, 0)
        group = QButtonGroup(self)
        for at, (words, which) in enumerate(
            ((side.first, tr("Entered first")), (side.second, tr("Entered later"))), 1
        ):  # fmt: skip
            radio = QRadioButton(words or "—", self)
            radio.setAccessibleName(f"{side.label}：{which}：{words or '—'}")
            radio.setToolTip(f"{which}：{words or '—'}")
            radio.setMinimumWidth(1)
            radio.setChecked(at == (1 if side.first else 2))
            group.addButton(radio)
            grid.addWidget(radio, row, at)
        self.chosen[side.name] = radio

    def taken(self) -> list[str]:
        """The fields that come from the later entry."""
        return [name for name, later in self.chosen.items() if later.isChecked()]


class TwiceCard(Card):
    """The enterprises that were entered twice; there only where there are some."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(tr("One enterprise entered twice"), parent)
        self._work, self._bus = work, bus
        self.hide()

    def ask(self) -> None:
        """Read which they are."""
        self._work.ask(sync_asks.twice, then=self._show)

    def _show(self, pairs: list[Any]) -> None:
        if [row.pair for row in self.rows if isinstance(row, TwiceRow)] != pairs:  # else what is chosen stays
            self.put([TwiceRow(pair, self) for pair in pairs], "")
        self.setVisible(bool(pairs))

    def merge(self, row: TwiceRow) -> None:
        """Make the two one, as chosen."""
        self._work.ask(sync_asks.merge, row.pair.first, row.pair.second, row.taken(), then=self._merged,
                       failed=self._refused)  # fmt: skip

    def _merged(self, done: Any) -> None:
        self._bus.did.emit(done)
        self._bus.changed.emit(done.touched)
        self.ask()

    def _refused(self, error: Exception) -> None:
        self._bus.said.emit(str(error), "red")
