"""What the catalogue's page asks of the desk: the entries, the draft and its edits, publishing.

Runs on the data thread with the open desk first, like ``asks``; each function imports what it needs when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zsdesk.catalogue import Entry
    from zsdesk.desk import Desk, Done
    from zsdesk.queries.catalogue import CatalogueView

Key = tuple[str, str]


def view(desk: Desk) -> CatalogueView:
    """The draft where there is one, else what holds."""
    from zsdesk.queries.catalogue import catalogue_view

    return desk.read(catalogue_view, desk.clock.today())


def entry(desk: Desk, section: str, code: str) -> tuple[Entry, dict[str, str]]:
    """An entry, and its values as they are typed."""
    from zsdesk.queries.catalogue import entry_texts

    return desk.read(entry_texts, section, code, desk.clock.today())


def begin(desk: Desk) -> Done[int]:
    """Begin the next version."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.begin)


def put(desk: Desk, section: str, code: str, values: Mapping[str, Any]) -> Done[None]:
    """Other values in an entry."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.put, section, code, values)


def confirm(desk: Desk, keys: Sequence[Key], values: Mapping[str, Any]) -> Done[None]:
    """Entries are confirmed by somebody on a day."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.confirm, keys, values["confirmed_by"] or "", values["confirmed_on"],
                   values["source"] or "")  # fmt: skip


def add(desk: Desk, section: str, values: Mapping[str, Any]) -> Done[None]:
    """One more entry."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.add, section, values)


def remove(desk: Desk, section: str, code: str) -> Done[None]:
    """Take an entry out."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.remove, section, code)


def discard(desk: Desk) -> Done[None]:
    """Throw the draft away."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.discard)


def head(desk: Desk, values: Mapping[str, Any]) -> Done[None]:
    """What the version is called, and from when it holds."""
    from zsdesk.acts import catalogues

    return desk.do(catalogues.head, values["effective"], values["title"] or "", values["note"] or "")


def publish(desk: Desk, call: Callable[..., Any]) -> int:
    """Publish the draft, over what was published meanwhile; on the network thread. The version."""
    from zsdesk.sync import client

    return client.publish_draft(desk, call=call)


def save(desk: Desk, path: Path) -> Path:
    """The draft, or what holds, as a file that can be edited and published."""
    from zsdesk.catalogue import write
    from zsdesk.store import catalogues
    from zsdesk.store.vault import write_durably

    found = desk.read(catalogues.draft)
    made = found.made if found else desk.read(catalogues.in_force, desk.clock.today())
    write_durably(path, write(made).encode())
    return path


def load(desk: Desk, path: Path) -> Done[int]:
    """Take a file as the draft."""
    from zsdesk.acts import catalogues
    from zsdesk.catalogue.reading import text_of

    return desk.do(catalogues.load, text_of(path))
