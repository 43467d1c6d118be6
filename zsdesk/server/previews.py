"""Small pictures of files: made on the desk, sent before the files themselves, shown until those are there.

They lie in the database.  A preview is given out beside attachments of the account that sent it: nobody puts
another picture in front of someone else's file.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from zsdesk.rules.rights import Account
from zsdesk.server.blobs import authors
from zsdesk.server.database import Database
from zsdesk.sync.wire import Preview

_JPEG = b"\xff\xd8\xff"


def keep(database: Database, account: Account, given: Sequence[Preview]) -> tuple[str, ...]:
    """Keep previews of files that the account attached; their files."""
    with database.write() as connection:
        wrote = authors(database, connection, account, [preview.sha256 for preview in given])
        kept = {
            preview.sha256: preview.data
            for preview in given
            if preview.data.startswith(_JPEG) and account.name in wrote.get(preview.sha256, ())
        }
        database.replace(
            connection, "preview", ("sha256", "account", "data"), 2,
            [(sha256, account.name, data) for sha256, data in sorted(kept.items())],
        )  # fmt: skip
    return tuple(kept)


def of(database: Database, connection: Connection, account: Account, files: Sequence[str]) -> tuple[Preview, ...]:
    """The previews of files whose attachments the account sees."""
    wrote = authors(database, connection, account, files)
    found: dict[str, Preview] = {}
    for sha256, author, data in database.fetch(
        connection, f"SELECT sha256, account, data FROM preview WHERE {database.among('sha256')}",
        database.listed(wrote),
    ):  # fmt: skip
        if author in wrote[sha256]:
            found[sha256] = Preview(sha256, bytes(data))
    return tuple(found.values())
