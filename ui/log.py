"""The log: what went wrong in the program, never a field of a record.

``logging`` is loaded with the first line that is written: it would cost the first paint some
milliseconds, and most days nothing goes wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType

from zsdesk.errors import ZsdeskError
from zsdesk.paths import log_file


def keep(say: Callable[[str], None]) -> None:
    """Log every error that nobody caught, and ``say`` so, in place of a traceback that nobody sees."""

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        note("An error that nobody caught", error.with_traceback(trace))
        say(str(unexpected()))

    sys.excepthook = uncaught


def note(what: str, error: BaseException) -> None:
    """Write an error with its traceback."""
    import logging
    import logging.handlers

    log = logging.getLogger("zsdesk.ui")
    if not log.handlers:
        handler: logging.Handler
        try:
            log_file().parent.mkdir(parents=True, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(
                log_file(), maxBytes=1_000_000, backupCount=1, encoding="utf-8"
            )
        except OSError:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    log.error(what, exc_info=error)


class Unexpected(ZsdeskError):
    """A fault of the program, as the officer hears of it."""


def unexpected() -> ZsdeskError:
    """An error of ours, as the officer hears of it: one sentence; everything else of it is in the log."""
    return Unexpected("Something unexpected happened. It is in the log, and nothing that you typed is lost.")


def is_ours(error: Exception) -> bool:
    """Whether an error is a fault of the program, of which support wants the log."""
    return isinstance(error, Unexpected) or not isinstance(error, ZsdeskError)


def sentence_of(error: Exception) -> str:
    """What to say of an error: its own sentence, or that it is ours and in the log."""
    if isinstance(error, ZsdeskError):
        return str(error)
    return str(unexpected())
