"""Rows: small tables inside a record — the people at the table, the positions on each item."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from zsdesk.errors import Invalid
from zsdesk.kinds.base import Kind, Packed, text_of
from zsdesk.kinds.choices import Choice
from zsdesk.kinds.texts import Text

S = TypeVar("S", bound=msgspec.Struct)
_PACKED = 400_000
"""Characters of all rows together."""


class Column(NamedTuple):
    """A column of the small table: attribute, Chinese label, kind, and whether outsiders may see it."""

    name: str
    label: str
    kind: Kind[str]
    internal: bool = False


class TextOf(Kind[str]):
    """A value of another kind in a cell, as the text that this kind reads back: a day, an amount."""

    def __init__(self, kind: Kind[Any]) -> None:
        self.kind = kind

    def parse(self, text: str, *, today: date | None = None) -> str:
        return self.kind.edit(self.kind.parse(text, today=today))

    def show(self, value: str) -> str:
        return self.kind.show(self.kind.parse(value))

    def edit(self, value: str) -> str:
        return value

    def unpack(self, packed: object) -> str:
        return self.parse(text_of(packed, 400))


class Rows(Kind[tuple[S, ...]], Generic[S]):
    """Rows of ``row`` (a frozen msgspec struct of texts).

    ``keyed`` where the first column names the row: changes of different rows then merge.
    As text: cells by ``/``, rows by ``；`` or a new line, or a JSON array of objects.
    """

    longest = 400

    def __init__(self, row: type[S], *columns: Column, keyed: bool = False) -> None:
        self.row = row
        self.columns = columns
        self.keyed = keyed
        self._decoder = msgspec.json.Decoder(tuple[row, ...])  # type: ignore[valid-type]

    def parse(self, text: str, *, today: date | None = None) -> tuple[S, ...]:
        given = text.strip()
        if given.startswith("["):
            return self.unpack(given)
        rows = [self._row(line) for line in re.split(r"[;；\n]+", given) if line.strip()]
        if not rows:
            raise Invalid("The text is empty.")
        value = self._checked(tuple(rows))
        text_of(self.pack(value), _PACKED)
        return value

    def _row(self, line: str) -> S:
        cells = [cell.strip() for cell in line.split("/")]
        if len(cells) > len(self.columns):
            raise Invalid("“{text}” has more parts than {count}.", text=line, count=len(self.columns))
        return self.row(**{c.name: cell for c, cell in zip(self.columns, cells, strict=False) if cell})

    def _checked(self, rows: tuple[S, ...]) -> tuple[S, ...]:
        if len(rows) > self.longest:
            raise Invalid("{count} rows; at most {longest} fit here.", count=len(rows), longest=self.longest)
        out: list[S] = []
        for row in rows:
            cells: dict[str, str] = {}
            for column in self.columns:
                value = getattr(row, column.name)
                cells[column.name] = column.kind.parse(value) if value else ""
            if not any(cells.values()):
                raise Invalid("A row is empty; fill it or remove it.")
            out.append(msgspec.structs.replace(row, **cells))
        return tuple(out)

    def show(self, value: tuple[S, ...]) -> str:
        return "；".join(
            " ".join(c.kind.show(cell) for c in self.columns if not c.internal and (cell := getattr(row, c.name)))
            for row in value
        )

    def edit(self, value: tuple[S, ...]) -> str:
        return str(self.pack(value))

    def pack(self, value: tuple[S, ...]) -> Packed:
        return msgspec.json.encode(value).decode()

    def unpack(self, packed: object) -> tuple[S, ...]:
        try:
            rows = self._decoder.decode(text_of(packed, _PACKED))
        except (msgspec.DecodeError, RecursionError):
            raise Invalid("“{text}” is no table of rows.", text=packed) from None
        return self._checked(rows)

    def plain(self, value: tuple[S, ...]) -> object:
        return msgspec.to_builtins(value)


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Someone at the table: name, title, unit, and whose side."""

    name: str = ""
    title: str = ""
    unit: str = ""
    side: str = ""


SIDES = Choice(("ours", "我方"), ("theirs", "对方"))


class People(Rows[Person]):
    """People with title and unit, as ``王月东/部长/贵州华星/对方；李某/局长``."""

    def __init__(self) -> None:
        super().__init__(
            Person,
            Column("name", "姓名", Text()),
            Column("title", "职务", Text()),
            Column("unit", "单位", Text()),
            Column("side", "哪一方", SIDES),
        )
