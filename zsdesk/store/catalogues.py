"""The catalogues on this desk: the one that holds on a day, and the one that a record was judged by."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from zsdesk.catalogue import Catalogue, bundled, read
from zsdesk.errors import NotFound
from zsdesk.store.tables import catalogue


def in_force(store: Session | Connection, day: date) -> Catalogue:
    """The newest catalogue that holds on ``day``; the bundled one where the province has published none for it."""
    newest = (
        select(catalogue.c.text)
        .where(catalogue.c.effective <= day.isoformat())
        .order_by(catalogue.c.version.desc())
        .limit(1)
    )
    text = store.execute(newest).scalar()
    return bundled() if text is None else read(text)


def of_version(store: Session | Connection, version: int) -> Catalogue:
    """The catalogue of a version; ``NotFound`` where it has not come to this desk."""
    if version == bundled().version:
        return bundled()
    text = store.execute(select(catalogue.c.text).where(catalogue.c.version == version)).scalar()
    if text is None:
        raise NotFound("Version {version} of the catalogue is not on this desk yet; sync fetches it.", version=version)
    return read(text)


def newest(store: Session | Connection) -> int:
    """The highest version on this desk."""
    found = store.execute(select(catalogue.c.version).order_by(catalogue.c.version.desc()).limit(1)).scalar()
    return max(found or 0, bundled().version)


def versions(store: Session | Connection) -> list[Catalogue]:
    """All of them, the newest first."""
    texts = store.execute(select(catalogue.c.text).order_by(catalogue.c.version.desc())).scalars().all()
    return [*(read(text) for text in texts), bundled()]
