"""A ledger as a formatted workbook: one that can be printed, filtered, filled in and taken back.

A hidden column holds each row's id and a hidden sheet what each row said, so that a workbook that comes back
changes just what somebody changed in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import xlsxwriter

from zsdesk.clock import BEIJING
from zsdesk.errors import Cancelled, Invalid, Refused
from zsdesk.fields import Field, Record, fields
from zsdesk.kinds import Choice, Day, Instant, LongText, Money, MoneyKind, Quantity, Ref, Refs, Rows
from zsdesk.kinds.amounts import WAN, YI
from zsdesk.queries.lists import Row
from zsdesk.sheets.cells import text_of
from zsdesk.sheets.reading import ORIGINALS, Cell
from zsdesk.words import label, tr

ID = "zsdesk-id"
"""The heading of the hidden column."""

_TITLE, _HEAD, _FIRST = 0, 1, 2


class Column(NamedTuple):
    """A column: its field, the unit of its numbers (``""`` for none), and what it is headed where not by its label."""

    field: Field
    unit: str
    words: str = ""

    @property
    def heading(self) -> str:
        """The field's label, or its own words, with the unit."""
        words = self.words or self.field.label
        return f"{words}（{self.unit}）" if self.unit else words

    def cell(self, value: Any, shown: str) -> Cell:
        """A value as it lies in the sheet: a number or a day where Excel can reckon with it, else a text that is
        read back as the same value."""
        kind = self.field.kind
        if value is None:
            return ""
        if isinstance(kind, MoneyKind):
            plain = isinstance(value, Money) and value.currency == "CNY"
            return round(value.amount / (YI if self.unit == "亿元" else WAN), 8) if plain else kind.edit(value)
        if isinstance(kind, Quantity) or (kind.numeric and isinstance(value, int | float)):
            return float(value)
        if isinstance(kind, Day):
            return datetime.date(value.year, value.month, value.day)
        if isinstance(kind, Instant):
            return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")  # type: ignore[no-any-return]
        return shown if isinstance(kind, Ref | Refs) else _readable(self.field, value)


def _readable(declared: Field, value: Any) -> str:
    shown = declared.kind.show(value)
    try:
        same = not isinstance(declared.kind, Rows) and declared.kind.parse(shown) == value
    except Invalid:
        same = False
    return shown if same else declared.kind.edit(value)


class Said(NamedTuple):
    """A column that is only read: what it is headed, and its text by the id of the row."""

    heading: str
    texts: Mapping[str, str]


class Part(NamedTuple):
    """A sheet of a workbook: the records of one type."""

    record: type[Record]
    columns: Sequence[Column]
    rows: Sequence[Row]
    title: str
    said: Sequence[Said] = ()


def columns(record: type[Record], names: Sequence[str], rows: Iterable[Row]) -> tuple[Column, ...]:
    """The columns of a ledger; without ``names`` all that a visitor may see and that have a value or are required."""
    kept = list(rows)
    declared = {f.name: f for f in fields(record) if not f.hidden}
    chosen = [declared[name] for name in names if name in declared] or [
        f for f in declared.values()
        if not f.internal and (f.required or any(row.values.get(f.name) is not None for row in kept))
    ]  # fmt: skip
    return tuple(Column(f, _unit(f, kept)) for f in chosen)


def _unit(declared: Field, rows: Sequence[Row]) -> str:
    kind = declared.kind
    if isinstance(kind, Quantity):
        return kind.unit
    if not isinstance(kind, MoneyKind):
        return ""
    sums = [m.amount for row in rows if isinstance(m := row.values.get(declared.name), Money) and m.currency == "CNY"]
    return "亿元" if sums and median(sums) >= YI else "万元"


def write(
    path: Path, parts: Sequence[Part], progress: Callable[[int, int], bool] = lambda _done, _all: True
) -> None:  # fmt: skip
    """Write ledgers to ``path``, a sheet for each part, each of another type; ``progress`` answers ``False`` to break
    it off (``Cancelled``, no file is left)."""
    partial = path.with_name(f".{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False,
                                                  "strings_to_numbers": False})  # fmt: skip
        try:
            formats, whole, begun = _Formats(book), sum(len(part.rows) for part in parts), 0
            sheets = [book.add_worksheet(label(part.record.type_label)) for part in parts]
            for at, (sheet, part) in enumerate(zip(sheets, parts, strict=True)):
                hidden = book.add_worksheet(ORIGINALS if at == 0 else f"{ORIGINALS}-{part.record.type_name}")
                _fill(sheet, hidden, part, formats, partial_progress(progress, begun, whole))
                begun += len(part.rows)
        finally:
            book.close()
        partial.replace(path)
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=error.strerror or error) from None
    finally:
        partial.unlink(missing_ok=True)


def partial_progress(progress: Callable[[int, int], bool], begun: int, whole: int) -> Callable[[int, int], bool]:
    """The progress of one part, told as that of the whole."""
    return lambda done, _all: progress(begun + done, whole)


def _fill(
    sheet: Any, hidden: Any, part: Part, formats: _Formats, progress: Callable[[int, int], bool]
) -> None:  # fmt: skip
    columns, rows = part.columns, part.rows
    hidden.very_hidden()
    _head(sheet, part, formats)
    hidden.write_row(0, 0, [ID, part.record.type_name, *(c.field.name for c in columns)])
    for number, row in enumerate(rows):
        if number % 200 == 0 and not progress(number, len(rows)):
            raise Cancelled("Broken off; no file was written.")
        cells = [c.cell(row.values.get(c.field.name), row.cells.get(c.field.name, "")) for c in columns]
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            _put(sheet, _FIRST + number, place, cell, formats.of(column))
        for place, said in enumerate(part.said, len(columns)):
            _put(sheet, _FIRST + number, place, said.texts.get(row.id, ""), formats.said)
        sheet.write_string(_FIRST + number, len(columns) + len(part.said), row.id)
        hidden.write_row(1 + number, 0, [row.id, "", *map(text_of, cells)])
    _finish(sheet, part, formats)


class _Formats:
    """The few cell formats of a ledger, made once."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
        self.head = book.add_format(font | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E2F0EB"})
        self.required = book.add_format(
            font | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#CFE6DD"}
        )
        self.text = book.add_format(font | {"text_wrap": True})
        self.said = book.add_format(font | {"text_wrap": True, "bg_color": "#F5F4F0"})
        self.number = book.add_format(font | {"num_format": "#,##0.00######"})
        self.count = book.add_format(font | {"num_format": "#,##0.######"})
        self.day = book.add_format(font | {"num_format": "yyyy-mm-dd", "align": "center"})
        self.sum = book.add_format(font | {"bold": True, "num_format": "#,##0.00######", "bg_color": "#F5F4F0"})

    def of(self, column: Column) -> Any:
        """The format of a column's cells."""
        kind = column.field.kind
        if isinstance(kind, MoneyKind):
            return self.number
        if kind.numeric:
            return self.count
        return self.day if isinstance(kind, Day) else self.text


def _head(sheet: Any, part: Part, formats: _Formats) -> None:
    columns, after = part.columns, len(part.columns) + len(part.said)
    sheet.merge_range(_TITLE, 0, _TITLE, max(after - 1, 1), part.title, formats.title)
    sheet.set_row(_TITLE, 30)
    sheet.set_row(_HEAD, 32)
    for place, column in enumerate(columns):
        style = formats.required if column.field.required else formats.head
        sheet.write_string(_HEAD, place, column.heading, style)
        sheet.set_column(place, place, _width(column))
    for place, said in enumerate(part.said, len(columns)):
        sheet.write_string(_HEAD, place, said.heading, formats.head)
        sheet.set_column(place, place, 44)
    sheet.write_string(_HEAD, after, ID)
    sheet.set_column(after, after, None, None, {"hidden": True})


def _width(column: Column) -> float:
    kind = column.field.kind
    if column.field.search == "title":
        return 34
    if isinstance(kind, LongText | Rows):
        return 44
    return 24 if isinstance(kind, Ref | Refs) else 14


def _put(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if isinstance(cell, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime(cell.year, cell.month, cell.day), style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    elif cell:
        sheet.write_string(row, column, str(cell)[:32_767], style)
    else:
        sheet.write_blank(row, column, None, style)


def _finish(sheet: Any, part: Part, formats: _Formats) -> None:
    """Sums, choices, filter, frozen header, and a page that prints: all columns on one sheet's width."""
    columns, rows = part.columns, part.rows
    end = _FIRST + len(rows)
    for place, column in enumerate(columns):
        kind = column.field.kind
        if isinstance(kind, MoneyKind) and rows:
            sums = [v for row in rows if isinstance(v := column.cell(row.values.get(column.field.name), ""), float)]
            first, last = (xlsxwriter.utility.xl_rowcol_to_cell(r, place) for r in (_FIRST, end - 1))
            sheet.write_formula(end, place, f"=SUBTOTAL(109,{first}:{last})", formats.sum, round(sum(sums), 8))
        elif isinstance(kind, Choice):
            shown = [label(option.label) for option in kind.options]
            if len(",".join(shown)) <= 255 and rows:
                sheet.data_validation(_FIRST, place, end - 1, place, {"validate": "list", "source": shown})
    if rows:
        sheet.write_string(end, 0, tr("Total of {count}", count=len(rows)), formats.sum)
        sheet.autofilter(_HEAD, 0, end - 1, len(columns) + len(part.said) - 1)
    sheet.freeze_panes(_FIRST, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.set_footer("&C— &P —")
