"""Errors, sorted by who can act on them.

``Refused``  the officer can act: the sentence says what to change.
``Offline``  time will act: nothing is lost, the work is tried again later.
Anything else is a bug of ours and may surface as a traceback in the log.

Messages are English templates; ``str(error)`` gives them in the language that is set
(:mod:`zsdesk.words`), Chinese first.
"""

from __future__ import annotations

from typing import Self

from zsdesk.words import tr


class ZsdeskError(Exception):
    """An error whose text may be shown to the officer as it is.

    ``text`` is an English template with ``{name}`` places, filled from ``values``.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return tr(self.text, **self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.text, self.values, self.__dict__))


def _rebuild(kind: type[ZsdeskError], text: str, values: dict[str, object], state: dict[str, object]) -> ZsdeskError:
    error = kind(text, **values)
    error.__dict__.update(state)
    return error


class Refused(ZsdeskError):
    """What was asked cannot be done; the sentence says what to do instead."""

    field = ""
    """The name of the field that it is about, where it is about one."""

    def about(self, field: str) -> Self:
        """The same, and the field that it is about."""
        self.field = field
        return self


class Invalid(Refused):
    """A text that is no value of its kind (raised by ``Kind.parse``)."""


class NotFound(Refused):
    """No such record, field or type."""


class Locked(Refused):
    """The desk is being written by another process, or its key is not to be had."""


class Offline(ZsdeskError):
    """The server cannot be reached or gave no usable answer; try again later."""


class Busy(Offline):
    """The province answers that it has too much to do: it may be asked again after ``seconds``."""

    seconds = 0.0


class Cancelled(ZsdeskError):
    """The officer stopped it; nothing was changed."""


class Unauthorized(Refused):
    """The server no longer accepts this desk's token: enrol again. Nothing is lost."""


class NeedsPassphrase(Locked):
    """The desk's key is sealed by a passphrase, and none was given."""


class WrongPassphrase(Locked):
    """The passphrase does not open the desk's key."""


class Problems(Refused):
    """Several fields are not values of their kinds: ``fields`` gives the sentence of each."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("{problems}", problems="；".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:
        return (Problems, (self.fields,))


class Unreadable(Refused):
    """Files that a paper needs cannot be read; ``files`` are their names with what to do about each."""

    def __init__(self, files: tuple[tuple[str, str], ...]) -> None:
        super().__init__(
            "These files cannot be taken in: {files}. The paper can be made without them and then says so.",
            files="；".join(f"“{name}”{what}" for name, what in files),
        )
        self.files = files

    def __reduce__(self) -> tuple[object, ...]:
        return (Unreadable, (self.files,))
