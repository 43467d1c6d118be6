"""移交: a project goes over from 拟招库 to 在建库; its receipt comes back and is reconciled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from zsdesk.acts import attachments, records
from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.records import Attachment, Handover, Project
from zsdesk.store.work import Work
from zsdesk.words import tr


class Receipt(NamedTuple):
    """What the receiving unit says: taken over or returned, when, under which code, and what it has otherwise."""

    accepted: bool
    on: date
    code: str
    note: str
    differences: Sequence[str]


def prepare(work: Work, project_id: str, to_unit: str) -> str:
    """The handover of a project that is not under way yet; one that is not received may be sent again.

    ``Refused`` for a project that is in 在建库 already, and where nobody is named to receive it.
    """
    project = work.need(Project, project_id)
    if project.library == "building":
        raise Refused("The project is in 在建库 already, under {code}.", code=project.library_code or "—")
    under_way = work.session.scalars(
        select(Handover)
        .where(Handover.project == project_id, Handover.deleted_at.is_(None), Handover.status != "received")
        .order_by(Handover.id.desc())
    ).first()
    if under_way is not None:
        under_way.to_unit = to_unit.strip() or under_way.to_unit
        work.session.flush()
        return under_way.id
    if not to_unit.strip():
        raise Refused("Say which unit receives the project.")
    values = {"subject": project.name, "project": project_id, "to_unit": to_unit.strip(), "status": "draft"}
    return records.create(work, "handover", values)


def send(work: Work, handover_id: str, name: str, packet: bytes) -> None:
    """The packet goes out: it is kept with the handover, whose digest it bears."""
    handover = work.need(Handover, handover_id)
    if handover.status == "received":
        raise Refused("This handover was received on {day}.", day=handover.received_on)
    file = attachments.attach_bytes(work, Target("handover", handover_id), name, packet, caption=tr("Handover packet"))
    handover.packet = work.need(Attachment, file).sha256
    handover.status, handover.sent_at = "sent", from_ms(work.clock.now_ms()).replace(microsecond=0)
    project = work.need(Project, handover.project) if handover.project else None
    if project is not None and project.library is None:
        project.library = "prospective"
    work.session.flush()


def receive(work: Work, handover_id: str, receipt: Receipt) -> None:
    """The receipt is back: the project stands in 在建库 from then on, or comes back with the reason.

    The same receipt a second time changes nothing; ``Refused`` for another one, and for a packet that was never sent.
    """
    handover = work.need(Handover, handover_id)
    if handover.status == "received":
        if (handover.received_on, handover.project_code) == (receipt.on, receipt.code):
            return
        raise Refused("A receipt under {code} is here already.", code=handover.project_code or "—")
    if handover.sent_at is None:
        raise Refused("This handover was not sent yet; a receipt follows a packet.")
    if receipt.on > work.clock.today() or receipt.on < handover.sent_at.date():
        raise Refused("The receipt's day lies between the sending and today.")
    if receipt.accepted and not receipt.code.strip():
        raise Refused("A receipt names the code under which the project stands in 在建库.")
    handover.received_on, handover.receipt = receipt.on, receipt.note.strip() or None
    handover.reconciled_on = work.clock.today()
    handover.differences = "\n".join(receipt.differences) or None
    handover.status = "received" if receipt.accepted else "returned"
    handover.project_code = receipt.code.strip() or None
    if receipt.accepted and handover.project is not None:
        project = work.need(Project, handover.project)
        project.library, project.library_on, project.library_code = "building", receipt.on, receipt.code.strip()
    work.session.flush()
