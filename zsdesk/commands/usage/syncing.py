"""The commands around sync: what waits, what went elsewhere, leaving."""

from __future__ import annotations

import argparse

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr

Parts = argparse._SubParsersAction  # its items are parsers


def describe(commands: Parts[argparse.ArgumentParser]) -> None:
    """Waiting changes, quarantine, transfers, logging out."""
    waiting = described(commands, "waiting", tr("what the province has not got, and what it returned with its reason"),
                        lazily("syncing", "waiting"), json=True)  # fmt: skip
    waiting.add_argument("--again", action="store_true", help=tr("send all that was returned once more"))
    waiting.add_argument("--take-back", type=int, metavar="N",
                         help=tr("take back the returned change N, with what was done in the same step"))  # fmt: skip
    transfer = described(
        commands, "transfer", tr("hand a record over to another region"), lazily("syncing", "transfer")
    )
    transfer.add_argument("id", metavar="ID")
    transfer.add_argument("region", metavar="REGION")
    transfer.add_argument("--reason", default="", metavar="TEXT", help=tr("why; a project needs it"))
    merge = described(commands, "merge", tr("one enterprise that was entered twice: list, or make one of two"),
                      lazily("syncing", "merge"), json=True)  # fmt: skip
    merge.add_argument("ids", nargs="*", metavar="ID", help=tr("the one that stays, and the one that joins it"))
    merge.add_argument("--take", action="append", metavar="FIELD", help=tr("take this field from the one that joins"))
    merge.add_argument("--undo", metavar="ID", help=tr("take back what was merged"))
    logout = described(commands, "logout", tr("end this desk's enrolment, once the province has everything"),
                       lazily("syncing", "logout"))  # fmt: skip
    logout.add_argument("--wipe", action="store_true", help=tr("and take the desk off this machine"))
    _quarantine(commands)


def _quarantine(commands: Parts[argparse.ArgumentParser]) -> None:
    parts = commands.add_parser("quarantine", help=tr("changes of what their authors no longer see")).add_subparsers(
        dest="quarantine_command", required=True, metavar="COMMAND"
    )
    described(parts, "list", tr("the open ones"), lazily("syncing", "quarantine_list"), json=True)
    adopt = described(parts, "adopt", tr("let a change hold"), lazily("syncing", "quarantine_adopt"))
    adopt.add_argument("id", metavar="ID")
    adopt.add_argument("--field", action="append", metavar="FIELD", help=tr("only this field; may be repeated"))
    discard = described(parts, "discard", tr("leave the record as it is"), lazily("syncing", "quarantine_discard"))
    discard.add_argument("id", metavar="ID")
