"""What is shown of figures: the same structs in the window, on the command line and on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from zsdesk.rules.statistics.facts import Facts
from zsdesk.rules.statistics.figures import FIGURES, figure
from zsdesk.rules.statistics.measuring import Figure, Part, Rounding, rounded
from zsdesk.rules.statistics.periods import OVER, Ask
from zsdesk.words import label, tr


class PartShown(msgspec.Struct, frozen=True):
    """Rows behind a figure: how many, their sum in 元, how many of them have no amount, and their ids where asked."""

    name: str
    type: str
    count: int
    yuan: int | None = None
    lacking: int = 0
    ids: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """One figure: ``value`` is a decimal number as text, ``None`` where there is nothing to divide by; ``text`` is
    for reading."""

    code: str
    label: str
    value: str | None
    text: str
    definition: str
    rounding: str
    parts: tuple[PartShown, ...]
    left_out: tuple[PartShown, ...] = ()
    note: str = ""


class Answers(msgspec.Struct, frozen=True):
    """All figures of one question."""

    period: str
    cutoff: str
    region: str
    major: bool
    over: str
    figures: tuple[Answer, ...]

    def of(self, code: str) -> Answer:
        """The answer to one figure."""
        return next(answer for answer in self.figures if answer.code == code)


def answer(one: Figure, facts: Facts, ask: Ask, *, rows: bool = True) -> Answer:
    """Measure one figure."""
    one = one.by(facts.defined)
    measured = one.measure(facts, ask)
    value = None if measured.exact is None else rounded(measured.exact, one.rounding)
    definition = one.words
    if one.code == "arrived_rate":
        definition += tr(" Divided by: {what}.", what=label(OVER[ask.over]))
    return Answer(
        one.code, one.label, None if value is None else str(value), text_of(one, value), definition,
        rounding_words(one.rounding), tuple(_shown(p, rows) for p in measured.parts),
        tuple(_shown(p, rows) for p in measured.left_out), label(one.note) if one.note else "",
    )  # fmt: skip


def answers(facts: Facts, ask: Ask, *, rows: Sequence[str] | None = None) -> Answers:
    """All figures; with the ids of all rows, or only of the figures named in ``rows``."""
    for code in rows or ():
        figure(code)
    made = tuple(answer(one, facts, ask, rows=rows is None or one.code in rows) for one in FIGURES)
    return Answers(ask.period.text(), ask.cutoff.isoformat(), ask.region, ask.major, ask.over, made)


def _shown(one: Part, rows: bool) -> PartShown:
    return PartShown(label(one.name), one.type, len(one.ids), one.yuan, one.lacking, one.ids if rows else ())


def text_of(one: Figure, value: Decimal | None) -> str:
    """``797``, ``87.3%``, ``92 天``; a dash where there is nothing to divide by."""
    if value is None:
        return "—"
    if one.unit == "percent":
        return f"{value}%"
    number = f"{value:,}"
    if one.unit == "days":
        return tr("{n} days", n=number.removesuffix(".0"))
    return number


def rounding_words(rounding: Rounding) -> str:
    """How it is rounded, for reading beside the definition."""
    if rounding.mode == "truncate":
        return tr("cut off after {n} decimals", n=rounding.places)
    return tr("rounded half up to {n} decimals", n=rounding.places) if rounding.places else tr("whole numbers")
