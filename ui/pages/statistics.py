"""统计: pictures first, tables beside, and every number opens its rows."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import figures
from ui.bus import Bus
from ui.charts.funnel import Funnel
from ui.charts.grid import Grid, Line
from ui.charts.mix import Bar, Mix
from ui.charts.tiles import TileMap, tiles
from ui.charts.trend import Trend
from ui.handed import fit_name
from ui.pages.figure_bar import FigureBar
from ui.pages.figure_parts import FigureTile, PictureCard
from ui.pages.figure_rows import RowsPane
from ui.pages.parts import Card, Empty, button, text
from ui.paint import yi_total, yi_words
from ui.work import Work
from zsdesk.kinds.places import places
from zsdesk.rules.statistics.answers import Answer, PartShown
from zsdesk.rules.statistics.figures import figure
from zsdesk.rules.statistics.measuring import Part
from zsdesk.rules.statistics.sets import CUTS
from zsdesk.words import label, tr

HEADLINES = ("signed", "started", "new_start_rate", "start_to_signed", "fulfilment", "arrived_rate", "days_to_start",
             "appeal_rate")  # fmt: skip
STEPS = ("entered", "signed", "started")


class StatisticsPage(QWidget):
    """One question at a time; it is asked again whenever a record changes."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._work, self._bus = work, bus
        self.standing: figures.Standing | None = None
        self._is_open = False
        self._snapshot = ""
        self._asked = 0
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.load)
        bus.changed.connect(self._later)
        bus.synced.connect(self._later)
        bus.restyled.connect(self.update)
        QShortcut(
            QKeySequence("Ctrl+E"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        ).activated.connect(self.export)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 18, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(self._top())
        self.then = text("", "small", self, wrap=True)
        self.then.setProperty("tone", "amber")
        self.then.hide()
        outer.addWidget(self.then)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 20, 16)
        row.setSpacing(16)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows = RowsPane(self._work, self._bus, self)
        self._scroll.setWidget(self._body())
        row.addWidget(self._scroll, 1)
        self.rows.closed.connect(self._rows_closed)
        outer.addLayout(row, 1)
        self.empty = Empty("table-2", self)
        row.addWidget(self.empty, 1)
        self._say_empty(enrolled=False)
        self.empty.hide()

    def _top(self) -> QVBoxLayout:
        self.bar = FigureBar(self)
        self.bar.wished.connect(self._wished)
        first = QHBoxLayout()
        first.setContentsMargins(0, 0, 24, 0)
        first.setSpacing(8)
        first.addWidget(text(tr("Statistics"), "title", self))
        first.addStretch(1)
        for words, then, icon, tip in (
            (
                tr("Bulletin as a paper…"),
                self.show_bulletin,
                "file-text",
                tr("The bulletin of this period, region and day: to sign, save and print"),
            ),
            (tr("Bulletin"), self.copy_bulletin, "file-text", tr("Copy the text of a bulletin made of these figures")),
            (
                tr("Snapshots"),
                self.open_snapshots,
                "history",
                tr("Keep these figures with their rows; look at those kept"),
            ),
            (tr("Export"), self.export, "download", tr("All figures as an Excel workbook (Ctrl+E)")),
        ):
            first.addWidget(button(words, then, icon=icon, tip=tip, parent=self))
        second = QHBoxLayout()
        second.addWidget(self.bar)
        second.addStretch(1)
        both = QVBoxLayout()
        both.setSpacing(8)
        both.addLayout(first)
        both.addLayout(second)
        return both

    def _body(self) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 8, 16)
        column.setSpacing(14)
        column.addLayout(self._headlines(inside))
        counts = (tr("Signings"), tr("Starts"))
        ways, looks = (tr("leads"), tr("with a round"), tr("signed")), (tr("signed"), tr("started"), tr("producing"))
        self.funnel, self.trend, self.map = Funnel(), Trend(), TileMap()
        self.mix = Mix(tr("Leads by channel"), ways)
        self.sihua, self.clusters = Mix(tr("By 四化"), looks), Mix(tr("By industry cluster"), looks)
        self.funnel_grid = Grid(tr("Funnel"), (tr("Step"), tr("Count"), tr("Investment")))
        self.trend_grid = Grid(tr("Trend by month"), (tr("Month"), *counts))
        self.map_grid = Grid(tr("By region"), (tr("Region"), *counts, tr("Investment signed")))
        self.mix_grid = Grid(tr("Leads by channel"), (tr("Channel"), *ways))
        self.sihua_grid = Grid(tr("By 四化"), ("四化", *looks, tr("Investment signed")))
        self.clusters_grid = Grid(tr("By industry cluster"), (tr("Cluster"), *looks, tr("Investment signed")))
        for chart in (self.funnel, self.trend, self.map, self.mix, self.sihua, self.clusters):
            chart.opened.connect(self.rows.show_part)
        self.mix_card = PictureCard(tr("Channels: leads, rounds, signings"), "", self.mix, self.mix_grid, inside)
        for card in (
            PictureCard(tr("Funnel: taken in, signed, started"), "", self.funnel, self.funnel_grid, inside),
            PictureCard(tr("Trend by month"), "", self.trend, self.trend_grid, inside, wide=4),
            PictureCard(tr("Signings by county"), "", self.map, self.map_grid, inside, wide=4),
            self.mix_card,
            PictureCard(tr("四化: signings, of them started"), "", self.sihua, self.sihua_grid, inside),
            PictureCard(
                tr("Industry clusters: signings, of them started"), "", self.clusters, self.clusters_grid, inside
            ),
        ):
            column.addWidget(card)
        self.all = Grid(tr("All figures"), (tr("Figure"), tr("Value"), tr("Rows")), right=1)
        self.cuts = Grid(tr("Cuts"), (tr("Cut"), *counts, tr("Started of new signings"), tr("Starts per signings")))
        across = Card(tr("Cuts: they go across each other and are not added up"), inside)
        across.column.addWidget(self.cuts)
        column.insertWidget(1, across)
        self.cuts.opened.connect(self.open_figure)
        every = Card(tr("All figures; Enter opens the rows"), inside)
        every.column.addWidget(self.all)
        column.addWidget(every)
        for grid in (
            self.funnel_grid,
            self.trend_grid,
            self.map_grid,
            self.mix_grid,
            self.sihua_grid,
            self.clusters_grid,
        ):
            grid.opened.connect(lambda found: self.rows.show_part(*found))
        self.all.opened.connect(self.open_figure)
        return inside

    def _headlines(self, inside: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(12)
        self.tiles: dict[str, FigureTile] = {}
        for number, code in enumerate(HEADLINES):
            tile = FigureTile(figure(code).label, inside)
            tile.clicked.connect(lambda _=False, c=code: self.open_figure(c))
            self.tiles[code] = tile
            grid.addWidget(tile, number // 4, number % 4)
        return grid

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.rows.place(self._scroll.geometry())

    # -- the shell's side ----------------------------------------------------------------------

    def opened(self) -> None:
        """The desk is open: load."""
        self._is_open = True
        self.load()

    def arrive(self) -> None:
        """The page came into view."""
        self.load()
        self.bar.period.setFocus(Qt.FocusReason.OtherFocusReason)

    def _later(self, _what: object = None) -> None:
        if self.isVisible():
            self._soon.start(300)

    # -- asking and showing --------------------------------------------------------------------

    def _wished(self, _wish: object) -> None:
        self._snapshot = ""
        self.rows.close_pane()
        self.load()

    def load(self) -> None:
        """Ask for the figures."""
        if not self._is_open:
            return
        self._asked += 1
        then = partial(self._arrived, self._asked)
        if self._snapshot:
            self._work.ask(figures.kept_standing, self._snapshot, then=then)
        else:
            self._work.ask(figures.standing, self.bar.wish, then=then)

    def _arrived(self, number: int, standing: figures.Standing) -> None:
        if number == self._asked:  # else another question was asked meanwhile
            self._show(standing)

    def show_snapshot(self, id: str, title: str) -> None:
        """Show figures as they were kept, until another question is asked."""
        self._snapshot = id
        self.then.setText(tr("As it was kept: {title}. Choose a period to return to today.", title=title))
        self.rows.close_pane()
        self.load()

    def _show(self, standing: figures.Standing) -> None:
        self.standing = standing
        self.then.setVisible(bool(self._snapshot))
        self.bar.show_ask(standing.ask, standing.today)
        nothing = standing.empty and not self._snapshot
        self._scroll.setVisible(not nothing)
        self.empty.setVisible(nothing)
        if nothing:
            self._say_empty(standing.enrolled)
            return
        for code, tile in self.tiles.items():
            one = standing.answers.of(code)
            tile.show_answer(one, _below(one))
        self._show_pictures(standing)
        self.cuts.show([
            Line((label(name), *(standing.answers.of(f"{code}.{cut}").text for code in HEADLINES[:4])),
                 f"start_to_signed.{cut}")
            for cut, (name, _) in CUTS.items() if cut
        ])  # fmt: skip
        self.all.show([
            Line((one.label, one.text, "；".join(f"{p.name} {p.count:,}" for p in (*one.parts, *one.left_out))),
                 one.code)
            for one in standing.answers.figures
        ])  # fmt: skip

    def _say_empty(self, enrolled: bool) -> None:
        words = tr("Figures are made of the projects, leads and appeals of the chosen region; there are none yet.")
        if enrolled:
            self.empty.say(words, "", lambda: None)
        else:
            tip = tr("6,000 made-up records, every one marked 示例; not to be taken out of this desk again")
            self.empty.say(words, tr("Put in the sample province"), self.put_sample, tip)

    def _show_pictures(self, standing: figures.Standing) -> None:
        steps = [standing.answers.of(f"funnel.{step}") for step in STEPS]
        parts = [(one.label, whole(one.parts[0])) for one in steps]
        self.funnel.show_steps(parts)
        self.funnel_grid.show([
            Line((name, f"{len(part.ids):,}", yi_words(part.yuan or 0)), (name, part)) for name, part in parts
        ])  # fmt: skip
        self.trend.show_months(standing.months)
        self.trend_grid.show([
            Line((f"{m.month.first:%Y-%m}", f"{len(m.signed.ids)}", f"{len(m.started.ids)}"),
                 (f"{m.month.words()} {tr('signed')}", m.signed))
            for m in standing.months[-12:]
        ])  # fmt: skip
        spots = standing.spots
        self.map.show_parts(tr("signed"), {code: spots[code].signed for code in tiles() if code in spots})
        own = standing.ask.region
        listed = [code for code in spots if places()[code].parent == own] or [own]
        self.map_grid.show([
            Line((places()[code].name, f"{len(spots[code].signed.ids):,}", f"{len(spots[code].started.ids):,}",
                  yi_words(spots[code].signed.yuan or 0)), (places()[code].name, spots[code].signed))
            for code in listed
        ])  # fmt: skip
        self._show_channels(standing)
        for chart, table, looks in ((self.sihua, self.sihua_grid, standing.sihua),
                                    (self.clusters, self.clusters_grid, standing.clusters)):  # fmt: skip
            chart.show_bars([Bar(label(one.name), (one.signed, one.started, one.produced)) for one in looks])
            table.show([
                Line((label(one.name), *(f"{len(p.ids):,}" for p in (one.signed, one.started, one.produced)),
                      yi_words(one.signed.yuan or 0)), (label(one.name), one.signed))
                for one in looks
            ])  # fmt: skip

    def _show_channels(self, standing: figures.Standing) -> None:
        self.mix.show_bars([Bar(label(way.name), (way.leads, way.met, way.signed)) for way in standing.ways])
        self.mix_grid.show([
            Line((label(w.name), *(f"{len(p.ids):,}" for p in (w.leads, w.met, w.signed))), (label(w.name), w.leads))
            for w in standing.ways
        ])  # fmt: skip
        five = [way for way in standing.ways if way.code in standing.mix]
        leads, signed = sum(len(way.leads.ids) for way in five), sum(len(way.signed.ids) for way in five)
        every = sum(len(way.leads.ids) for way in standing.ways) or 1
        self.mix_card.say(tr("“五位一体” ({names}): {leads} leads, {share} of all; {signed} of them signed.",
                             names="、".join(label(way.name) for way in five), leads=f"{leads:,}",
                             share=f"{leads * 100 / every:.1f}%", signed=f"{signed:,}"))  # fmt: skip

    def open_figure(self, code: object) -> None:
        """Open the rows behind a figure."""
        if self.standing is not None:
            one = self.standing.answers.of(str(code))
            self.rows.show_answer(one, [whole(part) for part in (*one.parts, *one.left_out)])

    def _rows_closed(self) -> None:
        self.tiles["signed"].setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what can be done with it --------------------------------------------------------------

    def show_bulletin(self) -> None:
        """The bulletin of the question that stands, as a paper."""
        if self.standing is not None:
            from ui.dialogs.paper import PaperDialog  # when it is opened
            from zsdesk.queries.papers.bulletin import id_of

            PaperDialog(self._work, self._bus, "bulletin", id_of(self.standing.ask), self).open()

    def copy_bulletin(self) -> None:
        """Put the text of a bulletin on the clipboard."""
        if self.standing is not None:
            QGuiApplication.clipboard().setText(self.standing.text)
            self._bus.said.emit(tr("The text of the bulletin is on the clipboard."), "")

    def export(self) -> None:
        """Write the page as a workbook where the officer says."""
        if self.standing is None:
            return
        name = fit_name(f"{self.standing.ask.words()}.xlsx")
        path, _kind = QFileDialog.getSaveFileName(self, tr("Export to Excel"), name, "Excel (*.xlsx)")
        if path:
            self._work.ask(figures.write_figures, self.bar.wish, self._snapshot, Path(path), then=self._written)

    def _written(self, path: Path) -> None:
        self._bus.said.emit(tr("Written: {path}", path=path), "")

    def open_snapshots(self) -> None:
        """What was kept, and keeping more."""
        from ui.dialogs.snapshots import SnapshotsDialog  # when it is opened

        if self.standing is not None:
            dialog = SnapshotsDialog(self._work, self._bus, self.bar.wish, self.standing.ask, self)
            dialog.chosen.connect(self.show_snapshot)
            dialog.open()

    def put_sample(self) -> None:
        """Put the generated province into this desk, with progress."""
        from ui.dialogs.progress import ProgressDialog  # when it is opened

        self.empty.action.setEnabled(False)
        dialog = ProgressDialog(tr("Putting in the sample province…"), self)
        dialog.start(self._work, figures.put_sample, then=self._sample_in, failed=self._sample_failed)

    def _sample_in(self, _today: Any) -> None:
        self.empty.action.setEnabled(True)
        self.bar.wish = figures.Wish(period="2025", cutoff="2025-12-31", region="520000")
        self._bus.changed.emit(())
        self.load()

    def _sample_failed(self, error: Exception) -> None:
        self.empty.action.setEnabled(True)
        self._bus.said.emit(str(error), "")
        self.load()


def whole(part: PartShown) -> Part:
    """A part as it is shown, as the rows that it opens."""
    return Part(part.name, part.type, part.ids, part.yuan, part.lacking)


def _below(one: Answer) -> str:
    """What stands below a large number: its money, or what was divided by what."""
    first, last = one.parts[0], one.parts[-1]
    if one.code == "days_to_start":
        return tr("median of {n} projects", n=f"{first.count:,}")
    if len(one.parts) == 1:
        return yi_total(first.yuan) if first.yuan is not None else ""
    if first.yuan is not None and first.type != last.type:
        return f"{yi_words(first.yuan)} ÷ {yi_words(last.yuan or 0)}"
    return f"{first.count:,} ÷ {last.count:,}"
