"""What becomes of a lead: answered, triaged, its duplicates concluded on, made into a project."""

from __future__ import annotations

from zsdesk.acts import records, transfers
from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.kinds import Region
from zsdesk.records import Lead
from zsdesk.records.lead import DUPLICATES, TRIAGE
from zsdesk.store.work import Work


def answer(work: Work, lead_id: str) -> None:
    """The first answer was given; its clock stops."""
    lead = work.need(Lead, lead_id)
    lead.answered_at = lead.answered_at or from_ms(work.clock.now_ms())
    work.session.flush()


def triage(work: Work, lead_id: str, verdict: str, reason: str = "", transfer_to: str = "") -> None:
    """研判: 跟进, 流转 to another region, or 不跟进; its clock stops.

    ``Refused`` where a lead is transferred nowhere, or is not followed without a reason.
    """
    lead = work.need(Lead, lead_id)
    if verdict not in {o.code for o in TRIAGE.options}:
        raise Refused("A triage says 跟进, 流转 or 不跟进.")
    if verdict != "follow" and not reason.strip():
        raise Refused("Say why it is not followed.")
    if verdict == "transfer" and (not transfer_to or transfer_to == lead.region_code):
        raise Refused("Say which other region takes it over.")
    now = from_ms(work.clock.now_ms())
    lead.triage, lead.triage_reason, lead.triaged_at = verdict, reason.strip() or None, now
    lead.answered_at = lead.answered_at or now
    lead.transfer_to = transfer_to if verdict == "transfer" else None
    if verdict == "transfer":
        # Who met the enterprise first stays so, wherever the lead goes.
        lead.first_contact_unit = lead.first_contact_unit or (
            f"{Region().show(lead.region_code)}投促局" if lead.region_code else None
        )
        work.session.flush()
        transfers.transfer(work, "lead", lead_id, transfer_to)
    work.session.flush()


def conclude(work: Work, lead_id: str, verdict: str, note: str = "") -> None:
    """查重: what the search for duplicates came to."""
    lead = work.need(Lead, lead_id)
    if verdict not in {o.code for o in DUPLICATES.options}:
        raise Refused("A search for duplicates ends with: {options}.",
                      options="、".join(o.label for o in DUPLICATES.options))  # fmt: skip
    if verdict != "none" and not note.strip():
        raise Refused("Say which records were compared, and what was agreed.")
    lead.duplicates, lead.duplicates_note = verdict, note.strip() or lead.duplicates_note
    work.session.flush()


def make_project(work: Work, lead_id: str, group: str) -> str:
    """The project that a followed lead becomes, in the stage 线索. Its id."""
    lead = work.need(Lead, lead_id)
    if lead.triage != "follow":
        raise Refused("Only a lead that is followed (跟进) becomes a project.")
    return records.create(work, "project", {
        "name": lead.title, "companies": (lead.company,) if lead.company else None, "group": group, "lead": lead.id,
        "total_investment": lead.intent_amount, "industry": lead.industry, "campaign": lead.campaign,
        "scenario": lead.scenario, "first_contact_unit": lead.first_contact_unit, "region_code": lead.region_code,
        "summary": lead.summary,
    })  # fmt: skip
