"""Figures that were kept: look at them as they were, see why they would be others now, keep today's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui import figures
from ui.bus import Bus
from ui.charts.grid import Grid, Line
from ui.days import moment_words
from ui.pages.parts import button, text
from ui.work import Work
from zsdesk.acts import snapshots as acts
from zsdesk.queries.snapshots import Comparison, Kept
from zsdesk.rules.statistics.periods import Ask
from zsdesk.words import tr


class SnapshotsDialog(QDialog):
    """The snapshots at the left, what moved since the chosen one at the right."""

    chosen = Signal(str, str)
    """Show the figures of a snapshot: its id and title."""

    def __init__(self, work: Work, bus: Bus, wish: figures.Wish, ask: Ask, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Snapshots of figures"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work, self._bus, self._wish = work, bus, wish
        self.found: list[Kept] = []
        self.title = QLineEdit(tr("Bulletin of {what}", what=ask.words()), self)
        self.title.setAccessibleName(tr("Title of the snapshot"))
        self._build()
        self.resize(920, 560)
        self._load()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 18, 22, 16)
        outer.setSpacing(10)
        words = tr("A snapshot keeps the rows behind the figures: an old bulletin can be printed again as it was.")
        outer.addWidget(text(words, "muted", self, wrap=True))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        self.keep_button = button(tr("Keep today's figures"), self.keep, role="primary", icon="save", parent=self)
        self.keep_button.setAutoDefault(False)
        top.addWidget(self.keep_button)
        outer.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        self.list = Grid(tr("Snapshots"), (tr("Title"), tr("Kept")), right=2, whole=False, parent=self)
        self.list.selectionModel().currentRowChanged.connect(lambda now, _old: self._compare(now.row()))
        self.list.opened.connect(lambda _id: self.show_chosen())
        middle.addWidget(self.list, 2)
        self.moves = QTreeWidget(self)
        self.moves.setHeaderLabels([tr("What moved since"), tr("Why")])
        self.moves.setAccessibleName(tr("What moved since"))
        self.moves.setColumnWidth(0, 240)
        middle.addWidget(self.moves, 3)
        outer.addLayout(middle, 1)
        foot = QHBoxLayout()
        self.show_button = button(
            tr("Show as it was"), self.show_chosen, tip=tr("The page with the rows of then"), parent=self
        )
        self.forget_button = button(tr("Throw away"), self.forget, role="danger", parent=self)
        for made in (self.show_button, self.forget_button):
            made.setAutoDefault(False)
            made.setEnabled(False)
            foot.addWidget(made)
        foot.addStretch(1)
        close = button(tr("Close"), self.reject, tip=tr("Close (Esc)"), parent=self)
        close.setAutoDefault(False)
        foot.addWidget(close)
        outer.addLayout(foot)

    def _load(self, _done: object = None) -> None:
        self._work.ask(figures.kept, then=self._show)

    def _show(self, answer: tuple[list[Kept], object]) -> None:
        self.found, today = answer  # type: ignore[assignment]
        self.list.show([Line((one.title, moment_words(one.at_ms, today)), one.id) for one in self.found])
        for made in (self.show_button, self.forget_button):
            made.setEnabled(bool(self.found))
        self.moves.clear()
        if self.found:
            self.list.setCurrentIndex(self.list.lines.index(0, 0))

    def _current(self) -> Kept | None:
        row = self.list.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    def _compare(self, row: int) -> None:
        if 0 <= row < len(self.found):
            self._work.ask(figures.compared, self.found[row].id, then=self._compared)

    def _compared(self, found: Comparison) -> None:
        now = self._current()
        if now is None or found.rebuilt.kept.id != now.id:
            return
        self.moves.clear()
        if not found.differences:
            self._tell(tr("Nothing differs: the same rows give the same figures."))
        for one in found.differences:
            top = QTreeWidgetItem([f"{one.label}　{one.before} → {one.after}", ""])
            for sign, moves in zip(("+", "−", "≠"), (one.came, one.went, one.changed), strict=True):
                for move in moves:
                    leaf = QTreeWidgetItem([f"{sign} {move.name}", move.why])
                    leaf.setToolTip(1, move.why)
                    leaf.setData(0, Qt.ItemDataRole.UserRole, (move.type, move.id))
                    top.addChild(leaf)
            self.moves.addTopLevelItem(top)
        for name in found.redefined:
            words = tr("The definition of {figure} is another one than then.", figure=name)
            self._tell(words)

    def _tell(self, words: str) -> None:
        made = QTreeWidgetItem([words, ""])
        self.moves.addTopLevelItem(made)
        made.setFirstColumnSpanned(True)

    def keep(self) -> None:
        """Keep the figures of the page's question as they are now."""
        self._work.ask(figures.keep, self.title.text(), self._wish, then=self._load, failed=self._failed)

    def show_chosen(self) -> None:
        """Show the page with the rows of the chosen snapshot."""
        one = self._current()
        if one is not None:
            self.chosen.emit(one.id, one.title)
            self.accept()

    def forget(self) -> None:
        """Throw the chosen snapshot away."""
        one = self._current()
        if one is not None:
            self._work.do(acts.forget, one.id, then=self._load, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._bus.said.emit(str(error), "red")
