"""Which record a row means: by id, by number, by what names it; and whom its cells name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.fields import Record, field_of
from zsdesk.kinds.base import half_width
from zsdesk.records import record_type

KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "company": (("uscc",), ("name",)),
    "project": (("name", "region_code"),),
    "lead": (("title", "company"), ("title",)),
    "contact": (("name", "company"),),
    "channel": (("name",),),
}
"""What a record of a type is known by, surest first; records of other types are always new."""

SEVERAL = "?"
"""Stands for the id where several records have the name."""


class Known:
    """The records of a type that are here, by whatever a ledger may call them."""

    def __init__(self, session: Session, record: type[Record]) -> None:
        self._keys = KEYS.get(record.type_name, ())
        used = dict.fromkeys(name for names in self._keys for name in names)
        columns: list[Any] = [record.id, record.number, *(getattr(record, name) for name in used)]
        self.ids: set[str] = set()
        self._by: dict[str, str] = {}
        for row in session.execute(select(*columns).where(record.deleted_at.is_(None))):
            self._take(tuple(row), list(used))

    def _take(self, row: Sequence[Any], used: list[str]) -> None:
        record_id, number, *rest = row
        self.ids.add(record_id)
        if number:
            self._by[f"number:{number}"] = record_id
        values = dict(zip(used, rest, strict=True))
        for names in self._keys:
            if key := key_of(names, values):
                self._by[key] = SEVERAL if self._by.get(key, record_id) != record_id else record_id

    def numbered(self, number: str) -> str:
        """The record with the province's number, or ``""``."""
        return self._by.get(f"number:{number}", "")

    def meant(self, values: Mapping[str, Any]) -> str:
        """The one record that these values name, ``""`` for none, ``SEVERAL`` where it cannot be told."""
        for names in self._keys:
            if found := self._by.get(key_of(names, values)):
                return found
        return ""

    def key(self, values: Mapping[str, Any]) -> str:
        """The surest key that the values fill, to find two rows of one record; ``""`` for none."""
        return next((key for names in self._keys if (key := key_of(names, values))), "")


def key_of(names: Iterable[str], values: Mapping[str, Any]) -> str:
    """The named values as one key; ``""`` where one is missing."""
    parts = [values.get(name) for name in names]
    if not parts or any(part is None for part in parts):
        return ""
    return "/".join(f"{name}:{folded(str(part))}" for name, part in zip(names, parts, strict=True))


def folded(name: str) -> str:
    """A name for comparison: half-width, without spaces, brackets all of one sort."""
    return half_width(name).replace("(", "（").replace(")", "）").replace(" ", "").casefold()


def names_of(session: Session, type_name: str) -> dict[str, str]:
    """Every name, other name and number of the records of a type → id (``SEVERAL`` where two have it)."""
    record = record_type(type_name)
    title = getattr(record, field_of(record, record.title_field).name)
    aliases = getattr(record, "aliases", None)
    columns: list[Any] = [record.id, record.number, title, *([] if aliases is None else [aliases])]
    found: dict[str, str] = {}
    also: dict[str, str] = {}
    for record_id, number, name, *rest in session.execute(select(*columns).where(record.deleted_at.is_(None))):
        found[record_id] = record_id
        if number:
            found[folded(number)] = record_id
        if name:
            _put(found, folded(str(name)), record_id)
        for alias in rest[0] or () if rest else ():
            _put(also, folded(alias), record_id)
    return also | found


def _put(names: dict[str, str], name: str, record_id: str) -> None:
    names[name] = SEVERAL if names.get(name, record_id) != record_id else record_id
