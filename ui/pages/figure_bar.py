"""What the page of figures is asked: a period, a cut-off, a region, which projects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from ui.figures import Wish
from ui.pages.parts import button, text
from zsdesk.errors import Refused
from zsdesk.kinds.places import places
from zsdesk.rules.statistics.periods import Ask, asked, month_of, year_of
from zsdesk.words import tr


def presets(today: date) -> list[tuple[str, str]]:
    """The periods that are asked for most: their names and what the question says."""
    last_month = month_of(today.replace(day=1) - timedelta(days=1))
    last_year = year_of(date(today.year - 1, 1, 1))
    so_far = (
        [(tr("This year up to last month"), f"{today.year}-01..{last_month.last:%Y-%m}")] if today.month > 1 else []
    )
    return [
        (tr("This year"), f"{today.year}"), *so_far, (tr("This month"), f"{today:%Y-%m}"),
        (tr("Last month"), last_month.text()), (tr("Last year"), last_year.text()),
    ]  # fmt: skip


class QuestionDialog(QDialog):
    """A period and a cut-off of one's own; what is no such thing is said beside it."""

    def __init__(self, wish: Wish, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Period and cut-off"))
        self._today, self._wish = today, wish
        self.period = QLineEdit(wish.period, self)
        self.cutoff = QLineEdit(wish.cutoff, self)
        self.over = wish.over
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        for words, line, hint in (
            (tr("Period"), self.period, "2025 · 2025-03 · 2025Q1 · 2025-01..2025-11"),
            (tr("Up to which day (the period's end or today without it)"), self.cutoff, "2025-11-30"),
        ):
            column.addWidget(text(words, "small", self))
            line.setPlaceholderText(hint)
            line.setAccessibleName(words)
            column.addWidget(line)
        self.wrong = text("", "small", self, wrap=True)
        self.wrong.setProperty("tone", "red")
        column.addWidget(self.wrong)
        row = QHBoxLayout()
        row.addWidget(button(tr("Show"), self.submit, role="primary", parent=self))
        row.addWidget(button(tr("Cancel"), self.reject, parent=self))
        row.addStretch(1)
        column.addLayout(row)
        self.setMinimumWidth(420)

    def wish(self) -> Wish:
        """The question as it was typed."""
        return self._wish._replace(period=self.period.text().strip(), cutoff=self.cutoff.text().strip())

    def submit(self) -> None:
        """Take it, where both texts mean something."""
        try:
            asked(self.period.text(), self.cutoff.text(), "520000", today=self._today)
        except Refused as refusal:
            self.wrong.setText(str(refusal))
            return
        self.accept()


class FigureBar(QWidget):
    """The choosers; ``wished`` carries the whole question whenever one of them changes."""

    wished = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.wish = Wish()
        self._today = date.today()
        self.period = self._menu_button(tr("Period"), self._period_menu)
        self.region = self._menu_button(tr("Region"), self._region_menu)
        self.major = QPushButton(tr("Major projects"), self)
        self.major.setCheckable(True)
        self.major.setProperty("role", "chip")
        self.major.setAccessibleName(tr("Major projects"))
        self.major.setToolTip(tr("Count 拟招重大 projects only"))
        self.major.clicked.connect(lambda on: self._set(major=on))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.period, self.region, self.major):
            row.addWidget(part)

    def _menu_button(self, name: str, make: Callable[[], QMenu]) -> QPushButton:
        made = QPushButton(name, self)
        made.setAccessibleName(name)
        made.clicked.connect(lambda: make().popup(made.mapToGlobal(made.rect().bottomLeft())))
        return made

    def show_ask(self, ask: Ask, today: date) -> None:
        """Show what is answered."""
        self._today = today
        self.period.setText(f"{ask.period.words()} · {tr('up to {day}', day=ask.cutoff.isoformat())} ▾")
        self.period.setToolTip(tr("Choose the period and the cut-off"))
        self.region.setText(f"{places()[ask.region].name} ▾")
        self.region.setToolTip(tr("Choose the region"))
        self.major.setChecked(ask.major)

    def _set(self, **changed: object) -> None:
        self.wish = self.wish._replace(**changed)  # type: ignore[arg-type]
        self.wished.emit(self.wish)

    def _period_menu(self) -> QMenu:
        menu = QMenu(self)
        for words, period in presets(self._today):
            menu.addAction(words, lambda p=period: self._set(period=p, cutoff=""))
        menu.addSeparator()
        menu.addAction(tr("Another period…"), self.ask_question)
        over = menu.addMenu(tr("Money arrived is divided by"))
        for code, words in (
            ("contract", tr("contract amount")), ("total", tr("total investment")), ("fixed", tr("fixed investment")),
        ):  # fmt: skip
            chosen = over.addAction(words, lambda c=code: self._set(over=c))
            chosen.setCheckable(True)
            chosen.setChecked(code == self.wish.over)
        return menu

    def ask_question(self) -> None:
        """Ask for a period of one's own."""
        dialog = QuestionDialog(self.wish, self._today, self)
        dialog.accepted.connect(lambda: self._take(dialog.wish()))
        dialog.open()

    def _take(self, wish: Wish) -> None:
        self.wish = wish
        self.wished.emit(wish)

    def _region_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("My region"), lambda: self._set(region=""))
        menu.addAction(places()["520000"].name, lambda: self._set(region="520000"))
        for place in places().values():
            if place.level == "prefecture":
                below = menu.addMenu(place.name)
                below.addAction(place.name, lambda c=place.code: self._set(region=c))
                below.addSeparator()
                for county in places().values():
                    if county.parent == place.code:
                        below.addAction(county.name, lambda c=county.code: self._set(region=c))
        return menu
