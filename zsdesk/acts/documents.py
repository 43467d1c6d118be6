"""Enter made papers and their signatures into the register: once, and for ever."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from zsdesk.acts.records import create
from zsdesk.clock import from_ms
from zsdesk.kinds import Target
from zsdesk.records import Document, Signature
from zsdesk.store.work import Work


class Made(NamedTuple):
    """A paper as it was made: of which kind, about which record, its name, and the hashes of file and content."""

    kind: str
    target: Target
    name: str
    digest: str
    stamp: str


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
    about = (Document.target == made.target, Document.kind == made.kind, Document.deleted_at.is_(None))
    known = work.session.scalar(select(Document).where(*about, Document.digest == made.digest))
    if known is not None:
        return known.id
    owner = work.get(made.target.type, made.target.id)
    last = work.session.scalar(select(func.max(Document.edition)).where(*about)) or 0
    return create(work, "document", {
        "name": made.name, "kind": made.kind, "target": made.target, "target_number": owner.number,
        "target_version": owner.version or None, "edition": last + 1, "digest": made.digest, "stamp": made.stamp,
        "made_at": from_ms(work.clock.now_ms()), "made_by": work.user or None,
        "region_code": owner.region_code, "secrecy": owner.secrecy,
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
