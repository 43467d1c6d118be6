"""What belongs to a record: one line each, with its sign and a quiet word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import icons, panels
from ui.names import type_icon
from ui.shown import line
from ui.sources import Page
from zsdesk.queries.detail import Related
from zsdesk.records import record_type
from zsdesk.words import label, tr

SHORT = 12
"""Characters of a quiet word that stand beside a name; more of them stand under it."""


class RelatedRow(QFrame):
    """A record that belongs to this one: its sign, its name, and a quiet word."""

    clicked = Signal()

    def __init__(self, related: Related, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "related")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        type_name = label(record_type(related.type).type_label)
        self.setAccessibleName(f"{type_name} {related.heading}")
        self.setToolTip(f"{type_name} · {related.heading}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        sign = QLabel(self)
        sign.setPixmap(icons.icon(type_icon(related.type), "muted").pixmap(16, 16))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        name = line(related.heading, "")
        name.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # a click is for the row
        quiet = line(note, "small")
        quiet.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        if len(note) <= SHORT:
            quiet.setWordWrap(False)
            row.addWidget(name, 1)
            row.addWidget(quiet, 0, Qt.AlignmentFlag.AlignTop)
            return
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(quiet)
        row.addLayout(column, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def related_block(page: Page, open_record: Callable[[str, str], None]) -> QWidget | None:
    """The records that belong to this one and are not said elsewhere on its page; nothing where there are none."""
    said = {v for v in page.detail.values.values() if isinstance(v, str)}
    told = panels.LISTED.get(page.detail.type, ())
    rows = [r for r in page.detail.related if r.id not in said and r.type not in told]
    if not rows:
        return None
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    heading = line(tr("Related"), "strong")
    heading.setContentsMargins(0, 8, 0, 8)
    column.addWidget(heading)
    for related in rows:
        row = RelatedRow(related, page.notes.get(related.id, ""), holder)
        row.clicked.connect(lambda r=related: open_record(r.type, r.id))
        column.addWidget(row)
    return holder
