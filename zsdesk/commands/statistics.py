"""The commands of statistics."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

import msgspec

from zsdesk.acts import snapshots as acts
from zsdesk.clock import from_ms
from zsdesk.commands.opening import open_desk
from zsdesk.desk import Desk
from zsdesk.kinds import Region
from zsdesk.queries import figures, lists
from zsdesk.queries import snapshots as kept
from zsdesk.records import record_type
from zsdesk.rules.statistics.answers import Answer, Answers, PartShown
from zsdesk.rules.statistics.figures import figure
from zsdesk.rules.statistics.periods import Ask, asked
from zsdesk.words import label, tr


def stats(arguments: Namespace) -> None:
    """The figures; with ``--rows`` one of them with its rows."""
    with open_desk(arguments, read_only=True) as desk:
        ask = _ask(desk, arguments)
        if arguments.rows:
            figure(arguments.rows)
            found = desk.read(figures.figures, ask, [arguments.rows])
            _say_rows(desk, arguments, ask, found.of(arguments.rows))
            return
        found = desk.read(figures.figures, ask, ())
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        _say(ask, found)


def _ask(desk: Desk, arguments: Namespace) -> Ask:
    scope = Region().parse(arguments.scope) if arguments.scope else desk.region
    return asked(arguments.period, arguments.cutoff, scope, today=desk.clock.today(), major=arguments.major,
                 over=arguments.over)  # fmt: skip


def _say(ask: Ask, found: Answers) -> None:
    print(ask.words())
    for one in found.figures:
        print(f"{one.code}\t{one.label}\t{one.text}\t{'; '.join(map(_part, one.parts))}")


def _part(part: PartShown) -> str:
    money = "" if part.yuan is None else f" {part.yuan / 100_000_000:,.2f} 亿元"
    return f"{part.name} {part.count:,}{money}"


def _say_rows(desk: Desk, arguments: Namespace, ask: Ask, one: Answer) -> None:
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(one), indent=2).decode())
        return
    print(ask.words())
    print(f"{one.label} {one.text}")
    print(f"{one.definition} ({one.rounding})")
    if one.note:
        print(one.note)
    for part in (*one.parts, *one.left_out):
        print(f"\n{_part(part)}")
        for row in desk.read(lists.rows, part.type, part.ids, figures.COLUMNS[part.type]):
            print("\t".join((row.id, *row.cells.values())))
    if not any(part.ids for part in one.parts):
        print(tr("There is no row behind it: {type}.", type=label(record_type(one.parts[0].type).type_label)))


def keep(arguments: Namespace) -> None:
    """Keep the figures with their rows; print the snapshot's id."""
    with open_desk(arguments) as desk:
        print(desk.do(acts.keep, arguments.title, _ask(desk, arguments)).result)


def snapshots(arguments: Namespace) -> None:
    """The snapshots, or one of them as it was told, or beside today."""
    with open_desk(arguments, read_only=True) as desk:
        if arguments.rebuild:
            _say_rebuilt(arguments, desk.read(kept.rebuilt, arguments.rebuild))
        elif arguments.compare:
            _say_compared(arguments, desk.read(kept.compare, arguments.compare))
        else:
            _say_snapshots(arguments, desk.read(kept.snapshots))


def _say_snapshots(arguments: Namespace, found: list[kept.Kept]) -> None:
    if arguments.json:
        print(json.dumps([
            {"id": one.id, "title": one.title, "at": from_ms(one.at_ms).isoformat(timespec="seconds"),
             "by": one.actor, "period": one.ask.period.text(), "cutoff": one.ask.cutoff.isoformat(),
             "region": one.ask.region}
            for one in found
        ], ensure_ascii=False, indent=2))  # fmt: skip
        return
    for one in found:
        print(f"{one.id}\t{from_ms(one.at_ms):%Y-%m-%d %H:%M}\t{one.title}\t{one.ask.words()}")


def _say_rebuilt(arguments: Namespace, found: kept.Rebuilt) -> None:
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found.figures), indent=2).decode())
    else:
        print(found.kept.title)
        _say(found.kept.ask, found.figures)
    for code in found.redefined:
        print(tr("The definition of {figure} is another one than then.", figure=code), file=sys.stderr)


def _say_compared(arguments: Namespace, found: kept.Comparison) -> None:
    if arguments.json:
        shown = [{**one._asdict(), **{name: [m._asdict() for m in getattr(one, name)] for name in _MOVED}}
                 for one in found.differences]  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    print(f"{found.rebuilt.kept.title}: {found.rebuilt.kept.ask.words()}")
    if not found.differences:
        print(tr("Nothing differs: the same rows give the same figures."))
    for one in found.differences:
        print(f"{one.label}\t{one.before} → {one.after}")
        for sign, moves in zip(("+", "−", "≠"), (one.came, one.went, one.changed), strict=True):
            for move in moves:
                print(f"  {sign} {move.name}\t{move.why}")


_MOVED = ("came", "went", "changed")
