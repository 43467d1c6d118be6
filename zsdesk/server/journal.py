"""SQLite's journal: what requests wrote is copied into the database's file beside them, so that none has to."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from zsdesk.server.database import Database

SECONDS = 5.0
"""How long what was written stays in the journal only; it is safe there."""
log = logging.getLogger("zsdesk.server")


@asynccontextmanager
async def copied(database: Database) -> AsyncIterator[None]:
    """While the server runs, copy the journal every few seconds."""
    copying = asyncio.create_task(_copying(database))
    yield
    copying.cancel()
    with suppress(asyncio.CancelledError):
        await copying


async def _copying(database: Database) -> None:
    while not database.postgres:
        await asyncio.sleep(SECONDS)
        try:
            await to_thread.run_sync(database.copy_journal)
        except (SQLAlchemyError, sqlite3.Error) as error:
            log.warning("The journal could not be copied", exc_info=error)
