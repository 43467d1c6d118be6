"""What can be typed after ``zsdesk``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from zsdesk import __version__
from zsdesk.paths import default_desk
from zsdesk.words import tr

Run = Callable[[argparse.Namespace], "int | None"]


def _sheets(name: str) -> Run:
    def run(arguments: argparse.Namespace) -> int | None:
        from zsdesk.commands import sheets

        command: Run = getattr(sheets, name)
        return command(arguments)

    return run


def _desk(name: str) -> Run:
    def run(arguments: argparse.Namespace) -> int | None:
        from zsdesk.commands import desk

        command: Run = getattr(desk, name)
        return command(arguments)

    return run


def _server(name: str) -> Run:
    def run(arguments: argparse.Namespace) -> int | None:
        from zsdesk.commands import server

        command: Run = getattr(server, name)
        return command(arguments)

    return run


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; exits with 2 and the usage where they are wrong."""
    options = _options()
    with suppress(argparse.ArgumentError):
        known, rest = options.parse_known_args(argv)
        if not rest:  # the window: its first paint does not wait until every command has been described
            return known
    return _parser(options).parse_args(argv)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="zsdesk", add_help=False, exit_on_error=False)
    options.add_argument("--version", action="version", version=f"zsdesk {__version__}")
    options.add_argument("--desk", type=Path, default=default_desk(), metavar="DIR", help=tr("the desk's folder"))
    options.set_defaults(command=None)
    return options


def _parser(options: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zsdesk", description=tr("The investment officer's desk."), parents=[options])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help=tr("a province and two desks on this machine, step by step"))
    demo.add_argument("--offscreen", action="store_true", help=tr("without a display"))
    demo.add_argument("--keep", type=Path, metavar="DIR", help=tr("keep everything in this folder"))
    _desk_commands(commands)
    _sheet_commands(commands)
    _server_commands(commands)
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help: str, *, json: bool = False
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=help)
    made.set_defaults(run=_desk(name), json=False)
    if json:
        made.add_argument("--json", action="store_true", help=tr("as JSON"))
    return made


def _desk_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _add(commands, "init", tr("make a desk"))
    enrol = _add(commands, "enrol", tr("enrol the desk at a province; the password is read from stdin"))
    enrol.add_argument("url", metavar="URL")
    enrol.add_argument("--user", required=True, metavar="NAME")
    enrol.add_argument("--root", type=Path, metavar="FILE", help=tr("the province's own root certificate (PEM)"))
    _add(commands, "sync", tr("send what waits, fetch what is new"), json=True)
    _add(commands, "status", tr("how the desk stands"), json=True)
    _add(commands, "conflicts", tr("what two people changed"), json=True)
    resolve = _add(commands, "resolve", tr("settle a conflict"))
    resolve.add_argument("id", metavar="ID")
    resolve.add_argument("choices", nargs="+", metavar="FIELD=mine|theirs|VALUE")
    for name, help in (("add", tr("add a record; prints its id")), ("list", tr("records of a type"))):
        made = _add(commands, name, help, json=name == "list")
        made.add_argument("type", metavar="TYPE")
        made.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    change = _add(commands, "set", tr("change fields of a record"))
    change.set_defaults(run=_desk("change"))
    change.add_argument("id", metavar="ID")
    change.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    for name, help in (("show", tr("one record")), ("history", tr("every change of a record"))):
        _add(commands, name, help, json=True).add_argument("id", metavar="ID")
    _add(commands, "delete", tr("delete a record (it can be restored)")).add_argument("id", metavar="ID")
    _add(commands, "find", tr("find words, pinyin or initials anywhere"), json=True).add_argument(
        "text", metavar="TEXT"
    )
    attach = _add(commands, "attach", tr("attach files to a record"))
    attach.add_argument("id", metavar="ID")
    attach.add_argument("files", nargs="+", type=Path, metavar="FILE")
    brief = _add(commands, "brief", tr("the one-page brief of a negotiation"))
    brief.add_argument("id", metavar="NEGOTIATION")
    brief.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    _add(commands, "check", tr("check that everything on the desk is whole"), json=True)


def _sheet_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = _add(commands, "export", tr("records of a type as an Excel ledger"))
    export.set_defaults(run=_sheets("export"))
    export.add_argument("type", metavar="TYPE")
    export.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    export.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    export.add_argument("--columns", nargs="+", default=[], metavar="FIELD", help=tr("only these, in this order"))
    taken = _add(commands, "import", tr("take an Excel ledger in; unknown columns and wrong rows are told"), json=True)
    taken.set_defaults(run=_import)
    taken.add_argument("file", nargs="?", type=Path, metavar="FILE")
    taken.add_argument("--type", metavar="TYPE")
    taken.add_argument("--sheet", default="", metavar="NAME", help=tr("the sheet; the first one without it"))
    taken.add_argument("--columns", nargs="+", default=[], metavar="HEADING=FIELD", help=tr("which column is which"))
    taken.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    taken.add_argument("--refused", type=Path, metavar="FILE", help=tr("write the refused rows here, with reasons"))
    taken.add_argument("--undo", metavar="ID", help=tr("take a whole import back"))
    _add(commands, "imports", tr("the last imports"), json=True).set_defaults(run=_sheets("imports"))


def _import(arguments: argparse.Namespace) -> int | None:
    if arguments.undo:
        return _sheets("undo")(arguments)
    if arguments.file is None or arguments.type is None:
        print(tr("Say which file to take in, and with --type what its rows are."), file=sys.stderr)
        raise SystemExit(2)
    return _sheets("take_in")(arguments)


def _server_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    server = commands.add_parser("server", help=tr("the provincial server"))
    parts = server.add_subparsers(dest="server_command", required=True, metavar="COMMAND")

    def part(name: str, help: str) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=help)
        made.set_defaults(run=_server(name))
        made.add_argument("--data", required=True, type=Path, metavar="DIR")
        return made

    init = part("init", tr("make a province"))
    init.add_argument("--database", metavar="URL", help=tr("PostgreSQL; SQLite in the folder without it"))
    init.add_argument("--files", metavar="PLACE", help=tr("a folder or s3://bucket/prefix for the files"))
    run = part("run", tr("run the server"))
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8760)
    run.add_argument("--workers", type=int, default=1)
    run.add_argument("--cert", type=Path, metavar="FILE", help=tr("certificate (PEM), needed beyond this machine"))
    run.add_argument("--key", type=Path, metavar="FILE", help=tr("its key (PEM)"))
    users = parts.add_parser("user", help=tr("accounts")).add_subparsers(
        dest="user_command", required=True, metavar="COMMAND"
    )
    devices = parts.add_parser("device", help=tr("enrolled laptops")).add_subparsers(
        dest="device_command", required=True, metavar="COMMAND"
    )

    def account(name: str, help: str) -> argparse.ArgumentParser:
        made = users.add_parser(name, help=help)
        made.set_defaults(run=_server(f"user_{name}"))
        made.add_argument("name", metavar="NAME")
        made.add_argument("--data", required=True, type=Path, metavar="DIR")
        return made

    add = account("add", tr("add an account; the password is read from stdin"))
    add.add_argument("--role", required=True, choices=("officer", "supervisor", "department", "administrator"))
    add.add_argument("--region", required=True, metavar="CODE")
    account("password", tr("set a new password, read from stdin"))
    account("disable", tr("close an account"))
    account("enable", tr("open an account again"))
    for name, help in (("list", tr("the enrolled devices")), ("revoke", tr("revoke a lost device"))):
        made = devices.add_parser(name, help=help)
        made.set_defaults(run=_server(f"device_{name}"))
        if name == "revoke":
            made.add_argument("name", metavar="NAME")
            made.add_argument("device", metavar="DEVICE")
        made.add_argument("--data", required=True, type=Path, metavar="DIR")
