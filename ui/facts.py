"""The fields of a record as its page shows them: in their sections, and who wrote each of them when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.form_parts import Link
from ui.layouts import Section, layout
from ui.shown import BLOCKS, line, shown_as
from ui.sources import Page
from zsdesk.clock import from_ms
from zsdesk.fields import Field, field_of, fields, is_flag
from zsdesk.kinds import Count, MoneyKind, Quantity, Ref
from zsdesk.records import record_type
from zsdesk.words import tr

OLD = 180
"""Days after which a fact is worth asking about again."""
NAMED = 6
"""Empty fields that are called by name; of the others only their number is said."""
LABEL, WIDEST = 82, 110
"""Pixels of the labels: as wide as the tags of a panel above them, or what the longest needs; beyond it they wrap."""

UNSAID = {"claim": ("also", "sealed")}
"""What the panel of a record says in words."""

Open = Callable[[str, str], None]


def known_since(page: Page, name: str) -> str:
    """Who wrote a fact and when, and that it is old where it is."""
    event = next((e for e in page.events if e.field == name), None) or (page.events[-1] if page.events else None)
    if event is None:
        return ""
    day = from_ms(event.at_ms).date()
    days = (page.today - day).days
    said = tr("Written by {who} on {day}", who=event.who, day=day) if event.who else tr("Written on {day}", day=day)
    return f"{said}\n{tr('{n} days ago: worth asking again.', n=days)}" if days > OLD else said


def old_facts(page: Page) -> list[str]:
    """The names of the sums and figures that nobody has confirmed for half a year."""
    kinds = (MoneyKind, Quantity, Count)
    declared = [f for f in fields(record_type(page.detail.type)) if isinstance(f.kind, kinds) and not f.hidden]
    filled = [f for f in declared if page.detail.shown.get(f.name) and f.name != "round"]
    return [f.label for f in filled if "\n" in known_since(page, f.name)]


def fact_widgets(page: Page, font: QFont, open_record: Open, edit: Callable[[], None]) -> list[QWidget]:
    """All that is filled in, section by section; then, quietly, what is not and what is old."""
    record = record_type(page.detail.type)
    form = layout(page.detail.type)
    made: list[QWidget] = []
    empty: list[Field] = []
    about = ""
    width = _label_width(page, QFontMetrics(font))
    for section in form.sections:
        declared = [field_of(record, place.name) for row in section.rows for place in row]
        filled = [f for f in declared if page.detail.shown.get(f.name) and not _said(page, f)]
        if section.folded:
            told = (f for f in filled if f.name not in UNSAID.get(page.detail.type, ()))
            about = "  ·  ".join(filter(None, (about, *(f"{f.label} {page.detail.shown[f.name]}" for f in told))))
            continue
        empty += [f for f in declared if not page.detail.shown.get(f.name)]
        if filled:
            made += _section(page, section, filled, width, open_record)
    for sentence, whole, tone in _asides(page, empty):
        made.append(_quiet(sentence, whole, tone, edit))
    if about:
        made.append(line(about, "small"))
    return made


def _label_width(page: Page, metrics: QFontMetrics) -> int:
    """One width for all labels of the page, so that the values of every section stand in line."""
    filled = (f for f in fields(record_type(page.detail.type)) if page.detail.shown.get(f.name) and not f.hidden)
    widest = max((metrics.horizontalAdvance(f.label) for f in filled), default=0)
    return max(LABEL, min(widest, WIDEST))


def _said(page: Page, declared: Field) -> bool:
    """Whether the heading already says it; a record that is named alike can still be gone to."""
    return page.detail.shown[declared.name] == page.detail.heading and not isinstance(declared.kind, Ref)


def _asides(page: Page, empty: Sequence[Field]) -> list[tuple[str, str, str]]:
    """What is lacking, old and empty: the sentence, all names for its tooltip, its tone."""
    lacking = [f.label for f in empty if f.name in page.missing]
    others = [f.label for f in empty if f.name not in page.missing and not is_flag(f)]
    found: list[tuple[str, str, str]] = []
    if lacking:
        found.append((tr("Needed to submit: {names}", names="、".join(lacking)), "", "amber"))
    if stale := old_facts(page):
        found.append((tr("Not confirmed for half a year: {names}", names="、".join(stale)), "", "amber"))
    if len(others) > NAMED + 1:
        some = "、".join(others[:NAMED])
        sentence = tr("Not filled: {names} and {n} more", names=some, n=len(others) - NAMED)
        found.append((sentence, "、".join(others), ""))
    elif others:
        found.append((tr("Not filled: {names}", names="、".join(others)), "", ""))
    return found


def _quiet(sentence: str, whole: str, tone: str, edit: Callable[[], None]) -> Link:
    made = Link(sentence)
    made.setProperty("role", "quiet-link")
    made.setProperty("tone", tone)
    made.setWordWrap(True)
    made.setToolTip("\n".join(part for part in (tr("Fill them in"), whole) if part))
    made.clicked.connect(edit)
    return made


def _section(page: Page, section: Section, filled: Sequence[Field], width: int, open_record: Open) -> list[QWidget]:
    made: list[QWidget] = []
    if section.title:
        heading = line(tr(section.title), "strong")
        heading.setContentsMargins(0, 6, 0, 0)
        made.append(heading)
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, width)
    alone = bool(section.title) and len(section.rows) == 1 and len(section.rows[0]) == 1
    for row, declared in enumerate(filled):
        value = shown_as(declared, page.detail.values[declared.name], page.detail.shown[declared.name], open_record)
        if alone:
            grid.addWidget(value, row, 0, 1, 2)
            continue
        grid.addWidget(_caption(page, declared, width), row, 0, Qt.AlignmentFlag.AlignTop)
        block = isinstance(declared.kind, BLOCKS)
        grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop if not block else Qt.AlignmentFlag(0))
    return [*made, holder]


def _caption(page: Page, declared: Field, width: int) -> QLabel:
    made = line(declared.label, "muted", "amber" if declared.internal else "")
    made.setToolTip(known_since(page, declared.name))
    made.setFixedWidth(width)
    return made
