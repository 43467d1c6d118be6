"""Requests that end in a problem (RFC 9457) instead of an answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

from zsdesk.server.speech import Speech
from zsdesk.sync.wire import Problem

Code = Literal[
    "unauthorized", "forbidden", "not_found", "invalid", "too_large", "gap", "incarnation", "protocol", "offset",
    "busy", "internal",
]  # fmt: skip

_STATUS: dict[Code, HTTPStatus] = {
    "unauthorized": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "invalid": HTTPStatus.BAD_REQUEST,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "gap": HTTPStatus.CONFLICT,
    "incarnation": HTTPStatus.CONFLICT,
    "protocol": HTTPStatus.UPGRADE_REQUIRED,
    "offset": HTTPStatus.CONFLICT,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class Stop(Exception):
    """The request ends here; ``text`` is an English template for the officer."""

    def __init__(
        self, code: Code, text: str, /, *, status: int = 0, expected: int | None = None, retry_after: int = 0,
        headers: dict[str, str] | None = None, **values: object,
    ) -> None:  # fmt: skip
        super().__init__(text)
        self.code = code
        self.text = text
        self.values = values
        self.status = status or int(_STATUS[code])
        self.expected = expected
        self.headers = dict(headers or {})
        if retry_after:
            self.headers["Retry-After"] = str(retry_after)
        if code == "unauthorized":
            self.headers["WWW-Authenticate"] = "Bearer"

    def problem(self, speech: Speech) -> Problem:
        """The body of the answer."""
        title = HTTPStatus(self.status).phrase
        return Problem(self.code, title, self.status, speech.say(self.text, **self.values), self.expected)


def busy() -> Stop:
    """The database could not be had in time: the same request may be sent again."""
    return Stop("busy", "The province is busy; the desk tries again by itself.", retry_after=2)
