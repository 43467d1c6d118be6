"""The commands of statistics."""

from __future__ import annotations

import argparse

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The figures, and the rows behind them."""
    stats = described(
        commands, "stats", tr("the figures of a period, each with the rows behind it"),
        lazily("statistics", "stats"), json=True,
    )  # fmt: skip
    stats.add_argument("--period", default="", metavar="PERIOD", help=tr("2025, 2025-03 or 2025-01..2025-11"))
    stats.add_argument("--cutoff", default="", metavar="DATE", help=tr("up to which day"))
    stats.add_argument("--scope", default="", metavar="CODE", help=tr("a region; your own without it"))
    stats.add_argument("--major", action="store_true", help=tr("major projects (拟招重大) only"))
    stats.add_argument("--over", default="contract", choices=("contract", "total", "fixed"),
                       help=tr("what money arrived is divided by"))  # fmt: skip
    stats.add_argument("--rows", metavar="FIGURE", help=tr("list the rows behind a figure"))
