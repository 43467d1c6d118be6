"""The panels of a project's course, of a listed matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.days import short_day
from ui.paint import yi_total
from ui.panels.parts import Bar, StateRow, column_of, heading, opening
from ui.shown import line
from zsdesk.queries.pushing import Block, Course, Mile
from zsdesk.queries.supervision import KINDS
from zsdesk.records import Supervision
from zsdesk.records.supervision import LEVELS
from zsdesk.rules.pushing import Funds
from zsdesk.words import label, tr

Open = Callable[[str, str], None]
TONES = {"red": "red", "yellow": "amber", "": "blue"}
_EXITS = {"notice": "Notice to start is due", "exit": "Exit review is due"}


def light_word(tone: str) -> str:
    """红牌, 黄牌, 在牌."""
    return {"red": tr("red"), "yellow": tr("yellow")}.get(tone, tr("listed"))


def late_words(kind: str, late: int) -> str:
    """``超 24 天``, or for works ``落后 15 个百分点``; nothing for what is not late."""
    if late <= 0:
        return ""
    return tr("{n} points behind", n=late) if kind == "progress_behind" else tr("{n} days late", n=late)


def course_panel(found: Course, open_record: Open) -> QWidget | None:
    """The panel of a project; nothing where there is nothing to show yet."""
    rows: list[QWidget] = []
    rows += [
        StateRow(light_word(w.tone), TONES[w.tone], label(KINDS[w.kind]), "", late_words(w.kind, w.late), TONES[w.tone],
                 opens=False)
        for w in found.warned
    ]  # fmt: skip
    if found.exit_step:
        rows.append(StateRow(tr("red"), "red", tr(_EXITS[found.exit_step]), "", "", opens=False))
    if found.report is not None and found.report.actual is not None:
        rows.append(_progress(found.report.actual, found.report.planned))
    if found.funds.arrivals or found.funds.contract:
        rows += _funds(found.funds)
    if found.blockers:
        rows.append(heading(tr("Blockers"), _open_words(found.blockers)))
        rows += [opening(_blocker(block), open_record, "blocker", block.id) for block in found.blockers]
    if found.milestones:
        rows.append(heading(tr("Milestones"), tr("plan and actual")))
        rows += [opening(_milestone(mile), open_record, "milestone", mile.id) for mile in found.milestones]
    if not rows:
        return None
    saved = tr("{measures} measures saved {days} days", **found.saved._asdict()) if found.saved.measures else ""
    return column_of([heading(tr("How it goes on"), saved, "jade" if saved else ""), *rows])


def _progress(actual: int, planned: int | None) -> QWidget:
    words = tr("{actual}% built", actual=actual)
    if planned is not None:
        words = tr("{actual}% built, {planned}% planned", actual=actual, planned=planned)
    behind = planned is not None and actual < planned
    return _barred(tr("Progress"), Bar(actual / 100, None if planned is None else planned / 100,
                                       "amber" if behind else "jade"), words)  # fmt: skip


def _funds(funds: Funds) -> list[QWidget]:
    words = tr("{arrived} arrived", arrived=yi_total(funds.arrived))
    if funds.contract is not None and funds.share is not None:
        words = tr("{arrived} of {contract} arrived ({share:.0f}%)", arrived=yi_total(funds.arrived),
                   contract=yi_total(funds.contract), share=funds.share * 100)  # fmt: skip
    rows = [_barred(tr("Funds"), Bar(funds.share or 0, tone="red" if funds.over else "jade"), words)]
    if funds.over:
        rows.append(line(tr("More has arrived than the contract says: check the amounts, or the contract."),
                         "small", "red"))  # fmt: skip
    if funds.unproved:
        rows.append(line(tr("{n} arrivals have no proof yet.", n=funds.unproved), "small", "amber"))
    return rows


def _barred(name: str, bar: Bar, words: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 5, 0, 5)
    row.setSpacing(10)
    caption = line(name, "muted")
    caption.setFixedWidth(36 if len(name) < 4 else 84)
    row.addWidget(caption)
    row.addWidget(bar, 1)
    quiet = line(words, "small")
    quiet.setWordWrap(False)
    row.addWidget(quiet)
    holder.setAccessibleName(f"{name} {words}")
    return holder


def _open_words(blockers: Sequence[Block]) -> str:
    return tr("{n} open of {all}", n=sum(block.cleared is None for block in blockers), all=len(blockers))


def _day(day: date | None) -> str:
    return short_day(day, date.today()) if day else "—"


def _blocker(block: Block) -> StateRow:
    if block.cleared is not None:
        return StateRow(tr("cleared"), "jade", block.title, block.unit, _day(block.cleared))
    state = tr("listed") if block.listed else light_word(block.tone) if block.tone else tr("open")
    return StateRow(state, TONES[block.tone], block.title, block.unit, tr("due {day}", day=_day(block.due)),
                    TONES[block.tone] if block.tone else "")  # fmt: skip


def _milestone(mile: Mile) -> StateRow:
    if mile.actual is not None:
        state, tone = tr("reached"), "jade"
    else:
        state, tone = (tr("overdue"), "red") if mile.late else (tr("ahead"), "blue")
    note = tr("planned {planned}, actual {actual}", planned=_day(mile.planned), actual=_day(mile.actual))
    right, shade = "", ""
    if mile.late:
        right = tr("{n} days late", n=mile.late) if mile.late > 0 else tr("{n} days early", n=-mile.late)
        shade = "red" if mile.late > 0 else "jade"
    return StateRow(state, tone, mile.name, note, right, shade)


def ladder_panel(found: list[Supervision], open_record: Open) -> QWidget | None:
    """The panel of a listed matter: its way through the levels; nothing as long as it is on one only."""
    if len(found) < 2:
        return None
    rows: list[QWidget] = [heading(tr("Its way up"))]
    for matter in found:
        state = tr("off the list") if matter.delisted_on else tr("listed")
        name = label(LEVELS.show(matter.level)) if matter.level else matter.heading
        note = tr("listed {listed}, due {due}", listed=_day(matter.listed_on), due=_day(matter.due))
        row = StateRow(state, "jade" if matter.delisted_on else "amber", name, note)
        rows.append(opening(row, open_record, "supervision", matter.id))
    return column_of(rows)
