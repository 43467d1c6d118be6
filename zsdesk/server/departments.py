"""What a department sees: the projects on which its opinion is asked, with their parts, and what is addressed to it.

Not its whole region.  A project stays readable after its review is closed: the department follows its conditions,
and answers for what it said.  It leaves the desk where the question is taken back, or the project goes elsewhere.

What is seen is asked of the records whenever a desk of a department comes; which projects these are goes into the
desk's scope epoch, so that a desk takes a new snapshot when they become others (sync point 19).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.fields import Record, field_of
from zsdesk.kinds import Ref, Target
from zsdesk.records import BY_NAME, TYPES, Attachment, Conflict, Quarantine
from zsdesk.rules.rights import ANSWERS, Account, Role, sees
from zsdesk.server.database import Database

Sight = Mapping[str, frozenset[str]]
"""By type the ids of the records that are seen."""


class Asked(NamedTuple):
    """What is asked of a department: the projects of its opinions, and the records that are addressed to it."""

    projects: frozenset[str]
    addressed: frozenset[Target]

    def mark(self) -> int:
        """A number of 32 bits that is another one where something else is asked."""
        names = sorted((*self.projects, *(f"{t.type}/{t.id}" for t in self.addressed)))
        return int.from_bytes(hashlib.blake2b("\n".join(names).encode(), digest_size=4).digest(), "big")


def is_department(account: Account) -> bool:
    """Whether the account sees what is asked of it only."""
    return account.role == Role.DEPARTMENT


def asked(database: Database, connection: Connection, account: Account) -> Asked:
    """What is asked of the department for which the account speaks, in its region."""
    name = account.unit or account.name
    names = database.listed(name[:end] for end in range(1, len(name) + 1) if '"' not in name[:end])
    addressed: set[Target] = set()
    reviews: set[str] = set()
    for type_name, (named, _) in ANSWERS.items():
        review = "review" if type_name == "opinion" else "NULL"
        for record_id, region, of in database.fetch(
            connection,
            f"SELECT id, region_code, {review} FROM {_table(type_name)} "
            f"WHERE {database.among(named)} AND deleted_at IS NULL",
            names,
        ):
            if sees(account, region):
                addressed.add(Target(type_name, record_id))
                reviews |= {of} if of else set()
    rows = database.fetch(
        connection, f"SELECT project FROM review WHERE {database.among('id')} AND project IS NOT NULL",
        database.listed(sorted(reviews)),
    )  # fmt: skip
    return Asked(frozenset(row[0] for row in rows), frozenset(addressed))


def sight(database: Database, connection: Connection, account: Account) -> Sight | None:
    """The records that a department's account sees, as far as they lie in its region; ``None`` for other accounts,
    which see all of theirs."""
    if not is_department(account):
        return None
    of = asked(database, connection, account)
    seen: dict[str, set[str]] = {"project": set(of.projects)}
    for target in of.addressed:
        seen.setdefault(target.type, set()).add(target.id)
    fresh = {"project": set(of.projects)}
    while fresh:
        found = _parts(database, connection, fresh)
        fresh = {name: ids - seen.get(name, set()) for name, ids in found.items()}
        fresh = {name: ids for name, ids in fresh.items() if ids}
        for name, ids in fresh.items():
            seen.setdefault(name, set()).update(ids)
    seen["company"] = set(_companies(database, connection, of))
    whole = [f"{name}/{one}" for name, ids in seen.items() for one in ids]
    for kind in (Attachment, Conflict):
        rows = database.fetch(
            connection, f"SELECT id FROM {kind.__tablename__} WHERE {database.among('target')}", database.listed(whole)
        )
        seen[kind.type_name] = {row[0] for row in rows}
    return {name: frozenset(ids) for name, ids in seen.items()}


def in_sight(seen: Sight | None, type_name: str, record_id: str) -> bool:
    """Whether a record is seen."""
    return seen is None or record_id in seen.get(type_name, ())


def narrowed(database: Database, seen: Sight | None, type_name: str) -> tuple[str, tuple[Any, ...]]:
    """A condition on ``f.id`` that leaves the records of a type that are seen, with its values."""
    if seen is None:
        return "", ()
    return f"AND {database.among('f.id')} ", (database.listed(sorted(seen.get(type_name, ()))),)


def once_in_sight(
    database: Database, connection: Connection, seen: Sight, entries: Iterable[tuple[Any, ...]]
) -> set[tuple[str, str]]:
    """Those of the feed's ``entries`` that were part of what is seen, and are part of something else now."""
    changed: dict[str, list[str]] = {}
    for _, type_name, record_id, *_ in entries:
        if any(part is BY_NAME.get(type_name) for part, *_ in _references()):
            changed.setdefault(type_name, []).append(record_id)
    found: set[tuple[str, str]] = set()
    for type_name, ids in changed.items():
        names = [name for part, name, _ in _references() if part.type_name == type_name]
        for record_id, before in database.fetch(
            connection, f"SELECT id, before FROM history WHERE type = ? AND {database.among('id')} AND version > 1",
            type_name, database.listed(ids),
        ):  # fmt: skip
            had = msgspec.json.decode(before)
            of = {str(had[name]) for name in names if had.get(name)}
            if any(not ids.isdisjoint(of) for ids in seen.values()):
                found.add((type_name, record_id))
    return found


def _parts(database: Database, connection: Connection, of: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part, name, whole in _references():
        if whole in of:
            rows = database.fetch(
                connection, f'SELECT id FROM {part.__tablename__} WHERE {database.among(name)}',
                database.listed(sorted(of[whole])),
            )  # fmt: skip
            found.setdefault(part.type_name, set()).update(row[0] for row in rows)
    return found


def _references() -> Iterator[tuple[type[Record], str, str]]:
    """The record types that are part of others, by which field, and of which type."""
    for kind in TYPES:
        for name in kind.belongs_to:
            ref = field_of(kind, name).kind
            if isinstance(ref, Ref) and kind not in (Attachment, Conflict, Quarantine):
                yield kind, name, ref.to


def _companies(database: Database, connection: Connection, of: Asked) -> Iterator[str]:
    """The enterprises of the projects and of the appeals that are addressed."""
    for (packed,) in database.fetch(
        connection, f"SELECT companies FROM project WHERE {database.among('id')} AND companies IS NOT NULL",
        database.listed(sorted(of.projects)),
    ):  # fmt: skip
        yield from field_of(BY_NAME["project"], "companies").unpack(packed) or ()
    appeals = database.listed(sorted(t.id for t in of.addressed if t.type == "appeal"))
    for (company,) in database.fetch(
        connection, f"SELECT company FROM appeal WHERE {database.among('id')} AND company IS NOT NULL", appeals
    ):
        yield company


def _table(type_name: str) -> str:
    return str(BY_NAME[type_name].__tablename__)
