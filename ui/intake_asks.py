"""What taking a ledger in asks of the desk: functions that run on the data thread, with the desk first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from zsdesk.acts import intake as acts
from zsdesk.desk import Desk
from zsdesk.fields import field_of
from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.sheets import exchange, mapping
from zsdesk.sheets.cells import is_empty, text_of
from zsdesk.sheets.intake import Plan
from zsdesk.sheets.reading import Book


class Heading(NamedTuple):
    """A column of the sheet: its words, an example of what stands below, and the field that it is taken for."""

    words: str
    example: str
    field: str


class Looked(NamedTuple):
    """An opened workbook: its sheets, the sheet in view with its columns, and which fields a column may be."""

    path: Path
    sheets: tuple[str, ...]
    opened: exchange.Opened
    headings: tuple[Heading, ...]
    fields: tuple[tuple[str, str], ...]


class Taken(NamedTuple):
    """A finished import, and what the lists should look at again."""

    id: str
    rows: int
    touched: tuple[Target, ...]


def look(desk: Desk, path: Path, type_name: str, sheet: str) -> Looked:
    """Open a workbook on a sheet (the first one for an empty name)."""
    record = record_type(type_name)
    opened = exchange.open_sheet(desk, path, type_name, sheet)
    fields = tuple((f.name, f.label) for f in mapping.takeable(record))
    return Looked(path, tuple(Book(path).names), opened, _headings(opened), fields)


def _headings(opened: exchange.Opened) -> tuple[Heading, ...]:
    found = []
    for heading in opened.sheet.headings:
        cells = (line.cells[heading.column] for line in opened.sheet.lines if heading.column < len(line.cells))
        example = next((text_of(cell) for cell in cells if not is_empty(cell)), "")
        name = opened.columns.get(heading.column, "")
        # The unit of the whole sheet is said where it is reckoned with.
        counts = bool(name) and field_of(record_type(opened.type), name).kind.numeric
        unit = f"（{heading.unit}）" if counts and heading.unit and heading.unit not in heading.words else ""
        found.append(Heading(f"{heading.words}{unit}", example[:60], name))
    return tuple(found)


def remapped(opened: exchange.Opened, chosen: dict[int, str]) -> exchange.Opened:
    """The sheet with the columns as the officer chose them: the number of a heading → its field."""
    columns = {opened.sheet.headings[at].column: name for at, name in chosen.items() if name}
    return opened._replace(columns=columns)


def take_in(desk: Desk, opened: exchange.Opened, planned: Plan, progress: exchange.Progress) -> Taken:
    """Do what a plan says."""
    entries = planned.entries
    made = exchange.take_in(desk, opened, planned, progress)
    touched = [Target(opened.type, entry.id) for entry in entries]
    touched += [Target("company", id) for id in planned.companies.values()]
    return Taken(made, len(entries), tuple(touched))


def write_refused(desk: Desk, opened: exchange.Opened, planned: Plan, path: Path) -> int:
    """The refused rows with their reasons as a workbook; how many."""
    return exchange.write_refused(path, opened, planned)


def imports(desk: Desk) -> tuple[list[acts.Intake], date]:
    """The last imports, newest first, and today."""
    return desk.do(acts.intakes).result, desk.clock.today()
