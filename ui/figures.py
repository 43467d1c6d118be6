"""What the page of figures asks of the desk: functions that run on the data thread, with the desk first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from zsdesk import sample_province
from zsdesk.acts import snapshots as acts
from zsdesk.desk import Desk, Done
from zsdesk.errors import Cancelled
from zsdesk.kinds import Region
from zsdesk.queries import figures, lists, snapshots
from zsdesk.rules.statistics.answers import Answers, answers
from zsdesk.rules.statistics.breakdowns import (
    Look,
    Month,
    Spot,
    Way,
    by_channel,
    by_cluster,
    by_month,
    by_place,
    by_sihua,
)  # fmt: skip
from zsdesk.rules.statistics.bulletin import bulletin
from zsdesk.rules.statistics.facts import Facts
from zsdesk.rules.statistics.measuring import Part
from zsdesk.rules.statistics.periods import Ask, asked
from zsdesk.sheets import statistics as sheets
from zsdesk.store import catalogues

SHOWN = 2_000
"""Rows that the pane of a figure lists; the workbook has all of them."""
SLICE = 400


class Standing(NamedTuple):
    """Everything that the page shows: the answers, and the same rows apart."""

    ask: Ask
    answers: Answers
    months: list[Month]
    spots: Mapping[str, Spot]
    ways: list[Way]
    mix: frozenset[str]
    """The channels of the “五位一体”, by the catalogue in force."""
    sihua: list[Look]
    clusters: list[Look]
    text: str
    today: date
    empty: bool
    enrolled: bool


class Wish(NamedTuple):
    """A question as the officer put it; empty texts for what was left open."""

    period: str = ""
    cutoff: str = ""
    region: str = ""
    major: bool = False
    over: str = "contract"


class Rows(NamedTuple):
    """The first rows behind a part."""

    part: Part
    columns: list[str]
    rows: list[lists.Row]


def ask_of(desk: Desk, wish: Wish) -> Ask:
    """The question; ``Invalid`` where a text is no period, day or region."""
    region = Region().parse(wish.region) if wish.region.strip() else desk.region
    return asked(wish.period, wish.cutoff, region, today=desk.clock.today(), major=wish.major, over=wish.over)


def standing(desk: Desk, wish: Wish) -> Standing:
    """The figures as the rows of this desk are now."""
    ask = ask_of(desk, wish)
    return _standing(desk, ask, desk.read(figures.read_facts, ask))


def _standing(desk: Desk, ask: Ask, facts: Facts) -> Standing:
    mechanism = desk.read(catalogues.in_force, ask.cutoff)
    return Standing(
        ask, answers(facts, ask), by_month(facts, ask), by_place(facts, ask), by_channel(facts, ask),
        frozenset(one.code for one in mechanism.channel if one.mix), by_sihua(facts, ask), by_cluster(facts, ask),
        bulletin(facts, ask).text(), desk.clock.today(), not (facts.projects or facts.leads or facts.appeals),
        desk.status().enrolled,
    )  # fmt: skip


def kept_standing(desk: Desk, snapshot: str) -> Standing:
    """The figures of a snapshot, from the rows of then."""
    found = desk.read(snapshots.rebuilt, snapshot)
    return _standing(desk, found.kept.ask, found.facts)


def rows_of(desk: Desk, part: Part) -> Rows:
    """The first rows behind a part, as a list shows them; those that are gone since are left out."""
    columns = figures.COLUMNS[part.type]
    return Rows(part, columns, desk.read(lists.rows, part.type, part.ids[:SHOWN], columns))


def write_figures(desk: Desk, wish: Wish, snapshot: str, path: Path) -> Path:
    """The page as a workbook: of a snapshot where one is named, else as the rows are now."""
    if snapshot:
        found = desk.read(snapshots.rebuilt, snapshot)
        sheets.write_figures(path, found.facts, found.kept.ask)
    else:
        ask = ask_of(desk, wish)
        sheets.write_figures(path, desk.read(figures.read_facts, ask), ask)
    return path


def write_rows(desk: Desk, part: Part, title: str, path: Path) -> Path:
    """All rows behind a part as a workbook."""
    sheets.write_rows(desk, part, title, path)
    return path


def keep(desk: Desk, title: str, wish: Wish) -> Done[str]:
    """Keep the figures with their rows."""
    return desk.do(acts.keep, title, ask_of(desk, wish))


def kept(desk: Desk) -> tuple[list[snapshots.Kept], date]:
    """All snapshots, and today."""
    return desk.read(snapshots.snapshots), desk.clock.today()


def compared(desk: Desk, snapshot: str) -> snapshots.Comparison:
    """A snapshot beside today."""
    return desk.read(snapshots.compare, snapshot)


def put_sample(desk: Desk, progress: Callable[[int, int], bool]) -> date:
    """Put the generated province in, some hundred records at a time; today.

    ``progress`` answers ``False`` to stop: what was put in by then stays, marked 示例 as all of it.
    """
    made = list(sample_province.province())
    for start in range(0, len(made), SLICE):
        if not progress(start, len(made)):
            raise Cancelled("Broken off; the sample records put in so far stay, marked 示例.")
        desk.do(sample_province.put_in, made[start : start + SLICE])
    progress(len(made), len(made))
    return desk.clock.today()
