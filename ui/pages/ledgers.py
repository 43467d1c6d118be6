"""What each list shows: its columns, its filters, its sentences.  Data, not code."""

from __future__ import annotations

from dataclasses import dataclass

from ui.table import Column


@dataclass(frozen=True)
class Filter:
    """A chip: ``mine`` (the officer's own), ``unit`` (of the desk's department), ``unset`` (a field still empty),
    ``choice`` or ``region``."""

    kind: str
    field: str
    label: str


@dataclass(frozen=True)
class Ledger:
    """A list of one record type; all sentences are English, for ``tr``."""

    type: str
    title: str
    counted: str
    """“{n} leads”."""
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    empty: str
    """What an empty list says: one sentence."""
    add: str
    """The button that fills it."""
    icon: str
    summed: str = ""
    """“intended {sum}”, where the list has a sum."""
    makes: str = ""
    """The type whose form opens instead, where a record of this one comes of a deed there."""


_MINE = Filter("mine", "owner", "Mine")
_REGION = Filter("region", "region_code", "Region")
RECEIPT = Column("Sync", "receipt", "receipt", share=1, least=58, spare=2)

LEADS = Ledger(
    "lead", "Leads", "{n} leads",
    (
        Column("Lead", "title", "strong", share=30, least=150, sort="title"),
        Column("Company", "company", share=28, least=110, spare=4),
        Column("Channel", "channel", share=3, least=78, sort="channel", spare=5),
        Column("Intended", "intent_amount", "money", share=3, least=92, sort="intent_amount"),
        Column("Next step", "next_due", "due", share=16, least=126, also=("next_step",), sort="next_due"),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "triage", "To be judged"), _REGION, Filter("choice", "channel", "Channel"),
     Filter("choice", "triage", "Judgement")),
    "A lead is a first sign that an enterprise may invest. Note the first one in a single line.",
    "New lead", "lightbulb", "intended {sum}",
)  # fmt: skip

CLAIMS = Ledger(
    "claim", "First contacts", "{n} claims",
    (
        Column("Subject", "title", "strong", share=26, least=150, sort="title"),
        Column("Company", "company", share=20, least=100),
        Column("Unit", "unit", share=14, least=100),
        Column("Decided", "status", "choice", share=4, least=84, sort="status"),
        Column("Claimed", "claimed_at", "when", share=3, least=104, sort="claimed_at", spare=4),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "status", "Decided"), _REGION),
    "Who met an enterprise first: claimed on the page of a lead, decided by the province.",
    "New lead", "star", makes="lead",
)  # fmt: skip

COMPANIES = Ledger(
    "company", "Companies", "{n} companies",
    (
        Column("Company", "name", "strong", share=30, least=170, sort="name"),
        Column("Credit code", "uscc", "muted", share=4, least=168, sort="uscc", spare=4),
        Column("Ownership", "ownership", share=6, least=76, sort="ownership", spare=3),
        Column("Industry", "industry", share=18, least=100, spare=5),
        Column("Origin", "origin", share=10, least=90, sort="origin"),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "ownership", "Ownership"), Filter("choice", "tags", "Kind"), _REGION),
    "Enterprises come in with their leads, or are added here by name and credit code.",
    "New company", "building-2",
)  # fmt: skip

CONTACTS = Ledger(
    "contact", "Contacts", "{n} contacts",
    (
        Column("Name", "name", "strong", share=12, least=90, sort="name"),
        Column("Position", "job_title", share=16, least=90),
        Column("Company", "company", share=26, least=130),
        Column("Phone", "phones", share=10, least=120),
        Column("Role", "authority", share=4, least=64, sort="authority", spare=3),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "authority", "Role")),
    "Who to call at an enterprise: a name, a position, a phone.", "New contact", "user",
)  # fmt: skip

CHANNELS = Ledger(
    "channel", "Channels", "{n} channels",
    (
        Column("Channel", "name", "strong", share=30, least=170, sort="name"),
        Column("Kind", "kind", share=10, least=90, sort="kind"),
        Column("Liaison", "liaison", share=16, least=100),
        Column("Region", "region_code", share=12, least=90, sort="region_code", spare=3),
        RECEIPT,
    ),
    (Filter("choice", "kind", "Kind"), _REGION),
    "Offices, associations and leading enterprises that bring leads.", "New channel", "route",
)  # fmt: skip

NEGOTIATIONS = Ledger(
    "negotiation", "Negotiations", "{n} rounds",
    (
        Column("Time", "held_at", "when", share=2, least=104, sort="held_at"),
        Column("Topic", "topics", "strong", share=26, least=140, sort="topics"),
        Column("Round", "round", "number", share=1, least=52, sort="round"),
        Column("Place", "place", share=16, least=90, spare=4),
        Column("Next step", "next_due", "due", share=24, least=130, also=("next_step",), sort="next_due"),
        RECEIPT,
    ),
    (_MINE, _REGION),
    "A round at the table: who, what was asked, what was agreed, what comes next. It takes under a minute.",
    "Note a negotiation", "handshake",
)  # fmt: skip

VISITS = Ledger(
    "visit", "Visits", "{n} visits",
    (
        Column("Time", "held_at", "when", share=2, least=104, sort="held_at"),
        Column("Subject", "subject", "strong", share=26, least=140, sort="subject"),
        Column("Company", "company", share=20, least=100),
        Column("Place", "place", share=16, least=90, spare=3),
        RECEIPT,
    ),
    (_MINE, _REGION),
    "Visits received and paid: the agenda, the guests, what came of it.", "New visit", "map-pin",
)  # fmt: skip

PROJECTS = Ledger(
    "project", "Projects", "{n} projects",
    (
        Column("Project", "name", "strong", share=30, least=160, sort="name"),
        Column("Stage", "stage", "choice", share=3, least=72, sort="stage"),
        Column("Company", "companies", share=18, least=100, spare=5),
        Column("Region", "region_code", share=10, least=90, sort="region_code", spare=4),
        Column("Total investment", "total_investment", "money", share=6, least=100, sort="total_investment"),
        RECEIPT,
    ),
    (_MINE, Filter("choice", "stage", "Stage"), Filter("choice", "group", "Group"), _REGION),
    "Projects on their way from reserve to production. The first one is added here, or grows out of a lead.",
    "New project", "folder-kanban", "{sum}",
)  # fmt: skip
