"""How a figure is measured: exact fractions, rounded once, in the way that is part of the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from zsdesk.rules.statistics.facts import Defined, Fact, Facts, ProjectFact
from zsdesk.rules.statistics.periods import Ask
from zsdesk.words import label

Unit = Literal["count", "percent", "days"]
Mode = Literal["half_up", "truncate"]


class Rounding(NamedTuple):
    """How many decimals, and what becomes of the rest."""

    places: int
    mode: Mode = "half_up"


class Part(NamedTuple):
    """Rows that a figure counts or divides: what they are, their ids in order, and their sum in 元.

    ``lacking`` rows have no amount (or a foreign one without a rate): the sum is without them.
    """

    name: str
    type: str
    ids: tuple[str, ...]
    yuan: int | None = None
    lacking: int = 0


class Measured(NamedTuple):
    """A figure's exact value, ``None`` where there is nothing to divide by; the rows behind it, what is counted
    first; and the rows that had to be left out because something about them is not known."""

    exact: Fraction | None
    parts: tuple[Part, ...]
    left_out: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure by its definition, in Chinese with its English among the labels; ``about`` stands where the words
    say ``{what}``, and ``across`` is added to the definition of a cut."""

    code: str
    chinese: str
    definition: str
    unit: Unit
    rounding: Rounding
    measure: Callable[[Facts, Ask], Measured]
    note: str = ""
    about: str = ""
    across: str = ""

    def said(self, chinese: str) -> str:
        """Words of the figure in the language in force."""
        return label(chinese).replace("{what}", label(self.about)) if chinese else ""

    @property
    def label(self) -> str:
        """Its name."""
        return self.said(self.chinese)

    def by(self, defined: Sequence[Defined]) -> Figure:
        """The figure as a catalogue calls and rounds it; a cut of it as the whole."""
        said = next((d for d in defined if d.code == self.code.partition(".")[0]), None)
        if said is None:
            return self
        name = f"{{what}}{said.label}" if self.about and self.chinese.startswith("{what}") else said.label
        return replace(self, chinese=name, rounding=Rounding(said.places, said.mode))

    @property
    def words(self) -> str:
        """Its definition."""
        return " ".join(filter(None, (self.said(self.definition), self.said(self.across))))


def rounded(exact: Fraction, rounding: Rounding) -> Decimal:
    """An exact value with just the decimals of its definition; integers in between, never a float."""
    scaled = exact * 10**rounding.places
    whole = scaled.numerator // scaled.denominator
    if rounding.mode == "half_up":
        twice = scaled * 2 + 1
        whole = twice.numerator // (twice.denominator * 2)
    return Decimal(whole).scaleb(-rounding.places)


def part(name: str, rows: Iterable[Fact], type_name: str = "project") -> Part:
    """Rows of a type as a part; projects with their total investment."""
    found = tuple(rows)
    ids = tuple(row.id for row in found)
    if type_name != "project":
        return Part(name, type_name, ids)
    sums = [row.total for row in found if isinstance(row, ProjectFact)]
    known = [yuan for yuan in sums if yuan is not None]
    return Part(name, type_name, ids, sum(known), len(sums) - len(known))


def counted(made: Part, *left_out: Part) -> Measured:
    """How many rows."""
    return Measured(Fraction(len(made.ids)), (made,), tuple(p for p in left_out if p.ids))


def share(of: Part, all_: Part, *left_out: Part, between: tuple[Part, ...] = ()) -> Measured:
    """The rows of one part in a hundred of another; ``between`` stand between them."""
    exact = Fraction(100 * len(of.ids), len(all_.ids)) if all_.ids else None
    return Measured(exact, (of, *between, all_), tuple(p for p in left_out if p.ids))
