"""The commands that make papers."""

from __future__ import annotations

import argparse
from pathlib import Path

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Papers out of records, and the templates that they follow."""
    for name, metavar, help in (
        ("brief", "NEGOTIATION", tr("the one-page brief of a negotiation")),
        ("minutes", "NEGOTIATION", tr("the minutes of a negotiation, to be signed by both sides")),
        ("notice", "SUPERVISION", tr("the notice of a supervision")),
        ("agenda", "MEETING", tr("the agenda of a coordination group's meeting")),
        ("handover-sheet", "HANDOVER", tr("the sheet of a handover")),
        ("pack", "VISIT", tr("the pack of a visit: course, seats, enterprise, where talks stand")),
    ):
        made = described(commands, name, help, lazily("papers", "make"))
        made.set_defaults(kind=name.removesuffix("-sheet"), leave_out=False)
        made.add_argument("id", metavar=metavar)
        made.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
        made.add_argument("--sign", action="store_true", help=tr("sign it with this desk's certificate"))
    added = described(commands, "supplement", tr("add to minutes that were signed by hand"),
                      lazily("papers", "supplement"))  # fmt: skip
    added.add_argument("id", metavar="NEGOTIATION")
    added.add_argument("text", metavar="TEXT")
    bulletin = described(
        commands, "bulletin", tr("the bulletin of figures of a region and a period"), lazily("papers", "bulletin")
    )
    bulletin.set_defaults(kind="bulletin", leave_out=False)
    bulletin.add_argument("id", metavar="REGION", help=tr("a region; its name, code or pinyin initials"))
    bulletin.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    bulletin.add_argument("--period", default="", metavar="PERIOD", help=tr("2025, 2025-03 or 2025-01..2025-11"))
    bulletin.add_argument("--cutoff", default="", metavar="DATE", help=tr("up to which day"))
    bulletin.add_argument("--sign", action="store_true", help=tr("sign it with this desk's certificate"))
    dossier = described(
        commands, "dossier", tr("the dossier of a signed project; without -o what it lacks"),
        lazily("papers", "dossier"), json=True,
    )  # fmt: skip
    dossier.set_defaults(kind="dossier")
    dossier.add_argument("id", metavar="PROJECT")
    dossier.add_argument("-o", "--output", type=Path, metavar="FILE")
    dossier.add_argument("--sign", action="store_true", help=tr("sign it with this desk's certificate"))
    dossier.add_argument("--leave-out", action="store_true", help=tr("go on without files that cannot be read"))
    templates = described(commands, "templates", tr("the templates of papers"), lazily("papers", "templates"))
    doing = templates.add_mutually_exclusive_group(required=True)
    doing.add_argument("-o", "--output", type=Path, metavar="DIR", help=tr("write the program's own into this folder"))
    doing.add_argument("--publish", type=Path, metavar="FILE",
                       help=tr("as an administrator of the province, for all its desks"))  # fmt: skip
    doing.add_argument("--list", action="store_true", help=tr("the province's, and what could not be taken in"))
    doing.add_argument("--check", type=Path, metavar="FILE", help=tr("say whether a changed one can be used"))
