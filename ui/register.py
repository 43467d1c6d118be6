"""What the page of papers asks of the desk, on the data thread: the register, papers made again, signed, verified."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zsdesk.errors import Refused

# What makes, signs and verifies papers takes a third of a second to load: on the data thread, by the first who asks.
if TYPE_CHECKING:
    from ui.making import Wanted
    from zsdesk.desk import Desk
    from zsdesk.queries.documents import Edition
    from zsdesk.signing.verdict import Verdict

LARGEST = 200_000_000
"""Bytes of a file that is looked at."""


class Found(NamedTuple):
    """A file and what holds of it: its name, its bytes, the verdict, and what is said of it."""

    name: str
    path: str
    data: bytes
    verdict: Verdict
    lines: tuple[str, ...]


class Remade(NamedTuple):
    """What an edition's record gives today: the paper, where its content is still the registered one, and whether it
    is the registered file to the byte."""

    edition: Edition
    current: str
    data: bytes
    same: bool


def editions(desk: Desk, text: str) -> list[Edition]:
    """The register, newest first."""
    from zsdesk.queries import documents

    return desk.read(documents.editions, text=text)


def kinds(edition: Edition) -> list[tuple[str, str]]:
    """The kinds of papers that the record of an edition can have: name and label."""
    from zsdesk.queries.papers import KINDS, kinds_of

    names = kinds_of(edition.target.type) if edition.target else (edition.kind,)
    return [(name, KINDS[name].label) for name in names]


def remade(desk: Desk, edition: Edition) -> Remade:
    """The paper of an edition, made again by its own template where the record still says the same; the same bytes,
    unless this computer has other fonts."""
    from zsdesk.signing import papers

    current = desk.read(papers.currency, edition)
    if current != "yes":
        return Remade(edition, current, b"", False)
    data = desk.paper(edition.kind, edition.subject, leave_out=True, template=edition.template)
    return Remade(edition, current, data, sha256(data).hexdigest() == edition.digest)


def make(desk: Desk, edition: Edition, kind: str) -> Edition:
    """Another paper of the same record, as it stands today; its entry in the register."""
    from zsdesk.queries import documents
    from zsdesk.signing import papers

    made = papers.make(desk, kind, edition.subject)
    return next(one for one in desk.read(documents.editions, target=edition.target) if one.id == made.entry)


def enter(desk: Desk, wanted: Wanted, data: bytes) -> str:
    """Enter a paper that was handed out."""
    from zsdesk.signing import papers

    return papers.enter(desk, wanted.kind, wanted.id, wanted.content, data)


def sign_made(desk: Desk, wanted: Wanted, data: bytes) -> bytes:
    """Enter a paper that was just made, and sign it."""
    from zsdesk.signing import papers

    enter(desk, wanted, data)
    return papers.sign(desk, data).data


def looked_at(desk: Desk, path: Path) -> Found:
    """What holds of a file."""
    try:
        if path.stat().st_size > LARGEST:
            raise Refused("“{name}” is too large to be a paper of this program.", name=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=error.strerror or error) from None  # fmt: skip
    return _found(desk, path.name, str(path), data)


def signed(desk: Desk, name: str, data: bytes, place: str) -> Found:
    """A paper with this desk's signature."""
    from zsdesk.signing import papers

    return _found(desk, name, "", papers.sign(desk, data, place).data)


def _found(desk: Desk, name: str, path: str, data: bytes) -> Found:
    from zsdesk.commands.signing import sentences
    from zsdesk.signing import papers

    verdict = papers.verify(desk, data)
    return Found(name, path, data, verdict, tuple(sentences(verdict)))
