"""The next version of the catalogue, edited on an administrator's desk until the province publishes it.

The draft is kept with every edit, and read back before it is: what does not hold together is refused with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

import msgspec

from zsdesk.catalogue import Catalogue, editing, read, write
from zsdesk.catalogue.typed import completed, parsed
from zsdesk.errors import Refused
from zsdesk.rules.rights import publish_refusal
from zsdesk.store import catalogues
from zsdesk.store.work import Work


def begin(work: Work, effective: date | None = None) -> int:
    """Begin the next version out of the newest one, or go on with the draft that is there; its number.

    A draft whose base is no longer the newest is taken over onto the newest.
    """
    _may(work)
    found = catalogues.draft(work.session)
    newest = catalogues.of_version(work.session, catalogues.newest(work.session))
    if found is None:
        day = max(effective or work.clock.today(), newest.effective)
        made = msgspec.structs.replace(newest, version=newest.version + 1, effective=day)
        _keep(work, made, newest.version)
        return made.version
    if found.base != newest.version:
        made, _ = editing.rebased(catalogues.of_version(work.session, found.base), found.made, newest)
        day = max(found.made.effective, newest.effective)
        made = msgspec.structs.replace(made, version=newest.version + 1, effective=day, title=found.made.title,
                                       note=found.made.note)  # fmt: skip
        _keep(work, made, newest.version)
        return made.version
    return found.made.version


def load(work: Work, text: str) -> int:
    """Take a catalogue that was edited as a file as the draft; its number."""
    _may(work)
    made, newest = read(text), catalogues.newest(work.session)
    _keep(work, msgspec.structs.replace(made, version=newest + 1), newest)
    return newest + 1


def edit(work: Work, section: str, code: str, texts: Mapping[str, str]) -> None:
    """Other values in an entry, as they are typed; one that was confirmed is to be confirmed again."""
    _change(work, lambda made: editing.changed(
        made, section, code, parsed(editing.entry_of(made, section, code), texts, work.clock.today())
    ))  # fmt: skip


def put(work: Work, section: str, code: str, values: Mapping[str, Any]) -> None:
    """Other values in an entry, ``None`` for what it has without."""
    _change(work, lambda made: editing.changed(
        made, section, code, completed(editing.entry_of(made, section, code), values)
    ))  # fmt: skip


def confirm(work: Work, keys: Collection[editing.Key], by: str, on: date | None = None, source: str = "") -> None:
    """Entries are confirmed: by whom, when, and by what paper, where it is known."""

    def confirmed(made: Catalogue) -> Catalogue:
        for section, code in keys if source.strip() else ():
            made = editing.changed(made, section, code, {"source": source.strip()})
        return editing.confirmed(made, keys, by, on or work.clock.today())

    _change(work, confirmed)


def add(work: Work, section: str, values: Mapping[str, Any]) -> None:
    """One more entry at the end of its section, to be confirmed."""
    _change(work, lambda made: editing.added(made, section, values))


def remove(work: Work, section: str, code: str) -> None:
    """Take an entry out; one that the program looks up is refused."""
    _change(work, lambda made: editing.without(made, section, code))


def head(work: Work, effective: date, title: str, note: str = "") -> None:
    """From when the version holds, what it is called, and what changed in it."""
    values = {"effective": effective, "title": title.strip(), "note": note.strip()}
    _change(work, lambda made: msgspec.structs.replace(made, **values))


def discard(work: Work) -> None:
    """Put the draft away: it was published, or is wanted no more; what holds stays as it is."""
    catalogues.keep_draft(work.session, "", 0)


def _change(work: Work, change: Callable[[Catalogue], Catalogue]) -> None:
    begin(work)
    found = catalogues.draft(work.session)
    assert found is not None
    _keep(work, change(found.made), found.base)


def _keep(work: Work, made: Catalogue, base: int) -> None:
    text = write(made)
    read(text)
    catalogues.keep_draft(work.session, text, base)


def _may(work: Work) -> None:
    refusal: Refused | None = publish_refusal(catalogues.account(work.session))
    if refusal is not None:
        raise refusal
