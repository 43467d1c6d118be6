"""Why two answers to one question differ: which rows came, went or changed, and by which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from zsdesk.kinds import Money, MoneyKind
from zsdesk.kinds.places import places
from zsdesk.records.choices import CHANNELS, GROUPS, STAGES
from zsdesk.rules.statistics.answers import answer
from zsdesk.rules.statistics.facts import Facts
from zsdesk.rules.statistics.figures import FIGURES
from zsdesk.rules.statistics.periods import Ask
from zsdesk.words import label, tr

_LABELS = {
    "signed_on": "签约日期", "started_on": "开工日期", "produced_on": "投产日期", "entered_on": "入库日期",
    "group": "协调小组", "region": "所属地区", "private": "是否民企", "stage": "阶段", "stage_on": "进入阶段日期",
    "total": "总投资", "contract": "合同额", "fixed": "固定资产投资", "channel": "渠道", "met_on": "首次洽谈日期",
    "on": "到位日期", "yuan": "到位金额", "project": "项目", "received_on": "获得日期", "accepted_on": "受理日期",
    "closed_on": "办结日期", "name": "名称",
}  # fmt: skip
_NO_FIGURE = ("id", "sihua", "cluster")
"""What no figure is made of; facts that were kept earlier lack some of it."""
_CHOICES = {"group": GROUPS, "stage": STAGES, "channel": CHANNELS}
_SUMS = ("total", "contract", "fixed", "yuan")


class Move(NamedTuple):
    """A row that came into a part of a figure, went from it, or stayed with another amount; and why."""

    type: str
    id: str
    name: str
    why: str


class Difference(NamedTuple):
    """One figure, then and now, with what moved among its rows."""

    code: str
    label: str
    before: str
    after: str
    came: tuple[Move, ...]
    went: tuple[Move, ...]
    changed: tuple[Move, ...]


def differences(before: Facts, after: Facts, ask: Ask) -> list[Difference]:
    """The figures that differ, or whose rows do, between two states of what one question is answered from."""
    then, now = _by_id(before), _by_id(after)
    found: list[Difference] = []
    for one in FIGURES:
        old, new = answer(one, before, ask), answer(one, after, ask)
        had = {(part.type, i) for part in (*old.parts, *old.left_out) for i in part.ids}
        has = {(part.type, i) for part in (*new.parts, *new.left_out) for i in part.ids}
        if old == new and all(then[i] == now[i] for _, i in had):
            continue
        moved = [
            _part_moves(old_part.type, set(old_part.ids), set(new_part.ids), then, now)
            for old_part, new_part in zip(old.parts, new.parts, strict=True)
        ]
        came, went = (tuple(dict.fromkeys(move for part in moved for move in part[n])) for n in (0, 1))
        stayed = sorted(i for key in had & has if then[i := key[1]] != now[i])
        types = {i: kind for kind, i in had}
        changed = tuple(
            Move(types[i], i, now[i].name if hasattr(now[i], "name") else "", why)
            for i in stayed if (why := _fields(then[i], now[i])) and i not in {m.id for m in (*came, *went)}
        )  # fmt: skip
        if old != new or came or went or changed:
            found.append(Difference(one.code, one.label, old.text, new.text, came, went, changed))
    return found


def _by_id(facts: Facts) -> dict[str, Any]:
    return {row.id: row for rows in (facts.projects, facts.arrivals, facts.leads, facts.appeals) for row in rows}


def _part_moves(
    type_name: str, had: set[str], has: set[str], then: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[list[Move], list[Move]]:  # fmt: skip
    came = [Move(type_name, i, _name(now[i]), _why_came(then.get(i), now[i])) for i in sorted(has - had)]
    went = [Move(type_name, i, _name(then[i]), _why_went(then[i], now.get(i))) for i in sorted(had - has)]
    return came, went


def _name(row: Any) -> str:
    return str(getattr(row, "name", ""))


def _why_came(old: Any, new: Any) -> str:
    return tr("new, or moved into the scope") if old is None else _fields(old, new)


def _why_went(old: Any, new: Any) -> str:
    return tr("deleted, or moved out of the scope") if new is None else _fields(old, new)


def _fields(old: Any, new: Any) -> str:
    """The fields that differ: ``签约日期 — → 2025-03-02``."""
    names: Iterable[str] = (
        n for n in old.__struct_fields__ if n not in _NO_FIGURE and getattr(old, n) != getattr(new, n)
    )
    return "；".join(f"{label(_LABELS[n])} {_shown(n, getattr(old, n))} → {_shown(n, getattr(new, n))}" for n in names)


def _shown(name: str, value: Any) -> str:
    if name == "private":
        return tr("unknown") if value is None else label("是") if value else label("否")
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return value.isoformat()
    if name in _SUMS:
        return MoneyKind().show(Money(value))
    if name in _CHOICES:
        return _CHOICES[name].show(value)
    place = places().get(value) if name == "region" else None
    return place.name if place else str(value)
