"""The commands of statistics."""

from __future__ import annotations

import argparse

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The figures, the rows behind them, what was kept of earlier ones."""
    stats = described(
        commands, "stats", tr("the figures of a period, each with the rows behind it"),
        lazily("statistics", "stats"), json=True,
    )  # fmt: skip
    _question(stats)
    stats.add_argument("--rows", metavar="FIGURE", help=tr("list the rows behind a figure"))
    keep = described(commands, "snapshot", tr("keep the figures with their rows"), lazily("statistics", "keep"))
    keep.add_argument("title", metavar="TITLE")
    _question(keep)
    kept = described(
        commands, "snapshots", tr("the figures that were kept"), lazily("statistics", "snapshots"), json=True
    )
    kept.add_argument("--rebuild", metavar="ID", help=tr("the figures as they were told"))
    kept.add_argument("--compare", metavar="ID", help=tr("why they would be others now"))


def _question(command: argparse.ArgumentParser) -> None:
    command.add_argument("--period", default="", metavar="PERIOD", help=tr("2025, 2025-03 or 2025-01..2025-11"))
    command.add_argument("--cutoff", default="", metavar="DATE", help=tr("up to which day"))
    command.add_argument("--scope", default="", metavar="CODE", help=tr("a region; your own without it"))
    command.add_argument("--major", action="store_true", help=tr("major projects (拟招重大) only"))
    command.add_argument("--over", default="contract", choices=("contract", "total", "fixed"),
                         help=tr("what money arrived is divided by"))  # fmt: skip
