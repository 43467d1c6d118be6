"""Links: to a record, to several, to a record of any type, to a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from zsdesk.errors import Invalid
from zsdesk.ids import SHAPE, is_id
from zsdesk.kinds.base import Kind, Packed, all_shaped, text_of
from zsdesk.kinds.texts import few, pack_list, unpack_list

IDS = re.compile(rf"(?:{SHAPE.pattern}\n)*+")
"""Records' ids, a line each."""


def _record_id(given: object) -> str:
    text = text_of(given, 60).strip().lower()
    if not is_id(text):
        raise Invalid("“{text}” is no record's id.", text=given)
    return text


class Ref(Kind[str]):
    """The id of a record of type ``to``. The desk turns names into ids before this kind sees them."""

    def __init__(self, to: str) -> None:
        self.to = to

    def parse(self, text: str, *, today: date | None = None) -> str:
        return _record_id(text)

    def unpack(self, packed: object) -> str:
        return _record_id(packed)

    def recall(self, packed: object) -> str:
        return packed if isinstance(packed, str) else self.unpack(packed)  # what is stored was looked at before

    def all_packed(self, values: Sequence[Any]) -> bool:
        return all_shaped(values, IDS)

    def words(self, value: str) -> str:
        return ""


class Refs(Kind[tuple[str, ...]]):
    """Ids of several records of type ``to``: an add/remove set in a merge."""

    _between = re.compile(r"[;；、,，\s]+")

    def __init__(self, to: str) -> None:
        self.to = to

    def parse(self, text: str, *, today: date | None = None) -> tuple[str, ...]:
        value = tuple(dict.fromkeys(_record_id(part) for part in self._between.split(text.strip()) if part))
        if not value:
            raise Invalid("The text is empty.")
        return few(value)

    def show(self, value: tuple[str, ...]) -> str:
        return "、".join(value)

    def pack(self, value: tuple[str, ...]) -> Packed:
        return pack_list(value)

    def unpack(self, packed: object) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_record_id(part) for part in unpack_list(packed)))

    def plain(self, value: tuple[str, ...]) -> object:
        return list(value)

    def words(self, value: tuple[str, ...]) -> str:
        return ""


class Target(NamedTuple):
    """A record of any type."""

    type: str
    id: str


class AnyRef(Kind[Target]):
    """A record of any type, as ``lead/0198…``."""

    _shape = re.compile(r"([a-z_]{1,40})/([0-9a-fA-F-]{36})")

    def parse(self, text: str, *, today: date | None = None) -> Target:
        return self.unpack(text.strip())

    def show(self, value: Target) -> str:
        return f"{value.type}/{value.id}"

    def pack(self, value: Target) -> Packed:
        return f"{value.type}/{value.id}"

    def unpack(self, packed: object) -> Target:
        found = self._shape.fullmatch(text_of(packed, 80))
        if not found:
            raise Invalid("“{text}” is no record; write type/id.", text=packed)
        return Target(found[1], _record_id(found[2]))

    def plain(self, value: Target) -> object:
        return {"type": value.type, "id": value.id}

    def words(self, value: Target) -> str:
        return ""


class Blob(Kind[str]):
    """A file, by the SHA-256 of its bytes in lower-case hexadecimal (FIPS 180-4)."""

    _shape = re.compile(r"[0-9a-f]{64}")

    def parse(self, text: str, *, today: date | None = None) -> str:
        return self.unpack(text.strip().lower())

    def show(self, value: str) -> str:
        return value

    def unpack(self, packed: object) -> str:
        if not self._shape.fullmatch(text_of(packed, 80)):
            raise Invalid("“{text}” is no SHA-256 of a file.", text=packed)
        return str(packed)

    def words(self, value: str) -> str:
        return ""
