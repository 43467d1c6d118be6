"""Create, change, delete and restore a record of any type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from zsdesk.acts import stages
from zsdesk.clock import from_ms
from zsdesk.errors import Refused
from zsdesk.fields import Record, field_of, group_of
from zsdesk.ids import new_id
from zsdesk.kinds import Ref, Target
from zsdesk.records import (
    Attachment,
    Conflict,
    Lead,
    Negotiation,
    Opinion,
    Project,
    Quarantine,
    Supervision,
    Transition,
    record_type,
)
from zsdesk.rules.reviews import said_refusal
from zsdesk.rules.stages import FIRST
from zsdesk.rules.supervision import is_listed, removal_refusal, term_refusal
from zsdesk.store.work import Work

STAGE_FIELDS = group_of(Project, "stage")
"""What only a transition sets."""


class New(NamedTuple):
    """A record to be made."""

    type: str
    id: str
    values: Mapping[str, Any]


def create(work: Work, type_name: str, values: Mapping[str, Any], id: str | None = None) -> str:
    """Put a new record into the store; its id.  A half-filled one is saved as it is."""
    _refuse_transition(record_type(type_name))
    made = _made(work, New(type_name, id or new_id(), values))
    work.add(made)
    work.session.flush()
    if isinstance(made, Project):
        stages.enter(work, made)
    return made.id


def create_all(work: Work, wanted: Sequence[New]) -> None:
    """Put many new records into the store at once; those that are part of one another give their region themselves,
    and projects bring the transitions of their own way."""
    with work.session.no_autoflush:
        for one in wanted:
            if one.type == "negotiation" and one.values.get("round") is None:
                work.session.flush()  # its number follows from the rounds before it
            work.add(_made(work, one))
    work.session.flush()


def _made(work: Work, wanted: New) -> Record:
    type_name, id, values = wanted
    record = record_type(type_name)
    if record in (Conflict, Quarantine):
        raise Refused("Conflicts are made by the province, where two people changed the same thing.")
    given = {name: value for name, value in values.items() if value is not None}
    for name in given:
        _refuse_foreign(record, name)
    made = record(id=id, version=0, updated_at=0, stamps="[]", extra="{}", **given)
    made.created_at = made.created_at or from_ms(work.clock.now_ms())
    whole = whole_of(work, made)
    made.region_code = made.region_code or (whole.region_code if whole else None) or work.region or None
    made.owner = made.owner or work.user or None
    made.secrecy = made.secrecy or (whole.secrecy if whole else None) or "internal"
    _fill(work, made)
    return made


def whole_of(work: Work, part: Record) -> Record | None:
    """The record that this one is part of: on its page it stands, to its region it belongs."""
    for name in type(part).belongs_to:
        kind, id = field_of(type(part), name).kind, getattr(part, name)
        if isinstance(kind, Ref) and id is not None and (found := work.session.get(record_type(kind.to), id)):
            return found
    return None


def _fill(work: Work, made: Record) -> None:
    """What an officer would write anyway: the time of a lead, the round of a negotiation."""
    if isinstance(made, Lead) and made.received_at is None:
        made.received_at = made.created_at.replace(second=0, microsecond=0)
    if isinstance(made, Project) and made.stage is None:
        made.stage, made.stage_on = FIRST, made.created_at.date()
    if isinstance(made, Negotiation):
        if made.round is None:
            made.round = next_round(work, made.lead, made.project)
        if made.held_at is None:
            made.held_at = made.created_at.replace(second=0, microsecond=0)
        if made.topics is None and (of := made.lead or made.project):
            made.topics = work.get("lead" if made.lead else "project", of).heading


def next_round(work: Work, lead: str | None, project: str | None) -> int:
    """The number of the next round with this lead or project, from 1."""
    column, value = (Negotiation.lead, lead) if lead else (Negotiation.project, project)
    if value is None:
        return 1
    highest = select(func.max(Negotiation.round)).where(column == value, Negotiation.deleted_at.is_(None))
    return (work.session.execute(highest).scalar() or 0) + 1


def change(work: Work, type_name: str, id: str, values: Mapping[str, Any]) -> None:
    """Set the given fields, ``None`` clears one; the others stay."""
    record = work.get(type_name, id)
    _refuse_registered(record)
    _refuse_transition(type(record))
    for name, value in values.items():
        _refuse_foreign(type(record), name)
        if isinstance(record, Project) and name in STAGE_FIELDS and value != getattr(record, name):
            raise Refused("A project's stage and its dates change by a transition: choose the next stage, or correct "
                          "(更正) what is wrong.")  # fmt: skip
        if name == "region_code" and record.version and value != record.region_code:
            raise Refused("The record is at the province: its region changes by handing it over (流转), which says who "
                          "sees it then.")  # fmt: skip
        if isinstance(record, Supervision) and name == "due" and is_listed(record):
            _refuse(term_refusal(record, value))
        setattr(record, name, value)
    work.session.flush()


def change_all(work: Work, type_name: str, ids: Sequence[str], values: Mapping[str, Any]) -> int:
    """Set the given fields of several records, in one act that one undo takes back; how many were not so already."""
    changed = 0
    for id in ids:
        record = work.get(type_name, id)
        if any(getattr(record, name) != value for name, value in values.items()):
            change(work, type_name, id, values)
            changed += 1
    return changed


def delete_all(work: Work, type_name: str, ids: Sequence[str]) -> None:
    """Mark several records deleted."""
    for id in ids:
        delete(work, type_name, id)


def _refuse(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _refuse_transition(record: type[Record]) -> None:
    if record is Transition:
        raise Refused("Transitions are written when a project goes to another stage, and never changed.")


def _refuse_foreign(record: type[Record], name: str) -> None:
    declared = field_of(record, name)
    if declared.server:
        raise Refused("“{field}” is given by the province and cannot be typed.", field=declared.label)


def _refuse_registered(record: Record) -> None:
    if type(record).registered:
        raise Refused("A register keeps its entries as they were made; nothing of it is changed or deleted.")


def delete(work: Work, type_name: str, id: str) -> None:
    """Mark a record deleted, with the attachments that belong to it; nothing is erased."""
    record = work.get(type_name, id)
    _refuse_registered(record)
    _refuse_transition(type(record))
    if record.deleted_at is not None:
        return
    if isinstance(record, Opinion):
        _refuse(said_refusal(record))
    if isinstance(record, Supervision):
        _refuse(removal_refusal(record))
    now = from_ms(work.clock.now_ms())
    record.deleted_at = now
    for attachment in _attachments(work, record):
        attachment.deleted_at = attachment.deleted_at or now
    work.session.flush()


def restore(work: Work, type_name: str, id: str) -> None:
    """Take back a deletion, with the attachments that were deleted with the record."""
    record = work.get(type_name, id)
    when = record.deleted_at
    record.deleted_at = None
    for attachment in _attachments(work, record):
        if attachment.deleted_at == when:
            attachment.deleted_at = None
    work.session.flush()


def _attachments(work: Work, record: Record) -> list[Attachment]:
    target = Target(type(record).type_name, record.id)
    return list(work.session.scalars(select(Attachment).where(Attachment.target == target)))
