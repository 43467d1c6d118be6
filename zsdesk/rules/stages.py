"""From which stage one may go to which, and how that is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol

from zsdesk.catalogue import Catalogue, Gate
from zsdesk.errors import Refused
from zsdesk.records.choices import STAGES

FIRST = "lead"
ASIDE = ("suspended", "terminated")
"""Not on the way: a project lies there, or has left."""
DATES = {"signed": "signed_on", "started": "started_on", "production": "produced_on"}
"""The date that entering a stage sets."""


class Way(NamedTuple):
    """How one gets there: the kind of the transition, and the gate that is to be passed (none for some)."""

    kind: str
    gate: Gate | None


class Passed(Protocol):
    """A transition, as far as the way looks at it."""

    @property
    def kind(self) -> str | None: ...
    @property
    def from_stage(self) -> str | None: ...
    @property
    def to_stage(self) -> str | None: ...
    @property
    def on(self) -> date | None: ...


def left_of(history: Iterable[Passed]) -> str:
    """The stage from which a suspended project was laid aside, by its transitions in their order."""
    found = [t.from_stage for t in history if t.kind in ("suspension", "entry")]
    return (found[-1] if found else None) or FIRST


def been_in(history: Iterable[Passed]) -> dict[str, date | None]:
    """The stages where the project was, with the date of the last entry into each."""
    found: dict[str, date | None] = {FIRST: None}
    for one in history:
        if one.from_stage:
            found.setdefault(one.from_stage, None)
        back = one.kind == "correction" and one.from_stage != one.to_stage
        if one.to_stage and one.kind != "transfer" and not back:
            found[one.to_stage] = one.on
    return found


def correction_refusal(
    catalogue: Catalogue, here: str, to: str, been: dict[str, date | None], *, dated: bool, reason: str
) -> Refused | None:
    """Why the project is not put right (更正) to the stage ``to``: it goes back to where it was, or gets another date
    where it is; forwards there are the gates."""
    if not reason.strip():
        return Refused("A correction needs a reason.")
    if to == here:
        if dated:
            return None
        return Refused("It is in the stage {stage} already; a correction of its date needs the right date.",
                       stage=STAGES.show(to))  # fmt: skip
    if to not in been or to in ASIDE or _is_ahead(catalogue, here, to):
        open_to = [s for s in been if s not in (here, *ASIDE) and not _is_ahead(catalogue, here, s)]
        return Refused("A correction goes back to a stage where it was before: {stages}.",
                       stages="、".join(STAGES.show(s) for s in open_to))  # fmt: skip
    return None


def _is_ahead(catalogue: Catalogue, here: str, to: str) -> bool:
    on_the_way = order(catalogue)
    return here in on_the_way and to in on_the_way and on_the_way.index(to) > on_the_way.index(here)


def way(catalogue: Catalogue, come_from: str, go_to: str, left: str) -> Way:
    """The way from one stage to another; ``Refused`` with where one may go.

    ``left`` is the stage from which a suspended project was laid aside: it is taken up again there.
    """
    if come_from == go_to:
        raise Refused("It is in the stage {stage} already.", stage=STAGES.show(go_to))
    if come_from == "terminated":
        raise Refused("It is terminated; only a correction (更正) takes that back.")
    if come_from == "suspended" and go_to != "terminated":
        if go_to == left:
            return Way("resumption", None)
        raise Refused("It was laid aside in the stage {stage}: it is taken up again there, and goes on from there.",
                      stage=STAGES.show(left or FIRST))  # fmt: skip
    if go_to in ASIDE:
        gate = catalogue.gate_of(come_from, go_to)
        if gate is not None:
            return Way("suspension" if go_to == "suspended" else "termination", gate)
    gate = catalogue.gate_of(come_from, go_to)
    if gate is not None and gate.come_from:
        return Way("advance", gate)
    reachable = "、".join(STAGES.show(stage) for stage in following(catalogue, come_from))
    raise Refused("From {here} it goes to: {next}. Going back is a correction (更正), which keeps the history.",
                  here=STAGES.show(come_from), next=reachable)  # fmt: skip


def following(catalogue: Catalogue, come_from: str) -> list[str]:
    """The stages to which gates lead from here, those on the way first."""
    if come_from == "terminated":
        return []
    found = [g.go_to for g in catalogue.gate if g.go_to != "transfer" and g.come_from in ("", come_from)]
    return [stage for stage in dict.fromkeys(found) if stage != come_from]


def path(catalogue: Catalogue, go_to: str) -> list[Gate]:
    """The gates from the first stage to one on the way, in order; empty where none leads there."""
    gates: list[Gate] = []
    at = go_to
    while at != FIRST:
        gate = next((g for g in catalogue.gate if g.go_to == at and g.come_from), None)
        if gate is None or gate in gates:
            return []
        gates.insert(0, gate)
        at = gate.come_from
    return gates


def order(catalogue: Catalogue) -> list[str]:
    """The stages on the way, in order."""
    return [stage.code for stage in catalogue.stage if stage.code not in ASIDE]


def stage_by(values: Mapping[str, Any]) -> str:
    """The stage that the business days of a project speak of, the latest first; nothing where there is none."""
    said = (("produced_on", "production"), ("started_on", "started"), ("signed_on", "signed"))
    return next((stage for name, stage in said if values.get(name)), "")


def dates_after(values: dict[str, Any], stage: str, on: date, on_the_way: list[str], *, back: bool) -> dict[str, Any]:
    """The project's stage and its dates after it entered ``stage``: going back clears those of later stages."""
    found: dict[str, Any] = {"stage": stage, "stage_on": on}
    if back:
        later = on_the_way[on_the_way.index(stage) + 1 :] if stage in on_the_way else []
        found |= {DATES[s]: None for s in later if s in DATES}
    elif stage in DATES:
        found[DATES[stage]] = on
    return {name: value for name, value in found.items() if values.get(name) != value}


def dates_of(
    values: dict[str, Any], kind: str, stage: str, on: date, been: dict[str, date | None], on_the_way: list[str]
) -> dict[str, Any]:
    """The project's stage and dates after a transition of a kind: what is taken up again was signed or started when it
    was, and a correction to an earlier stage has the day of then."""
    if kind == "correction" and stage != (values.get("stage") or FIRST):
        return dates_after(values, stage, been.get(stage) or on, on_the_way, back=True)
    found = dates_after(values, stage, on, on_the_way, back=False)
    if kind == "resumption" and stage in DATES:
        found.pop(DATES[stage], None)
    return found
