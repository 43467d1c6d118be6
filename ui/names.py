"""What the window calls the record types, and where it shows them: known before the records are loaded."""

from __future__ import annotations

from zsdesk.words import tr

PAGE_OF = {
    "lead": "leads", "company": "companies", "contact": "companies", "channel": "companies",
    "negotiation": "negotiations", "visit": "negotiations", "project": "projects",
    "agreement": "projects", "milestone": "projects", "progress": "projects", "fund_arrival": "projects",
    "handover": "projects", "review": "reviews", "opinion": "reviews", "meeting": "reviews", "task": "reviews",
    "blocker": "supervision", "supervision": "supervision", "measure_applied": "supervision", "appeal": "appeals",
    "document": "papers",
    "plan": "planning", "partner": "planning", "scenario": "planning", "campaign": "planning", "idle_asset": "planning",
    "claim": "leads", "commitment": "projects",
}  # fmt: skip
_ICONS = {
    "lead": "lightbulb", "company": "building-2", "contact": "user", "channel": "route", "negotiation": "handshake",
    "visit": "map-pin", "project": "folder-kanban", "attachment": "paperclip", "conflict": "git-compare",
    "agreement": "file-text", "milestone": "circle-dot", "progress": "layers", "fund_arrival": "download",
    "handover": "route", "review": "users", "opinion": "message-square", "meeting": "calendar", "task": "circle-check",
    "blocker": "triangle-alert", "supervision": "eye", "measure_applied": "star", "appeal": "phone",
    "document": "file-text", "signature": "pencil",
    "plan": "layers", "partner": "handshake", "scenario": "route", "campaign": "calendar", "idle_asset": "building-2",
    "claim": "star", "commitment": "file-text", "transition": "arrow-right", "shared_view": "list-filter",
}  # fmt: skip


def type_word(type_name: str) -> str:
    """线索, 企业, …"""
    return {
        "lead": tr("Lead"), "company": tr("Company"), "contact": tr("Contact"), "channel": tr("Channel"),
        "negotiation": tr("Negotiation"), "visit": tr("Visit"), "project": tr("Project"),
        "attachment": tr("File"), "conflict": tr("Conflict"), "agreement": tr("Agreement"),
        "milestone": tr("Milestone"), "progress": tr("Progress"), "fund_arrival": tr("Funds arrived"),
        "handover": tr("Handover"), "review": tr("Review"), "opinion": tr("Opinion"), "meeting": tr("Group meeting"),
        "task": tr("Task"), "blocker": tr("Blocker"), "supervision": tr("Supervision"),
        "measure_applied": tr("Measure applied"), "appeal": tr("Appeal"),
        "document": tr("Paper"), "signature": tr("Signature"),
        "plan": tr("Plan"), "partner": tr("Partner"), "scenario": tr("Scenario"), "campaign": tr("Campaign"),
        "idle_asset": tr("Idle asset"), "claim": tr("First contact"), "commitment": tr("Commitment"),
        "transition": tr("Change of stage"), "shared_view": tr("Shared view"),
    }.get(type_name, type_name)  # fmt: skip


def type_icon(type_name: str) -> str:
    """The icon of a record type."""
    return _ICONS.get(type_name, "file")
