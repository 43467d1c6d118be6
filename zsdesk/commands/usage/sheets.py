"""The commands of Excel ledgers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Ledgers out and in."""
    export = described(commands, "export", tr("records of a type as an Excel ledger"), lazily("sheets", "export"))
    export.add_argument("type", metavar="TYPE")
    export.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    export.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    export.add_argument("--columns", nargs="+", default=[], metavar="FIELD", help=tr("only these, in this order"))
    taken = described(
        commands, "import", tr("take an Excel ledger in; unknown columns and wrong rows are told"), _import, json=True
    )
    taken.add_argument("file", nargs="?", type=Path, metavar="FILE")
    taken.add_argument("--type", metavar="TYPE")
    taken.add_argument("--sheet", default="", metavar="NAME", help=tr("the sheet; the first one without it"))
    taken.add_argument("--columns", nargs="+", default=[], metavar="HEADING=FIELD", help=tr("which column is which"))
    taken.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    taken.add_argument("--refused", type=Path, metavar="FILE", help=tr("write the refused rows here, with reasons"))
    taken.add_argument("--undo", metavar="ID", help=tr("take a whole import back"))
    tracking = described(
        commands, "tracking", tr("the province's dynamic ledger: signed projects and what stands in their way"),
        lazily("sheets", "tracking"),
    )  # fmt: skip
    tracking.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    tracking.add_argument("--region", default="", metavar="REGION", help=tr("only of this region and those in it"))
    calendar = described(
        commands, "calendar", tr("follow-ups, meetings and deadlines as a calendar file"), lazily("sheets", "calendar")
    )
    calendar.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    calendar.add_argument("--all", action="store_true", help=tr("everybody's, not only mine"))
    described(commands, "imports", tr("the last imports"), lazily("sheets", "imports"), json=True)


def _import(arguments: argparse.Namespace) -> int | None:
    if arguments.undo:
        return lazily("sheets", "undo")(arguments)
    if arguments.file is None or arguments.type is None:
        print(tr("Say which file to take in, and with --type what its rows are."), file=sys.stderr)
        raise SystemExit(2)
    return lazily("sheets", "take_in")(arguments)
