"""The catalogues on this desk: the one that holds on a day, and the one that a record was judged by."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from zsdesk.catalogue import Catalogue, bundled, read
from zsdesk.errors import NotFound
from zsdesk.rules.rights import Account
from zsdesk.store import settings
from zsdesk.store.tables import catalogue

_DRAFT, _BASE = "catalogue_draft", "catalogue_draft_base"


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


def judged_by(store: Session | Connection, version: int | None, day: date) -> Catalogue:
    """The version that a record keeps as the one that it was judged by; the one in force where it keeps none, or that
    one has not come to this desk."""
    if version is None:
        return in_force(store, day)
    try:
        return of_version(store, version)
    except NotFound:
        return in_force(store, day)


def newest(store: Session | Connection) -> int:
    """The highest version on this desk."""
    found = store.execute(select(catalogue.c.version).order_by(catalogue.c.version.desc()).limit(1)).scalar()
    return max(found or 0, bundled().version)


def versions(store: Session | Connection) -> list[Catalogue]:
    """All of them, the newest first."""
    texts = store.execute(select(catalogue.c.text).order_by(catalogue.c.version.desc())).scalars().all()
    return [*(read(text) for text in texts), bundled()]


class Draft(NamedTuple):
    """The next version as an administrator edits it here: what it is by now, and the version that it came of."""

    made: Catalogue
    base: int


def draft(store: Session | Connection) -> Draft | None:
    """The draft on this desk, where there is one."""
    connection = _connection(store)
    text = settings.get(connection, _DRAFT)
    return Draft(read(text), int(settings.get(connection, _BASE))) if text else None


def keep_draft(store: Session | Connection, text: str, base: int) -> None:
    """Keep a draft's text, which can be read; an empty one is none."""
    settings.put(_connection(store), **{_DRAFT: text, _BASE: str(base)})


def account(store: Session | Connection) -> Account:
    """Whose desk this is, as the province said it; without a role before it is enrolled."""
    known = settings.all(_connection(store))
    return Account(known.get("user", ""), known.get("role", ""), known.get("region", ""),
                   unit=known.get("account_unit", ""))  # fmt: skip


def _connection(store: Session | Connection) -> Connection:
    return store.connection() if isinstance(store, Session) else store
