"""How a form is drawn: its heading, its sections by the layout, what stands beside them, its foot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.bus import Bus
from ui.editors import Editor, editor_for
from ui.files import FilesPanel
from ui.form_parts import Banner, FieldBox, Link, SectionBox, button, clear
from ui.layouts import Layout, Place, Section, layout
from ui.records import Records
from ui.rounds import LastRoundCard
from ui.sources import LastRound, Source
from ui.work import Work
from zsdesk.fields import field_of
from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.words import tr

NARROW = 600
ASIDE = 280
NOTE = 160
"""What “draft kept” and the gaps of the head take."""


class FormFrame(QWidget):
    """The widgets of a form; it knows their places and says what is pressed and typed, and no more."""

    touched = Signal(str)
    """The officer wrote in a field: its name."""
    judged = Signal()
    """A field's text became, or ceased to be, a value."""
    save_pressed = Signal()
    brief_pressed = Signal()
    close_pressed = Signal()
    lacking_pressed = Signal()
    round_opened = Signal(str)
    round_carried = Signal(str)

    def __init__(self, work: Work, bus: Bus, source: Source, need_target: Callable[[Any], None],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.fields: dict[str, FieldBox] = {}
        self.layout_of_type = layout(source.type)
        self._type, self._today = source.type, source.today
        self._records = Records(work, source.today, self)
        self._sections: list[SectionBox] = []
        self._section_of: dict[str, SectionBox] = {}
        self.similar = Banner("amber")
        target = None if source.new else Target(source.type, source.id)
        self.files = FilesPanel(work, bus, target, source.files, need_target=need_target)
        self._build(source)

    def _build(self, source: Source) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head(source))
        self.banner = Banner("amber", self)
        outer.addWidget(self.banner)
        self.scroll = QScrollArea(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Each part is made inside what will hold it: whatever moves is styled again, with all that is in it.
        inside = QWidget(self.scroll.viewport())
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._sides.setContentsMargins(0, 8, 8, 16)
        self._sides.setSpacing(24)
        self._sides.addWidget(self._body(self.layout_of_type, inside), 1)
        self._sides.addWidget(self._beside(source.last_round, inside), 0)
        self.scroll.setWidget(inside)
        outer.addWidget(self.scroll, 1)
        outer.addLayout(self._foot())

    def _head(self, source: Source) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 8, 8)
        row.setSpacing(10)
        self.title = QLabel(source.title, self)
        self.title.setProperty("role", "title")
        self.about = QLabel(source.about, self)
        self.about.setProperty("role", "muted")
        self.draft_note = QLabel(self)
        self.draft_note.setProperty("role", "muted")
        self._names = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._names.setSpacing(10)
        self._names.addWidget(self.title)
        self._names.addWidget(self.about, 1, Qt.AlignmentFlag.AlignBottom)
        row.addLayout(self._names, 1)
        row.addWidget(self.draft_note, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _fit_head(self) -> None:
        """Title and what it is about stand beside each other where both fit, else they wrap, one under the other."""
        taken = sum(one.fontMetrics().horizontalAdvance(one.text()) for one in (self.title, self.about))
        high = taken > self.width() - NOTE
        for one in (self.title, self.about):
            one.setWordWrap(high)
            one.setMinimumWidth(1)
        self._names.setSpacing(2 if high else 10)
        self._names.setDirection(QBoxLayout.Direction.TopToBottom if high else QBoxLayout.Direction.LeftToRight)
        self._names.setAlignment(self.about, Qt.AlignmentFlag(0) if high else Qt.AlignmentFlag.AlignBottom)

    def _body(self, form: Layout, inside: QWidget) -> QWidget:
        body = QWidget(inside)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for section in form.sections:
            box = SectionBox(section, body)
            for row in section.rows:
                box.add_row([(self._field(place, section, form.label, box), place.span) for place in row])
            self._sections.append(box)
            column.addWidget(box)
        column.addStretch(1)
        return body

    def _field(self, place: Place, section: Section, label_width: int, box: SectionBox) -> FieldBox:
        declared = field_of(record_type(self._type), place.name)
        options = {"label": label_width, **place.options}
        editor: Editor = editor_for(declared.kind, self._records.around(options), self, read_only=declared.server)
        alone = bool(section.title) and len(section.rows) == 1 and len(section.rows[0]) == 1
        made = FieldBox(declared, editor, label_width, labelled=not (alone or editor.labels_itself))
        made.touched.connect(self.touched)
        editor.problem.connect(lambda _sentence: self.judged.emit())
        self.fields[place.name] = made
        self._section_of[place.name] = box
        if self._type == "company" and place.name == "name":
            made.extra(self.similar)
        return made

    def _beside(self, last: LastRound | None, inside: QWidget) -> QWidget:
        beside = QWidget(inside)
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.files)
        self._last_round = QVBoxLayout()
        column.addLayout(self._last_round)
        column.addStretch(1)
        self._aside = beside
        self.show_last_round(last)
        return beside

    def show_last_round(self, last: LastRound | None) -> None:
        """Show what the round before left, beside the form."""
        clear(self._last_round)
        if last is not None:
            card = LastRoundCard(last, self._today)
            card.opened.connect(lambda: self.round_opened.emit(last.id))
            card.carried.connect(self.round_carried)
            self._last_round.addWidget(card)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 12, 8, 0)
        row.setSpacing(10)
        self.save_button = button(tr("Save"), "primary", shortcut="Ctrl ↵", tip=tr("Save (Ctrl+Enter)"))
        self.save_button.clicked.connect(self.save_pressed)
        row.addWidget(self.save_button)
        if self._type == "negotiation":
            brief = button(tr("Brief PDF"), tip=tr("Save, and make the brief of this round (Ctrl+Shift+P)"))
            brief.clicked.connect(self.brief_pressed)
            key = QShortcut(QKeySequence("Ctrl+Shift+P"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self.brief_pressed)
            row.addWidget(brief)
        self.close_button = button(tr("Close"), shortcut="Esc", tip=tr("Close; what is unsaved stays as a draft (Esc)"))
        self.close_button.clicked.connect(self.close_pressed)
        row.addWidget(self.close_button)
        row.addStretch(1)
        self.lacking = Link()
        self.lacking.setProperty("role", "quiet-link")
        self.lacking.clicked.connect(self.lacking_pressed)
        row.addWidget(self.lacking)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()
        wide = self.width() >= NARROW + ASIDE
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._aside.setMaximumWidth(ASIDE if wide else 16_777_215)
        self._aside.setMinimumWidth(ASIDE if wide else 0)
        narrow = self.width() < NARROW
        for section in self._sections:
            section.set_narrow(narrow)
        for box in self.fields.values():
            box.editor.set_narrow(narrow)

    def go_to(self, name: str) -> None:
        """Bring a field into view and give it the focus."""
        self._section_of[name].unfold()
        self.fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroll.ensureWidgetVisible(self.fields[name], 0, 40)
