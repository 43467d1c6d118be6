"""The commands of statistics."""

from __future__ import annotations

from argparse import Namespace

import msgspec

from zsdesk.commands.opening import open_desk
from zsdesk.desk import Desk
from zsdesk.kinds import Region
from zsdesk.queries import figures, lists
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
