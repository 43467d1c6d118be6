"""Editors of days and moments: typed the way people type them, or picked from a month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.editors.base import LineEditor, Surroundings, small_button
from ui.editors.calendar import Calendar
from zsdesk.clock import BEIJING
from zsdesk.errors import Invalid
from zsdesk.kinds import Kind
from zsdesk.words import tr

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday(day: date) -> str:
    """The day's name: 周一."""
    return tr(_WEEKDAYS[day.weekday()])


def distance(day: date, today: date) -> str:
    """How far a day is off, where that is quickly said: 今天, 明天, 3 天后."""
    days = (day - today).days
    if days in (0, 1, -1):
        return {0: tr("today"), 1: tr("tomorrow"), -1: tr("yesterday")}[days]
    if 1 < days < 31:
        return tr("in {days} days", days=days)
    return tr("{days} days ago", days=-days) if -31 < days < -1 else ""


class DayEditor(LineEditor):
    """A day typed as ``0612`` or 明天; the button, or Alt+Down, drops a month down."""

    def __init__(self, kind: Kind[Any], around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(kind, around, parent)
        self._calendar: Calendar | None = None
        self.button = small_button("calendar", tr("Pick a day"), self.box)
        self.button.clicked.connect(self.toggle_calendar)
        self.box.row.addWidget(self.button)
        self.box.row.setContentsMargins(10, 0, 4, 0)
        self.line.on_key = self._key

    @property
    def calendar(self) -> Calendar:
        """The month, made when it is first wanted."""
        if self._calendar is None:
            self._calendar = Calendar(self.box, self.around.today, self._picked)
            self.destroyed.connect(self._calendar.deleteLater)
        return self._calendar

    def day_of(self, value: Any) -> date:
        """The day of a value."""
        return value

    def written(self, day: date) -> str:
        """The text for a picked day."""
        return self.kind.edit(day)

    def toggle_calendar(self) -> None:
        """Drop the month down, or close it."""
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.calendar.isVisible():
            self.calendar.hide()
            return
        try:
            value = self.value()
        except Invalid:
            value = None
        self.calendar.open(None if value is None else self.day_of(value))

    def _picked(self, day: date) -> None:
        self.line.setText(self.written(day))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._typed()

    def _key(self, event: QKeyEvent) -> bool:
        if self._calendar is not None and self._calendar.on_key(event):
            return True
        if event.key() == Qt.Key.Key_Down:
            self.toggle_calendar()
            return True
        return False

    def tidy(self) -> None:
        super().tidy()
        if self._calendar is not None and not self._calendar.underMouse():
            self._calendar.hide()

    def understood(self, value: Any) -> str:
        day = self.day_of(value)
        return " ".join(part for part in (weekday(day), distance(day, self.around.today)) if part)


class InstantEditor(DayEditor):
    """A moment: a day and a time, or 现在. Picking a day keeps the time that stands."""

    def day_of(self, value: datetime) -> date:
        return value.astimezone(BEIJING).date()

    def written(self, day: date) -> str:
        try:
            value = self.value()
        except Invalid:
            value = None
        clock = value.astimezone(BEIJING).strftime("%H:%M") if value is not None else "09:00"
        return f"{day.isoformat()} {clock}"
