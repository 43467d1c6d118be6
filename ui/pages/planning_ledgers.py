"""The lists of what is planned, and with whom.  Data, not code."""

from __future__ import annotations

from ui.pages.ledgers import RECEIPT, Filter, Ledger
from ui.table import Column

_MINE = Filter("mine", "owner", "Mine")
_REGION = Filter("region", "region_code", "Region")

PLANS = Ledger(
    "plan", "Plans", "{n} plans",
    (
        Column("Plan", "name", "strong", share=28, least=150, sort="name"),
        Column("Amount", "amount", "money", share=5, least=90, sort="amount"),
        Column("Group", "group", "choice", share=3, least=72, sort="group"),
        Column("How it is planned", "origin", "choice", share=4, least=84, spare=4),
        Column("Lead unit", "lead_unit", share=10, least=90, spare=3),
        Column("Looked at", "reviewed_on", "text", share=4, least=92, sort="reviewed_on", spare=5),
        RECEIPT,
    ),
    (_MINE, Filter("unset", "exit_on", "In the reserve"), Filter("choice", "group", "Group"),
     Filter("choice", "origin", "How it is planned"), _REGION),
    "A plan goes through twelve steps, six elements and three sign-offs before its project enters the reserve.",
    "New plan", "list-filter",
)  # fmt: skip

PARTNERS = Ledger(
    "partner", "Partners", "{n} partners",
    (
        Column("Partner", "name", "strong", share=20, least=120, sort="name"),
        Column("Partner role", "role", "choice", share=4, least=84, sort="role"),
        Column("Project", "project", share=22, least=100),
        Column("Early", "early", "text", share=3, least=64),
        Column("Since", "since", "text", share=4, least=92, sort="since", spare=4),
        Column("Amount", "amount", "money", share=5, least=90, spare=3),
        RECEIPT,
    ),
    (Filter("choice", "role", "Partner role"), _REGION),
    "Funds and state enterprises that come in early, and whom they introduced.", "New partner", "handshake",
)  # fmt: skip

SCENARIOS = Ledger(
    "scenario", "Scenarios", "{n} scenarios",
    (
        Column("Scenario", "name", "strong", share=26, least=140, sort="name"),
        Column("Domain", "domain", "choice", share=5, least=92, sort="domain"),
        Column("Unit", "owner_unit", share=12, least=90),
        Column("Open until", "open_until", "term", share=5, least=96, sort="open_until"),
        RECEIPT,
    ),
    (Filter("choice", "domain", "Domain"), _REGION),
    "A place where a new technology may be used, offered to those who bring it.", "New scenario", "route",
)  # fmt: skip

CAMPAIGNS = Ledger(
    "campaign", "Campaigns", "{n} campaigns",
    (
        Column("From", "held_from", "text", share=3, least=92, sort="held_from"),
        Column("Campaign", "name", "strong", share=26, least=140, sort="name"),
        Column("Kind", "kind", "choice", share=5, least=96, sort="kind"),
        Column("Place", "place", share=12, least=80, spare=4),
        RECEIPT,
    ),
    (Filter("choice", "kind", "Kind"), _REGION),
    "An event or a drive that brings leads: leads and projects name it.", "New campaign", "calendar",
)  # fmt: skip

ASSETS = Ledger(
    "idle_asset", "Idle assets", "{n} idle assets",
    (
        Column("Asset", "name", "strong", share=24, least=140, sort="name"),
        Column("Kind", "kind", "choice", share=5, least=88, sort="kind"),
        Column("Place", "place", share=14, least=90),
        Column("State", "status", "choice", share=4, least=80, sort="status"),
        Column("Project", "project", share=18, least=100, spare=4),
        RECEIPT,
    ),
    (Filter("choice", "kind", "Kind"), Filter("choice", "status", "State"), _REGION),
    "Land, plants and projects that lie idle, and what revives them.", "New idle asset", "building-2",
)  # fmt: skip
