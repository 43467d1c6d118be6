"""What the shell and its pages ask of the desk.

Every function here runs on the data thread with the open desk first.  Each imports what it needs when
it runs: this file is read before the first paint, and the store's libraries take longer to load than
the window may take to appear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zsdesk.words import language

if TYPE_CHECKING:
    from ui.sight import Sight, Total
    from zsdesk.desk import Desk, Done, Status
    from zsdesk.kinds import Target
    from zsdesk.queries.agenda import Today
    from zsdesk.queries.groups import Matter
    from zsdesk.queries.lists import Group, Row, Totals
    from zsdesk.queries.search import Hit
    from zsdesk.queries.supervision import Light
    from zsdesk.rules.one_line import Reading
    from zsdesk.store.vault import Vault


@dataclass(frozen=True)
class Wanted:
    """Which rows a list shows: the window's own form of ``ListQuery``."""

    type: str
    filters: tuple[tuple[str, str], ...] = ()
    text: str = ""
    sort: str = ""
    descending: bool = False
    group: str = ""

    def filtered(self, field: str, packed: str | None) -> Wanted:
        """The same list with one filter set, or without it for ``None``."""
        rest = tuple(f for f in self.filters if f[0] != field)
        return replace(self, filters=rest if packed is None else (*rest, (field, packed)))


class Listing(NamedTuple):
    """All ids of a list in order, and what stands in its heading."""

    ids: list[str]
    totals: Totals | Total
    today: date
    groups: tuple[Group, ...] = ()


def list_query(wanted: Wanted) -> Any:
    """The list as the store knows it."""
    from zsdesk.queries.lists import ListQuery

    return ListQuery(wanted.type, wanted.filters, wanted.text, wanted.sort, wanted.descending, group=wanted.group)


class Kept(NamedTuple):
    """What of the window is kept for its next start: the page, the list on it (or no type), what stands around."""

    page: str
    type: str
    fields: tuple[str, ...]
    who: tuple[str, str]
    counts: Mapping[str, int]


class Look(NamedTuple):
    """A desk before it is open: its vault, where the passphrase is known, and what it showed last."""

    vault: Vault | None
    sight: Sight | None


def look(folder: Path, page: str, fields: tuple[str, ...]) -> Look | None:
    """The desk in ``folder`` as it was left, ``None`` where there is none; the store's libraries are loaded
    while that is shown."""
    from importlib import import_module
    from threading import Thread

    from ui.sight import unpacked
    from zsdesk.clock import Clock
    from zsdesk.errors import ZsdeskError
    from zsdesk.store import sight
    from zsdesk.store.folder import exists, key_of, unlock

    if not exists(folder):
        return None
    try:
        vault = unlock(folder, None)
        kept = sight.look(folder, key_of(vault))
    except ZsdeskError:
        return Look(None, None)  # the opening says what is wrong
    # Not before: the key of a passphrase takes both cores, and what was seen last is waited for.
    Thread(target=import_module, args=("zsdesk.desk",), name="libraries", daemon=True).start()
    seen = None if kept is None else unpacked(kept)
    asked = (page, language(), Clock().today(), fields)
    same = seen is not None and asked == (seen.page, seen.language, seen.day, seen.list.fields if seen.list else ())
    return Look(vault, seen if same else None)


def open_desk(folder: Path, passphrase: str | None, vault: Vault | None) -> Desk:
    """Open the desk for writing."""
    from zsdesk.desk import Desk

    return Desk.open(folder, passphrase=passphrase, vault=vault)


def leave(desk: Desk, kept: Kept | None) -> None:
    """Close the desk; its first page is kept as it is now."""
    from ui.sight import packed
    from zsdesk.store import sight
    from zsdesk.store.folder import key_of

    try:
        seen = None if kept is None else packed(_seen(desk, kept))
    finally:
        desk.close()
    if seen is not None:
        sight.keep(desk.folder, key_of(desk.vault), seen)


def _seen(desk: Desk, kept: Kept) -> Sight:
    from ui.sight import ROWS, SeenDay, SeenList, Sight, Total, seen

    around = (kept.page, language(), desk.clock.today(), kept.who, dict(kept.counts))
    if not kept.type:
        return Sight(*around, morning=SeenDay(desk.user, morning(desk).today))
    found = listing(desk, Wanted(kept.type))
    rows = tuple(seen(row) for row in page(desk, kept.type, found.ids[:ROWS], kept.fields))
    return Sight(*around, list=SeenList(kept.type, kept.fields, rows, Total(found.totals.count, found.totals.yuan)))


def create_desk(folder: Path, passphrase: str | None, user: str, region: str, unit: str = "") -> Desk:
    """Make a desk and write down whose it is."""
    from zsdesk.desk import Desk

    desk = Desk.create(folder, passphrase=passphrase)
    desk.set_profile(user=user, region=region or desk.region)
    if unit:
        desk.set_unit(unit)
    return desk


def listing(desk: Desk, wanted: Wanted) -> Listing:
    """The ids of a list, its count and its sum, and its groups where it has any."""
    from zsdesk.queries.lists import groups, ids, totals

    query = list_query(wanted)
    grouped = tuple(desk.read(groups, query)) if wanted.group else ()
    return Listing(desk.read(ids, query), desk.read(totals, query), desk.clock.today(), grouped)


def page(desk: Desk, type_name: str, ids: Sequence[str], columns: Sequence[str]) -> list[Row]:
    """The cells of the rows on the screen."""
    from zsdesk.queries.lists import rows

    return desk.read(rows, type_name, ids, columns)


def options(desk: Desk, type_name: str, field: str) -> list[tuple[str, str]]:
    """What a field of choices can be set to: packed values and labels."""
    from zsdesk.fields import field_of
    from zsdesk.records import record_type
    from zsdesk.words import label

    return [(o.code, label(o.label)) for o in field_of(record_type(type_name), field).kind.options]  # type: ignore[attr-defined]


def regions(desk: Desk) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The prefectures of the desk's province with their counties: code, name, counties."""
    from zsdesk.reference import table

    rows = [row for row in table("regions") if row["code"].startswith(desk.region[:2])]
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    for row in rows:
        code = row["code"]
        if code.endswith("00") and not code.endswith("0000"):
            counties = [(r["code"], r["name"]) for r in rows if r["code"][:4] == code[:4] and r["code"] != code]
            found.append((code, row["name"], counties))
    return found


def counts(desk: Desk) -> dict[str, int]:
    """How many records of each type the rail shows."""
    from zsdesk.queries.today import counts

    return desk.read(counts)


def load_detail() -> None:
    """Load what the detail of a record takes of the records: no widgets, so on any thread."""
    from importlib import import_module

    for name in ("sheets.handover", "sheets.opinions", "queries.transferring", "queries.pushing", "queries.duplicates",
                 "queries.attracting", "queries.appeals", "queries.planning", "acts.transitions", "acts.supervision",
                 "acts.minutes", "acts.transfers"):  # fmt: skip
        import_module(f"zsdesk.{name}")


WARM_AFTER = 1_500
"""Milliseconds after a form stands: loading the readings holds the interpreter for a moment."""


def warm(desk: Desk) -> None:
    """Load what the first save would otherwise wait for: the readings of Chinese characters."""
    from zsdesk.store.index import pinyin

    pinyin("招商")


def status(desk: Desk) -> Status:
    """How the desk stands with the province."""
    return desk.status()


def whose(desk: Desk) -> tuple[str, str]:
    """The officer's name and region, for the foot of the rail."""
    from zsdesk.kinds import Region

    return desk.user, Region().show(desk.region) if desk.region else ""


def initials(desk: Desk, texts: Sequence[str]) -> dict[str, str]:
    """The pinyin initials of texts: ``前往线索`` → ``qwxs``."""
    from zsdesk.store.index import pinyin

    return {text: "".join(syllable[0] for syllable in pinyin(text).split()) for text in texts}


def unit(desk: Desk) -> str:
    """For which department this desk answers; its officer's name where none is said."""
    return desk.unit or desk.user


def set_unit(desk: Desk, name: str) -> None:
    """Say for which department this desk answers."""
    desk.set_unit(name)


def unindexed(desk: Desk) -> int:
    """How many records the search does not find yet, or not by their texts."""
    from zsdesk.queries import search

    return desk.read(search.unindexed)


def find(desk: Desk, text: str, limit: int) -> list[Hit]:
    """Records in which the words of ``text`` stand."""
    from zsdesk.queries.search import find

    return desk.read(find, text, limit)


class Morning(NamedTuple):
    """今日 with the moment that it was read at."""

    now: datetime
    user: str
    today: Today


def morning(desk: Desk) -> Morning:
    """Everything on the first page."""
    from zsdesk.clock import from_ms
    from zsdesk.queries.today import today

    return Morning(from_ms(desk.clock.now_ms()), desk.user, desk.read(today, desk.user, desk.clock.today()))


class Lamps(NamedTuple):
    """The lights of 督办 and the day that they were read on."""

    today: date
    lights: list[Light]


def lights(desk: Desk) -> Lamps:
    """What is red and yellow today, and what is listed."""
    from zsdesk.queries.supervision import lights

    day = desk.clock.today()
    return Lamps(day, desk.read(lights, day))


class Queue(NamedTuple):
    """What waits for a coordination group; ``""`` for what belongs to none."""

    group: str
    name: str
    matters: list[Matter]


def queues(desk: Desk) -> list[Queue]:
    """The queues of all groups, whether anything waits or not."""
    from zsdesk.queries.groups import queue

    found = desk.read(queue, desk.clock.today())
    named = [*options(desk, "project", "group"), ("", "")]
    return [Queue(code, name, found.get(code, [])) for code, name in named]


def appeal_rates(desk: Desk) -> str:
    """The rates of closing in words; nothing without an appeal."""
    from zsdesk.queries.appeals import rate
    from zsdesk.words import tr

    found = desk.read(rate, desk.clock.today())
    if found.closing is None:
        return ""
    words = tr("closed {rate}", rate=f"{found.closing * 100:.1f}%")
    return (
        words if found.punctual is None else f"{words} · " + tr("in time {rate}", rate=f"{found.punctual * 100:.1f}%")
    )


def editable_text(desk: Desk, type_name: str, field: str, value: Any) -> str:
    """A value as text that can be typed over."""
    from zsdesk.fields import field_of
    from zsdesk.records import record_type

    return "" if value is None else field_of(record_type(type_name), field).kind.edit(value)


def add(desk: Desk, type_name: str, texts: Mapping[str, str]) -> Done[str]:
    """A new record of a few typed texts."""
    from zsdesk.acts.records import create

    return desk.do(create, type_name, desk.parse(type_name, texts))


class Noted(NamedTuple):
    """What a line or a card says, and the enterprise that it may mean: id and name, empty where none is here."""

    text: str
    reading: Reading
    company_id: str
    company_name: str


def read_note(desk: Desk, text: str) -> Noted:
    """Read a line, or a visiting card of several lines."""
    from zsdesk.queries.duplicates import similar_companies
    from zsdesk.rules import cards
    from zsdesk.rules.one_line import read_line

    reading = cards.read_card(text) if cards.is_card(text) else read_line(text, desk.clock.today())
    near = desk.read(similar_companies, reading.company, None) if len(reading.company) > 1 else []
    return Noted(text, reading, near[0].id if near else "", near[0].heading if near else "")


def note(desk: Desk, reading: Reading, company_id: str) -> Done[Target]:
    """Put down what was read; ``Problems`` where a part is no value."""
    from zsdesk.acts.quick import note

    contact = desk.parse("contact", reading.contact)
    return desk.do(note, desk.parse("lead", reading.lead), reading.company, contact, company_id)


def undo(desk: Desk, done: Done[Any]) -> tuple[Target, ...]:
    """Take an act back; what it touched."""
    return desk.undo(done).touched


class Lane(NamedTuple):
    """A column of the board: a stage, its sum, and the projects in it that are shown."""

    code: str
    label: str
    totals: Totals
    rows: list[Row]


def board(desk: Desk, columns: Sequence[str], most: int) -> list[Lane]:
    """The projects by stage, at most ``most`` of each, the largest first."""
    from zsdesk.queries.lists import ids, rows, totals

    lanes: list[Lane] = []
    for code, name in options(desk, "project", "stage"):
        wanted = list_query(Wanted("project", (("stage", code),), sort="total_investment", descending=True))
        shown = desk.read(rows, "project", desk.read(ids, wanted)[:most], columns)
        lanes.append(Lane(code, name, desk.read(totals, wanted), shown))
    return lanes
