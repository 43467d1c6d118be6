"""Two entries of one enterprise become one: its other id stays as an alias, and what pointed there follows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from zsdesk.acts import undoing
from zsdesk.clock import from_ms
from zsdesk.errors import NotFound, Refused
from zsdesk.fields import Field, Record
from zsdesk.kinds import AnyRef, Refs, Target
from zsdesk.records import TYPES, Company
from zsdesk.rules.merging import has_both, mergeable, pointing
from zsdesk.store.tables import change
from zsdesk.store.work import Work


def merge(work: Work, keep: str, gone: str, taken: Collection[str] = ()) -> int:
    """Make ``gone`` part of ``keep``; how many references followed.

    The fields ``taken`` come from ``gone``, as do those that ``keep`` lacks; lists have what either had, and the other
    name becomes an alias.  One act, that one undo takes back.  ``Refused`` where either is gone already.
    """
    kept, other = work.need(Company, keep), work.need(Company, gone)
    if keep == gone or kept.deleted_at is not None or other.deleted_at is not None:
        raise Refused("Two different enterprises are needed that are not deleted or merged yet.")
    known = {declared.name for declared in mergeable()}
    if unknown := set(taken) - known:
        raise NotFound("An enterprise has no field “{name}” that can be chosen here.", name=min(unknown))
    _take_over(kept, other, taken)
    count = sum(_follow(work, kind, declared, keep, gone) for kind in TYPES for declared in pointing(kind))
    other.merged_into = keep
    other.deleted_at = from_ms(work.clock.now_ms())
    work.session.flush()
    return count


def _take_over(kept: Company, other: Company, taken: Collection[str]) -> None:
    was = (kept.name, other.name)
    for declared in mergeable():
        mine, theirs = getattr(kept, declared.name), getattr(other, declared.name)
        if has_both(declared) and declared.name not in taken:
            value: Any = tuple(dict.fromkeys((*(mine or ()), *(theirs or ())))) or None
        else:
            value = theirs if declared.name in taken or mine is None else mine
        setattr(kept, declared.name, value)
    names = dict.fromkeys((*(kept.aliases or ()), *(name for name in was if name and name != kept.name)))
    kept.aliases = tuple(names) or None


def _follow(work: Work, kind: type[Record], declared: Field, keep: str, gone: str) -> int:
    column = getattr(kind, declared.name)
    wanted: Any = {"keep": keep, "gone": gone}
    if isinstance(declared.kind, AnyRef):
        wanted = {name: Target(Company.type_name, id) for name, id in wanted.items()}
    if isinstance(declared.kind, Refs):
        found = work.session.scalars(select(kind).where(func.instr(kind.__table__.c[declared.name], gone) > 0)).all()
    else:
        found = work.session.scalars(select(kind).where(column == wanted["gone"])).all()
    for record in found:
        value: Any = wanted["keep"]
        if isinstance(declared.kind, Refs):
            value = tuple(dict.fromkeys(keep if one == gone else one for one in getattr(record, declared.name)))
        setattr(record, declared.name, value)
    return len(found)


def unmerge(work: Work, gone: str) -> None:
    """Take a merge back, references too; what someone changed since is left alone.

    ``Refused`` where it was not merged, or on another desk: only that one knows what followed.
    """
    if work.need(Company, gone).merged_into is None:
        raise Refused("This enterprise was not merged into another one.")
    connection = work.session.connection()
    done = connection.execute(
        select(change.c.tx)
        .where(change.c.type == Company.type_name, change.c.id == gone, change.c.carried_by.is_(None),
               func.instr(change.c.fields, '"merged_into": "') > 0)
        .order_by(change.c.op_no.desc()).limit(1)
    ).scalar()  # fmt: skip
    if done is None:
        raise Refused("It was merged on another desk: take it back there, where what followed is known.")
    ops = connection.execute(select(change.c.op_no).where(change.c.tx == done)).scalars().all()
    undoing.undo(work, ops)
