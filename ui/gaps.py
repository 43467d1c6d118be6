"""How complete a dossier would be, and each gap with a link to the record that fills it."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from ui.editors.chips import Flow
from ui.form_parts import Link
from zsdesk.documents.templates import bundled
from zsdesk.rules.dossier import Gap, Meter
from zsdesk.words import tr


class GapList(QWidget):
    """The meter above, the gaps under it by chapter."""

    wanted = Signal(object)
    """A gap whose record is to be opened, or made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.words = QLabel(self)
        self.words.setProperty("role", "strong")
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.hint = QLabel(self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.hint)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        column.addWidget(self._scroll, 1)

    def show_meter(self, meter: Meter) -> None:
        """Show how complete it is."""
        self.words.setText(tr("Complete: {percent} % ({filled} of {total})", percent=meter.percent, filled=meter.filled,
                              total=meter.total))  # fmt: skip
        self.bar.setValue(meter.percent)
        self.hint.setText(
            tr("These are missing. The dossier can be made now: they are printed as 待补.")
            if meter.gaps else tr("Nothing is missing.")
        )  # fmt: skip
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        names = dict(bundled("dossier").chapters)
        for chapter, gaps in groupby(meter.gaps, key=lambda gap: gap.chapter):
            head = QLabel(names.get(chapter, chapter), holder)
            head.setProperty("role", "strong")
            column.addSpacing(8)
            column.addWidget(head)
            for name, some in groupby(gaps, key=lambda gap: gap.of):
                self._record(name, list(some), column, holder)
        column.addStretch(1)
        self._scroll.setWidget(holder)

    def _record(self, name: str, gaps: list[Gap], column: QVBoxLayout, parent: QWidget) -> None:
        """What one record lacks, or the records that are not there at all."""
        if name:
            said = QLabel(name, parent)
            said.setProperty("role", "muted")
            said.setWordWrap(True)
            column.addWidget(said)
        links = QWidget(parent)
        flow = Flow(links, gap=14)
        for gap in gaps:
            flow.addWidget(self._link(gap, links))
        column.addWidget(links)

    def _link(self, gap: Gap, parent: QWidget) -> Link:
        link = Link(gap.text if gap.id else tr("{what}: none yet", what=gap.text), parent)
        link.setAccessibleName(" ".join(filter(None, (gap.of, gap.text))))
        link.setToolTip(tr("Open the record") if gap.id else tr("Make the record"))
        link.clicked.connect(partial(self.wanted.emit, gap))
        return link
