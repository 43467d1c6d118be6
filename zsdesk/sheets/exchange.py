"""Ledgers out of a desk and into it: the steps that the window and the command line share.

Each step is one short transaction; ``progress(done, all)`` is told between them and answers ``False`` to stop.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zsdesk.acts import intake as acts
from zsdesk.desk import Desk
from zsdesk.errors import Cancelled, NotFound, Refused
from zsdesk.fields import field_of, fields
from zsdesk.kinds import Target
from zsdesk.queries import lists
from zsdesk.records import record_type
from zsdesk.sheets import ledger, mapping, refused
from zsdesk.sheets.intake import Originals, Plan, Planner, originals
from zsdesk.sheets.reading import Book, Cell, Sheet, plain, table_of
from zsdesk.store import settings
from zsdesk.words import label, tr

Progress = Callable[[int, int], bool]

SLICE = 100
"""Rows that one transaction takes in: the window gets its turn between them."""


def _on(_done: int, _all: int) -> bool:
    return True


def write_ledger(
    desk: Desk, query: lists.ListQuery, path: Path, names: Sequence[str] = (), progress: Progress = _on
) -> int:
    """Write the rows of a list, as it is sorted and filtered, to ``path``; how many they are."""
    record = record_type(query.type)
    ids = desk.read(lists.ids, query)
    wanted = [f.name for f in fields(record) if not f.hidden]
    found: list[lists.Row] = []
    for start in range(0, len(ids), 500):
        if not progress(start // 2, len(ids)):
            raise Cancelled("Broken off; no file was written.")
        found += desk.read(lists.rows, query.type, ids[start : start + 500], wanted)
    chosen = ledger.columns(record, names, found)
    title = tr("{type} ledger of {day}", type=label(record.type_label), day=desk.clock.today().isoformat())
    half = len(ids) // 2
    part = ledger.Part(record, chosen, found, title)
    ledger.write(path, [part], lambda done, _all: progress(half + done // 2, len(ids)))
    return len(found)


class Opened(NamedTuple):
    """A sheet with the mapping to begin with, and what our own workbook said when it was written."""

    name: str
    type: str
    sheet: Sheet
    columns: dict[int, str]
    before: Originals
    hidden: list[list[Cell]]


def open_sheet(desk: Desk, path: Path, type_name: str, sheet_name: str = "") -> Opened:
    """Open a workbook for a record type; the mapping is the remembered or the likeliest one."""
    record = record_type(type_name)
    book = Book(path)
    known = {*mapping.names(record), plain(ledger.ID)}
    own = next((words for words in (record.type_label, label(record.type_label)) if words in book.names), "")
    sheet = book.sheet(sheet_name or own, known)
    hidden = book.originals(type_name)
    with desk.transaction() as connection:
        kept = json.loads(settings.get(connection, f"columns_{type_name}", "{}"))
    columns = mapping.guess(record, sheet.headings, kept)
    return Opened(path.name, type_name, sheet, columns, originals(hidden), hidden)


def open_cells(desk: Desk, text: str, type_name: str, columns: Sequence[str]) -> Opened:
    """Cells that were copied out of a spreadsheet: rows of a text, parted by tabs.

    Where the first row is no row of headings, the cells are those of ``columns``, in their order.
    """
    record = record_type(type_name)
    known = mapping.names(record)
    rows: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text), delimiter="\t") if any(row)]
    headed = rows and sum(plain(str(cell)) in known for cell in rows[0] if str(cell).strip()) * 2 >= len(rows[0])
    if rows and not headed:
        labels: list[Cell] = [field_of(record, name).label for name in columns]
        rows.insert(0, labels[: max(map(len, rows))])
    name = tr("Clipboard")
    sheet = table_of(name, rows, {*known, plain(ledger.ID)}) if rows else None
    if sheet is None:
        raise Refused("There are no cells on the clipboard. Copy rows in Excel or WPS first.")
    return Opened(name, type_name, sheet, mapping.guess(record, sheet.headings, {}), originals([]), [])


def with_columns(opened: Opened, chosen: Mapping[str, str]) -> Opened:
    """The sheet with columns chosen by hand, heading → field (``""`` leaves a column out)."""
    columns = dict(opened.columns)
    takeable = {f.name for f in mapping.takeable(record_type(opened.type))}
    for words, name in chosen.items():
        found = [h.column for h in opened.sheet.headings if plain(h.words) == plain(words)]
        if not found:
            there = "、".join(h.words for h in opened.sheet.headings)
            raise NotFound("There is no column “{words}”; there are: {there}.", words=words, there=there)
        if name and name not in takeable:
            raise NotFound("No ledger sets the field “{name}”; those that it may set are: {known}.",
                           name=name, known=", ".join(sorted(takeable)))  # fmt: skip
        columns = {c: n for c, n in columns.items() if c != found[0] and (not name or n != name)}
        if name:
            columns[found[0]] = name
    return opened._replace(columns=columns)


def plan(desk: Desk, opened: Opened, progress: Progress = _on) -> Plan:
    """What taking the sheet in would do; nothing is changed.  ``Refused`` where no column is a field's."""
    if not opened.columns:
        raise Refused("No column of “{name}” could be recognised; say which is which.", name=opened.name)
    today = desk.clock.today()
    planner = desk.read(
        Planner, opened.type, opened.sheet, opened.columns, opened.before, region=desk.region, today=today
    )
    while progress(len(planner.plan.rows), len(opened.sheet.lines)):
        if not desk.read(planner.step):
            return planner.plan
    raise Cancelled("Broken off; nothing was changed.")


def take_in(desk: Desk, opened: Opened, planned: Plan, progress: Progress = _on) -> str:
    """Do what a plan says, and keep the mapping for the next such workbook; the import's id.

    Where ``progress`` stops it, the rows taken in so far are taken back, and ``Cancelled`` says so.
    """
    entries = planned.entries
    _remember(desk, opened)
    intake = desk.do(acts.begin, opened.name, opened.type).result
    for start in range(0, len(entries), SLICE):
        if not progress(start, len(entries)):
            desk.do(acts.undo, intake)
            raise Cancelled("Broken off; what was taken in already is taken back.")
        part = [acts.Wanted(*entry) for entry in entries[start : start + SLICE]]
        companies = {} if start else planned.companies  # all that the sheet brings along come first
        desk.do(acts.take_in, intake, opened.type, part, companies)
    progress(len(entries), len(entries))
    return intake


class TakenBack(NamedTuple):
    """An import that was taken back: its rows, and what it had touched."""

    rows: int
    touched: tuple[Target, ...]


def take_back(desk: Desk, intake: str, progress: Progress = _on) -> TakenBack:
    """Take a whole import back, some hundred changes at a time.

    Where ``progress`` stops it, what was taken back stays taken back, and doing it again goes on from there.
    """
    left = whole = desk.do(acts.undo_some, intake, 0).result
    touched: list[Target] = []
    while left:
        if not progress(whole - left, whole):
            raise Cancelled("Broken off; what was taken back stays taken back. Take it back again to go on.")
        done = desk.do(acts.undo_some, intake, acts.UNDONE_AT_ONCE)
        touched += done.touched
        left = done.result
    progress(whole, whole)
    return TakenBack(desk.do(acts.undo, intake).result, tuple(dict.fromkeys(touched)))


def _remember(desk: Desk, opened: Opened) -> None:
    key = f"columns_{opened.type}"
    with desk.transaction() as connection:
        kept: dict[str, str] = json.loads(settings.get(connection, key, "{}"))
        kept |= mapping.remember(opened.sheet.headings, opened.columns)
        settings.put(connection, **{key: json.dumps(kept, ensure_ascii=False)})


def write_refused(path: Path, opened: Opened, planned: Plan) -> int:
    """The refused rows with their reasons, as a workbook; how many."""
    return refused.write(path, planned, opened.hidden)
