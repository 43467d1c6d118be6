"""Templates of papers that the province published: verified and read before papers are made with them.

Each stays beside its successors, so that a paper of last year can be made again with the words of last year.  They are
signed with the key of the catalogues (:mod:`zsdesk.sync.published`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from zsdesk import __version__
from zsdesk.errors import Refused
from zsdesk.store import settings
from zsdesk.sync import published
from zsdesk.sync.wire import PublishedTemplate

PROBLEM = "template_problem"
"""The setting with the sentence of the last template that could not be taken in."""


def message(number: int, kind: str, text: str) -> bytes:
    """What the province signs: a template of this kind and number, and nothing else that it signs."""
    return b"zsdesk template\0" + f"{number}\0{kind}\0{text}".encode()


def seen(known: Mapping[str, str]) -> int:
    """The newest number that this program has looked at, out of the desk's settings; a newer program looks again."""
    number, _, program = known.get("template_seen", "").partition("@")
    return int(number) if number and program == __version__ else 0


def take_in(connection: Connection, folder: Path, given: Sequence[PublishedTemplate]) -> None:
    """Keep those that are what the province signed and this program can use; the sentence of any other.

    A template that cannot be kept is never in the way of records, and papers are made with the one before.
    """
    if not given:
        return
    from zsdesk.documents import templates  # YAML: only where one came

    for one in given:
        try:
            key = published.key_of(connection, one.key)
            if not published.is_signed(message(one.number, one.kind, one.text), one.signature, key):
                raise Refused("A template came that the province did not sign; it is not taken in, the one in use "
                              "stays. Tell your administrator.")  # fmt: skip
            templates.parsed(one.kind, one.text, f"{one.kind}.yaml")
        except Refused as refused:
            settings.put(connection, **{PROBLEM: str(refused)})
            continue
        templates.keep(folder, one.kind, one.number, one.text)
        settings.put(connection, **{PROBLEM: ""})
    # Also those that were refused: they are not sent again.
    settings.put(connection, template_seen=f"{max(one.number for one in given)}@{__version__}")
