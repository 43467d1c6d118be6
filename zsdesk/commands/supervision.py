"""The commands of 督办."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from zsdesk.acts import supervision as acts
from zsdesk.commands.opening import open_desk
from zsdesk.commands.saying import plain, say_all, say_one
from zsdesk.desk import Desk
from zsdesk.fields import field_of
from zsdesk.queries import naming
from zsdesk.queries import supervision as queries
from zsdesk.queries.supervision import KINDS, Light
from zsdesk.records import Supervision
from zsdesk.records.supervision import LEVELS
from zsdesk.words import label, tr


def _day(desk: Desk, text: str | None) -> date | None:
    if not text:
        return None
    parsed: date = field_of(Supervision, "due").kind.parse(text, today=desk.clock.today())
    return parsed


def _line(light: Light) -> str:
    tone = {"red": label("红"), "yellow": label("黄")}.get(light.tone, label("在牌"))
    points = light.kind == "progress_behind"
    late = tr("{n} points behind", n=light.late) if points else tr("{n} days late", n=light.late) if light.late else ""
    return "\t".join((light.id, tone, label(KINDS[light.kind]), light.project_name, light.subject, light.unit, late))


def lights(arguments: Namespace) -> None:
    """What is red and yellow today, and what is listed."""
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(queries.lights, desk.clock.today())
    if arguments.red:
        found = [light for light in found if light.tone == "red"]
    say_all(arguments, found, _line)


def clear(arguments: Namespace) -> None:
    """Clear a blocker."""
    with open_desk(arguments) as desk:
        blocker = desk.read(naming.one, "blocker", arguments.id)
        desk.do(acts.clear, blocker, arguments.evidence, _day(desk, arguments.on))


def list_matter(arguments: Namespace) -> None:
    """List a red blocker or project; prints the listing's id."""
    with open_desk(arguments) as desk:
        kind, act = ("project", acts.list_project) if arguments.project else ("blocker", acts.list_blocker)
        matter = desk.read(naming.one, kind, arguments.id)
        level = LEVELS.parse(arguments.level) if arguments.level else ""
        print(desk.do(act, matter, arguments.reason, _day(desk, arguments.until), level=level).result)


def extend(arguments: Namespace) -> None:
    """Make a listed matter's term longer."""
    with open_desk(arguments) as desk:
        until = _day(desk, arguments.until)
        assert until is not None
        matter = desk.read(naming.one, "supervision", arguments.id)
        desk.do(acts.extend, matter, until, arguments.reason, arguments.approver)


def escalate(arguments: Namespace) -> None:
    """List an overdue matter at the next level; prints the new listing's id."""
    with open_desk(arguments) as desk:
        matter = desk.read(naming.one, "supervision", arguments.id)
        print(desk.do(acts.escalate, matter, arguments.reason or "", _day(desk, arguments.until)).result)


def delist(arguments: Namespace) -> None:
    """Take a matter off the list; prints what was taken off."""
    with open_desk(arguments) as desk:
        matter = desk.read(naming.one, "supervision", arguments.id)
        print("\n".join(desk.do(acts.delist, matter, arguments.evidence, arguments.reviewer or "").result))


def notice(arguments: Namespace) -> None:
    """A notice to start; prints its id."""
    with open_desk(arguments) as desk:
        project = desk.read(naming.one, "project", arguments.id)
        print(desk.do(acts.notice, project, _day(desk, arguments.until)).result)


def exit_review(arguments: Namespace) -> None:
    """Begin an exit review; prints its id."""
    with open_desk(arguments) as desk:
        print(desk.do(acts.exit_review, desk.read(naming.one, "project", arguments.id)).result)


def measure(arguments: Namespace) -> None:
    """Apply a measure, or say what measures saved."""
    with open_desk(arguments) as desk:
        project = desk.read(naming.one, "project", arguments.id)
        if arguments.measure:
            print(desk.do(acts.apply_measure, project, arguments.measure, usual=arguments.usual, taken=arguments.taken,
                          unit=arguments.unit or "").result)  # fmt: skip
            return
        found = desk.read(queries.saved_days, project)
    say_one(arguments, found, lambda saved: [tr("{measures} measures saved {days} days", **plain(saved))])
