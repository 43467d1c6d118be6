"""Views of lists: kept on this desk, shared with the region, or handed over as a text.

As in ``asks``, every function that takes the desk runs on the data thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ui import asks
from zsdesk.errors import Refused
from zsdesk.fields import fields
from zsdesk.queries.views import shared as shared_ones
from zsdesk.records import record_type
from zsdesk.store import settings

if TYPE_CHECKING:
    from zsdesk.desk import Desk, Done

VIEW = "zsdesk-view:"
"""What a view begins with that was copied for a colleague."""
ME = "@me"
"""In a view for others, whoever looks at it: “mine” is theirs, not the sharer's."""


class View(NamedTuple):
    """A list as it was arranged: what it shows, in which columns; of a shared one its record and who shared it."""

    name: str
    wanted: asks.Wanted
    columns: tuple[str, ...] = ()
    id: str = ""
    owner: str = ""

    def dumped(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {"name": self.name, "columns": list(self.columns), **asdict(self.wanted)}

    def whose(self, was: str, now: str) -> View:
        """The same view with the records of somebody else as “mine”."""
        turned = tuple((name, now if (name, packed) == ("owner", was) else packed) for name, packed in
                       self.wanted.filters)  # fmt: skip
        return self._replace(wanted=replace(self.wanted, filters=turned))


def view_of(given: Any) -> View:
    """The view of what ``dumped`` gave; ``Refused`` where it is none."""
    try:
        filters = tuple((str(name), str(packed)) for name, packed in given["filters"])
        wanted = asks.Wanted(str(given["type"]), filters, str(given["text"]), str(given["sort"]),
                             bool(given["descending"]), str(given.get("group", "")))  # fmt: skip
        known = {f.name for f in fields(record_type(wanted.type))}
        unknown = {name for name, _ in filters} | {wanted.sort, wanted.group} - {""}
        if not (unknown - {""}) <= known:
            raise KeyError(unknown)
        return View(str(given["name"])[:40], wanted, tuple(str(name) for name in given["columns"]))
    except (KeyError, TypeError, ValueError):
        raise Refused("This is no view of a list, or one of a newer program.") from None


def views(desk: Desk, type_name: str) -> list[View]:
    """The views of a list: those of this desk by name, then those that are shared."""
    return [*_kept(desk, type_name), *_shared(desk, type_name)]


def _kept(desk: Desk, type_name: str) -> list[View]:
    with desk.transaction(durable=False) as connection:
        kept = json.loads(settings.get(connection, f"views_{type_name}", "[]"))
    return sorted((view_of(one) for one in kept), key=lambda view: view.name)


def _shared(desk: Desk, type_name: str) -> list[View]:
    found: list[View] = []
    for one in desk.read(shared_ones, type_name):
        try:
            view = received(one.arrangement)
        except Refused:  # of a newer program: it waits until this one is new enough
            continue
        if view.wanted.type == type_name:
            found.append(view.whose(ME, desk.user)._replace(name=one.name, id=one.id, owner=one.owner))
    return found


def keep_view(desk: Desk, view: View) -> list[View]:
    """Save a view under its name, in place of an older one; all views of the list."""
    return _write(desk, view.wanted.type, lambda kept: [*(v for v in kept if v.name != view.name), view])


def drop_view(desk: Desk, type_name: str, name: str) -> list[View]:
    """Forget a view; all that are left."""
    return _write(desk, type_name, lambda kept: [v for v in kept if v.name != name])


def _write(desk: Desk, type_name: str, change: Callable[[list[View]], list[View]]) -> list[View]:
    changed = change(_kept(desk, type_name))
    dumped = json.dumps([view.dumped() for view in changed], ensure_ascii=False)
    with desk.transaction() as connection:
        settings.put(connection, **{f"views_{type_name}": dumped})
    return views(desk, type_name)


def share(desk: Desk, view: View) -> Done[str]:
    """Give a view to all who see this desk's region; it goes out with the next sync."""
    from zsdesk.acts.views import share as act

    return desk.do(act, view.name, view.wanted.type, shared(view.whose(desk.user, ME)))


def unshare(desk: Desk, id: str) -> Done[None]:
    """Take a view back from the region."""
    from zsdesk.acts.records import delete

    return desk.do(delete, "shared_view", id)


def shared(view: View) -> str:
    """A view as a text that a colleague pastes into the same list."""
    return VIEW + json.dumps(view.dumped(), ensure_ascii=False, separators=(",", ":"))


def received(text: str) -> View:
    """The view of a text that ``shared`` gave."""
    try:
        return view_of(json.loads(text.strip().removeprefix(VIEW)))
    except json.JSONDecodeError:
        raise Refused("This is no view of a list, or one of a newer program.") from None
