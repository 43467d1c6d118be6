"""The navigation rail: the pages with their counts, and at its foot whose desk this is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui import icons, theme
from ui.paint import write
from zsdesk.words import tr

HEIGHT, LEAST = 34, 26
"""Of a page's button: on a low screen they move together."""
NARROW = 56
"""The rail's width where the window is narrow: icons only."""


class Place(NamedTuple):
    """A page on the rail."""

    name: str
    label: str
    icon: str


KEYS = "1234567890-="
"""The row of number keys from left to right, as the rail goes from top to bottom."""


def page_keys(places: Sequence[Place]) -> dict[str, str]:
    """The key of each page: with Ctrl, the row of number keys in its order."""
    return {place.name: f"Ctrl+{key}" for place, key in zip(places, KEYS, strict=False)}


class RailButton(QAbstractButton):
    """A page: its icon, its name, its count."""

    def __init__(self, place: Place, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = place.icon
        self.count = ""
        self.urgent = False
        self.setText(tr(place.label))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setMinimumHeight(LEAST)
        self.setMaximumHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._said = f"{tr(place.label)} ({key})" if key else tr(place.label)
        self.setToolTip(self._said)
        self.setAccessibleName(tr(place.label))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_count(self, count: str, urgent: bool = False) -> None:
        """Show how many there are behind the name."""
        if (count, urgent) != (self.count, self.urgent):
            self.count, self.urgent = count, urgent
            self.setAccessibleDescription(count)
            self.setToolTip(f"{self._said} · {count}" if count else self._said)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(NARROW - 20, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = "jade" if self.isChecked() else "ink"
        ground = "jade_soft" if self.isChecked() else "hover" if self.underMouse() else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(self.rect(), 7, 7)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("jade"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 7, 7)
        middle = (self.height() - 16) // 2
        icons.paint(painter, self._icon, "jade" if self.isChecked() else "muted", QRect(10, middle, 16, 16).toRectF())
        if self.width() < NARROW:
            if self.urgent and self.count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("red"))
                painter.drawEllipse(QRect(25, middle - 3, 7, 7))
            return
        counted = QRect(self.width() - 62, 0, 52, self.height())
        shade = "red" if self.urgent else tone if self.isChecked() else "muted"
        taken = write(painter, counted, self.count, shade, font=theme.font(theme.SMALL), right=True)
        named = QRect(36, 0, self.width() - 36 - 10 - (taken + 6 if taken else 0), self.height())
        write(painter, named, self.text(), tone, font=theme.font(strong=self.isChecked()))


class Rail(QFrame):
    """The left edge of the window."""

    went = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._whole = self._widest(places)
        self.setFixedWidth(self._whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 16, 10, 12)
        column.setSpacing(2)
        self.brand = QLabel(tr("Investment desk"), self)
        self.brand.setProperty("role", "brand")
        self.brand.setContentsMargins(10, 0, 0, 10)
        column.addWidget(self.brand)
        self.buttons: dict[str, RailButton] = {}
        keys = page_keys(places)
        for place in places:
            button = RailButton(place, keys.get(place.name, ""), self)
            button.clicked.connect(lambda _=False, name=place.name: self.went.emit(name))
            self.buttons[place.name] = button
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self._rule())
        column.addLayout(self._foot())

    @staticmethod
    def _widest(places: Sequence[Place]) -> int:
        """The rail's width: names in English are longer, and beside each a count of three figures has room."""
        metrics = QFontMetrics(theme.font(strong=True))
        return max(theme.RAIL, 110 + max(metrics.horizontalAdvance(tr(place.label)) for place in places))

    def _rule(self) -> QFrame:
        rule = QFrame(self)
        rule.setProperty("role", "rule")
        return rule

    def _foot(self) -> QVBoxLayout:
        self.who = QLabel(self)
        self.kept = QLabel(self)
        for label in (self.who, self.kept):
            label.setProperty("role", "small")
            label.setMinimumWidth(1)
        self.settings = QToolButton(self)
        self.settings.setIcon(icons.icon("settings", "muted"))
        self.settings.setIconSize(QSize(16, 16))
        self.settings.setToolTip(tr("Settings (Ctrl+,)"))
        self.settings.setAccessibleName(tr("Settings"))
        self.settings.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        above = QHBoxLayout()
        above.addWidget(self.who, 1)
        above.addWidget(self.settings)
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 6, 0, 0)
        foot.setSpacing(0)
        foot.addLayout(above)
        foot.addWidget(self.kept)
        return foot

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, so that a small screen has room for the page; what they mean stands in their hints."""
        self.setFixedWidth(NARROW if narrow else self._whole)
        for label in (self.brand, self.who, self.kept):
            label.setVisible(not narrow)

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)

    def show_counts(self, counts: Mapping[str, tuple[str, bool]]) -> None:
        """Show the counts: page name → text, and whether it asks for attention."""
        for name, (text, urgent) in counts.items():
            if name in self.buttons:
                self.buttons[name].set_count(text, urgent)

    def show_who(self, user: str, region: str) -> None:
        """Whose desk this is."""
        self.who.setText(" · ".join(part for part in (user, region) if part) or tr("No name yet"))
        self.who.setToolTip(self.who.text())

    def show_size(self, size: str) -> None:
        """That it is sealed, and how large it is."""
        self.kept.setText(tr("Sealed here · {size}", size=size) if size else "")
        self.kept.setToolTip(self.kept.text())
