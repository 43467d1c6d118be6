"""Reads what was typed after ``zsdesk``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from zsdesk import __version__
from zsdesk.paths import default_desk
from zsdesk.words import tr

ROOMS = (
    "desk", "catalogue", "attracting", "mechanism", "sheets", "papers", "signing", "statistics", "pushing", "syncing",
    "server",
)  # fmt: skip
"""The modules of ``zsdesk.commands.usage``, in the order of ``zsdesk --help``."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; exits with 2 and the usage where they are wrong."""
    _speak()
    options = _options()
    with suppress(argparse.ArgumentError):
        known, rest = options.parse_known_args(argv)
        if not rest:  # the window: its first paint does not wait until every command has been described
            return known
    return _parser(options).parse_args(argv)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="zsdesk", add_help=False, exit_on_error=False)
    options.add_argument("--version", action="version", version=f"zsdesk {__version__}",
                         help=tr("the program's version"))  # fmt: skip
    options.add_argument("--desk", type=Path, default=default_desk(), metavar="DIR", help=tr("the desk's folder"))
    options.set_defaults(command=None)
    return options


SAID = (
    "usage: ", "positional arguments", "options", "show this help message and exit", "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s", "unrecognized arguments: %s",
    "the following arguments are required: %s", "one of the arguments %s is required", "expected one argument",
    "expected at most one argument", "expected at least one argument", "expected %s argument", "expected %s arguments",
    "not allowed with argument %s", "ignored explicit argument %r",
    "ambiguous option: %(option)s could match %(matches)s", "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
)  # fmt: skip
"""What argparse itself says to an officer who mistyped, as it asks gettext for it."""


def _speak() -> None:
    """Let argparse speak the language in force; it looks for its sentences under gettext's two names."""
    own: Any = argparse
    own._ = lambda text: tr(text) if text in SAID else text
    own.ngettext = lambda one, many, n: own._(one if n == 1 else many)


def _parser(options: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zsdesk", description=tr("The investment officer's desk."), parents=[options])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help=tr("a province and two desks on this machine, step by step"))
    demo.add_argument("--offscreen", action="store_true", help=tr("without a display"))
    demo.add_argument("--keep", type=Path, metavar="DIR", help=tr("keep everything in this folder"))
    for room in ROOMS:
        import_module(f"zsdesk.commands.usage.{room}").describe(commands)
    return parser
