"""The named layouts: which fields of a record stand together, in what order and how wide.

A form has twelve columns.  A row of a layout names fields with the columns that each takes; what no
row names stands in the last section, so no field is ever forgotten.  The detail of a record follows
the same sections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zsdesk.words import language

WIDTH = 12
WIDER = 24
"""Pixels that a label needs more in a language of letters."""

TONES: Mapping[str, str] = {
    "agreed": "jade", "close": "jade", "open": "amber", "refused": "red",
    "follow": "jade", "transfer": "amber", "drop": "red",
    "suspended": "amber", "terminated": "red", "started": "jade", "production": "jade",
}  # fmt: skip
"""The status colour of a choice's code, where a choice says how things stand."""


@dataclass(frozen=True)
class Place:
    """Where one field stands: its columns of twelve, and what its editor is told."""

    name: str
    span: int
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """Rows of fields under a heading (English; empty for none); a folded one opens on a click."""

    title: str
    rows: tuple[tuple[Place, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Layout:
    """A form of a record type; ``label`` is the width of its labels, ``first`` takes the focus."""

    sections: tuple[Section, ...]
    first: str
    label: int = 72

    def names(self) -> list[str]:
        """All fields in order."""
        return [place.name for section in self.sections for row in section.rows for place in row]


def _row(*places: str, **options: Mapping[str, Any]) -> tuple[Place, ...]:
    """``_row("title 8", "channel 4", title={…})``: a field without a number takes the whole row."""
    made: list[Place] = []
    for place in places:
        name, _, span = place.partition(" ")
        made.append(Place(name, int(span or WIDTH), options.get(name, {})))
    return tuple(made)


_COMMON = Section("About this record", (_row("number 6", "region_code 6"), _row("owner 6", "secrecy 6")), folded=True)

_LAYOUTS: dict[str, Layout] = {
    "lead": Layout(
        (
            Section("", (
                _row("title"),
                _row("company 6", "intent_amount 6"),
                _row("channel 6", "channel_entry 6"),
                _row("received_at 6", "referrer 6"),
            )),
            Section("What they want", (
                _row("industry 6", "preferred_regions 6"),
                _row("needs"),
                _row("summary", summary={"lines": 3}),
            )),
            Section("Follow-up", (
                _row("first_contact_unit 6", "triage 6"),
                _row("triage_reason", triage_reason={"lines": 1}),
                _row("next_step 8", "next_due 4"),
            )),
            _COMMON,
        ),
        first="title",
    ),
    "company": Layout(
        (
            Section("", (
                _row("name"),
                _row("uscc 8", "uscc_pending 4"),
                _row("ownership 6", "industry 6"),
                _row("origin 6", "legal_person 6"),
                _row("tags"),
                _row("aliases"),
            )),
            Section("Strength", (
                _row("registered_capital 6", "revenue 6"),
                _row("financials", financials={"widths": (1, 2, 2, 3)}),
                _row("profile", profile={"lines": 3}),
            )),
            _COMMON,
        ),
        first="name",
        label=120,
    ),
    "negotiation": Layout(
        (
            Section("", (
                _row("topics 9", "round 3"),
                _row("lead 6", "project 6"),
                _row("held_at 6", "place 6"),
                _row("attendees"),
            )),
            Section("Positions by item", (
                _row("positions", positions={"widths": (2, 4, 4, 3, 2), "tones": TONES}),
            )),
            Section("Outcome", (
                _row("agreed 6", "open_points 6", agreed={"lines": 2}, open_points={"lines": 2}),
                _row("next_step 5", "next_owner 3", "next_due 4"),
                _row("minutes", minutes={"lines": 3}),
                _row("risks", risks={"lines": 1}),
                _row("coordinates 6"),
            )),
            _COMMON,
        ),
        first="topics",
    ),
    "project": Layout(
        (
            Section("", (
                _row("name"),
                _row("companies"),
                _row("group 6", "stage 6"),
                _row("stage_on 6", "lead_unit 6"),
                _row("sihua 6", "cluster 6"),
                _row("industry 6", "major 6"),
                _row("summary", summary={"lines": 3}),
            )),
            Section("Investment", (
                _row("total_investment 6", "fixed_investment 6"),
                _row("contract_amount 6", "tax_per_mu 6"),
                _row("planned_start 6", "planned_production 6"),
                _row("partners", partners={"widths": (3, 2, 4)}),
            )),
            Section("Land, energy, people", (
                _row("park 6", "land_mu 6"),
                _row("energy_tce 6", "power_kva 6"),
                _row("water_m3d 6", "eia 6"),
                _row("jobs 6"),
            )),
            _COMMON,
        ),
        first="name",
        label=88,
    ),
    "contact": Layout(
        (
            Section("", (
                _row("name 6", "job_title 6"),
                _row("company"),
                _row("phones"),
                _row("email 6", "wechat 6"),
                _row("authority 6", "consent 6"),
            )),
            _COMMON,
        ),
        first="name",
        label=104,
    ),
    "visit": Layout(
        (
            Section("", (
                _row("subject"),
                _row("company 6", "lead 6"),
                _row("project 6", "held_at 6"),
                _row("place"),
                _row("guests", guests={"sides": ("theirs",)}),
                _row("hosts", hosts={"sides": ("ours",)}),
            )),
            Section("Course and outcome", (
                _row("agenda", agenda={"lines": 3}),
                _row("outcome", outcome={"lines": 3}),
            )),
            _COMMON,
        ),
        first="subject",
    ),
    "channel": Layout(
        (Section("", (_row("name"), _row("kind 6", "liaison 6"))), _COMMON),
        first="name",
    ),
    "attachment": Layout(
        (
            Section("", (
                _row("name"),
                _row("caption"),
                _row("taken_at 6", "coordinates 6"),
                _row("target"),
                _row("media_type 6", "size 6"),
                _row("sha256"),
            )),
            _COMMON,
        ),
        first="name",
    ),
}  # fmt: skip


def layout(type_name: str) -> Layout:
    """The layout of a record type, every field of it in some place."""
    from zsdesk.fields import fields  # the records load SQLAlchemy, which the first paint must not wait for
    from zsdesk.records import record_type

    shown = [f.name for f in fields(record_type(type_name)) if not f.hidden]
    made = _LAYOUTS.get(type_name, Layout((), first=shown[0]))
    if language() != "zh_CN":
        made = replace(made, label=made.label + WIDER)
    rest = [name for name in shown if name not in made.names()]
    if not rest:
        return made
    other = Section("Other fields" if made.sections else "", tuple(_row(name) for name in rest))
    return Layout((*made.sections, other), made.first, made.label)
