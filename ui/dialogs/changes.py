"""What a draft of the catalogue changes, entry by entry, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.form_parts import button
from ui.panels.parts import StateRow
from ui.shown import line
from zsdesk.catalogue.entries import SECTION_LABELS
from zsdesk.queries.catalogue import ChangeRow
from zsdesk.words import label, tr

_WORDS = {"added": ("new", "jade"), "removed": ("gone", "red"), "changed": ("changed", "blue"),
          "confirmed": ("confirmed", "jade")}  # fmt: skip


class Changes(QDialog):
    """A line for each entry that differs."""

    def __init__(self, changes: Sequence[ChangeRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What changes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(line(tr("What changes"), "head"))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        for one in changes:
            words, tone = _WORDS[one.what]
            fields = "\n".join(f"{name}：{before} → {after}" for name, before, after in one.fields)
            name = f"{label(SECTION_LABELS[one.section])} · {one.label}"
            rows.addWidget(StateRow(tr(words), tone, name, fields, opens=False))
        rows.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        column.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = button(tr("Close"), shortcut="Esc", tip=tr("Close (Esc)"))
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)
        self.resize(640, 480)
