"""A worker's start: it waits for what may come back, and where nothing will, the whole server ends and says why.

A worker that dies is begun again by its parent at once.  One that cannot start would be begun again and again, for
hours, with all of a processor.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from zsdesk.errors import Refused, ZsdeskError

R = TypeVar("R")
CANNOT_START = 3
"""The exit status of a worker upon which its parent ends, too (uvicorn's own)."""
PATIENCE_SECONDS = 600
"""How long a server waits for its database; longer than a machine takes to start, or a standby to take over."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0

log = logging.getLogger("zsdesk.server")


def started(make: Callable[[], R], *, wait: Callable[[float], None] = time.sleep) -> R:
    """What ``make`` gives, tried again with longer and longer pauses where something that it needs is away.

    ``SystemExit`` with ``CANNOT_START`` where it is refused, which waiting does not mend, or has been enough.
    """
    waited, pause = 0.0, FIRST_PAUSE
    with _may_be_ended():
        while True:
            try:
                return make()
            except ZsdeskError as refused:
                raise _the_end(refused) from None
            except Exception as error:
                if waited >= PATIENCE_SECONDS:
                    log.exception("not started")
                    raise _the_end(Refused(
                        "The province's database has not been there for {minutes} minutes: the server ends. "
                        "Start it again when the database answers; nothing is lost.",
                        minutes=PATIENCE_SECONDS // 60,
                    )) from error  # fmt: skip
                log.warning("cannot start yet (%s); tried again in %.1f s", type(error).__name__, pause)
            wait(pause)
            waited += pause
            pause = min(pause * 2, LONGEST_PAUSE)
            _leave_with_parent()


def _the_end(why: ZsdeskError) -> SystemExit:
    log.error("%s", why)
    return SystemExit(CANNOT_START)


@contextmanager
def _may_be_ended() -> Iterator[None]:
    """SIGTERM ends the waiting at once; the server's own handler would only note it, and wait on."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave_with_parent() -> None:
    """A parent that was killed does not begin anybody again, and tells nobody to end."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        sys.exit(0)
