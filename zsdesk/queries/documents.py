"""The register of papers: what was made of which record, in which edition, who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.documents import wording
from zsdesk.kinds import Target
from zsdesk.queries.headings import heading
from zsdesk.queries.papers import KINDS
from zsdesk.records import Document, Signature


class Edition(NamedTuple):
    """A registered paper, with those who signed it; ``latest`` says whether no later edition is known.

    ``template`` is the number of the province's template, 0 for none of theirs, ``None`` where it was not noted.
    ``subject`` is what ``queries.papers.content`` is asked with: a record's id, or that of a bulletin.
    """

    id: str
    name: str
    kind: str
    kind_label: str
    target: Target | None
    subject: str
    about: str
    edition: int
    number: str
    version: int
    digest: str
    stamp: str
    made_at: datetime | None
    made_by: str
    received_at: datetime | None
    signers: tuple[str, ...]
    latest: bool
    template: int | None


def editions(
    session: Session, *, target: Target | None = None, text: str = "", limit: int = 500
) -> list[Edition]:  # fmt: skip
    """The registered papers, newest first: those of a record, or whose name or number has ``text`` in it."""
    wanted = select(Document).where(Document.deleted_at.is_(None))
    if target is not None:
        wanted = wanted.where(Document.target == target)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        wanted = wanted.where(Document.name.like(like) | Document.target_number.like(like))
    found = session.scalars(wanted.order_by(Document.made_at.desc(), Document.id.desc()).limit(limit)).all()
    return _told(session, found)


def of_digest(session: Session, digest: str) -> Edition | None:
    """The registered paper that has these bytes."""
    found = session.scalars(
        select(Document).where(Document.digest == digest, Document.deleted_at.is_(None)).order_by(Document.made_at)
    ).first()
    return _told(session, [found])[0] if found is not None else None


def of_stamp(session: Session, stamp: str) -> Edition | None:
    """The registered paper whose content has this hash, or begins with it: what a QR code says."""
    found = session.scalars(
        select(Document).where(Document.stamp.like(f"{stamp.lower()}%"), Document.deleted_at.is_(None))
        .order_by(Document.made_at.desc())
    ).first()  # fmt: skip
    return _told(session, [found])[0] if found is not None else None


def signatures(session: Session, digest: str) -> Sequence[Signature]:
    """The registered signatures of a paper, oldest first."""
    return session.scalars(
        select(Signature).where(Signature.document == digest, Signature.deleted_at.is_(None))
        .order_by(Signature.signed_at, Signature.id)
    ).all()  # fmt: skip


def _told(session: Session, found: Sequence[Document]) -> list[Edition]:
    digests = [one.digest for one in found if one.digest]
    signed = session.scalars(
        select(Signature).where(Signature.document.in_(digests), Signature.deleted_at.is_(None))
        .order_by(Signature.signed_at, Signature.id)
    ).all()  # fmt: skip
    told: list[Edition] = []
    for one in found:
        same = Document.target == one.target if one.target else Document.target_number == one.target_number
        later = session.scalar(
            select(Document.id).where(
                same, Document.kind == one.kind, Document.made_at > one.made_at,
                Document.deleted_at.is_(None),
            ).limit(1)
        )  # fmt: skip
        kind = one.kind or ""
        told.append(Edition(
            one.id, one.name or "", kind, KINDS[kind].label if kind in KINDS else kind, one.target,
            one.target.id if one.target else one.target_number or "",
            heading(session, *one.target) if one.target else "", one.edition or 0, one.target_number or "",
            one.target_version or 0,
            one.digest or "", one.stamp or "", one.made_at, one.made_by or "", one.received_at,
            tuple(f"{wording.SIGNERS.get(s.place or '', s.place or '')} {s.signer}" for s in signed
                  if s.document == one.digest),
            later is None, one.template,
        ))  # fmt: skip
    return told
