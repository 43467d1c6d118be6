"""What the dialog of the templates asks of the desk: which are in use, one as a file, a file checked and published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zsdesk.errors import Refused
from zsdesk.words import label, tr

# Templates are YAML and papers: on the data thread, by the first who asks.
if TYPE_CHECKING:
    from zsdesk.desk import Desk

LARGEST = 200_000
"""Bytes of a template that is read."""


class Used(NamedTuple):
    """The template in use of a kind of papers: its label, what the template calls it, whose it is."""

    kind: str
    label: str
    name: str
    whose: str


class Listed(NamedTuple):
    """The templates in use; why this account does not publish any, and why the last that came was not taken in."""

    used: tuple[Used, ...]
    may: str
    problem: str


class Checked(NamedTuple):
    """A file that can be used, of which kind it is, and its text."""

    kind: str
    name: str
    text: str


def listed(desk: Desk) -> Listed:
    """The template in use of each kind, and what stands in the way."""
    from zsdesk.queries.papers import KINDS
    from zsdesk.rules.rights import publish_refusal
    from zsdesk.store import catalogues, settings
    from zsdesk.sync.templates import PROBLEM

    used = tuple(_used(desk.folder / "templates", kind, label(one.label)) for kind, one in KINDS.items())
    refusal = desk.read(lambda session: publish_refusal(catalogues.account(session)))
    problem = desk.read(lambda session: settings.get(session.connection(), PROBLEM))
    return Listed(used, str(refusal or ""), problem)


def _used(folder: Path, kind: str, words: str) -> Used:
    from zsdesk.documents.templates import load

    try:
        found = load(kind, folder)
    except Refused as refused:
        return Used(kind, words, "", str(refused))
    if found.number:
        whose = tr("The province's, number {n}", n=found.number)
    elif (folder / f"{kind}.yaml").exists():
        whose = tr("This desk's own file")
    else:
        whose = tr("The program's own")
    return Used(kind, words, found.name, whose)


def save(desk: Desk, kind: str, path: Path) -> Path:
    """The template in use as a file, to be changed."""
    from ui.handed import written
    from zsdesk.documents.templates import text_in_use

    return written(path, text_in_use(kind, desk.folder / "templates").encode())


def checked(_desk: Desk, kind: str, path: Path) -> Checked:
    """A file, of the kind that its name says or else of ``kind``; ``Refused`` with the line of what is wrong in it."""
    from zsdesk.documents.templates import KINDS, parsed

    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=why) from None  # fmt: skip
    meant = path.stem if path.stem in KINDS else kind
    parsed(meant, text, path.name)
    return Checked(meant, path.name, text)


def publish(desk: Desk, call: Callable[..., Any], one: Checked) -> int:
    """Make it the province's, on the network thread; its number."""
    from zsdesk.sync import client

    return client.publish_template(desk, one.kind, one.text, call=call)
