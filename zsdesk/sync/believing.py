"""What is believed of an answer before anything of it reaches the store.

A province may be broken, newer, or somebody else altogether: what it says is looked at as a whole, column by
column, so that a desk never holds a value that it cannot read, and never asks the same again without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zsdesk.errors import Invalid, Refused
from zsdesk.fields import fields
from zsdesk.ids import is_id
from zsdesk.records import BY_NAME
from zsdesk.sync import wire


def believe(request: wire.SyncRequest, response: wire.SyncResponse) -> None:
    """``Refused`` where the answer is none to this request, or holds what cannot be read."""
    asked, told = [change.op for change in request.changes], [result.op for result in response.results]
    if asked != told:
        raise Refused("The province answered {got} of {sent} changes. Report this; nothing is lost.",
                      got=len(told), sent=len(asked))  # fmt: skip
    going_on = response.more or response.first is not None
    if going_on and not asked and (response.cursor, response.first) == (request.cursor, request.first):
        raise _unreadable("the same page again")
    by_type: dict[str, list[wire.Row]] = {}
    for row in response.rows:
        by_type.setdefault(row.type, []).append(row)
    for name, rows in by_type.items():
        if name in BY_NAME:  # a type that only a newer desk knows is left alone
            _believe_rows(name, rows, response.columns.get(name))


def _believe_rows(name: str, rows: Sequence[wire.Row], columns: tuple[str, ...] | None) -> None:
    if not all(is_id(row.id) and 0 <= row.version < 1 << 62 for row in rows):
        raise _unreadable(name)
    present = [row.values for row in rows if row.present]
    if not present:
        return
    if columns is None or any(len(values) != len(columns) for values in present):
        raise _unreadable(name)
    known = {declared.name: declared for declared in fields(BY_NAME[name])}
    for column, values in zip(columns, zip(*present, strict=True), strict=True):
        declared = known.get(column)
        given = [value for value in values if value is not None]
        if declared is None or not given or declared.kind.all_packed(given):
            continue
        try:
            for value in _different(given):
                declared.kind.recall(value)
        except Invalid:
            raise _unreadable(f"{name}.{column}") from None


def _different(values: Sequence[Any]) -> list[Any]:
    """Each value once; a list, which is none, stands for itself."""
    try:
        return list(dict.fromkeys(values))
    except TypeError:
        return list(values)


def _unreadable(what: str) -> Refused:
    return Refused("The province sent something that this program cannot read ({what}). Update zsdesk; if that does "
                   "not help, report this. Nothing is lost.", what=what)  # fmt: skip
