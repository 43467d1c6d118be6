"""Templates of papers at the province: published by an administrator, signed, given to every desk."""

from __future__ import annotations

from sqlalchemy import Connection

from zsdesk.clock import Clock
from zsdesk.documents import templates
from zsdesk.errors import Refused
from zsdesk.rules.rights import Account, publish_refusal
from zsdesk.server import publishing
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop
from zsdesk.sync.templates import message
from zsdesk.sync.wire import PublishedTemplate


def publish(database: Database, account: Account, kind: str, text: str, clock: Clock) -> PublishedTemplate:
    """Keep a template under the next number, signed; ``Stop`` with the line of what is wrong in it."""
    refusal = publish_refusal(account)
    if refusal is not None:
        raise Stop("forbidden", "{why}", why=refusal)
    try:
        templates.parsed(kind, text, f"{kind}.yaml")
    except Refused as wrong:
        raise Stop("invalid", "{why}", why=wrong) from None
    made: list[PublishedTemplate] = []

    def keep() -> None:
        with database.write() as connection:
            rows = database.fetch(connection, "SELECT COALESCE(MAX(number), 0) FROM template")
            number = rows[0][0] + 1
            signature = publishing.sign(database, message(number, kind, text))
            columns = ("number", "kind", "text", "signature", "at", "account")
            row = (number, kind, text, signature, clock.now_ms(), account.name)
            database.insert(connection, "template", columns, [row])
        made[:] = [PublishedTemplate(number, kind, text, signature, publishing.public_key(database))]

    database.again(keep)
    return made[0]


def since(database: Database, connection: Connection, number: int) -> tuple[PublishedTemplate, ...]:
    """Those after ``number``, oldest first."""
    rows = database.fetch(
        connection, "SELECT number, kind, text, signature FROM template WHERE number > ? ORDER BY number", number
    )
    if not rows:
        return ()
    key = publishing.public_key(database)
    return tuple(PublishedTemplate(n, kind, text, bytes(signature), key) for n, kind, text, signature in rows)
