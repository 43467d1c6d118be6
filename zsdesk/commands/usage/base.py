"""How a command is described: its arguments here, what it runs in a module that is loaded when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from zsdesk.words import tr

Run = Callable[[argparse.Namespace], "int | None"]


def lazily(module: str, function: str) -> Run:
    """Run ``zsdesk.commands.MODULE.FUNCTION``: describing every command loads no store, no PDF, no server."""

    def run(arguments: argparse.Namespace) -> int | None:
        command: Run = getattr(import_module(f"zsdesk.commands.{module}"), function)
        return command(arguments)

    return run


def described(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help: str, run: Run, *, json: bool = False
) -> argparse.ArgumentParser:
    """A command that ``run`` does; a reading one takes ``--json``."""
    made = commands.add_parser(name, help=help)
    made.set_defaults(run=run, json=False)
    if json:
        made.add_argument("--json", action="store_true", help=tr("as JSON"))
    return made
