"""产业链图谱: the links of a chain in their order; the missing ones stand out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from ui import theme
from ui.charts.base import Chart, Mark, hatched
from ui.paint import write, yi_total
from zsdesk.queries.chains import Chain, LinkView
from zsdesk.rules.statistics.measuring import Part
from zsdesk.words import label, tr

BOX, TALL, GAP, BETWEEN = 184, 84, 30, 26
TONES = {"here": "jade", "coming": "blue", "missing": "amber"}


def state_words(link: LinkView) -> str:
    """How a link stands, for reading."""
    return _words()[link.state]


def _words() -> dict[str, str]:
    return {"here": tr("present"), "coming": tr("on its way"), "missing": tr("missing link")}


class ChainMap(Chart):
    """A box for each link with an arrow to the next; the line turns where the picture ends."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(tr("Chain map"), parent)  # type: ignore[arg-type]
        self._links: tuple[LinkView, ...] = ()

    def show_chain(self, chain: Chain) -> None:
        """Show the links of a chain."""
        self._links = chain.links
        self.at = -1
        self._fit()
        self.refresh()

    def link_at(self, at: int) -> LinkView | None:
        """The link of a mark."""
        return self._links[at] if 0 <= at < len(self._links) else None

    def sizeHint(self) -> QSize:
        return QSize(600, self._height(600))

    def resizeEvent(self, event: object) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        self.setFixedHeight(self._height(self.width()))

    @staticmethod
    def _across(width: int) -> int:
        return max(1, (width - 4 + GAP) // (BOX + GAP))

    def _height(self, width: int) -> int:
        rows = -(-len(self._links) // self._across(width)) or 1
        return 24 + rows * (TALL + BETWEEN)

    def _box(self, number: int, width: int) -> QRectF:
        """The place of a link: every other line runs back, so that the next link is always a neighbour."""
        across = self._across(width)
        line, at = divmod(number, across)
        column = at if line % 2 == 0 else across - 1 - at
        return QRectF(2 + column * (BOX + GAP), 24 + line * (TALL + BETWEEN), BOX, TALL)

    def lay_out(self, width: int, height: int) -> list[Mark]:
        return [
            Mark(self._box(at, width), f"{label(link.label)} {state_words(link)} {_below(link)}",
                 Part(link.label, "project", tuple(one.id for one in link.projects), link.yuan))
            for at, link in enumerate(self._links)
        ]  # fmt: skip

    def draw(self, painter: QPainter, width: int, height: int) -> None:
        self._legend(painter)
        for at in range(len(self._links) - 1):
            self._arrow(painter, self._box(at, width), self._box(at + 1, width))
        for at, link in enumerate(self._links):
            self._link(painter, link, self._box(at, width), chosen=at == self.at)

    def _link(self, painter: QPainter, link: LinkView, area: QRectF, *, chosen: bool) -> None:
        _ground(painter, link.state, area, 3 if chosen else 1.5)
        box = area.toRect().adjusted(12, 8, -10, -6)
        first, second, third = (QRect(box.left(), box.top() + down, box.width(), 20) for down in (0, 22, 44))
        small, bold = theme.font(theme.SMALL), theme.font(theme.SMALL, strong=True)
        write(painter, first, label(link.label), font=theme.font(theme.BODY, strong=True))
        state_font = bold if link.state == "missing" else small
        write(painter, second, state_words(link), TONES[link.state], font=state_font)
        write(painter, third, _below(link), "muted", font=small)

    @staticmethod
    def _arrow(painter: QPainter, one: QRectF, other: QRectF) -> None:
        painter.setPen(QPen(theme.colour("line_strong"), 2))
        painter.setBrush(theme.colour("line_strong"))
        if one.top() == other.top():
            ahead = other.left() > one.left()
            start = QPointF(one.right() + 4 if ahead else one.left() - 4, one.center().y())
            end = QPointF(other.left() - 4 if ahead else other.right() + 4, one.center().y())
            back = -7 if ahead else 7
            head = [end, end + QPointF(back, -4), end + QPointF(back, 4)]
        else:
            start = QPointF(one.center().x(), one.bottom() + 4)
            end = QPointF(one.center().x(), other.top() - 4)
            head = [end, end + QPointF(-4, -7), end + QPointF(4, -7)]
        painter.drawLine(start, end)
        painter.drawPolygon(head)

    @staticmethod
    def _legend(painter: QPainter) -> None:
        x = 2
        for state, words in _words().items():
            _ground(painter, state, QRectF(x, 3, 14, 10))
            x += 20 + write(painter, QRect(x + 20, 0, 120, 17), words, "muted", font=theme.font(theme.SMALL)) + 18


def _ground(painter: QPainter, state: str, area: QRectF, wide: float = 1.5) -> None:
    """Filled, hatched, or an empty frame of dashes: told apart without colour, too."""
    dashes = Qt.PenStyle.DashLine if state == "missing" else Qt.PenStyle.SolidLine
    painter.setPen(QPen(theme.colour(TONES[state]), wide, dashes))
    painter.setBrush(theme.colour("jade_soft") if state == "here" else theme.colour("surface"))
    radius = 8 if area.height() > 20 else 2
    painter.drawRoundedRect(area, radius, radius)
    if state == "coming":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hatched("line"))
        painter.drawRoundedRect(area, radius, radius)


def _below(link: LinkView) -> str:
    """What stands at it, in one line."""
    parts = []
    if link.projects:
        count = tr("{n} projects", n=len(link.projects))
        parts.append(f"{count} {yi_total(link.yuan)}" if link.yuan else count)
    elif link.leads:
        parts.append(tr("{n} leads", n=len(link.leads)))
    if link.enterprises:
        parts.append(tr("{n} enterprises", n=len(link.enterprises)))
    return " · ".join(parts) or tr("nobody yet")
