"""Logging out and wiping a desk: only when the province has everything that was done on it."""

from __future__ import annotations

import shutil
from contextlib import suppress

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from zsdesk.desk import Desk
from zsdesk.errors import Refused, Unauthorized
from zsdesk.queries.syncing import outbox
from zsdesk.store import settings
from zsdesk.store.work import unsettled
from zsdesk.sync import files
from zsdesk.sync.client import link
from zsdesk.sync.steps import Call, direct, inside
from zsdesk.sync.transport import Transport

NAMED = 5
"""How many of the changes that hold it up are named."""


def refuse_losing(connection: Connection) -> None:
    """``Refused`` while the province has not acknowledged everything, with what that is."""
    count, unsent = unsettled(connection), files.unsent(connection)
    if not count and not unsent:
        return
    with Session(connection) as session:
        named = [f"{w.heading}（{w.reason}）" if w.reason else w.heading for w in outbox(session, NAMED)]
    what = "；".join(dict.fromkeys(named))
    if not count:
        raise Refused("{count} files are not at the province yet: sync first. Nothing was ended.", count=unsent)
    raise Refused("{count} changes are not at the province yet: {what}. Sync first, and mend what was returned; "
                  "nothing was ended.", count=count, what=what)  # fmt: skip


def log_out(desk: Desk, *, call: Call = direct) -> None:
    """End this desk's enrolment: its token speaks for nobody any more.  What is on the desk stays readable.

    ``Refused`` while anything is unacknowledged, ``Offline`` where the province cannot be told.
    """
    call(inside, desk, refuse_losing)
    where = call(link, desk)
    with Transport(where.url, where.token, root=where.root) as transport, suppress(Unauthorized):
        transport.end()
    call(_logged_out, desk)


def _logged_out(desk: Desk) -> None:
    desk.vault.put("token", None)
    with desk.transaction() as connection:
        settings.put(connection, logged_out="1")


def wipe(desk: Desk) -> None:
    """Take the desk off this machine: its key first, so that nothing of it can be read, then its folder.

    ``Refused`` while anything is unacknowledged.  The desk is closed afterwards.
    """
    inside(desk, refuse_losing)
    desk.vault.put("token", None)
    desk.vault.put("key", None)
    desk.close()
    shutil.rmtree(desk.folder, ignore_errors=True)
