"""A calendar file (iCalendar, RFC 5545): the same records make the same bytes, and importing it again changes what
changed instead of doubling it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from zsdesk.clock import from_ms
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.queries.calendar import Entry, entries
from zsdesk.store.vault import write_durably
from zsdesk.words import label, tr

ZONE = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")
LENGTH = timedelta(hours=2)
"""How long a meeting is taken to be: its record says only when it begins."""
BEFORE_MEETING = timedelta(minutes=-30)
BEFORE_DAY = timedelta(hours=-15)
"""A deadline is a whole day: it rings at nine in the morning of the day before."""


def calendar(found: Iterable[Entry], name: str) -> bytes:
    """The entries as a calendar."""
    made = Calendar()
    made.add("prodid", "-//zsdesk//zsdesk//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", ZONE.key)
    for entry in found:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    # The name says of what it is, so that a file taken in again finds it (RFC 5545, 3.8.4.7).
    event.add("uid", f"{entry.type}-{entry.id}-{entry.field}@zsdesk")
    event.add("dtstamp", from_ms(entry.changed_ms).astimezone(UTC))
    event.add("sequence", entry.version)
    if isinstance(entry.when, datetime):
        start = entry.when.astimezone(ZONE)
        event.add("dtstart", start)
        event.add("dtend", start + LENGTH)
        event.add("transp", "OPAQUE")
    else:
        event.add("dtstart", entry.when)
        event.add("dtend", entry.when + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    summary = entry.kind if entry.sensitive else f"{entry.kind}：{entry.heading}"
    event.add("summary", summary)
    event.add("class", "CONFIDENTIAL" if entry.sensitive else "PRIVATE")
    if not entry.sensitive:
        for name, words in (("description", entry.note), ("location", entry.place)):
            if words:
                event.add(name, words)
    event.add_component(_alarm(summary, BEFORE_MEETING if isinstance(entry.when, datetime) else BEFORE_DAY))
    return event


def _alarm(words: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", before)
    return alarm


def write_calendar(desk: Desk, path: Path, *, everybody: bool = False) -> int:
    """Write what the officer (or everybody on this desk) has to do to ``path``; how many entries.

    ``Refused`` where the file cannot be written.
    """
    user = "" if everybody else desk.user
    found = desk.read(entries, desk.clock.today(), user)
    name = tr("{who}: investment desk", who=user) if user else label("招商日历")
    try:
        write_durably(path, calendar(found, name))
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=error.strerror or error) from None
    return len(found)
