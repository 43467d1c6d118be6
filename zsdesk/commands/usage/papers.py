"""The commands that make papers."""

from __future__ import annotations

import argparse
from pathlib import Path

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Papers out of records, and the templates that they follow."""
    for name, metavar, help in (("brief", "NEGOTIATION", tr("the one-page brief of a negotiation")),):
        made = described(commands, name, help, lazily("papers", "make"))
        made.set_defaults(kind=name.removesuffix("-sheet"), leave_out=False)
        made.add_argument("id", metavar=metavar)
        made.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    dossier = described(
        commands, "dossier", tr("the dossier of a signed project; without -o what it lacks"),
        lazily("papers", "dossier"), json=True,
    )  # fmt: skip
    dossier.set_defaults(kind="dossier")
    dossier.add_argument("id", metavar="PROJECT")
    dossier.add_argument("-o", "--output", type=Path, metavar="FILE")
    dossier.add_argument("--leave-out", action="store_true", help=tr("go on without files that cannot be read"))
