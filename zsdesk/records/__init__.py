"""The record types; ``record_type("lead")`` finds one by its English identifier."""

from zsdesk.errors import NotFound
from zsdesk.fields import Record
from zsdesk.records.agreement import Agreement
from zsdesk.records.appeal import Appeal
from zsdesk.records.attachment import Attachment
from zsdesk.records.blocker import Blocker
from zsdesk.records.campaign import Campaign
from zsdesk.records.channel import Channel
from zsdesk.records.claim import Claim
from zsdesk.records.commitment import Commitment
from zsdesk.records.company import Company
from zsdesk.records.conflict import Conflict
from zsdesk.records.contact import Contact
from zsdesk.records.document import Document
from zsdesk.records.fund_arrival import FundArrival
from zsdesk.records.handover import Handover
from zsdesk.records.idle_asset import IdleAsset
from zsdesk.records.lead import Lead
from zsdesk.records.measure_applied import MeasureApplied
from zsdesk.records.meeting import Meeting
from zsdesk.records.milestone import Milestone
from zsdesk.records.negotiation import Negotiation
from zsdesk.records.opinion import Opinion
from zsdesk.records.partner import Partner
from zsdesk.records.plan import Plan
from zsdesk.records.progress import Progress
from zsdesk.records.project import Project
from zsdesk.records.quarantine import Quarantine
from zsdesk.records.review import Review
from zsdesk.records.scenario import Scenario
from zsdesk.records.shared_view import SharedView
from zsdesk.records.signature import Signature
from zsdesk.records.supervision import Supervision
from zsdesk.records.task import Task
from zsdesk.records.transition import Transition
from zsdesk.records.visit import Visit

SCHEMA = 6
"""The version of the field declarations: raised when there are more of them, or one changes its meaning."""

TYPES: tuple[type[Record], ...] = (
    Company, Contact, Channel, Lead, Project, Negotiation, Visit, Attachment, Conflict,
    Plan, Commitment, Review, Opinion, Agreement, Milestone, Progress, FundArrival, Blocker, Supervision, Appeal,
    Transition, Claim, Partner, Scenario, Campaign, IdleAsset, Meeting, Task, MeasureApplied, Handover,
    Document, Signature, Quarantine, SharedView,
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
    "BY_NAME", "SCHEMA", "TYPES", "Agreement", "Appeal", "Attachment", "Blocker", "Campaign", "Channel", "Claim",
    "Commitment", "Company", "Conflict", "Contact", "Document", "FundArrival", "Handover", "IdleAsset", "Lead",
    "MeasureApplied", "Meeting", "Milestone", "Negotiation", "Opinion", "Partner", "Plan", "Progress", "Project",
    "Quarantine", "Record", "Review", "Scenario", "SharedView", "Signature", "Supervision", "Task", "Transition",
    "Visit", "record_type",
]  # fmt: skip
