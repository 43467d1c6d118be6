"""From which stage one may go to which, and how that is called."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

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


def dates_after(values: dict[str, Any], stage: str, on: date, on_the_way: list[str], *, back: bool) -> dict[str, Any]:
    """The project's stage and its dates after it entered ``stage``: going back clears those of later stages."""
    found: dict[str, Any] = {"stage": stage, "stage_on": on}
    if back:
        later = on_the_way[on_the_way.index(stage) + 1 :] if stage in on_the_way else []
        found |= {DATES[s]: None for s in later if s in DATES}
    elif stage in DATES:
        found[DATES[stage]] = on
    return {name: value for name, value in found.items() if values.get(name) != value}
