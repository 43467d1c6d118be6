"""Which column of somebody's workbook is which field of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from zsdesk.fields import Field, Record, fields
from zsdesk.kinds import Blob, Coordinates
from zsdesk.reference import table
from zsdesk.sheets.reading import Heading, plain
from zsdesk.words import label

Mapping_ = dict[int, str]
"""Column → field; a column that is not taken in is not among them."""

_ALIKE = 0.75
_NOT_IN_A_CELL = (Blob, Coordinates)


def takeable(record: type[Record]) -> tuple[Field, ...]:
    """The fields that a ledger may set."""
    return tuple(f for f in fields(record) if not f.hidden and not f.server and not isinstance(f.kind, _NOT_IN_A_CELL))


def names(record: type[Record]) -> dict[str, str]:
    """What a column may be headed, in plain words → field: labels, their translations, identifiers, and the other
    names of ``resources/data/sheet-headings.csv``."""
    there = {f.name: f for f in takeable(record)}
    found: dict[str, str] = {}
    for row in table("sheet-headings"):
        if row["type"] in (record.type_name, "*") and row["field"] in there:
            found[plain(row["heading"])] = row["field"]
    for field in there.values():
        for spelled in (field.name, label(field.chinese), field.chinese):
            found[plain(spelled)] = field.name
    return found


def guess(record: type[Record], headings: Sequence[Heading], remembered: Mapping[str, str]) -> Mapping_:
    """The mapping to start from: what was chosen for the same words before, else equal words, else the likest.

    No field is taken twice; the surer column has it.
    """
    known = names(record)
    sure: list[tuple[float, int, str]] = []
    for heading in headings:
        words = [plain(part) for part in (heading.words, *reversed(heading.words.split("/")))]
        chosen = next((remembered[word] for word in words if word in remembered), None)
        if chosen is not None:
            sure.append((2.0 if chosen else 0.0, heading.column, chosen))
            continue
        for likeness, field in _likest(words, known):
            sure.append((likeness, heading.column, field))
    mapping: Mapping_ = {}
    for likeness, column, field in sorted(sure, key=lambda item: (-item[0], item[1])):
        if field and likeness and column not in mapping and field not in mapping.values():
            mapping[column] = field
    return dict(sorted(mapping.items()))


def _likest(words: Iterable[str], known: Mapping[str, str]) -> list[tuple[float, str]]:
    best: dict[str, float] = {}
    for word in words:
        for name, field in known.items():
            likeness = 1.0 if word == name else 0.99 * SequenceMatcher(None, word, name).ratio()
            if likeness >= _ALIKE:
                best[field] = max(best.get(field, 0.0), likeness)
    return sorted(((likeness, field) for field, likeness in best.items()), reverse=True)[:3]


def remember(headings: Sequence[Heading], mapping: Mapping[int, str]) -> dict[str, str]:
    """What to keep of a mapping for the next workbook with the same words: ``""`` for a column left out."""
    return {plain(heading.words): mapping.get(heading.column, "") for heading in headings}
