"""产业链图谱: the chain of each industry cluster, who stands at its links, and which are missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.bus import Bus
from ui.charts.chain import TONES, ChainMap, state_words
from ui.pages.parts import Card, ItemRow, button, text
from ui.paint import yi_words
from ui.work import Work
from zsdesk.words import label, tr

if TYPE_CHECKING:
    from zsdesk.desk import Desk
    from zsdesk.queries.chains import Chain, LinkView, Standing

SHOWN = 12
"""Records of a kind that a link lists; the lists have them all."""


def read(desk: Desk) -> list[Chain]:
    """All chains as they stand; runs on the data thread."""
    from zsdesk.queries.chains import chains  # when it is wanted

    return desk.read(chains, desk.clock.today())


class ChainsView(QScrollArea):
    """One chain as a picture; below it who stands at the chosen link."""

    counted = Signal(int, int)
    """How many links there are, and how many of them are missing."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.found: list[Chain] = []
        self._chosen = self._link = ""
        self._is_open = False
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 6, 8)
        column.setSpacing(12)
        self._choice = QHBoxLayout()
        self._choice.setSpacing(6)
        self._choice.addStretch(1)
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        column.addLayout(self._choice)
        self._make_cards(inside, column)
        self.setWidget(inside)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        bus.changed.connect(lambda _touched: self._soon.start(300) if self._is_open and self.isVisible() else None)
        bus.restyled.connect(self.update)

    def _make_cards(self, inside: QWidget, column: QVBoxLayout) -> None:
        self.card = Card("", inside)
        self.map = ChainMap()
        self.map.opened.connect(lambda _words, _part: self.show_link(self.map.at))
        copy = button("", self.map.copy, role="quiet", icon="image", tip=tr("Copy the picture"),
                      parent=self.card)  # fmt: skip
        copy.setAccessibleName(tr("Copy the picture"))
        self.card.top.addWidget(copy)
        self.note = text("", "small", self.card, wrap=True)
        self.note.setProperty("tone", "amber")
        self.card.column.addWidget(self.note)
        self.card.column.addWidget(self.map)
        column.addWidget(self.card)
        self.at_link = Card("", inside)
        self.plan = button(tr("Plan for this link"), self._plan, icon="layers",
                           tip=tr("A new plan that names the chain and the link"), parent=self.at_link)  # fmt: skip
        self.at_link.top.addWidget(self.plan)
        column.addWidget(self.at_link)
        column.addStretch(1)

    def load(self) -> None:
        """The page came into view: look."""
        self._is_open = True
        self._soon.start(0)

    def enter(self) -> None:
        """Take the keyboard."""
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self._work.ask(read, then=self._show)

    def _show(self, found: list[Chain]) -> None:
        self.found = found
        for chain in found:
            if chain.code not in self.chips:
                self._add_chip(chain.code)
            words = f"{label(chain.label)} {len(chain.links)}"
            if chain.missing:
                words = tr("{chain} · {n} missing", chain=label(chain.label), n=len(chain.missing))
            self.chips[chain.code].setText(words)
        links = sum(len(chain.links) for chain in found)
        self.counted.emit(links, sum(len(chain.missing) for chain in found))
        self.show_chain(self._chosen or (found[0].code if found else ""))

    def _add_chip(self, code: str) -> None:
        chip = QPushButton(self)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.clicked.connect(partial(self.show_chain, code))
        self._group.addButton(chip)
        self._choice.insertWidget(len(self.chips), chip)
        self.chips[code] = chip

    def show_chain(self, code: str, _on: bool = True) -> None:
        """Show one chain."""
        chain = next((one for one in self.found if one.code == code), None)
        if chain is None:
            return
        if code != self._chosen:
            self._link = ""
        self._chosen = code
        self.chips[code].setChecked(True)
        self.card.heading.setText(label(chain.label))
        assumed = any(link.assumed for link in chain.links)
        self.note.setText(tr("These links are 待核定: an administrator edits and confirms them in the catalogue."))
        self.note.setVisible(assumed)
        self.map.show_chain(chain)
        first = next((at for at, link in enumerate(chain.links) if link.state == "missing"), 0)
        self.show_link(next((at for at, link in enumerate(chain.links) if link.code == self._link), first))

    def show_link(self, at: int) -> None:
        """Say who stands at a link."""
        link = self.map.link_at(at)
        self.at_link.setVisible(link is not None)
        if link is None:
            return
        self._link = link.code
        self.map.at = at
        self.map.update()
        self.at_link.heading.setText(f"{label(link.label)} · {state_words(link)}")
        self.plan.setProperty("role", "primary" if link.state == "missing" else "")
        self.plan.style().polish(self.plan)
        self.at_link.put(self._rows(link), tr("Nobody stands here yet: no project, no lead, no enterprise of note."))

    def _rows(self, link: LinkView) -> list[QWidget]:
        rows: list[QWidget] = []
        tone = TONES[link.state]
        for records, left, shade in ((link.projects, label("项目"), tone), (link.leads, label("线索"), "blue"),
                                     (link.enterprises, tr("could be won"), "amber")):  # fmt: skip
            rows += [self._row(one, left, shade) for one in records[:SHOWN]]
            if len(records) > SHOWN:
                rows.append(text(tr("{n} more", n=len(records) - SHOWN), "muted", self.at_link))
        return rows

    def _row(self, one: Standing, left: str, tone: str) -> ItemRow:
        under = " · ".join(filter(None, (one.region, label(one.note), yi_words(one.yuan) if one.yuan else "")))
        row = ItemRow(one.heading, under, left=left, tone=tone)
        row.clicked.connect(lambda: self._bus.open_record.emit(one.type, one.id))
        return row

    def _plan(self) -> None:
        link = self.map.link_at(self.map.at)
        if link is not None:
            name = tr("{link}: project to close the gap", link=label(link.label))
            self._bus.new_record.emit("plan", {"name": name, "cluster": self._chosen, "origin": "new"})
