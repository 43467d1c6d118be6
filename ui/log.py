"""The log: what went wrong in the program, never a field of a record.

``logging`` is loaded with the first line that is written: it would cost the first paint some
milliseconds, and most days nothing goes wrong.
"""

from __future__ import annotations

import sys
from types import TracebackType

from zsdesk.errors import ZsdeskError
from zsdesk.paths import log_file
from zsdesk.words import tr


def keep() -> None:
    """Log every error that nobody caught, in place of a traceback that nobody sees."""
    sys.excepthook = _uncaught


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


def sentence_of(error: Exception) -> str:
    """What to say of an error: its own sentence, or that it is ours and where the log lies."""
    if isinstance(error, ZsdeskError):
        return str(error)
    return tr("Something in the program went wrong. What you saved is safe. The log is in {path}.", path=log_file())


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    note("An error that nobody caught", error.with_traceback(trace))
