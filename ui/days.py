"""Days and moments in the words of a list: 今天, 明天, 超 3 天, 11-27."""

from __future__ import annotations

from datetime import date, datetime

from zsdesk.clock import from_ms
from zsdesk.words import language, tr

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def short_day(day: date, today: date) -> str:
    """``11-27``; with the year where it is another one."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def due_words(due: date, today: date) -> tuple[str, str]:
    """A term in words and its tone: late and today are red, tomorrow is amber."""
    days = (due - today).days
    if days < 0:
        return tr("{n} d late", n=-days), "red"
    if days == 0:
        return tr("today"), "red"
    if days == 1:
        return tr("tomorrow"), "amber"
    return short_day(due, today), ""


def moment_words(ms: int, today: date) -> str:
    """A moment as short as it can be said: the time today, else the day with the time."""
    moment = from_ms(ms)
    days = (today - moment.date()).days
    if days == 0:
        return f"{moment:%H:%M}"
    if days == 1:
        return tr("Yesterday {time}", time=f"{moment:%H:%M}")
    return f"{short_day(moment.date(), today)} {moment:%H:%M}"


def date_line(moment: datetime) -> str:
    """``11 月 23 日 周一``."""
    weekday = tr(_WEEKDAYS[moment.weekday()])
    if language() == "zh_CN":
        return f"{moment.month} 月 {moment.day} 日 {weekday}"
    return f"{weekday} {moment.day} {moment:%b}"
