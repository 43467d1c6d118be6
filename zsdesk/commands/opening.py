"""What every command over a desk begins with: the desk, and what was typed as ``FIELD=VALUE``."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Sequence

from zsdesk.desk import Desk
from zsdesk.errors import NeedsPassphrase
from zsdesk.words import tr


def open_desk(arguments: Namespace, *, read_only: bool = False) -> Desk:
    """The desk; its passphrase is asked for at a terminal."""
    try:
        return Desk.open(arguments.desk, read_only=read_only)
    except NeedsPassphrase:
        if not sys.stdin.isatty():
            raise
        return Desk.open(arguments.desk, passphrase=getpass.getpass(tr("Passphrase: ")), read_only=read_only)


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """``FIELD=VALUE …`` as a dictionary; exits with 2 where a text is none."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            print(tr("“{text}” is not FIELD=VALUE.", text=text), file=sys.stderr)
            raise SystemExit(2)
        found[name.strip()] = value
    return found
