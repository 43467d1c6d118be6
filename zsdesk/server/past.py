"""The history of a record, complete, as the province wrote it down."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from zsdesk.kinds import Packed
from zsdesk.records import BY_NAME
from zsdesk.rules.rights import Account, sees
from zsdesk.server import departments, rows
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop

PAGE = 200


class Version(msgspec.Struct, frozen=True):
    """A version: who set which fields, when, from what."""

    version: int
    actor: str
    device: str
    at: int
    fields: dict[str, Packed | None]
    before: dict[str, Packed | None]


class History(msgspec.Struct, frozen=True):
    """A page of versions, newest first; ``next`` asks for those before, 0 where there are none."""

    versions: tuple[Version, ...]
    next: int = 0


def history(
    database: Database, connection: Connection, account: Account, type_name: str, record_id: str, before: int
) -> History:
    """The versions of a record below ``before``, 0 for all; ``Stop`` where the account sees no such record."""
    if type_name not in BY_NAME:
        raise not_here()
    found = rows.load(database, connection, type_name, [record_id])
    seen = departments.sight(database, connection, account)
    if not departments.in_sight(seen, type_name, record_id) or not any(
        sees(account, str(state.values.get("region_code"))) for state in found.values()
    ):
        raise not_here()
    entries = database.fetch(
        connection,
        "SELECT version, actor, device, at, fields, before FROM history WHERE type = ? AND id = ? AND version < ? "
        f"ORDER BY version DESC LIMIT {PAGE + 1}",
        type_name, record_id, before or 1 << 62,
    )  # fmt: skip
    versions = tuple(
        Version(version, actor, device, at, msgspec.json.decode(fields), msgspec.json.decode(had))
        for version, actor, device, at, fields, had in entries[:PAGE]
    )
    return History(versions, versions[-1].version if len(entries) > PAGE else 0)


def not_here() -> Stop:
    """The same answer for what does not exist and for what the account may not see."""
    return Stop("not_found", "The province has no such record in this region.")
