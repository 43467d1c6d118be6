"""首报首谈: a claim is made offline and sealed; the province decides when it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from zsdesk.acts import records
from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.fields import field_of
from zsdesk.records import Claim, Company, Lead
from zsdesk.rules import claims as rules
from zsdesk.store import settings
from zsdesk.store.tables import change
from zsdesk.store.work import Work

_CHAIN = "claim_chain"


def claim(work: Work, lead_id: str, unit: str, met_at: datetime, account: str = "") -> str:
    """Claim to have met the lead's enterprise first; the claim's id.

    It is sealed with the device's clock and its place in the chain of the device's claims, and cannot be
    changed afterwards.  ``Refused`` where the lead names no enterprise, or was claimed here already.
    """
    lead = work.need(Lead, lead_id)
    if not lead.company:
        raise Refused("The lead names no enterprise: a claim is about one.")
    if not unit.strip():
        raise Refused("Name the unit that met the enterprise first.")
    if met_at > from_ms(work.clock.now_ms()):
        raise Refused("The first contact lies ahead; claim it when it has been.")
    if _claimed(work, lead_id):
        raise Refused("The first contact of this lead was claimed already.")
    company = work.need(Company, lead.company)
    values: dict[str, Any] = {
        "title": lead.title, "company": company.id, "company_uscc": company.uscc, "lead": lead.id,
        "unit": unit.strip(), "amount": lead.intent_amount, "met_at": met_at, "account": account.strip() or None,
        "claimed_at": from_ms(work.clock.now_ms()),
    }  # fmt: skip
    made = records.create(work, "claim", {**values, "sealed": _seal(work, values)})
    lead.first_contact_unit = lead.first_contact_unit or unit.strip()
    work.session.flush()
    return made


def take_in(work: Work, claim_id: str, unit: str) -> None:
    """Take a later claimant in as a helper (协助单位); the province tells that one.

    ``Refused`` where the claim does not hold, or the unit has not claimed the enterprise.
    """
    claim = work.need(Claim, claim_id)
    if claim.status != "holds":
        raise Refused("Only the unit whose claim holds takes others in.")
    units = [row.unit for row in claim.also or ()]
    if unit not in units:
        raise Refused("“{unit}” has not claimed this enterprise; those who did: {units}.",
                      unit=unit, units="、".join(units) or "—")  # fmt: skip
    claim.helpers = tuple(dict.fromkeys((*(claim.helpers or ()), unit)))
    work.session.flush()


def _claimed(work: Work, lead_id: str) -> bool:
    wanted = select(Claim.id).where(Claim.lead == lead_id, Claim.deleted_at.is_(None)).limit(1)
    return work.session.execute(wanted).first() is not None


def _seal(work: Work, values: Mapping[str, Any]) -> str:
    connection = work.session.connection()
    no, _, before = settings.get(connection, _CHAIN).partition(" ")
    highest = connection.execute(select(func.max(change.c.op_no))).scalar() or 0
    packed = {name: field_of(Claim, name).pack(values.get(name)) for name in rules.SEALED}
    seal = rules.sealed(settings.get(connection, "device"), int(no or 0) + 1, highest, before or rules.FIRST, packed)
    settings.put(connection, **{_CHAIN: f"{seal.no} {seal.digest[:16]}"})
    return seal.text()
