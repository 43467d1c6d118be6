"""The commands of the provincial server."""

from __future__ import annotations

import argparse
from pathlib import Path

from zsdesk.commands.usage.base import lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The province: its server, accounts, devices."""
    server = commands.add_parser("server", help=tr("the provincial server"))
    parts = server.add_subparsers(dest="server_command", required=True, metavar="COMMAND")

    def part(name: str, help: str) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=help)
        made.set_defaults(run=lazily("server", name))
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
    backup = part("backup", tr("the whole province into one file, sealed by ZSDESK_BACKUP_PASSPHRASE or stdin"))
    backup.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    backup.add_argument("--without-files", action="store_true", help=tr("records only"))
    restore = part("restore", tr("a province in a new folder out of a backup"))
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--database", metavar="URL", help=tr("an empty PostgreSQL; SQLite in the folder without it"))
    restore.add_argument("--files", metavar="PLACE", help=tr("a folder or s3://bucket/prefix for the files"))
    tidied = part("tidy", tr("every night: forget what left a desk's sight longer ago than it may be offline"))
    tidied.add_argument("--days", type=int, default=180, metavar="N")
    part("restored", tr("say that the database was put back from a backup: desks push again what it lost"))
    _users(parts)
    _devices(parts)
    _authority(parts)


def _users(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Who may sync, in which role, for which regions."""
    users = parts.add_parser("user", help=tr("accounts")).add_subparsers(
        dest="user_command", required=True, metavar="COMMAND"
    )

    def account(name: str, help: str) -> argparse.ArgumentParser:
        made = users.add_parser(name, help=help)
        made.set_defaults(run=lazily("server", f"user_{name}"))
        made.add_argument("name", metavar="NAME")
        made.add_argument("--data", required=True, type=Path, metavar="DIR")
        return made

    add = account("add", tr("add an account; the password is read from stdin"))
    add.add_argument("--role", required=True, choices=("officer", "supervisor", "department", "administrator"))
    add.add_argument("--region", required=True, metavar="CODE")
    add.add_argument("--unit", default="", metavar="DEPARTMENT", help=tr("the department or office it speaks for"))
    account("password", tr("set a new password, read from stdin"))
    unit = account("unit", tr("the department that an account speaks for; empty where its name says it"))
    unit.add_argument("unit", metavar="DEPARTMENT")
    move = account("move", tr("another region for an account; its desks erase what they no longer see"))
    helping = account("help", tr("let an account work in another region too"))
    helping.add_argument("--until", default="", metavar="DAY", help=tr("the first day on which it no longer holds"))
    unhelp = account("unhelp", tr("end that"))
    for made in (move, helping, unhelp):
        made.add_argument("--region", required=True, metavar="CODE")
    account("disable", tr("close an account"))
    account("enable", tr("open an account again"))


def _devices(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The laptops that hold a token."""
    devices = parts.add_parser("device", help=tr("enrolled laptops")).add_subparsers(
        dest="device_command", required=True, metavar="COMMAND"
    )
    for name, help in (("list", tr("the enrolled devices")), ("revoke", tr("revoke a lost device"))):
        made = devices.add_parser(name, help=help)
        made.set_defaults(run=lazily("server", f"device_{name}"))
        if name == "revoke":
            made.add_argument("name", metavar="NAME")
            made.add_argument("device", metavar="DEVICE")
        made.add_argument("--data", required=True, type=Path, metavar="DIR")


def _authority(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The province's own certificates: the keys that papers are signed with."""
    commands = parts.add_parser("ca", help=tr("the province's certificates")).add_subparsers(
        dest="ca_command", required=True, metavar="COMMAND"
    )

    def part(name: str, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help)
        made.set_defaults(run=lazily("authority", name), json=False)
        made.add_argument("--data", required=True, type=Path, metavar="DIR")
        return made

    init = part("init", tr("make the authority; its keys are sealed by ZSDESK_CA_PASSPHRASE or the keyring"))
    init.add_argument(
        "--name", default="贵州省招商引资", metavar="NAME", help=tr("the province, as certificates name it")
    )
    part("renew", tr("another issuing key, signed by the root"))
    show = part("show", tr("the authority's certificates"))
    show.add_argument("-o", "--output", type=Path, metavar="DIR", help=tr("write root, issuing and list as PEM here"))
    issued = part("issued", tr("what was issued to whom"))
    issued.add_argument("account", nargs="?", metavar="NAME")
    issued.add_argument("--json", action="store_true", help=tr("as JSON"))
    revoke = part("revoke", tr("revoke certificates of an account"))
    revoke.add_argument("name", metavar="NAME")
    revoke.add_argument("--serial", metavar="HEX", help=tr("only this one"))
    revoke.add_argument("--reason", default="lost", choices=("lost", "left", "replaced", "ended"))
    stamping = part("timestamp", tr("where desks ask for timestamps (RFC 3161)"))
    stamping.add_argument("url", metavar="URL")
    stamping.add_argument("--root", type=Path, metavar="FILE", help=tr("whom they are believed from (PEM)"))
