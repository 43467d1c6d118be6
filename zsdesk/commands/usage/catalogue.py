"""The commands of the mechanism's catalogue."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from zsdesk.commands.usage.base import lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What holds, what a file would change, and how it is published."""
    catalogue = commands.add_parser("catalogue", help=tr("the mechanism: stages, gates, deadlines, measures"))
    parts = catalogue.add_subparsers(dest="catalogue_command", required=True, metavar="COMMAND")

    def part(name: str, help: str, *, json: bool = False) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=help)
        made.set_defaults(run=lazily("catalogue", name), json=False)
        if json:
            made.add_argument("--json", action="store_true", help=tr("as JSON"))
        return made

    show = part("show", tr("the entries that hold, or those of one section"), json=True)
    show.add_argument("section", nargs="?", default="", metavar="SECTION")
    show.add_argument("--version", type=int, metavar="N", help=tr("another version than the one in force"))
    part("versions", tr("the versions on this desk"), json=True)
    write = part("write", tr("write the catalogue to a file, to be edited"))
    write.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    write.add_argument("--next", action="store_true", help=tr("with the next version's number"))
    write.add_argument("--effective", type=date.fromisoformat, metavar="YYYY-MM-DD", help=tr("from when it holds"))
    part("check", tr("check a file; the first fault is told with its line")).add_argument(
        "file", type=Path, metavar="FILE"
    )
    edit = part("edit", tr("other values in an entry of the next version: limit=2, label=…"), json=True)
    edit.add_argument("section", metavar="SECTION")
    edit.add_argument("code", metavar="CODE")
    edit.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    confirm = part("confirm", tr("entries are no longer 待核定; a whole section without codes"), json=True)
    confirm.add_argument("section", metavar="SECTION")
    confirm.add_argument("codes", nargs="*", metavar="CODE")
    confirm.add_argument("--by", default="", metavar="NAME", help=tr("who decided it"))
    confirm.add_argument("--on", default="", metavar="DAY")
    confirm.add_argument("--source", default="", metavar="TEXT", help=tr("by what paper"))
    draft = part("draft", tr("what the next version changes"), json=True)
    draft.add_argument("--discard", action="store_true", help=tr("throw it away"))
    publish = part("publish", tr("publish the draft, or a file, as the province's next version"))
    publish.add_argument("file", nargs="?", type=Path, metavar="FILE")
