"""What taking a sheet in would do, row by row, before anything is done.

A row is created, changes a record, says nothing new, or is refused with its reasons; an empty cell clears nothing,
unless our own workbook had something there.  Two rows of one record are refused, and so is a cell over which
somebody else's change would be lost.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy.orm import Session

from zsdesk.errors import Invalid
from zsdesk.fields import Field, field_of
from zsdesk.ids import is_id, new_id
from zsdesk.kinds import Ref, Refs
from zsdesk.kinds.base import half_width
from zsdesk.queries.lists import Row as Shown
from zsdesk.queries.lists import rows as list_rows
from zsdesk.records import record_type
from zsdesk.rules.entering import entered
from zsdesk.sheets import cells
from zsdesk.sheets.known import SEVERAL, Known, folded, names_of
from zsdesk.sheets.ledger import ID, Column
from zsdesk.sheets.reading import Cell, Line, Sheet, plain
from zsdesk.words import label, tr

SLICE = 200
_MADE_BY_NAME = "company"
"""The type whose records a ledger may bring along by naming them."""
_SUMS = re.compile(r"(合计|总计|小计|共计|Totalof|共\d+条).*", re.IGNORECASE)
_NOTES = re.compile(r"(注|备注|说明|填表说明|填报说明|填报人|填表人|审核人|制表人|联系人|联系电话)[:：].*")
_BETWEEN = re.compile(r"[;；、\n]+")

Action = Literal["create", "change", "same", "refused"]


class Entry(NamedTuple):
    """What an act has to do for a row: the values of a new record, or those of a record that change."""

    id: str
    new: bool
    values: dict[str, Any]


class Planned(NamedTuple):
    """A row of the sheet and what would become of it."""

    line: Line
    action: Action
    heading: str
    entry: Entry | None
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Plan:
    """A whole sheet, planned; ``companies`` are the enterprises that it names and that are not here yet."""

    type: str
    sheet: Sheet
    rows: list[Planned] = field(default_factory=list)
    companies: dict[str, str] = field(default_factory=dict)

    def count(self, action: Action) -> int:
        """How many rows would be created, change, stay the same, or are refused."""
        return sum(row.action == action for row in self.rows)

    @property
    def entries(self) -> list[Entry]:
        """What there is to do, in the sheet's order."""
        return [row.entry for row in self.rows if row.entry is not None]


class Originals(NamedTuple):
    """What our own workbook said when it was written: texts by record and field."""

    type: str
    texts: Mapping[str, Mapping[str, str]]


def originals(rows: Sequence[Sequence[Cell]]) -> Originals:
    """The hidden sheet, read back."""
    if not rows or not rows[0] or rows[0][0] != ID:
        return Originals("", {})
    names = [str(cell) for cell in rows[0][2:] if cell]
    texts = {
        str(row[0]): {name: cells.text_of(row[n]) if n < len(row) else "" for n, name in enumerate(names, 2)}
        for row in rows[1:]
    }
    return Originals(str(rows[0][1]), texts)


@dataclass
class _Reading:
    """A row while it is read."""

    line: Line
    id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    companies: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    beside: str = ""
    """Why the row is no record: a line of sums, a note."""


class Planner:
    """Plans one sheet in slices, each in a reading transaction of its own, so that a window stays alive."""

    def __init__(
        self, session: Session, type_name: str, sheet: Sheet, mapping: Mapping[int, str], before: Originals,
        *, region: str, today: datetime.date,
    ) -> None:  # fmt: skip
        self.plan = Plan(type_name, sheet)
        self._record = record_type(type_name)
        self._fields = {column: field_of(self._record, name) for column, name in mapping.items()}
        self._columns = {f.name: column for column, f in self._fields.items()}
        self._units = {heading.column: heading.unit for heading in sheet.headings}
        self._id = self._column_headed(sheet, ID)
        self._number = self._column_headed(sheet, "编号")
        self._before = before.texts if before.type == type_name else {}
        self._region, self._today = region, today
        self._known = Known(session, self._record)
        linked = {f.kind.to for f in self._fields.values() if isinstance(f.kind, Ref | Refs)}
        self._named = {name: names_of(session, name) for name in linked}
        self._seen: dict[str, int] = {}
        self._coming: dict[str, tuple[str, str]] = {}  # enterprises that are not here yet: name and id to be

    @staticmethod
    def _column_headed(sheet: Sheet, words: str) -> int:
        return next((h.column for h in sheet.headings if plain(h.words) == plain(words)), -1)

    def step(self, session: Session) -> bool:
        """Plan the next rows; whether more are left."""
        start = len(self.plan.rows)
        lines = self.plan.sheet.lines[start : start + SLICE]
        readings = [self._read_line(line) for line in lines]
        names = [f.name for f in self._fields.values()]
        ids = [reading.id for reading in readings if reading.id]
        here = {row.id: row for row in list_rows(session, self.plan.type, ids, names)} if ids else {}
        self.plan.rows += [self._planned(reading, here.get(reading.id)) for reading in readings]
        return start + len(lines) < len(self.plan.sheet.lines)

    # -- reading a row -------------------------------------------------------------------------

    def _read_line(self, line: Line) -> _Reading:
        reading = _Reading(line, self._said(line))
        if not reading.id and (beside := self._beside(line)):
            reading.beside = beside
            return reading
        original = self._before.get(reading.id)
        for column, declared in self._fields.items():
            cell = _cell(line, column)
            if original is not None and original.get(declared.name, "") == cells.text_of(cell):
                continue
            try:
                value, note = self._read_cell(declared, cell, reading.companies)
            except Invalid as error:
                reading.reasons.append(f"{declared.label}：{error}")
                continue
            reading.values[declared.name] = value
            reading.notes += [f"{declared.label}：{note}"] if note else []
        reading.id = reading.id or self._known.meant({"region_code": self._region, **reading.values})
        if reading.id == SEVERAL:
            reading.id = ""
            reading.reasons.append(tr("Several records are called so; add a column 编号 with the number of the one."))
        return reading

    def _said(self, line: Line) -> str:
        """The record that the row says it is, by id or number; ``""`` for none."""
        given = cells.text_of(_cell(line, self._id))
        if is_id(given) and given in self._known.ids:
            return given
        return self._known.numbered(cells.text_of(_cell(line, self._number)))

    def _beside(self, line: Line) -> str:
        """What a row that is no record is: a line of sums, or a note under the table; nothing for one that is."""
        texts = [half_width(c).replace(" ", "") for c in line.cells if isinstance(c, str) and c.strip()]
        if not texts or len(dict.fromkeys(texts)) > 2:
            return ""
        if _SUMS.fullmatch(texts[0]):
            return tr("A line of sums; it is left out.")
        noted = _NOTES.fullmatch(texts[0]) is not None
        return tr("A note under the table; it is left out.") if noted and not self._named_in(line) else ""

    def _named_in(self, line: Line) -> bool:
        column = self._columns.get(self._record.title_field, -1)
        named = cells.text_of(_cell(line, column))
        return bool(named) and _NOTES.fullmatch(half_width(named).replace(" ", "")) is None

    def _read_cell(self, declared: Field, cell: Cell, companies: dict[str, str]) -> cells.Reading:
        if cells.is_empty(cell):
            return cells.Reading(None)
        if isinstance(declared.kind, Ref | Refs):
            return self._refer(declared.kind, cells.text_of(cell), companies)
        return cells.read(declared, cell, self._units.get(self._columns[declared.name], ""), self._today)

    def _refer(self, kind: Ref | Refs, text: str, companies: dict[str, str]) -> cells.Reading:
        """Ids of the named records; an enterprise that is not here yet is planned to be made."""
        parts = [text] if isinstance(kind, Ref) else [part for part in _BETWEEN.split(text) if part.strip()]
        found: list[str] = []
        fresh: list[str] = []
        for name in (half_width(part).strip() for part in parts):
            record_id = self._named[kind.to].get(folded(name), "")
            if record_id == SEVERAL:
                raise Invalid("Several are called “{text}”; write the number of the one instead.", text=name)
            if not record_id and kind.to != _MADE_BY_NAME:
                raise Invalid("No {type} is called “{text}”. Add it first, or give its id.",
                              type=label(record_type(kind.to).type_label), text=name)  # fmt: skip
            if not record_id:
                name, record_id = self._coming.setdefault(folded(name), (name, new_id()))
                companies[name] = record_id
                fresh.append(name)
            found.append(record_id)
        note = tr("New enterprise: {names}.", names="、".join(fresh)) if fresh else ""
        return cells.Reading(found[0] if isinstance(kind, Ref) else tuple(dict.fromkeys(found)), note)

    # -- judging it ----------------------------------------------------------------------------

    def _planned(self, reading: _Reading, here: Shown | None) -> Planned:
        line = reading.line
        if reading.beside:
            return Planned(line, "same", reading.beside, None)
        heading, reasons = self._heading(reading), reading.reasons
        self._refuse_twice(reading)
        values = reading.values
        if here is not None:
            values = self._changes(reading, here)
        else:
            values = {name: value for name, value in values.items() if value is not None}
            if self._record.title_field not in values and not reasons:
                reasons.append(tr("The row does not say what it is called: the column “{field}” is empty.",
                                  field=field_of(self._record, self._record.title_field).label))  # fmt: skip
            values = self._entered(reading, values)
        notes = tuple(reading.notes)
        if reasons:
            return Planned(line, "refused", heading, None, tuple(reasons), notes)
        self.plan.companies |= reading.companies
        if here is not None and not values:
            return Planned(line, "same", heading, None, (), notes)
        entry = Entry(reading.id or new_id(), here is None, values)
        return Planned(line, "create" if here is None else "change", heading, entry, (), notes)

    def _entered(self, reading: _Reading, values: dict[str, Any]) -> dict[str, Any]:
        """A new record's values with what they take on, as the province would ask of them."""
        found = entered(self._record, values, self._today)
        reading.notes += [found.note] if found.note else []
        reading.reasons += [str(found.refusal)] if found.refusal is not None else []
        return {**values, **found.more}

    def _heading(self, reading: _Reading) -> str:
        """What the row calls its record, whether or not it could be read."""
        column = self._columns.get(self._record.title_field, -1)
        return cells.text_of(_cell(reading.line, column))

    def _refuse_twice(self, reading: _Reading) -> None:
        key = reading.id or self._known.key({"region_code": self._region, **reading.values})
        if key and key in self._seen:
            reading.reasons.append(
                tr("The same record as in row {row}; only one row may set it.", row=self._seen[key])
            )  # fmt: skip
        elif key:
            self._seen[key] = reading.line.number

    def _changes(self, reading: _Reading, here: Shown) -> dict[str, Any]:
        """The fields that the row really changes; one that was changed since the workbook was written is a reason to
        refuse the row."""
        original = self._before.get(reading.id)
        changed: dict[str, Any] = {}
        for name, value in reading.values.items():
            now = here.values.get(name)
            if value == now or (value is None and original is None):
                continue
            declared = field_of(self._record, name)
            if declared.by_act:
                reading.reasons.append(tr("{field} is “{now}” here and changes by what is done, not by a ledger.",
                                          field=declared.label, now=here.cells.get(name, "")))  # fmt: skip
                continue
            column = Column(declared, self._units.get(self._columns[name], ""))
            shown = cells.text_of(column.cell(now, here.cells.get(name, "")))
            if original is not None and original.get(name, "") != shown:
                reading.reasons.append(
                    tr("{field}: it was changed to “{now}” since this workbook was written; export it again.",
                       field=declared.label, now=shown)
                )  # fmt: skip
                continue
            changed[name] = value
        return changed


def _cell(line: Line, column: int) -> Cell:
    return line.cells[column] if 0 <= column < len(line.cells) else ""
