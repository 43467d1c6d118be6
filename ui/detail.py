"""The detail of a record: its heading and actions, its fields, what belongs to it, its files, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import icons, panels
from ui.actions import Action as Offer
from ui.bus import Bus
from ui.deeds import MAKES, deeds_of
from ui.files import FilesPanel
from ui.flow import Flow
from ui.form_parts import Banner, Link, button, clear
from ui.layouts import Section, layout
from ui.names import type_icon
from ui.shown import BLOCKS, line, shown_as, tag
from ui.sources import Page
from ui.timeline import RECEIPTS, Timeline
from ui.work import Work
from zsdesk.clock import from_ms
from zsdesk.fields import Field, field_of, fields, is_flag
from zsdesk.kinds import Count, MoneyKind, Quantity, Target
from zsdesk.queries.detail import Related
from zsdesk.records import record_type
from zsdesk.words import label, tr


class Action(NamedTuple):
    """A button of the detail: its English words, its key, and what it asks for."""

    name: str
    words: str
    key: str
    tip: str


EDIT = Action("edit", "Edit", "Ctrl+E", "Edit this record")
BRIEF = Action("brief", "Make brief", "Ctrl+Shift+P", "The one-page brief of the latest round: preview, print, save")
PAPERS: dict[str, tuple[Action, ...]] = {
    "project": (Action("paper:dossier", "Dossier", "Ctrl+Shift+D", "What it lacks, then the dossier as a PDF"),),
    "negotiation": (Action("paper:minutes", "Minutes", "Ctrl+Shift+M", "The minutes for both sides to sign"),),
    "supervision": (Action("paper:notice", "Notice", "Ctrl+Shift+P", "The notice of this supervision as a PDF"),),
    "meeting": (Action("paper:agenda", "Agenda", "Ctrl+Shift+P", "The agenda of this meeting as a PDF"),),
    "handover": (Action("paper:handover", "Handover sheet", "Ctrl+Shift+P", "The sheet of this handover as a PDF"),),
}
"""The papers that can be made about a record of a type, beside the brief."""
ROUND = Action("negotiation", "Log a round", "Ctrl+R", "Log a negotiation of this record; the round number follows")
ACTIONS: dict[str, tuple[Action, ...]] = {
    "lead": (ROUND, BRIEF, EDIT),
    "project": (
        Action("gate:", "Next stage", "Ctrl+G", "What the gate to the next stage asks for, and the way through it"),
        ROUND,
        BRIEF,
        EDIT,
    ),
    "negotiation": (
        EDIT,
        BRIEF,
        Action("table", "For the visitor", "F11", "Large type over the whole screen, nothing internal; read back"),
        Action("next", "Log the next round", "Ctrl+R", "Log the round that follows this one"),
    ),
    "company": (
        Action("lead", "New lead", "Ctrl+R", "A new lead of this enterprise"),
        Action("contact", "New contact", "Ctrl+Shift+K", "A new contact of this enterprise"),
        EDIT,
    ),
}
"""The actions of a type, the main one first; every other type can be edited."""


SHORT = 12
"""Characters of a quiet word that stand beside a name; more of them stand under it."""


OLD = 180
"""Days after which a fact is worth asking about again."""


def known_since(page: Page, name: str) -> str:
    """Who wrote a fact and when, and that it is old where it is."""
    event = next((e for e in page.events if e.field == name), None) or (page.events[-1] if page.events else None)
    if event is None:
        return ""
    day = from_ms(event.at_ms).date()
    days = (page.today - day).days
    said = tr("Written by {who} on {day}", who=event.who, day=day) if event.who else tr("Written on {day}", day=day)
    return f"{said}\n{tr('{n} days ago: worth asking again.', n=days)}" if days > OLD else said


def old_facts(page: Page) -> list[str]:
    """The names of the sums and figures that nobody has confirmed for half a year."""
    kinds = (MoneyKind, Quantity, Count)
    declared = [f for f in fields(record_type(page.detail.type)) if isinstance(f.kind, kinds) and not f.hidden]
    filled = [f for f in declared if page.detail.shown.get(f.name) and f.name != "round"]
    return [f.label for f in filled if "\n" in known_since(page, f.name)]


class RelatedRow(QFrame):
    """A record that belongs to this one: its sign, its name, and a quiet word."""

    clicked = Signal()

    def __init__(self, related: Related, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "related")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        type_name = label(record_type(related.type).type_label)
        self.setAccessibleName(f"{type_name} {related.heading}")
        self.setToolTip(f"{type_name} · {related.heading}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        sign = QLabel(self)
        sign.setPixmap(icons.icon(type_icon(related.type), "muted").pixmap(16, 16))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        name = line(related.heading, "")
        name.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # a click is for the row
        quiet = line(note, "small")
        quiet.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        if len(note) <= SHORT:
            quiet.setWordWrap(False)
            row.addWidget(name, 1)
            row.addWidget(quiet, 0, Qt.AlignmentFlag.AlignTop)
            return
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(quiet)
        row.addLayout(column, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


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
        column.setSpacing(12)
        self._top = QVBoxLayout()
        self._top.setSpacing(8)
        column.addLayout(self._top)
        self.files = FilesPanel(work, bus, None, framed=False)
        column.addWidget(self.files)
        self._heading = QLabel(tr("Timeline"), inside)
        self._heading.setProperty("role", "strong")
        column.addWidget(self._heading)
        self.timeline = Timeline(inside)
        column.addWidget(self.timeline)
        column.addStretch(1)
        self.setWidget(inside)
        self._shortcuts: list[QShortcut] = []
        self._offered: list[tuple[QPushButton, str]] = []
        bus.restyled.connect(self._again)

    def _again(self) -> None:
        if self.page is not None:
            self.show_page(self.page)

    def show_page(self, page: Page) -> None:
        """Show a record."""
        same = self.page is not None and self.page.detail.id == page.detail.id
        at = self.verticalScrollBar().value() if same else 0
        self.page = page
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        self._shortcuts = []
        self._offered = []
        clear(self._top)
        self._top.addLayout(self._head(page))
        self._top.addWidget(self._sub_line(page))
        self._top.addWidget(self._actions(page))
        for banner in self._banners(page):
            self._top.addWidget(banner)
        self._top.addSpacing(4)
        if (made := panels.panel(page.detail.type, page.extra, self.open_record.emit)) is not None:
            self._top.addWidget(made)
        self._fields(page)
        self._related(page)
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
        holder = QWidget(self)
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        parts = [page.about, page.uscc] if page.about or page.uscc else [page.detail.shown.get("number", "")]
        text = " · ".join(part for part in parts if part)
        lines.addWidget(line(text, "muted"))
        if page.uscc:
            lines.addWidget(line(tr("Credit code valid"), "value", "jade"))
        holder.setVisible(bool(text))
        return holder

    def _actions(self, page: Page) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, gap=8)
        flow.setContentsMargins(0, 4, 0, 4)
        actions: tuple[Action, ...] = ()
        if not page.detail.deleted:
            done = tuple(Action(deed.name, deed.words, deed.key, deed.tip) for deed in deeds_of(page))
            own = ACTIONS.get(page.detail.type)
            papers = PAPERS.get(page.detail.type, ())
            actions = (*done, EDIT, *papers) if own is None else (*own, *papers, *done)
        for at, action in enumerate(actions):
            made = self._button(action, "primary" if at == 0 else "")
            if action is BRIEF and not self._latest_round(page):
                made.setEnabled(False)
                made.setToolTip(tr("A brief is made of a negotiation: log a round first."))
            flow.addWidget(made)
        if (makes := MAKES.get(page.detail.type)) and not page.detail.deleted:
            flow.addWidget(self._adding(makes))
        more = QPushButton("⋯", holder)
        more.setFixedSize(40, 32)
        more.setToolTip(tr("More actions"))
        more.setAccessibleName(tr("More actions"))
        menu = QMenu(more)
        menu.addAction(tr("Copy the link"), lambda: self.acted.emit("copy"))
        menu.addSeparator()
        if page.detail.deleted:
            menu.addAction(tr("Restore"), lambda: self.acted.emit("restore"))
        else:
            menu.addAction(tr("Delete"), lambda: self.acted.emit("delete"))
        more.setMenu(menu)
        flow.addWidget(more)
        return holder

    def _adding(self, makes: Sequence[str]) -> QPushButton:
        """A menu of the records that are made of this one; the search box offers them too."""
        made = button(f"{tr('Add')} ▾", tip=tr("A record that belongs to this one"))
        menu = QMenu(made)
        for type_name in makes:
            words = label(record_type(type_name).type_label)
            menu.addAction(icons.icon(type_icon(type_name), "muted"), words,
                           lambda kind=type_name: self.acted.emit(f"new:{kind}"))  # fmt: skip
        made.setMenu(menu)
        return made

    def _button(self, action: Action, role: str) -> QPushButton:
        made = button(tr(action.words), role, tip=f"{tr(action.tip)} ({action.key})")
        made.clicked.connect(lambda: self.acted.emit(action.name))
        # The list beside has a Ctrl+E of its own; the other keys work from the list as well.
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut = QShortcut(action.key, self)
        shortcut.setContext(inside if action is EDIT else Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(made.click)
        self._shortcuts.append(shortcut)
        self._offered.append((made, action.key))
        return made

    def offers(self) -> list[Offer]:
        """The buttons of this record that can be pressed, for the search box."""
        return [
            Offer(made.text() or made.accessibleName(), "chevron-right", made.click, key)
            for made, key in self._offered if made.isEnabled()
        ] + [
            Offer(tr("Add: {type}", type=label(record_type(kind).type_label)), type_icon(kind),
                  partial(self.acted.emit, f"new:{kind}"))
            for kind in (MAKES.get(self.page.detail.type, ()) if self.page and not self.page.detail.deleted else ())
        ]  # fmt: skip

    @staticmethod
    def _latest_round(page: Page) -> str:
        if page.detail.type == "negotiation":
            return page.detail.id
        return next((r.id for r in page.detail.related if r.type == "negotiation"), "")

    def latest_round(self) -> str:
        """The negotiation whose brief is meant: this one, or the newest of this record."""
        return self._latest_round(self.page) if self.page is not None else ""

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

    # -- fields --------------------------------------------------------------------------------

    def _fields(self, page: Page) -> None:
        record = record_type(page.detail.type)
        form = layout(page.detail.type)
        empty: list[Field] = []
        about = ""
        for section in form.sections:
            declared = [field_of(record, place.name) for row in section.rows for place in row]
            filled = [f for f in declared if page.detail.shown.get(f.name) and not self._said(page, f)]
            if section.folded:
                about = "  ·  ".join(f"{f.label} {page.detail.shown[f.name]}" for f in filled)
                continue
            empty += [f for f in declared if not page.detail.shown.get(f.name)]
            if filled:
                self._section(page, section, filled, form.label)
        lacking = [f.label for f in empty if f.name in page.missing]
        others = [f.label for f in empty if f.name not in page.missing and not is_flag(f)]
        if lacking:
            self._quiet(tr("Needed to submit: {names}", names="、".join(lacking)), "amber")
        if stale := old_facts(page):
            self._quiet(tr("Not confirmed for half a year: {names}", names="、".join(stale)), "amber")
        if others:
            self._quiet(tr("Not filled: {names}", names="、".join(others)), "")
        if about:
            self._top.addWidget(line(about, "small"))

    @staticmethod
    def _said(page: Page, declared: Field) -> bool:
        """Whether the heading already says it."""
        return page.detail.shown[declared.name] == page.detail.heading

    def _quiet(self, text: str, tone: str) -> None:
        made = Link(text)
        made.setProperty("role", "quiet-link")
        made.setProperty("tone", tone)
        made.setWordWrap(True)
        made.setToolTip(tr("Fill them in"))
        made.clicked.connect(lambda: self.acted.emit("edit"))
        self._top.addWidget(made)

    def _section(self, page: Page, section: Section, filled: list[Field], label_width: int) -> None:
        if section.title:
            heading = line(tr(section.title), "strong")
            heading.setContentsMargins(0, 6, 0, 0)
            self._top.addWidget(heading)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, label_width)
        metrics = QFontMetrics(self.font())
        alone = bool(section.title) and len(section.rows) == 1 and len(section.rows[0]) == 1
        for row, declared in enumerate(filled):
            value = shown_as(declared, page.detail.values[declared.name], page.detail.shown[declared.name],
                             self.open_record.emit)  # fmt: skip
            caption = line(declared.label, "muted", "amber" if declared.internal else "")
            caption.setToolTip(known_since(page, declared.name))
            caption.setFixedWidth(max(label_width, min(metrics.horizontalAdvance(declared.label), 110)))
            if alone:
                grid.addWidget(value, row, 0, 1, 2)
                continue
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            block = isinstance(declared.kind, BLOCKS)
            grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop if not block else Qt.AlignmentFlag(0))
        self._top.addWidget(holder)

    def _related(self, page: Page) -> None:
        shown = {v for v in page.detail.values.values() if isinstance(v, str)}
        told = panels.LISTED.get(page.detail.type, ())
        rows = [r for r in page.detail.related if r.id not in shown and r.type not in told]
        if not rows:
            return
        heading = line(tr("Related"), "strong")
        heading.setContentsMargins(0, 8, 0, 0)
        self._top.addWidget(heading)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for related in rows:
            row = RelatedRow(related, page.notes.get(related.id, ""), holder)
            row.clicked.connect(lambda r=related: self.open_record.emit(r.type, r.id))
            column.addWidget(row)
        self._top.addWidget(holder)
