"""The commands of the coordination groups."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from zsdesk.acts import meetings as acts
from zsdesk.commands.opening import open_desk
from zsdesk.commands.reviews import term_words
from zsdesk.commands.saying import say_all
from zsdesk.fields import field_of
from zsdesk.queries import groups as queries
from zsdesk.queries import naming
from zsdesk.records import Meeting
from zsdesk.records.choices import GROUPS
from zsdesk.words import label, tr


def queue(arguments: Namespace) -> None:
    """What waits for a group, or for each of them."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.queue, desk.clock.today())
    wanted = GROUPS.parse(arguments.group) if arguments.group else None
    rows = [(group, matter) for group, matters in found.items() for matter in matters if wanted in (None, group)]
    if arguments.json:
        say_all(arguments, [matter for _, matter in rows], str)
        return
    for group, m in rows:
        name = label(GROUPS.show(group)) if group else tr("no group")
        print("\t".join((m.id, name, m.project_name, m.title, m.unit, m.why)))


def meet(arguments: Namespace) -> None:
    """A meeting with the group's queue as its agenda; prints its id."""
    with open_desk(arguments) as desk:
        at: datetime | None = None
        if arguments.at:
            at = field_of(Meeting, "held_at").kind.parse(arguments.at, today=desk.clock.today())
        group = GROUPS.parse(arguments.group)
        print(desk.do(acts.convene, group, at, place=arguments.place or "", chair=arguments.chair or "").result)


def assign(arguments: Namespace) -> None:
    """Note decisions, and make tasks of all of them; prints the new tasks' ids."""
    decided = field_of(Meeting, "decisions").kind.parse("\n".join(arguments.decision)) if arguments.decision else ()
    with open_desk(arguments) as desk:
        meeting = desk.read(naming.one, "meeting", arguments.id)
        if decided:
            desk.do(acts.decide, meeting, decided)
        print("\n".join(desk.do(acts.assign, meeting).result))


def tasks(arguments: Namespace) -> None:
    """The tasks that are not done."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.tasks, desk.clock.today(), tuple(arguments.unit or ()))
    say_all(arguments, found, lambda d: f"{d.id}\t{d.unit}\t{d.project}\t{d.title}\t{term_words(d.clock)}")


def done(arguments: Namespace) -> None:
    """A task is done."""
    with open_desk(arguments) as desk:
        desk.do(acts.finish, desk.read(naming.one, "task", arguments.id), arguments.result)
