"""Reading a workbook as people make them: titles above the header, merged header rows, units in brackets.

``.xlsx``, ``.xls``, ``.xlsb`` and ``.ods`` are read; nothing in the file is executed, and formulas give the
values that were last computed.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from zsdesk.errors import NotFound, Refused
from zsdesk.kinds.base import half_width

Cell = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta

LARGEST_FILE = 50 * 1024 * 1024
LARGEST_UNPACKED = 600 * 1024 * 1024
MOST_ROWS = 50_000
"""A ledger of the whole province has some ten thousand rows; more are cut into several files."""
ORIGINALS = "zsdesk"
"""The hidden sheet of our own workbooks: what each row said when it was written."""

_HEADER_WITHIN = 20
_UNIT = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]")
_UNITS = ("万亿元", "亿元", "万元", "千元", "元", "亿美元", "万美元", "美元", "亿", "万", "亩", "公顷", "平方米",
          "人", "万人", "吨标准煤", "吨标煤", "万吨标准煤", "kVA", "MVA", "万元/亩", "立方米/日")  # fmt: skip
_WHOLE_SHEET = re.compile(r"单位[:：]\s*(\S+)")


class Heading(NamedTuple):
    """A column: its place from 0, its words (merged header rows joined by ``/``), and the unit that they name."""

    column: int
    words: str
    unit: str


class Line(NamedTuple):
    """A row: its number as Excel shows it, and its cells by column."""

    number: int
    cells: tuple[Cell, ...]


class Sheet(NamedTuple):
    """A table that was found on a sheet."""

    name: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]


class Book:
    """An opened workbook; ``Refused`` with what to do where it is none, sealed, damaged or too large."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise Refused("“{name}” is larger than 50 MB. Cut it into several files.", name=path.name)
            _refuse_bomb(path)
            self._book = CalamineWorkbook.from_path(path)
        except PasswordError:
            raise Refused("“{name}” has a password. Save it without one and try again.", name=path.name) from None
        except (CalamineError, zipfile.BadZipFile):
            raise Refused(
                "“{name}” is no readable workbook, or it is damaged. Open it in Excel or WPS and save it as .xlsx.",
                name=path.name,
            ) from None
        except OSError as error:
            raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                          name=path.name, why=error.strerror or error) from None  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The sheets, without our own hidden one."""
        return [name for name in self._book.sheet_names if name != ORIGINALS and not name.startswith(f"{ORIGINALS}-")]

    def sheet(self, name: str, known: Collection[str]) -> Sheet:
        """The table on a sheet (the first one for an empty ``name``); its header is the row, or the merged rows, with
        most of the ``known`` words, else the first row that looks like one."""
        names = self.names
        if name and name not in names:
            raise NotFound("There is no sheet “{name}”; there are: {names}.", name=name, names="、".join(names))
        if not names:
            raise Refused("“{name}” has no sheet with a table.", name=self.path.name)
        name = name or names[0]
        return table_of(name, self._rows(name), known)

    def originals(self, type_name: str = "") -> list[list[Cell]]:
        """The rows of our own hidden sheet, of a type where the workbook has several; none in one that others made."""
        names = (f"{ORIGINALS}-{type_name}", ORIGINALS)
        found = next((name for name in names if name in self._book.sheet_names), "")
        return self._rows(found) if found else []

    def rows(self, name: str) -> list[list[Cell]]:
        """The cells of a sheet as they lie, merged ones spread."""
        return self._rows(name)

    def _rows(self, name: str) -> list[list[Cell]]:
        sheet = self._book.get_sheet_by_name(name)
        if sheet.total_height > MOST_ROWS * 4 or sheet.total_height * sheet.total_width > 8_000_000:
            raise Refused("The sheet “{name}” reaches to row {row}. Delete the empty rows at its end and save it.",
                          name=name, row=sheet.total_height)  # fmt: skip
        rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            _spread(rows, top, left, bottom, right)
        return rows


def table_of(name: str, rows: list[list[Cell]], known: Collection[str]) -> Sheet:
    """The table among the rows of a sheet, or of what was pasted; ``Refused`` where there is none."""
    first, last = _header(rows, known)
    above = " ".join(str(c) for row in rows[:first] for c in row if isinstance(c, str))
    headings = _headings(rows[first : last + 1], above)
    lines = tuple(
        Line(number, tuple(row)) for number, row in enumerate(rows[last + 1 :], last + 2) if _says_something(row)
    )
    if len(lines) > MOST_ROWS:
        raise Refused("The sheet has {count} rows; at most {most} are taken in at once. Cut it into several files.",
                      count=len(lines), most=MOST_ROWS)  # fmt: skip
    if not headings or not lines:
        raise Refused("No table was found on the sheet “{name}”: a row of headings and rows below it.", name=name)
    return Sheet(name, headings, lines)


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise Refused("“{name}” unpacks to more than 600 MB; it is not opened. Cut it into several files.",
                          name=path.name)  # fmt: skip


def _spread(rows: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged range says the same in each of its cells."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top : bottom + 1]:
        for column in range(left, min(right + 1, len(row))):
            row[column] = value


def plain(text: str) -> str:
    """A heading's words without spaces, stars, units and numbering, for comparison."""
    words = _UNIT.sub("", half_width(text))
    return re.sub(r"[\s*※:：]+|^\d+[.、]", "", words).casefold()


def _header(rows: Sequence[Sequence[Cell]], known: Collection[str]) -> tuple[int, int]:
    """The first and the last row of the header."""
    best, place = 0, -1
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        hits = len({plain(c) for c in row if isinstance(c, str)} & set(known))
        if hits > best:
            best, place = hits, number
    if place < 0:
        place = next((n for n, row in enumerate(rows[:_HEADER_WITHIN]) if len(_texts(row)) >= 2), 0)
    first = last = place
    while first > 0 and _continues(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and _continues(rows[last], rows[last + 1]):
        last += 1
    return first, last


def _texts(row: Sequence[Cell]) -> set[str]:
    return {c.strip() for c in row if isinstance(c, str) and c.strip()}


def _continues(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether two rows are one header: some cell is merged down through both, and neither is a title or data."""
    pairs = [(a, b) for a, b in zip(above, below, strict=False) if _filled(a) or _filled(b)]
    if len(_texts(above)) < 2 or not all(isinstance(c, str) for pair in pairs for c in pair):
        return False
    down = sum(a == b and _filled(a) for a, b in pairs)
    return down > 0 and any(a != b for a, b in pairs) and len(_texts(below)) > 1


def _filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _says_something(row: Sequence[Cell]) -> bool:
    return any(_filled(cell) for cell in row)


def _headings(rows: Sequence[Sequence[Cell]], above: str) -> tuple[Heading, ...]:
    whole = _WHOLE_SHEET.search(half_width(above))
    default = whole[1].rstrip("，。,;；)）") if whole and whole[1].rstrip("，。,;；)）") in _UNITS else ""
    found: list[Heading] = []
    for column in range(max((len(row) for row in rows), default=0)):
        parts = [str(row[column]).strip() for row in rows if column < len(row) and _filled(row[column])]
        parts = list(dict.fromkeys(re.sub(r"\s+", "", part) for part in parts))
        if parts:
            found.append(Heading(column, "/".join(parts), _unit(parts) or default))
    return tuple(found)


def _unit(parts: Sequence[str]) -> str:
    for part in reversed(parts):
        for inside in _UNIT.findall(half_width(part)):
            named: str = inside.removeprefix("单位").lstrip(":：").strip()
            if named in _UNITS:
                return named
    return ""
