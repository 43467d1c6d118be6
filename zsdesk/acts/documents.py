"""Enter made papers and their signatures into the register: once, and for ever."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from zsdesk.acts.records import create
from zsdesk.clock import from_ms
from zsdesk.kinds import Target
from zsdesk.records import Document, Signature
from zsdesk.store.work import Work


class Made(NamedTuple):
    """A paper as it was made: of which kind, about which record, its name, and the hashes of file and content.

    A bulletin is about the figures of ``subject`` (region, period, cut-off) and about no record.  ``template`` is the
    number of the province's template by which it was made, 0 for none of the province's.
    """

    kind: str
    target: Target | None
    subject: str
    name: str
    digest: str
    stamp: str
    template: int = 0


class Signing(NamedTuple):
    """A signature as it was made: on which paper and where, by whom with which certificate, and its value's hash."""

    document: str
    place: str
    signer: str
    role: str
    certificate: str
    seal: str
    signed_at: datetime


def register(work: Work, made: Made) -> str:
    """Enter a paper; its entry's id.  The same bytes about the same record are the same edition."""
    if made.target is not None:
        owner = work.get(made.target.type, made.target.id)
        number, version, region = owner.number, owner.version or None, owner.region_code
        subject: tuple[ColumnElement[bool], ...] = (Document.target == made.target,)
        secrecy = owner.secrecy
    else:
        number, version, region, secrecy = made.subject, None, made.subject.partition("@")[0], "internal"
        subject = (Document.target.is_(None), Document.target_number == made.subject)
    about = (*subject, Document.kind == made.kind, Document.deleted_at.is_(None))
    known = work.session.scalar(select(Document).where(*about, Document.digest == made.digest))
    if known is not None:
        return known.id
    last = work.session.scalar(select(func.max(Document.edition)).where(*about)) or 0
    return create(work, "document", {
        "name": made.name, "kind": made.kind, "target": made.target, "target_number": number,
        "target_version": version, "edition": last + 1, "digest": made.digest, "stamp": made.stamp,
        "template": made.template,
        "made_at": from_ms(work.clock.now_ms()), "made_by": work.user or None, "region_code": region,
        "secrecy": secrecy,
    })  # fmt: skip


def register_signature(work: Work, made: Signing) -> str:
    """Enter a signature; its entry's id."""
    known = work.session.scalar(select(Signature).where(Signature.seal == made.seal))
    if known is not None:
        return known.id
    paper = work.session.scalar(select(Document).where(Document.digest == made.document))
    values = {**made._asdict(), "region_code": paper.region_code if paper else None,
              "secrecy": paper.secrecy if paper else None}  # fmt: skip
    return create(work, "signature", values)
