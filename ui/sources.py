"""What forms and details ask of the desk: functions that run on the data thread, with the desk first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec

from ui import extras
from ui.editors.base import Found
from zsdesk.acts.records import change, create
from zsdesk.clock import from_ms
from zsdesk.desk import Desk, Done, Draft
from zsdesk.errors import Problems
from zsdesk.fields import Field, field_of, fields
from zsdesk.ids import new_id
from zsdesk.kinds import Person
from zsdesk.queries.detail import Detail, Event, detail, timeline
from zsdesk.queries.duplicates import similar_companies
from zsdesk.queries.headings import heading, headings
from zsdesk.queries.lists import ListQuery, ids, rows
from zsdesk.queries.search import find
from zsdesk.records import record_type
from zsdesk.rules.completeness import missing
from zsdesk.words import label, tr

SUGGESTED = 8
FOLLOWING = frozenset({"round", "topics", "attendees", "next_owner"})
"""The fields of a new round that follow from its lead or project."""


_DAYS = {"blocker": "raised_on", "progress": "on", "fund_arrival": "on", "task": "assigned_on",
         "measure_applied": "applied_on"}  # fmt: skip
"""The day that a new record begins with: today."""


@dataclass(frozen=True)
class LastRound:
    """What the round before left behind: shown beside the form of the next one."""

    id: str
    heading: str
    open_points: str
    next_step: str
    next_owner: str
    next_due: date | None
    positions: str
    """The items that were not agreed, as the text of the field."""


@dataclass(frozen=True)
class Source:
    """Everything that a form starts from."""

    type: str
    id: str
    new: bool
    title: str
    about: str
    texts: dict[str, str]
    today: date
    drafts: tuple[Draft, ...] = ()
    last_round: LastRound | None = None
    files: tuple[Any, ...] = ()
    needs_saving: frozenset[str] = field(default_factory=frozenset)
    """Fields of a new record that were filled in for the officer."""

    @property
    def key(self) -> str:
        """The draft's key."""
        return f"{self.type}/{self.id}"


class Saved(NamedTuple):
    """A saved form: what was touched, and the fields whose text is no value and stays in the draft."""

    id: str
    wrong: dict[str, str]
    done: Done[Any] | None


class Page(NamedTuple):
    """Everything that the detail of a record shows."""

    detail: Detail
    about: str
    uscc: str
    notes: dict[str, str]
    missing: tuple[str, ...]
    similar: tuple[Found, ...]
    events: tuple[Event, ...]
    today: date
    drafts: tuple[Draft, ...]
    user: str = ""
    extra: Any = None
    """What the panel of the record's type shows (:mod:`ui.extras`)."""


def editable(type_name: str) -> tuple[Field, ...]:
    """The fields that an officer writes."""
    return tuple(f for f in fields(record_type(type_name)) if not f.hidden and not f.server and not f.by_act)


def open_form(desk: Desk, type_name: str, id: str, initial: Mapping[str, str]) -> Source:
    """The start of a form: of the record ``id``, or of a new one with ``initial`` texts."""
    today = desk.clock.today()
    title = label(record_type(type_name).type_label)
    drafts = tuple(d for d in desk.drafts() if d.type == type_name and d.id == id)
    if id:
        found = desk.read(detail, type_name, id)
        texts = {f.name: f.kind.edit(found.values[f.name]) for f in fields(record_type(type_name))
                 if not f.hidden and found.values[f.name] is not None}  # fmt: skip
        about = _about(desk, found.values)
        last = _last_round(desk, texts, id) if type_name == "negotiation" else None
        return Source(type_name, id, False, found.heading, about, texts, today, drafts, last, found.files)
    known = {f.name for f in editable(type_name)}
    texts = {"region_code": desk.region, "owner": desk.user, "secrecy": "internal", **initial}
    last = None
    if type_name == "negotiation":
        last = _last_round(desk, texts, "")
        title = _next_round(desk, texts, last)
    elif type_name in ("lead", "visit"):
        texts.setdefault("received_at" if type_name == "lead" else "held_at", _now(desk))
    elif type_name in _DAYS:
        texts.setdefault(_DAYS[type_name], today.isoformat())
    elif type_name == "appeal":
        texts.setdefault("accepted_at", _now(desk))
    texts = {name: text for name, text in texts.items() if name in known and text}
    values = {name: text for name, text in texts.items() if name in ("lead", "project", "company")}
    return Source(type_name, new_id(), True, tr("New {type}", type=title) if not last and type_name != "negotiation"
                  else title, _about(desk, values), texts, today, drafts, last,
                  needs_saving=frozenset(texts))  # fmt: skip


def _now(desk: Desk) -> str:
    return from_ms(desk.clock.now_ms()).strftime("%Y-%m-%d %H:%M")


def _next_round(desk: Desk, texts: dict[str, str], last: LastRound | None) -> str:
    """Fill in what an officer would write anyway at the start of a round; the form's title."""
    of = "lead" if texts.get("lead") else "project"
    number = 1
    if last is not None:
        before = desk.read(rows, "negotiation", [last.id], ["round"])[0].values["round"]
        number = (before or 0) + 1
    texts.setdefault("round", str(number))
    texts.setdefault("held_at", _now(desk))
    unit = desk.unit
    if texts.get(of):
        texts.setdefault("topics", desk.read(heading, of, texts[of]))
        column = {"lead": "first_contact_unit", "project": "lead_unit"}[of]
        unit = desk.read(rows, of, [texts[of]], [column])[0].cells[column] or unit
        texts.setdefault("next_owner", unit)
    people = [Person(name=desk.user, unit=unit, side="ours")] if desk.user else []
    people += _theirs(desk, of, texts.get(of, ""), last)
    if people:
        texts.setdefault("attendees", msgspec.json.encode(people).decode())
    return tr("Round {n}", n=texts["round"])


def _theirs(desk: Desk, of: str, id: str, last: LastRound | None) -> list[Person]:
    """Who sits across the table: those of the round before, else whom the desk knows of the enterprise."""
    if last is not None:
        sat = desk.read(rows, "negotiation", [last.id], ["attendees"])[0].values["attendees"] or ()
        return [person for person in sat if person.side == "theirs"]
    if not id:
        return []
    value = desk.read(rows, of, [id], [_COMPANY[of]])[0].values[_COMPANY[of]]
    company = value if isinstance(value, str) else next(iter(value or ()), None)
    if company is None:
        return []
    known = desk.read(ids, ListQuery("contact", (("company", company),)))[:MOST_CONTACTS]
    unit = desk.read(heading, "company", company)
    found = desk.read(rows, "contact", known, ["name", "job_title"])
    return [Person(row.cells["name"], row.cells["job_title"], unit, "theirs") for row in found]


_COMPANY = {"lead": "company", "project": "companies"}
MOST_CONTACTS = 3
"""Contacts that are put into a first round: where there are more, the officer chooses."""


def _last_round(desk: Desk, texts: Mapping[str, str], before: str) -> LastRound | None:
    """The round before this one with the same lead or project."""
    of = next((name for name in ("lead", "project") if texts.get(name)), "")
    if not of:
        return None
    found = desk.read(ids, ListQuery("negotiation", ((of, texts[of]),), sort="round", descending=True))
    number = int(texts.get("round") or 0)
    columns = ["round", "open_points", "next_step", "next_owner", "next_due", "positions"]
    for row in desk.read(rows, "negotiation", [i for i in found if i != before], columns):
        if not before or (row.values["round"] or 0) < number:
            left = [p for p in row.values["positions"] or () if p.status != "agreed"]
            return LastRound(
                row.id, desk.read(heading, "negotiation", row.id), row.values["open_points"] or "",
                row.cells["next_step"], row.cells["next_owner"], row.values["next_due"],
                msgspec.json.encode(left).decode() if left else "",
            )  # fmt: skip
    return None


def _about(desk: Desk, values: Mapping[str, Any]) -> str:
    """The line under the heading: whose lead, of what enterprise."""
    parts: list[str] = []
    for name in ("company", "lead", "project"):
        if name not in values or not values[name]:
            continue
        if name == "lead":
            row = desk.read(rows, "lead", [values[name]], ["company"])
            parts += [row[0].cells["company"]] if row and row[0].cells["company"] else []
        parts.append(desk.read(heading, name, values[name]))
    return " · ".join(dict.fromkeys(parts))


def save(desk: Desk, source: Source, changed: dict[str, str], texts: dict[str, str]) -> Saved:
    """Save what parses; what does not stays in the draft, word for word."""
    wrong: dict[str, str] = {}
    try:
        values = desk.parse(source.type, changed)
    except Problems as problems:
        wrong = problems.fields
        values = desk.parse(source.type, {name: text for name, text in changed.items() if name not in wrong})
    done: Done[Any] | None = None
    if source.new:
        done = desk.do(create, source.type, values, id=source.id)
    elif values:
        done = desk.do(change, source.type, source.id, values)
    desk.drop_draft(source.key)
    if wrong:
        desk.save_draft(source.key, Draft(source.key, source.type, source.id, {n: texts[n] for n in wrong}, 0))
    return Saved(source.id, wrong, done)


def keep_draft(desk: Desk, source: Source, texts: dict[str, str]) -> int:
    """Keep the form as it stands; the time in milliseconds."""
    now = desk.clock.now_ms()
    id = "" if source.new else source.id
    desk.save_draft(source.key, Draft(source.key, source.type, id, texts, now))
    return now


def open_page(desk: Desk, type_name: str, id: str) -> Page:
    """The detail of a record, with what belongs beside it."""
    found = desk.read(detail, type_name, id)
    similar: tuple[Found, ...] = ()
    uscc = ""
    if type_name in ("company", "lead"):
        similar = tuple(_similar_of(desk, type_name, found))
    if type_name == "lead" and found.values["company"]:
        row = desk.read(rows, "company", [found.values["company"]], ["uscc"])
        uscc = row[0].cells["uscc"] if row else ""
    return Page(
        found, _about(desk, found.values), uscc, _notes(desk, found), tuple(missing(type_name, found.values)),
        similar, tuple(desk.read(timeline, type_name, id)), desk.clock.today(),
        tuple(d for d in desk.drafts() if d.type == type_name and d.id == id),
        desk.user, extras.extra(desk, type_name, found.values, id),
    )  # fmt: skip


def _similar_of(desk: Desk, type_name: str, found: Detail) -> list[Found]:
    company = found.id if type_name == "company" else found.values.get("company")
    if not company:
        return []
    row = desk.read(rows, "company", [company], ["name", "uscc"])
    if not row or not row[0].values["name"]:
        return []
    return similar(desk, row[0].values["name"], row[0].values["uscc"] or "", company)


def _notes(desk: Desk, found: Detail) -> dict[str, str]:
    """A quiet word for each related record: its date, its amount."""
    wanted = {"negotiation": ["held_at", "place"], "lead": ["intent_amount"], "project": ["stage", "total_investment"],
              "contact": ["job_title", "phones"], "visit": ["held_at"], "company": ["uscc"]}  # fmt: skip
    notes: dict[str, str] = {}
    for type_name, columns in wanted.items():
        these = [r.id for r in found.related if r.type == type_name]
        for row in desk.read(rows, type_name, these, columns) if these else ():
            texts = [row.cells[c][:10] if c == "held_at" else row.cells[c] for c in columns]
            notes[row.id] = " · ".join(text for text in texts if text)
    return notes


def similar(desk: Desk, name: str, uscc: str, exclude: str) -> list[Found]:
    """Enterprises that may be the one that is being typed, with their region."""
    hits = desk.read(similar_companies, name, uscc or None, exclude)
    places = {r.id: r.cells["region_code"] for r in desk.read(rows, "company", [h.id for h in hits], ["region_code"])}
    return [Found(h.id, h.heading, places.get(h.id, "")) for h in hits]


def find_records(desk: Desk, type_name: str, text: str) -> list[Found]:
    """Records whose name a text begins or means; with nothing typed the newest ones."""
    if text.strip():
        found = [h.id for h in desk.read(find, text, SUGGESTED, (type_name,))]
    else:
        found = desk.read(ids, ListQuery(type_name))[:SUGGESTED]
    names = desk.read(headings, type_name, found)
    quiet = {"lead": "company", "contact": "company", "company": "region_code", "project": "stage"}.get(type_name)
    notes = {r.id: r.cells[quiet] for r in desk.read(rows, type_name, found, [quiet])} if quiet and found else {}
    return [Found(i, names[i], notes.get(i, "")) for i in found if i in names]


def name_of(desk: Desk, type_name: str, id: str) -> str:
    """A record's name."""
    return desk.read(heading, type_name, id)


def make_named(desk: Desk, type_name: str, name: str) -> Done[str]:
    """A new record with nothing but its name."""
    record = record_type(type_name)
    field_of(record, record.title_field)
    return desk.do(create, type_name, {record.title_field: name})


def overdue(day: date | None, today: date) -> int:
    """How many days a term has passed; 0 where it has not."""
    return max(0, (today - day) // timedelta(days=1)) if day else 0
