"""What lists ask of the desk beyond their rows: columns, saved views, several records at once, cells in and out.

Runs on the data thread with the open desk first, like ``asks``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ui import asks
from ui.table import Column
from zsdesk.acts import intake, records
from zsdesk.desk import Desk, Done
from zsdesk.errors import Invalid
from zsdesk.fields import Field, field_of, fields
from zsdesk.kinds import (
    Blob,
    Choice,
    Coordinates,
    Count,
    Instant,
    LongText,
    MoneyKind,
    Quantity,
    Ref,
    Region,
    Regions,
    Rows,
    Tags,
)
from zsdesk.queries import lists
from zsdesk.records import record_type
from zsdesk.rules.completeness import problems
from zsdesk.sheets import exchange, mapping
from zsdesk.words import tr

_NO_COLUMN = (Blob, Coordinates, Rows)
_STYLES: dict[type[Any], str] = {MoneyKind: "money", Quantity: "number", Count: "number", Instant: "when"}


# -- columns, groups, filters ----------------------------------------------------------------------


def column_of(declared: Field) -> Column:
    """How any field stands in a list."""
    style = next((style for kind, style in _STYLES.items() if isinstance(declared.kind, kind)), "text")
    least = {"money": 100, "number": 70, "when": 104}.get(style, 84)
    share = 16 if isinstance(declared.kind, LongText) else 8
    sortable = not isinstance(declared.kind, LongText | Tags | Regions)
    return Column("", declared.name, style, share, least, sort=declared.name if sortable else "", words=declared.label)


def columns(desk: Desk, type_name: str, names: Sequence[str]) -> list[Column]:
    """The columns of these fields; one that is gone from the record is left out."""
    known = {f.name: f for f in fields(record_type(type_name)) if not f.hidden}
    return [column_of(known[name]) for name in names if name in known]


def choosable(desk: Desk, type_name: str) -> list[tuple[str, str]]:
    """The fields that can be columns: name and label."""
    shown = (f for f in fields(record_type(type_name)) if not f.hidden and not isinstance(f.kind, _NO_COLUMN))
    return [(f.name, f.label) for f in shown]


def groupable(desk: Desk, type_name: str) -> list[tuple[str, str]]:
    """The fields that rows can be grouped by."""
    shown = (f for f in fields(record_type(type_name)) if not f.hidden)
    return [(f.name, f.label) for f in shown if isinstance(f.kind, Choice | Region | Ref) or f.name == "owner"]


def filterable(desk: Desk, type_name: str) -> list[tuple[str, str, str]]:
    """The fields that rows can be filtered by: name, label, and ``choice`` or ``region``."""
    found: list[tuple[str, str, str]] = []
    for declared in fields(record_type(type_name)):
        if declared.hidden:
            continue
        if isinstance(declared.kind, Region):
            found.append((declared.name, declared.label, "region"))
        elif isinstance(declared.kind, Choice | Tags) and len(declared.kind.options) <= 40:
            found.append((declared.name, declared.label, "choice"))
    return found


class Worded(NamedTuple):
    """A filter in words: the field's label and the value's."""

    field: str
    packed: str
    label: str
    value: str


def worded(desk: Desk, type_name: str, filters: Sequence[tuple[str, str]]) -> list[Worded]:
    """Filters in words; a field or a value that this program does not know is left out."""
    found: list[Worded] = []
    for name, packed in filters:
        try:
            declared = field_of(record_type(type_name), name)
            value = declared.unpack(packed) if packed else None
        except (Invalid, KeyError):
            continue
        found.append(Worded(name, packed, declared.label, declared.show(value) if packed else tr("empty")))
    return found


# -- several records at once -----------------------------------------------------------------------


def sum_of(desk: Desk, type_name: str, ids: Sequence[str]) -> lists.Totals:
    """How many are selected, and their sum."""
    return desk.read(lists.sum_of, type_name, ids)


def editable(desk: Desk, type_name: str) -> list[Field]:
    """The fields that can be set for several records at once."""
    record = record_type(type_name)
    alone = {record.title_field}  # what names a record is its own
    return [
        f for f in mapping.takeable(record) if f.name not in alone and not f.by_act and not isinstance(f.kind, Rows)
    ]


class Trial(NamedTuple):
    """What setting a field for several records would do: how many change, and what would be wrong with whom."""

    changing: int
    same: int
    wrong: list[tuple[str, str]]


def try_change(desk: Desk, type_name: str, ids: Sequence[str], name: str, text: str) -> Trial:
    """Check a value against each record's own rules; nothing is changed."""
    values = desk.parse(type_name, {name: text})
    declared = [f.name for f in fields(record_type(type_name)) if not isinstance(f.kind, _NO_COLUMN)]
    changing, wrong = 0, []
    for row in desk.read(lists.rows, type_name, ids, declared):
        if row.values[name] == values[name]:
            continue
        changing += 1
        found = problems(type_name, {**row.values, **values}, desk.clock.today())
        if name in found and name not in problems(type_name, row.values, desk.clock.today()):
            wrong.append((row.cells.get(record_type(type_name).title_field, ""), found[name]))
    return Trial(changing, len(ids) - changing, wrong)


def change_all(desk: Desk, type_name: str, ids: Sequence[str], name: str, text: str) -> Done[int]:
    """Set one field for several records."""
    return desk.do(records.change_all, type_name, ids, desk.parse(type_name, {name: text}))


# -- cells out and in ------------------------------------------------------------------------------


def cells(desk: Desk, type_name: str, ids: Sequence[str], names: Sequence[str]) -> str:
    """Rows as cells for a spreadsheet, the labels of the fields above."""
    record = record_type(type_name)
    found = desk.read(lists.rows, type_name, ids, names)
    lines = [[field_of(record, name).label for name in names]]
    lines += [[row.cells[name] for name in names] for row in found]
    return "\n".join("\t".join(_cell(cell) for cell in line) for line in lines)


def _cell(text: str) -> str:
    if any(c in text for c in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text


class Pasted(NamedTuple):
    """Cells from the clipboard and what taking them in would do."""

    opened: exchange.Opened
    plan: Any


def plan_cells(desk: Desk, text: str, type_name: str, names: Sequence[str]) -> Pasted:
    """Read cells and plan them; nothing is changed."""
    opened = exchange.open_cells(desk, text, type_name, names)
    return Pasted(opened, exchange.plan(desk, opened))


def take_in(desk: Desk, pasted: Pasted) -> str:
    """Do what the plan says; the import's id."""
    return exchange.take_in(desk, pasted.opened, pasted.plan)


def take_back(desk: Desk, intake_id: str) -> None:
    """Take an import back."""
    desk.do(intake.undo, intake_id)


def export(desk: Desk, wanted: asks.Wanted, path: Path, names: Sequence[str]) -> int:
    """Write what the list shows, in its columns and its order; how many rows."""
    return exchange.write_ledger(desk, asks.list_query(wanted), path, names)
