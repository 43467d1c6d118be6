"""The record types; ``record_type("lead")`` finds one by its English identifier."""

from zsdesk.errors import NotFound
from zsdesk.fields import Record
from zsdesk.records.attachment import Attachment
from zsdesk.records.channel import Channel
from zsdesk.records.company import Company
from zsdesk.records.conflict import Conflict
from zsdesk.records.contact import Contact
from zsdesk.records.lead import Lead
from zsdesk.records.negotiation import Negotiation
from zsdesk.records.project import Project
from zsdesk.records.visit import Visit

SCHEMA = 1
"""The version of the field declarations: raised when a field changes its meaning."""

TYPES: tuple[type[Record], ...] = (
    Company, Contact, Channel, Lead, Project, Negotiation, Visit, Attachment, Conflict,
)  # fmt: skip
BY_NAME: dict[str, type[Record]] = {record.type_name: record for record in TYPES}


def record_type(name: str) -> type[Record]:
    """The record type called ``name``; ``NotFound`` naming those that exist."""
    try:
        return BY_NAME[name]
    except KeyError:
        raise NotFound(
            "There is no record type “{name}”. The types are: {known}.", name=name, known=", ".join(BY_NAME)
        ) from None


__all__ = [
    "BY_NAME", "SCHEMA", "TYPES", "Attachment", "Channel", "Company", "Conflict", "Contact", "Lead",
    "Negotiation", "Project", "Record", "Visit", "record_type",
]  # fmt: skip
