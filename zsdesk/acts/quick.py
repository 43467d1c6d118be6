"""A lead, its enterprise and whom to call, out of one line or a visiting card: one act, so one undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from zsdesk.acts import records
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.records import Company, Contact
from zsdesk.store.work import Work


def note(work: Work, lead: Mapping[str, Any], company: str, contact: Mapping[str, Any], company_id: str = "") -> Target:
    """Put them into the store; the lead, or without one the contact, or the enterprise.

    ``company_id`` is an enterprise that is here already.  Else the one of exactly this name, or a new one.
    A person of that name who is known at the enterprise is not made twice: new numbers are added.
    """
    if not (lead or company or contact):
        raise Refused("There is nothing to note yet: write a name, an enterprise or a number.")
    at = company_id or (_company(work, company) if company else "")
    person = _contact(work, contact, at) if contact else ""
    if lead:
        made = records.create(work, "lead", {**lead, "company": at or None})
        return Target("lead", made)
    return Target("contact", person) if person else Target("company", at)


def _company(work: Work, name: str) -> str:
    known = select(Company.id).where(Company.name == name, Company.deleted_at.is_(None)).limit(1)
    return work.session.scalar(known) or records.create(work, "company", {"name": name, "uscc_pending": True})


def _contact(work: Work, values: Mapping[str, Any], company: str) -> str:
    known = None
    if company and values.get("name"):
        same = select(Contact).where(
            Contact.company == company, Contact.name == values["name"], Contact.deleted_at.is_(None)
        )
        known = work.session.scalar(same.limit(1))
    if known is None:
        return records.create(work, "contact", {**values, "company": company or None})
    fresh = {name: value for name, value in values.items() if name != "phones" and not getattr(known, name)}
    phones = tuple(dict.fromkeys((*(known.phones or ()), *(values.get("phones") or ()))))
    records.change(work, "contact", known.id, {**fresh, "phones": phones or None})
    return known.id
