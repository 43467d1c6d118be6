"""The rows that could not be taken in, as a workbook: every cell kept, its reason beside it, to be mended and taken
in again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from zsdesk.errors import Refused
from zsdesk.sheets.intake import Plan
from zsdesk.sheets.ledger import ID
from zsdesk.sheets.reading import ORIGINALS, Cell, Heading, plain
from zsdesk.words import tr


def write(path: Path, plan: Plan, originals: Sequence[Sequence[Cell]]) -> int:
    """Write the refused rows of a plan to ``path``; how many there are."""
    refused = [row for row in plan.rows if row.action == "refused"]
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        sheet = book.add_worksheet(plan.sheet.name[:31])
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E2F0EB"})
        red = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#B0352D", "bg_color": "#FBE9E7"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        headings = plan.sheet.headings
        sheet.write_row(0, 0, [tr("Reason"), tr("Row"), *map(_words, headings)], bold)
        sheet.set_column(0, 0, 60)
        sheet.set_column(2, 1 + len(headings), 18)
        for number, row in enumerate(refused, 1):
            sheet.write_string(number, 0, "\n".join(row.reasons), red)
            sheet.write_number(number, 1, row.line.number, wrap)
            for place, heading in enumerate(headings, 2):
                cell = row.line.cells[heading.column] if heading.column < len(row.line.cells) else ""
                _put(sheet, number, place, cell, wrap, day)
        _hide(book, sheet, headings, originals)
        sheet.freeze_panes(1, 1)
    finally:
        _close(book, path)
    return len(refused)


def _words(heading: Heading) -> str:
    """The heading with its unit, which may have stood elsewhere on the sheet."""
    named = not heading.unit or f"（{heading.unit}）" in heading.words or f"({heading.unit})" in heading.words
    return heading.words if named else f"{heading.words}（{heading.unit}）"


def _hide(book: Any, sheet: Any, headings: Sequence[Heading], originals: Sequence[Sequence[Cell]]) -> None:
    for place, heading in enumerate(headings, 2):
        if plain(heading.words) == plain(ID):
            sheet.set_column(place, place, None, None, {"hidden": True})
    if originals:
        hidden = book.add_worksheet(ORIGINALS)
        for number, row in enumerate(originals):
            hidden.write_row(number, 0, row)
        hidden.very_hidden()


def _put(sheet: Any, row: int, column: int, cell: Cell, style: Any, day: Any) -> None:
    if isinstance(cell, datetime.date | datetime.datetime):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    elif cell:
        sheet.write_string(row, column, str(cell)[:32_767], style)


def _close(book: Any, path: Path) -> None:
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=error) from None
