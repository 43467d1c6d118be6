"""The commands of an officer's desk."""

from __future__ import annotations

import argparse
from pathlib import Path

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help: str, *, json: bool = False
) -> argparse.ArgumentParser:
    return described(commands, name, help, lazily("desk", name), json=json)


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Records, sync, files, the brief."""
    _add(commands, "init", tr("make a desk"))
    enrol = _add(commands, "enrol", tr("enrol the desk at a province; the password is read from stdin"))
    enrol.add_argument("url", metavar="URL")
    enrol.add_argument("--user", required=True, metavar="NAME")
    enrol.add_argument("--root", type=Path, metavar="FILE", help=tr("the province's own root certificate (PEM)"))
    sync = _add(commands, "sync", tr("send what waits, fetch what is new"), json=True)
    sync.add_argument("--compare", action="store_true", help=tr("compare every record with the province afterwards"))
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
    change.set_defaults(run=lazily("desk", "change"))
    change.add_argument("id", metavar="ID")
    change.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    for name, help in (("show", tr("one record")), ("history", tr("every change of a record"))):
        _add(commands, name, help, json=True).add_argument("id", metavar="ID")
    _add(commands, "delete", tr("delete a record (it can be restored)")).add_argument("id", metavar="ID")
    _add(commands, "restore", tr("take back a deletion")).add_argument("id", metavar="ID")
    _add(commands, "find", tr("find words, pinyin or initials anywhere"), json=True).add_argument(
        "text", metavar="TEXT"
    )
    attach = _add(commands, "attach", tr("attach files to a record"))
    attach.add_argument("id", metavar="ID")
    attach.add_argument("files", nargs="+", type=Path, metavar="FILE")
    _add(commands, "check", tr("check that everything on the desk is whole"), json=True)
