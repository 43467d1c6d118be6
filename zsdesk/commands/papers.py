"""The commands that make papers out of records."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from zsdesk.commands.opening import open_desk
from zsdesk.desk import Desk
from zsdesk.errors import Locked, NeedsPassphrase, Refused, WrongPassphrase
from zsdesk.rules.dossier import Meter
from zsdesk.words import tr


def make(arguments: Namespace) -> None:
    """Make one paper, enter it into the register, sign it where asked; prints where it lies.

    Beside an open window the desk is only read: then the paper is made and not entered, which is said.
    """
    from zsdesk.signing import papers

    if arguments.output.suffix.lower() == ".docx":
        _edit(arguments)
        return
    with _opened(arguments) as desk:
        if desk.writable:
            data = papers.make(desk, arguments.kind, arguments.id, leave_out=arguments.leave_out, step=_step()).data
        else:
            data = desk.paper(arguments.kind, arguments.id, leave_out=arguments.leave_out, step=_step())
            print(tr("The desk is open in a window: this paper is not in the register. Make it there, or close it."),
                  file=sys.stderr)  # fmt: skip
        if arguments.sign:
            data = papers.sign(desk, data).data
    write(arguments.output, data)
    if not arguments.json:
        print(arguments.output)


def _edit(arguments: Namespace) -> None:
    """Make a Word file of the paper: it is neither registered nor signed."""
    from zsdesk.documents.editable import KINDS

    if arguments.kind not in KINDS or arguments.sign:
        raise Refused("A Word file is to be edited: it cannot be signed, and there is none of a dossier. "
                      "Name a file that ends in .pdf.")  # fmt: skip
    with open_desk(arguments, read_only=True) as desk:
        data = desk.editable(arguments.kind, arguments.id)
    write(arguments.output, data)
    print(arguments.output)


def supplement(arguments: Namespace) -> None:
    """Add to sealed minutes, under the officer's name."""
    from zsdesk.acts import minutes

    with open_desk(arguments) as desk:
        desk.do(minutes.supplement, arguments.id, arguments.text)


def bulletin(arguments: Namespace) -> None:
    """Make the bulletin of a region, a period and a cut-off."""
    from zsdesk.kinds import Region
    from zsdesk.queries.papers.bulletin import bulletin_id

    with open_desk(arguments, read_only=True) as desk:
        today = desk.clock.today()
    arguments.id = bulletin_id(Region().parse(arguments.id), arguments.period, arguments.cutoff, today)
    make(arguments)


def _opened(arguments: Namespace) -> Desk:
    """The desk, for writing where no other process has it and no signature is asked for."""
    try:
        return open_desk(arguments)
    except (NeedsPassphrase, WrongPassphrase):
        raise
    except Locked:
        if arguments.sign:
            raise
        return open_desk(arguments, read_only=True)


def dossier(arguments: Namespace) -> None:
    """Make a dossier, or only say what it lacks; with --json what it lacks is told in either case."""
    from zsdesk.queries.papers.project_file import completeness

    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(completeness, arguments.id)
    if arguments.output is not None:
        make(arguments)
        if found.gaps and not arguments.json:
            print(tr("Printed as 待补: {count} gaps.", count=len(found.gaps)), file=sys.stderr)
    elif not arguments.json:
        _tell(found)
    if arguments.json:
        gaps = [gap._asdict() for gap in found.gaps]
        told = {"filled": found.filled, "total": found.total, "percent": found.percent, "gaps": gaps}
        print(json.dumps(told, ensure_ascii=False, indent=2))


def templates(arguments: Namespace) -> None:
    """Write the program's own templates, to change them; check a changed one, publish it, or list what came."""
    from zsdesk.documents.templates import KINDS, read, source

    if arguments.publish is not None:
        _publish(arguments)
        return
    if arguments.list:
        _list_templates(arguments)
        return
    if arguments.check is not None:
        kind = arguments.check.stem
        if kind not in KINDS:
            raise Refused("A template is named after its paper: one of {names}.", names=", ".join(KINDS))
        read(kind, arguments.check)
        print(tr("{file} can be used: put it into the folder “templates” of the desk.", file=arguments.check.name))
        return
    arguments.output.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        path = arguments.output / f"{kind}.yaml"
        if path.exists():
            raise Refused("“{path}” is there already and is not overwritten.", path=path)
        write(path, source(kind).encode())
        print(path)


def _publish(arguments: Namespace) -> None:
    """Make a template the province's: the desks fetch it with their next sync."""
    from zsdesk.documents.templates import read
    from zsdesk.sync import client

    path: Path = arguments.publish
    read(path.stem, path)
    with open_desk(arguments) as desk:
        number = client.publish_template(desk, path.stem, path.read_text("utf-8-sig"))
    print(tr("{file} is published as template number {number}; desks take it in at their next sync.",
             file=path.name, number=number))  # fmt: skip


def _list_templates(arguments: Namespace) -> None:
    """The province's templates on this desk, the one in use of each kind first, and what could not be taken in."""
    from zsdesk.documents.templates import KINDS, kept
    from zsdesk.store import settings
    from zsdesk.sync.templates import PROBLEM

    with open_desk(arguments, read_only=True) as desk:
        problem = desk.read(lambda session: settings.get(session.connection(), PROBLEM))
        for kind in KINDS:
            for number, path in sorted(kept(desk.folder / "templates", kind).items(), reverse=True):
                print(number, kind, path, sep="\t")
    if problem:
        print(problem, file=sys.stderr)


def _tell(found: Meter) -> None:
    print(tr("Complete: {percent} % ({filled} of {total})", percent=found.percent, filled=found.filled,
             total=found.total))  # fmt: skip
    for gap in found.gaps:
        where = f"{gap.type}/{gap.id}" if gap.id else gap.type
        print(f"{where}\t{gap.field or '—'}\t{' · '.join(filter(None, (gap.of, gap.text)))}")


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; ``Refused`` where the place cannot be written."""
    from zsdesk.store.vault import write_durably

    try:
        write_durably(path, data)
    except OSError as error:
        raise Refused("“{path}” cannot be written: {why}.", path=path, why=os.strerror(error.errno or 5)) from None


def _step() -> Callable[[int, int], None] | None:
    """Where somebody looks on, a line that counts the steps."""
    if not sys.stderr.isatty():
        return None

    def step(done: int, of: int) -> None:
        print(f"\r{done * 100 // of:3d} %", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return step
