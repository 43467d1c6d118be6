"""The appeal's panel: its six steps, and its three terms."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.paint import write
from ui.panels.parts import StateRow, clock_words, column_of, heading
from ui.shown import line
from zsdesk.fields import field_of
from zsdesk.queries.appeals import Standing
from zsdesk.records import Appeal
from zsdesk.rules.appeals import STEPS, Term
from zsdesk.words import label, tr

Open = Callable[[str, str], None]


class Steps(QWidget):
    """Six dots on a line: those behind are filled, the one that is reached has a ring."""

    def __init__(self, reached: int, done: bool) -> None:
        super().__init__()
        self._reached, self._done = reached, done
        show = field_of(Appeal, "step").kind.show
        self._names = [label(show(step)) for step in STEPS]
        self.setFixedHeight(48)
        self.setMinimumWidth(280)
        self.setAccessibleName(tr("Step {n} of 6: {step}", n=reached, step=self._names[reached - 1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = self.width() / len(STEPS)
        middle = [share * (at + 0.5) for at in range(len(STEPS))]
        for at in range(len(STEPS) - 1):
            painter.setPen(QPen(theme.colour("jade" if at + 1 < self._reached else "line_strong"), 2))
            painter.drawLine(QPointF(middle[at] + 7, 14), QPointF(middle[at + 1] - 7, 14))
        for at, name in enumerate(self._names, 1):
            behind = at < self._reached or self._done
            here = at == self._reached and not self._done
            painter.setPen(QPen(theme.colour("jade" if behind or here else "line_strong"), 2))
            painter.setBrush(theme.colour("jade") if behind else theme.colour("surface"))
            painter.drawEllipse(QRectF(middle[at - 1] - 5, 9, 10, 10))
            painter.setFont(theme.font(theme.SMALL, strong=here))
            wide = painter.fontMetrics().horizontalAdvance(name)
            box = QRect(round(middle[at - 1] - wide / 2), 25, wide + 2, 18)
            write(painter, box, name, "jade" if here else "ink" if behind else "muted",
                  font=theme.font(theme.SMALL, strong=here))  # fmt: skip


def _term(term: Term) -> StateRow:
    names = {"verify": tr("Verify"), "reply": tr("Answer"), "close": tr("Deal with it")}
    if term.done is not None:
        state, tone = (tr("done late"), "red") if term.late else (tr("done"), "jade")
        return StateRow(state, tone, names[term.name], "", f"{term.done:%m-%d}", opens=False)
    tone = term.clock.tone or "blue"
    return StateRow(tr("overdue") if term.late else tr("running"), tone, names[term.name], "", clock_words(term.clock),
                    term.clock.tone, opens=False)  # fmt: skip


def appeal_panel(found: Standing, open_record: Open) -> QWidget | None:
    """The panel of an appeal."""
    state = tr("closed") if found.closed else ""
    rows: list[QWidget] = [heading(tr("Steps"), state, "jade"), Steps(found.reached, found.step == STEPS[-1])]
    rows += [_term(term) for term in found.terms]
    if found.assumption:
        rows.append(line(found.assumption, "small", "amber"))
    return column_of(rows)
