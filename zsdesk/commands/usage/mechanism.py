"""The commands of the mechanism: stages and their gates."""

from __future__ import annotations

import argparse
from pathlib import Path

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """From stage to stage."""
    go = described(commands, "transition", tr("take a project to another stage, or say what its gates miss"),
                   lazily("mechanism", "transition"), json=True)  # fmt: skip
    go.add_argument("id", metavar="ID")
    go.add_argument("stage", nargs="?", default="", metavar="STAGE", help=tr("nothing: only say what is missing"))
    go.add_argument("--date", default="", metavar="DAY", help=tr("the business date; today without it"))
    go.add_argument("--reason", default="", metavar="TEXT")
    go.add_argument("--review", default="", metavar="DAY", help=tr("when what is laid aside is looked at again"))
    go.add_argument("--evidence", nargs="+", default=[], type=Path, metavar="FILE", help=tr("files that prove it"))
    go.add_argument("--purpose", default="", metavar="PURPOSE", help=tr("what those files are"))
    go.add_argument("--waive", default="", metavar="REASON", help=tr("why it goes although something is missing"))
    go.add_argument("--approver", default="", metavar="NAME", help=tr("who approves that"))
    go.add_argument("--to", default="", metavar="REGION", help=tr("with the stage transfer: who takes it over"))
    go.add_argument("--correct", action="store_true", help=tr("put a mistake right: back, or another date"))
