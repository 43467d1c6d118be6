"""今日: what the day asks for, each line opening its record."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import asks
from ui.bus import Bus
from ui.days import date_line, due_words
from ui.drafts import DraftsCard
from ui.later import call
from ui.names import type_word
from ui.pages.owed_card import KEYED, OwedCard, open_number, parted
from ui.pages.parts import Card, ItemRow, button, text
from ui.paint import yi_total
from ui.work import Work
from zsdesk.clock import BEIJING, Clock, from_ms
from zsdesk.words import tr

REDS = 6
"""Lines of the red lights; 督办 has them all."""
SHOWN = 9
"""Lines of the other cards."""


def greeting(hour: int) -> str:
    """上午好, 下午好, 晚上好."""
    if not 4 <= hour < 18:
        return tr("Good evening")
    return tr("Good morning") if hour < 12 else tr("Good afternoon")


class TodayPage(QScrollArea):
    """Meetings, what is due, what needs a look, what came from the province, the month."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.setObjectName("page")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._is_open = False
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)
        bus.changed.connect(self._later)
        bus.restyled.connect(self.update)
        for number in range(1, KEYED + 1):
            made = QShortcut(QKeySequence(str(number)), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(lambda n=number: open_number(self.dues.items, n))

    def _build(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 20, 28, 24)
        column.setSpacing(16)
        now = from_ms(Clock().now_ms())
        self.head = text(self._greeting(now), "figure", inside)
        self.summary = text("", "muted", inside, wrap=True)
        heads = QVBoxLayout()
        heads.setSpacing(4)
        heads.addWidget(self.head)
        heads.addWidget(self.summary)
        top = QHBoxLayout()
        top.addLayout(heads, 1)
        calendar = button(tr("Calendar file…"), self.write_calendar, icon="calendar", parent=inside,
                          tip=tr("Meetings, follow-ups and deadlines for the calendar of a telephone"))  # fmt: skip
        top.addWidget(calendar, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        grid = QGridLayout()
        grid.setSpacing(16)
        grid.setColumnStretch(0, 5)
        grid.setColumnStretch(1, 4)
        self.drafts = DraftsCard(self._work, self._bus, inside)
        self.meetings = Card(tr("Whom I meet today"), inside)
        self.tomorrow = Card(tr("Whom I meet tomorrow"), inside)
        self.tomorrow.hide()
        self.dues = OwedCard(tr("What I owe"), tr("Nothing is due within a week."), inside)
        self.quiet = OwedCard(tr("Leads that went quiet"), "", inside)
        self.quiet.hide()
        for card in (self.dues, self.quiet):
            card.opened.connect(self._bus.open_record)
        self.conflicts = Card(tr("Needs a look"), inside)
        self.reds = Card(tr("Red lights"), inside)
        self.reds.hide()
        self.news = Card(tr("New from the province"), inside)
        self.month = Card(tr("This month"), inside)
        self.conflicts.hide()
        self._figures()
        left, right = QVBoxLayout(), QVBoxLayout()
        sides = (
            (left, (self.drafts, self.meetings, self.tomorrow, self.dues, self.quiet)),
            (right, (self.reds, self.conflicts, self.month, self.news)),
        )
        for side, cards in sides:
            side.setSpacing(16)
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        column.addLayout(grid, 1)
        self.setWidget(inside)

    def _figures(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(36)
        self.figures: dict[str, Any] = {}
        for name, words in (("leads", tr("New leads")), ("negotiations", tr("Rounds held")), ("yuan", tr("Intended"))):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            self.figures[name] = text("–", "figure", self.month)
            pair.addWidget(self.figures[name])
            pair.addWidget(text(words, "muted", self.month))
            row.addLayout(pair)
        row.addStretch(1)
        self.month.column.addLayout(row)

    def _greeting(self, now: Any) -> str:
        comma = "，" if "\u4e00" <= greeting(9)[0] <= "\u9fff" else " · "
        return f"{date_line(now)}{comma}{greeting(now.astimezone(BEIJING).hour)}"

    # -- the shell's side ----------------------------------------------------------------------

    def opened(self) -> None:
        """The desk is open: load."""
        self._is_open = True
        self._soon.start(0)

    begins_with: tuple[str, tuple[str, ...]] = ("", ())
    """No list: the day itself."""

    def show_seen(self, morning: asks.Morning) -> None:
        """The day as it was left, while the desk is not open yet."""
        self._show(morning)

    def arrive(self) -> None:
        """The page came into view."""
        if self._is_open:
            self._soon.start(0)  # not at once: opening asks too, and one answer is enough
            self.drafts.refresh()
        first = next((row for row in (*self.dues.items, *self.meetings.rows) if isinstance(row, ItemRow)), None)
        (first or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _later(self, _touched: object) -> None:
        if self.isVisible():  # else it is read when the officer comes back
            self._soon.start(200)

    def _ask(self) -> None:
        if self._is_open:
            self._work.ask(asks.morning, then=self._show)

    def write_calendar(self) -> None:
        """Write the officer's calendar to a file of the officer's choice."""
        from PySide6.QtWidgets import QFileDialog  # when it is wanted

        path, _kind = QFileDialog.getSaveFileName(self, tr("Calendar file…"), "zsdesk.ics", "iCalendar (*.ics)")
        if path:
            told = partial(self._calendar_written, path)
            self._work.ask(call, "zsdesk.sheets.ics", "write_calendar", Path(path), then=told)

    def _calendar_written(self, path: str, count: int) -> None:
        self._bus.said.emit(tr("{count} entries in {path}", count=count, path=path), "")

    # -- showing -------------------------------------------------------------------------------

    def _show(self, morning: asks.Morning) -> None:
        today, day = morning.today, morning.now.date()
        self._day = day
        self.head.setText(self._greeting(morning.now))
        self.summary.setText(self._sentence(today))
        cards = (self.meetings, self.tomorrow, self.dues, self.quiet, self.reds, self.conflicts, self.news)
        held = any(row.hasFocus() for card in cards for row in card.rows)
        self.meetings.put([self._meeting(i) for i in today.meetings[:SHOWN]], tr("No meeting is noted for today."))
        self.tomorrow.put([self._meeting(i) for i in today.tomorrow[:SHOWN]], "")
        self.tomorrow.setVisible(bool(today.tomorrow))
        parts = parted(today.dues, day)
        self.dues.show_parts(parts, day)
        self.quiet.show_parts({"quiet": list(today.quiet)}, day)
        self.quiet.setVisible(bool(today.quiet))
        self.conflicts.put([self._conflict(i) for i in today.conflicts[:SHOWN]], "")
        self.conflicts.setVisible(bool(today.conflicts))
        self.reds.put([self._red(i) for i in today.reds[:REDS]], "")
        if len(today.reds) > REDS:
            self.reds.add(button(tr("{n} more", n=len(today.reds) - REDS), lambda: self._bus.go.emit("supervision"),
                                 role="link", parent=self.reds))  # fmt: skip
        self.reds.setVisible(bool(today.reds))
        self.news.put([self._news(i) for i in today.news[:SHOWN]], tr("Nothing new since yesterday."))
        asked = len(today.meetings) + len(parts["today"]) + len(parts["late"]) + len(today.conflicts)
        self._bus.day_counted.emit(asked, sum(item.tone == "red" for item in today.reds))
        month = today.month
        self.figures["leads"].setText(f"{month.leads:,}")
        self.figures["negotiations"].setText(f"{month.negotiations:,}")
        self.figures["yuan"].setText(yi_total(month.intent_yuan) if month.intent_yuan else "–")
        if held and not any(row.hasFocus() for card in cards for row in card.rows if not card.isHidden()):
            self.setFocus()  # the keys 1–9 work from the page itself

    def _sentence(self, today: Any) -> str:
        due = {name: len(items) for name, items in parted(today.dues, self._day).items()}
        parts = [tr("{n} meetings today", n=len(today.meetings))] if today.meetings else []
        parts += [tr("{n} due today", n=due["today"])] if due["today"] else []
        parts += [tr("{n} late", n=due["late"])] if due["late"] else []
        parts += [tr("{n} due within a week", n=due["ahead"])] if due["ahead"] else []
        red = sum(item.tone == "red" for item in today.reds)
        parts += [tr("{n} red", n=red)] if red else []
        parts += [tr("{n} conflicts", n=len(today.conflicts))] if today.conflicts else []
        parts += [tr("{n} changed by colleagues since yesterday", n=len(today.news))] if today.news else []
        return tr(", ").join(parts) + tr(".") if parts else tr("A quiet day so far. Ctrl+N notes the first lead.")

    def _row(self, item: Any, left: str, tone: str = "", key: str = "", note: str | None = None) -> ItemRow:
        row = ItemRow(item.heading, item.note if note is None else note, left=left, tone=tone, key=key)
        row.clicked.connect(lambda: self._bus.open_record.emit(item.type, item.id))
        return row

    def _meeting(self, item: Any) -> ItemRow:
        at = f"{from_ms(item.at_ms):%H:%M}" if item.at_ms else ""
        row = self._row(item, at, note=item.note or type_word(item.type))
        if item.type == "visit":
            row.offer(tr("Site pack"), partial(self._pack, item.id),
                      tr("Course, seats, the enterprise and the talks, as a PDF"))  # fmt: skip
        return row

    def _pack(self, visit: str) -> None:
        """The papers for those who receive a visit: pages to look through, to print, to save."""
        from ui.dialogs.paper import PaperDialog  # when it is wanted

        PaperDialog(self._work, self._bus, "pack", visit, self).open()

    def _red(self, item: Any) -> ItemRow:
        words, _tone = due_words(item.due, self._day) if item.due else ("", "")
        return self._row(item, words or tr("red"), item.tone)

    def _conflict(self, item: Any) -> ItemRow:
        row = ItemRow(item.heading, item.note, left=tr("Conflict"), tone="blue")
        row.clicked.connect(lambda: self._bus.go.emit("sync"))
        return row

    def _news(self, item: Any) -> ItemRow:
        return self._row(item, type_word(item.type), "muted")
