"""Enterprises that were entered twice: of one credit code (统一社会信用代码), which is one enterprise by law, or of one
name in one region, where no code says otherwise; and any two, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from zsdesk.errors import NotFound, Refused
from zsdesk.kinds import AnyRef, Refs, Target
from zsdesk.records import TYPES, Company
from zsdesk.rules.merging import has_both, mergeable, pointing
from zsdesk.words import label


class Side(NamedTuple):
    """One field of both entries, for reading; ``together`` is what a list will have, where nothing is chosen."""

    name: str
    label: str
    first: str
    second: str
    together: str = ""


class Twice(NamedTuple):
    """Two entries of one enterprise, the older one first; ``fields`` are those in which they differ."""

    uscc: str
    first: str
    second: str
    first_name: str
    second_name: str
    fields: tuple[Side, ...]


class Moved(NamedTuple):
    """How many records of a type name the later entry, and will name the older one."""

    type: str
    many: int


class SideBySide(NamedTuple):
    """Two entries before they become one: a line about each, how many fields say the same, what follows."""

    pair: Twice
    first_note: str
    second_note: str
    same: int
    moves: tuple[Moved, ...]


def entered_twice(session: Session) -> list[Twice]:
    """The pairs, those of one credit code first."""
    live = Company.deleted_at.is_(None)
    coded = _several(session, [live, Company.uscc.is_not(None)], [Company.uscc])
    found = [(one, other) for one, other in coded if one.uscc == other.uscc]
    here = [live, Company.name.is_not(None)]
    for one, other in _several(session, here, [Company.name, Company.region_code]):
        alike = (one.name, one.region_code) == (other.name, other.region_code)
        if alike and (one.uscc is None or other.uscc is None):
            found.append((one, other))
    return [_pair(one, other) for one, other in found]


def _several(
    session: Session, live: Sequence[ColumnElement[bool]], keys: Sequence[Any]
) -> Iterator[tuple[Company, Company]]:
    """Neighbours among the enterprises of which there are several of one key."""
    counted = select(keys[0]).where(*live).group_by(*keys).having(func.count() > 1)
    rows = session.scalars(select(Company).where(*live, keys[0].in_(counted)).order_by(*keys, Company.id))
    return pairwise(rows.all())


def side_by_side(session: Session, one_id: str, other_id: str) -> SideBySide:
    """Any two enterprises, the older one first; ``Refused`` where they are not two."""
    found = [session.get(Company, id) for id in sorted((one_id, other_id))]
    one, other = found
    if one is None or other is None:
        raise NotFound("One of the two enterprises is not on this desk any more.")
    if one is other or one.deleted_at is not None or other.deleted_at is not None:
        raise Refused("Two different enterprises are needed that are not deleted or merged yet.")
    pair = _pair(one, other)
    said = sum(getattr(one, f.name) is not None for f in mergeable())
    differing = sum(1 for side in pair.fields if side.first)
    return SideBySide(pair, _note(one), _note(other), said - differing, tuple(_moves(session, other.id)))


def _pair(one: Company, other: Company) -> Twice:
    sides = []
    for f in mergeable():
        mine, theirs = getattr(one, f.name), getattr(other, f.name)
        if mine != theirs:
            both = tuple(dict.fromkeys((*(mine or ()), *(theirs or ())))) if has_both(f) else ()
            sides.append(Side(f.name, f.label, f.show(mine), f.show(theirs), f.show(both) if both else ""))
    return Twice(one.uscc or other.uscc or "", one.id, other.id, one.heading, other.heading, tuple(sides))


def _note(company: Company) -> str:
    made = f"{company.created_at:%Y-%m-%d}" if company.created_at else ""
    return " · ".join(part for part in (company.number, company.owner, made) if part)


def _moves(session: Session, gone: str) -> Iterator[Moved]:
    for kind in TYPES:
        count = 0
        for declared in pointing(kind):
            column = getattr(kind, declared.name)
            wanted = column == (Target(Company.type_name, gone) if isinstance(declared.kind, AnyRef) else gone)
            if isinstance(declared.kind, Refs):
                wanted = func.instr(kind.__table__.c[declared.name], gone) > 0
            rows = select(func.count()).select_from(kind).where(wanted, kind.deleted_at.is_(None))
            count += session.execute(rows).scalar_one()
        if count:
            yield Moved(label(kind.type_label), count)
