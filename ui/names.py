"""What the window calls the record types, and where it shows them: known before the records are loaded."""

from __future__ import annotations

from zsdesk.words import tr

PAGE_OF = {
    "lead": "leads", "company": "companies", "contact": "companies", "channel": "companies",
    "negotiation": "negotiations", "visit": "negotiations", "project": "projects",
}  # fmt: skip
_ICONS = {
    "lead": "lightbulb", "company": "building-2", "contact": "user", "channel": "route", "negotiation": "handshake",
    "visit": "map-pin", "project": "folder-kanban", "attachment": "paperclip", "conflict": "git-compare",
}  # fmt: skip


def type_word(type_name: str) -> str:
    """线索, 企业, …"""
    return {
        "lead": tr("Lead"), "company": tr("Company"), "contact": tr("Contact"), "channel": tr("Channel"),
        "negotiation": tr("Negotiation"), "visit": tr("Visit"), "project": tr("Project"),
        "attachment": tr("File"), "conflict": tr("Conflict"),
    }.get(type_name, type_name)  # fmt: skip


def type_icon(type_name: str) -> str:
    """The icon of a record type."""
    return _ICONS.get(type_name, "file")
