"""The editors: one for every kind of value, chosen by the kind's class.

``editor_for(kind, around)`` gives the widget; a kind without an entry takes that of its nearest
base class, so a new kind of text is at once a line.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.editors.base import Editor, Found, ReadOnly, Surroundings
from ui.editors.choices import ChoiceEditor, FlagEditor, TagsEditor
from ui.editors.handwriting import HandwritingEditor
from ui.editors.lines import (
    CoordinatesEditor,
    CountEditor,
    MoneyEditor,
    QuantityEditor,
    TextEditor,
    TextsEditor,
    UsccEditor,
)
from ui.editors.links import RefEditor, RefsEditor
from ui.editors.long import LongTextEditor
from ui.editors.people import PeopleEditor
from ui.editors.places import RegionEditor, RegionsEditor
from ui.editors.tables import RowsEditor
from ui.editors.times import DayEditor, InstantEditor
from zsdesk import kinds

EDITORS: dict[type[kinds.Kind[Any]], type[Editor]] = {
    kinds.AnyRef: ReadOnly,
    kinds.Blob: ReadOnly,
    kinds.Choice: ChoiceEditor,
    kinds.Coordinates: CoordinatesEditor,
    kinds.Count: CountEditor,
    kinds.Day: DayEditor,
    kinds.Flag: FlagEditor,
    kinds.Handwriting: HandwritingEditor,
    kinds.Instant: InstantEditor,
    kinds.LongText: LongTextEditor,
    kinds.MoneyKind: MoneyEditor,
    kinds.People: PeopleEditor,
    kinds.Quantity: QuantityEditor,
    kinds.Ref: RefEditor,
    kinds.Refs: RefsEditor,
    kinds.Region: RegionEditor,
    kinds.Regions: RegionsEditor,
    kinds.Rows: RowsEditor,
    kinds.Tags: TagsEditor,
    kinds.Text: TextEditor,
    kinds.Texts: TextsEditor,
    kinds.Uscc: UsccEditor,
}


def editor_for(
    kind: kinds.Kind[Any], around: Surroundings, parent: QWidget | None = None, *, read_only: bool = False
) -> Editor:
    """The editor of a kind; one that only shows where ``read_only``."""
    if read_only:
        return ReadOnly(kind, around, parent)
    made = next(EDITORS[base] for base in type(kind).__mro__ if base in EDITORS)
    return made(kind, around, parent)


__all__ = ["EDITORS", "Editor", "Found", "Surroundings", "editor_for"]
