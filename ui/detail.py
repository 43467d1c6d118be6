"""The detail of a record: its heading and actions, its fields, what belongs to it, its files, its history."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import panels, theme
from ui.actions import Action as Offer
from ui.bus import Bus
from ui.facts import fact_widgets
from ui.files import FilesPanel
from ui.form_parts import Banner, clear
from ui.record_actions import ActionBar, latest_round
from ui.related import related_block
from ui.shown import line, tag
from ui.sources import Page
from ui.timeline import RECEIPTS, Timeline
from ui.work import Work
from zsdesk.clock import from_ms
from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.words import label, tr

BESIDE = 760
"""Pixels from which what belongs to a record stands beside its fields; where there are less, under them."""


class DetailView(QScrollArea):
    """Shows one page; the files panel stays through every refresh, so that no picture flickers."""

    acted = Signal(str)
    """The name of an action: ``edit``, ``brief``, ``delete``, ``restore``, or a type to make."""
    open_record = Signal(str, str)

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 18, 20, 20)
        column.setSpacing(8)
        self._top = QVBoxLayout()
        self._top.setSpacing(8)
        column.addLayout(self._top)
        self.actions = ActionBar(self)
        self.actions.acted.connect(self.acted)
        column.addWidget(self.actions)
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._facts, beside = QVBoxLayout(), QVBoxLayout()
        for side, spacing in ((self._facts, 8), (beside, 12)):
            side.setSpacing(spacing)
            self._sides.addLayout(side)  # no widgets of their own: each would settle a turn of the loop later
        self._related = QVBoxLayout()
        self.files = FilesPanel(work, bus, None, framed=False)
        self.timeline = Timeline(inside)
        beside.addLayout(self._related)
        beside.addWidget(self.files)
        beside.addWidget(line(tr("Timeline"), "strong"))
        beside.addWidget(self.timeline)
        beside.addStretch(1)
        column.addLayout(self._sides)
        column.addStretch(1)
        self.setWidget(inside)
        bus.restyled.connect(self._again)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width() >= BESIDE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != direction:
            self._sides.setDirection(direction)
            for at, share in enumerate((3, 2)):
                self._sides.setStretch(at, share if wide else 0)
        self._sides.setSpacing(40 if wide else 12)

    def _again(self) -> None:
        if self.page is not None:
            self.show_page(self.page)

    def show_page(self, page: Page) -> None:
        """Show a record."""
        same = self.page is not None and self.page.detail.id == page.detail.id
        at = self.verticalScrollBar().value() if same else 0
        self.page = page
        for changing in (self._top, self._facts, self._related):
            clear(changing)
        self._top.addLayout(self._head(page))
        self._top.addWidget(self._sub_line(page))
        self.actions.show_page(page)
        for banner in self._banners(page):
            self._facts.addWidget(banner)
        if (made := panels.panel(page.detail.type, page.extra, self.open_record.emit)) is not None:
            self._facts.addWidget(made)
        for widget in fact_widgets(page, self.font(), self.open_record.emit, lambda: self.acted.emit("edit")):
            self._facts.addWidget(widget)
        self._facts.addStretch(1)
        if (related := related_block(page, self.open_record.emit)) is not None:
            self._related.addWidget(related)
        self.files.set_target(Target(page.detail.type, page.detail.id), read=False)
        self.files.show_files(page.detail.files)
        self.files.setVisible(page.detail.type != "attachment")
        self.timeline.show_events(page.events, page.today)
        self.verticalScrollBar().setValue(at)

    # -- heading -------------------------------------------------------------------------------

    def _head(self, page: Page) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        title = line(page.detail.heading, "head")
        row.addWidget(title, 1, Qt.AlignmentFlag.AlignTop)
        if page.detail.receipt in RECEIPTS and page.detail.receipt != "accepted":
            words, tone = RECEIPTS[page.detail.receipt]
            receipt = tag(tr(words), tone)
            receipt.setToolTip(tr("How far the latest change has come: on this machine, sent, received, accepted"))
            row.addWidget(receipt, 0, Qt.AlignmentFlag.AlignTop)
        badge = tag(label(record_type(page.detail.type).type_label), "blue")
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _sub_line(self, page: Page) -> QWidget:
        parts = [page.about, page.uscc] if page.about or page.uscc else [page.detail.shown.get("number", "")]
        text = " · ".join(part for part in parts if part)
        made = line(text, "muted")
        if page.uscc:
            valid = tr("Credit code valid")
            made.setTextFormat(Qt.TextFormat.RichText)
            made.setText(f"{escape(text)} · <span style='color: {theme.tokens().jade}'>{escape(valid)}</span>")
            made.setAccessibleName(f"{text} · {valid}")
        if not text:
            made.hide()  # not shown either, before it has its place: that would be a window of its own
        return made

    def offers(self) -> list[Offer]:
        """What can be done with this record, for the search box."""
        return self.actions.offers()

    def latest_round(self) -> str:
        """The negotiation whose brief is meant: this one, or the newest of this record."""
        return latest_round(self.page) if self.page is not None else ""

    def _banners(self, page: Page) -> list[Banner]:
        found: list[Banner] = []

        def add(tone: str, sentence: str, words: str, act: Callable[[], None]) -> None:
            banner = Banner(tone, self)
            banner.say(sentence, (words, act))
            found.append(banner)

        if page.detail.deleted:
            add("red", tr("This record is deleted."), tr("Restore"), lambda: self.acted.emit("restore"))
            return found
        if page.drafts:
            when = from_ms(page.drafts[0].saved_at).strftime("%m-%d %H:%M")
            add("blue", tr("A draft of {when} is not saved yet.", when=when), tr("Go on with it"),
                lambda: self.acted.emit("draft"))  # fmt: skip
        for one in page.similar[:1]:
            name = tr("“{name}” of {place}", name=one.text, place=one.note) if one.note else f"“{one.text}”"
            add("amber", tr("A similar enterprise is registered: {name}.", name=name), tr("Compare"),
                lambda id=one.value: self.open_record.emit("company", id))  # fmt: skip
        return found
