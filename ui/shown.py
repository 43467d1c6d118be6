"""How the value of each kind is shown in a detail: a line, a link, a badge, a block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.form_parts import Link
from ui.layouts import TONES
from zsdesk import kinds
from zsdesk.fields import Field
from zsdesk.kinds.rows import SIDES
from zsdesk.words import label, tr

Open = Callable[[str, str], None]


def line(text: str, role: str = "value", tone: str = "") -> QLabel:
    """A text that wraps and can be copied with the mouse."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setWordWrap(True)
    made.setMinimumWidth(1)
    return made


def tag(text: str, tone: str) -> QLabel:
    """A badge in a status colour."""
    made = QLabel(text)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setProperty("role", "tag")
    made.setProperty("tone", tone)
    return made


def _plain(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    return line(shown, tone="amber" if declared.internal else "")


def _money(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    made = line(shown, "strong")
    made.setToolTip(f"{value.amount:,} {value.currency}")
    return made


def _choice(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    tone = TONES.get(value)
    return _left(tag(shown, tone)) if tone else line(shown)


def _left(widget: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return holder


def _ref(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    to = declared.kind.to  # type: ignore[attr-defined]
    made = Link(shown)
    made.setWordWrap(True)
    made.clicked.connect(lambda: open_record(to, value))
    return made


def _block(*widgets: QWidget, spacing: int = 4) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def _refs(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    names = shown.split("、") if shown.count("、") == len(value) - 1 else list(value)
    return _block(*(_ref(declared, id, name, open_record) for id, name in zip(value, names, strict=True)))


def _target(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    made = Link(shown)
    made.clicked.connect(lambda: open_record(value.type, value.id))
    return made


def _people(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    parts: list[QWidget] = []
    for side in dict.fromkeys(person.side for person in value):
        these = [" ".join(p for p in (one.name, one.title, one.unit) if p) for one in value if one.side == side]
        names = "；".join(these)
        parts.append(line(f"{SIDES.show(side)}  {names}" if side else names))
    return _block(*parts)


def _rows(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    return _block(*(_row(declared, row) for row in value), spacing=10)


def _row(declared: Field, row: Any) -> QWidget:
    columns = declared.kind.columns  # type: ignore[attr-defined]
    head = QWidget()
    top = QHBoxLayout(head)
    top.setContentsMargins(0, 0, 0, 0)
    top.setSpacing(8)
    name = line(getattr(row, columns[0].name) or "—", "strong")
    name.setWordWrap(False)
    top.addWidget(name)
    below: list[QWidget] = []
    for column in columns[1:]:
        cell = getattr(row, column.name)
        if not cell:
            continue
        if isinstance(column.kind, kinds.Choice):
            top.addWidget(tag(column.kind.show(cell), TONES.get(cell, "")))
        else:
            below.append(_captioned(label(column.label), cell, column.internal))
    top.addStretch(1)
    return _block(head, *below, spacing=2)


def _captioned(caption: str, text: str, internal: bool) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    left = QLabel(caption)
    left.setProperty("role", "small")
    left.setProperty("tone", "amber" if internal else "")
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(line(text, tone="amber" if internal else ""), 1)
    return holder


def _uscc(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    code = line(shown)
    code.setWordWrap(False)
    row.addWidget(code)
    row.addWidget(line(tr("Credit code valid"), "small", "jade"), 1)
    return holder


SHOWN: dict[type[kinds.Kind[Any]], Callable[[Field, Any, str, Open], QWidget]] = {
    kinds.AnyRef: _target,
    kinds.Choice: _choice,
    kinds.Kind: _plain,
    kinds.MoneyKind: _money,
    kinds.People: _people,
    kinds.Ref: _ref,
    kinds.Refs: _refs,
    kinds.Rows: _rows,
    kinds.Uscc: _uscc,
}


def shown_as(declared: Field, value: Any, shown: str, open_record: Open) -> QWidget:
    """The widget that shows a value."""
    made = next(SHOWN[base] for base in type(declared.kind).__mro__ if base in SHOWN)
    return made(declared, value, shown, open_record)


BLOCKS = (kinds.Rows, kinds.LongText)
"""Kinds whose value stands under its label rather than beside it."""
