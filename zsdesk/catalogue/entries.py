"""The entries of a catalogue, and the catalogue that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from zsdesk.errors import NotFound
from zsdesk.kinds import Choice

Standing = Literal["assumed", "stated", "confirmed"]
"""``assumed`` is ours and shown as 待核定; ``stated`` stands in a source; ``confirmed`` an administrator said so."""
STANDINGS = Choice(("assumed", "待核定"), ("stated", "有出处"), ("confirmed", "已核定"))
Waiver = Literal["", "supervisor", "administrator"]
"""Who may waive a condition: one of these roles, or nobody."""
Level = Literal["county", "prefecture", "province"]
Unit = Literal["workdays", "days", "months", "points", "times"]
"""``points`` are percentage points of progress; ``times`` counts occasions."""
Tone = Literal["yellow", "red", "stale"]

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, Meta(min_length=1, max_length=200)]
Note = Annotated[str, Meta(max_length=1000)]
Count = Annotated[int, Meta(ge=0, le=10_000)]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every entry has: its code, its Chinese name, how sure it is, and whence it is known.

    ``confirmed_by`` and ``confirmed_on``: who confirmed it, and when.
    """

    code: Code
    label: Words
    standing: Standing = "assumed"
    source: Note = ""
    confirmed_by: Annotated[str, Meta(max_length=100)] = ""
    confirmed_on: date | None = None


class Stage(Entry, frozen=True, kw_only=True):
    """A stage of a project; ``board`` where the board has a column for it."""

    board: bool = True


class Group(Entry, frozen=True, kw_only=True):
    """A coordination group."""


class Channel(Entry, frozen=True, kw_only=True):
    """A way on which leads come; ``mix`` where it is one of the “五位一体”."""

    mix: bool = False


class Step(Entry, frozen=True, kw_only=True):
    """One of the key steps of planning, in order; ``days`` after the start of planning by which it is due."""

    days: Count = 0
    evidence: Note = ""


class Element(Entry, frozen=True, kw_only=True):
    """One of the core elements; ``threshold`` says what is enough."""

    threshold: Note = ""


class Gate(Entry, frozen=True, kw_only=True):
    """The gate of a transition; ``come_from`` empty where one may come from any stage."""

    come_from: Code | Literal[""] = ""
    go_to: Code
    clause: Words


class Condition(Entry, frozen=True, kw_only=True):
    """What a gate asks for.

    ``check`` names the program's rule that looks at it; ``waiver`` is the role that may waive it, from
    ``level`` up; without one nobody may.
    """

    gate: Code
    check: Code
    clause: Words
    waiver: Waiver = ""
    level: Level = "county"
    value: Count = 0


class Deadline(Entry, frozen=True, kw_only=True):
    """A deadline: past ``limit`` it turns ``tone``, past ``red`` (where there is one) red."""

    limit: Count
    unit: Unit
    tone: Tone = "red"
    red: Count = 0
    breach: Note = ""


class Measure(Entry, frozen=True, kw_only=True):
    """One of the measures for the business environment; ``days`` that it usually saves."""

    days: Count = 0


class Term(Entry, frozen=True, kw_only=True):
    """A wording of promises that the fair-competition screen looks for.

    ``words`` are alternatives that must be there, ``with_words`` (where given) must be there besides,
    ``unless`` makes it not apply.
    """

    words: Annotated[tuple[Words, ...], Meta(min_length=1, max_length=60)]
    with_words: tuple[Words, ...] = ()
    unless: tuple[Words, ...] = ()
    verdict: Literal["banned", "doubt"]
    clause: Words


class Link(Entry, frozen=True, kw_only=True):
    """A link of the chain of an industry cluster, in order from the raw materials on.

    ``words`` are those by which a project, lead or enterprise that stands at it is known, ``industries`` the
    divisions of GB/T 4754 that lie at this link as a whole.
    """

    chain: Code
    words: Annotated[tuple[Words, ...], Meta(max_length=60)] = ()
    industries: Annotated[tuple[Words, ...], Meta(max_length=30)] = ()


class Definition(Entry, frozen=True, kw_only=True):
    """How a figure of the statistics is called and rounded; what it counts is the program's.

    ``rounding``: ``half_up``, or ``truncate``, which cuts the rest off (Weinan printed 291 of 292 as 99.65).
    """

    places: Annotated[int, Meta(ge=0, le=4)] = 1
    rounding: Literal["half_up", "truncate"] = "half_up"


class Expectation(Entry, frozen=True, kw_only=True):
    """What a dossier asks of the records of a type, which its code names: the fields of each, and whether there has to
    be one at all."""

    asks: Annotated[tuple[Code, ...], Meta(max_length=40)] = ()
    needed: bool = True


class Threshold(Entry, frozen=True, kw_only=True):
    """From which amount on a first-contact claim is compulsory: of one currency, in whole units."""

    amount: Annotated[int, Meta(ge=0, le=10**15)]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] = "CNY"


E = TypeVar("E", bound=Entry)


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mechanism from ``effective`` on; version 1 comes with the program."""

    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    effective: date
    title: Words
    note: Note = ""
    stage: tuple[Stage, ...]
    gate: tuple[Gate, ...]
    condition: tuple[Condition, ...]
    group: tuple[Group, ...]
    channel: tuple[Channel, ...]
    step: tuple[Step, ...]
    element: tuple[Element, ...]
    deadline: tuple[Deadline, ...]
    measure: tuple[Measure, ...]
    threshold: tuple[Threshold, ...]
    term: tuple[Term, ...]
    link: tuple[Link, ...] = ()
    definition: tuple[Definition, ...] = ()
    expectation: tuple[Expectation, ...] = ()

    def entries(self) -> Iterator[tuple[str, int, Entry]]:
        """Every entry with its section and its place in it, from 0."""
        for section in SECTIONS:
            for at, entry in enumerate(getattr(self, section)):
                yield section, at, entry

    @property
    def assumed(self) -> int:
        """How many entries are still 待核定."""
        return sum(entry.standing == "assumed" for _, _, entry in self.entries())

    def gate_of(self, come_from: str, go_to: str) -> Gate | None:
        """The gate between two stages; one from any stage where none is meant for this one."""
        fitting = [g for g in self.gate if g.go_to == go_to and g.come_from in ("", come_from)]
        return max(fitting, key=lambda g: bool(g.come_from), default=None)

    def conditions(self, gate: str) -> tuple[Condition, ...]:
        """What a gate asks for, in order."""
        return tuple(c for c in self.condition if c.gate == gate)

    def deadline_of(self, code: str) -> Deadline:
        """The deadline called ``code``."""
        return _found(self.deadline, code)

    def stage_of(self, code: str) -> Stage:
        """The stage called ``code``."""
        return _found(self.stage, code)


SECTIONS = ("stage", "gate", "condition", "group", "channel", "step", "element", "deadline", "measure", "threshold",
            "term", "link", "definition", "expectation")  # fmt: skip
"""The kinds of entries, in the order of the file."""
SECTION_LABELS = {
    "stage": "阶段",
    "gate": "关口",
    "condition": "关口条件",
    "group": "协调小组",
    "channel": "渠道",
    "step": "关键环节",
    "element": "核心要素",
    "deadline": "时限",
    "measure": "营商环境举措",
    "threshold": "首报门槛",
    "term": "公平竞争审查用语",
    "link": "产业链环节",
    "definition": "统计口径",
    "expectation": "卷宗要求",
}
KINDS: dict[str, type[Entry]] = {
    "stage": Stage, "gate": Gate, "condition": Condition, "group": Group, "channel": Channel, "step": Step,
    "element": Element, "deadline": Deadline, "measure": Measure, "threshold": Threshold, "term": Term, "link": Link,
    "definition": Definition, "expectation": Expectation,
}  # fmt: skip
"""What the entries of each section are."""


def shown(entry: Entry) -> str:
    """The entry's name for reading, an assumption marked as one."""
    return f"{entry.label}（{STANDINGS.show('assumed')}）" if entry.standing == "assumed" else entry.label


def _found(entries: Sequence[E], code: str) -> E:
    for entry in entries:
        if entry.code == code:
            return entry
    raise NotFound("The catalogue has no entry “{code}”.", code=code)
