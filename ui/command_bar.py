"""The bar over every page: the search box, New, and how far the sync is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui import icons, theme
from ui.actions import Action
from ui.bus import Bus
from ui.search import Search
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.sync_loop import Pill

HEIGHT = 52


class CommandBar(QFrame):
    """``search``, ``add`` and ``pill``; what they do is the window's."""

    def __init__(self, work: Work, bus: Bus, actions: Callable[[], Sequence[Action]], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("bar")
        self.setFixedHeight(HEIGHT)
        self.search = Search(work, bus, actions, window)
        self.add = self._add()
        self.pill = QPushButton(tr("Opening…"), self)
        self.pill.setProperty("role", "pill")
        self.pill.setCursor(Qt.CursorShape.PointingHandCursor)
        self.pill.setAccessibleName(tr("State of sync"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GUTTER, 0, theme.GUTTER, 0)
        row.setSpacing(12)
        row.addWidget(self.search)
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.pill)

    def _add(self) -> QPushButton:
        made = QPushButton(tr("New"), self)
        made.setIcon(icons.icon("plus"))
        made.setIconSize(QSize(16, 16))
        made.setToolTip(tr("New record (Ctrl+N)"))
        made.setAccessibleName(tr("New record"))
        key = QLabel("Ctrl N", made)
        key.setProperty("role", "key")
        inner = QHBoxLayout(made)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.addStretch(1)
        inner.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
        made.setMinimumWidth(128)
        made.setProperty("role", "menu")
        return made

    def show_pill(self, pill: Pill) -> None:
        """What the sync loop says."""
        self.pill.setText(pill.text)
        self.pill.setToolTip(pill.tip)
        self.pill.setAccessibleDescription(f"{pill.text}. {pill.tip}")
        theme.restyle(self.pill, "tone", pill.tone)
