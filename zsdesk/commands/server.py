"""The commands over a province."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from datetime import UTC, datetime

from zsdesk.errors import Refused
from zsdesk.server import admin
from zsdesk.words import tr


def init(arguments: Namespace) -> None:
    """Make a province."""
    admin.init(arguments.data, arguments.database, arguments.files)
    print(arguments.data)


def run(arguments: Namespace) -> None:
    """Serve until told to stop."""
    from zsdesk.server import run as serving

    serving.run(
        arguments.data, host=arguments.host, port=arguments.port, workers=arguments.workers,
        certfile=arguments.cert, keyfile=arguments.key,
    )  # fmt: skip


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(tr("Password of {user}: ", user=name))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refused("The password is empty; give it on stdin.")
    return password


def user_add(arguments: Namespace) -> None:
    """Add an account; a short password is named, and kept: the administrator decides."""
    password = _password(arguments.name)
    admin.add_user(arguments.data, arguments.name, arguments.role, arguments.region, password)
    if len(password) < admin.ADVISED_PASSWORD:
        print(tr("The password is short; {count} characters or more are advised.", count=admin.ADVISED_PASSWORD),
              file=sys.stderr)  # fmt: skip


def user_password(arguments: Namespace) -> None:
    """Set a new password; desks that are enrolled stay so."""
    admin.reset_password(arguments.data, arguments.name, _password(arguments.name))


def user_disable(arguments: Namespace) -> None:
    """Close an account; its desks can no longer sync, and lose nothing."""
    admin.disable_user(arguments.data, arguments.name)


def user_enable(arguments: Namespace) -> None:
    """Open an account again."""
    admin.enable_user(arguments.data, arguments.name)


def device_list(arguments: Namespace) -> None:
    """The enrolled devices."""
    for device in admin.devices(arguments.data):
        seen = datetime.fromtimestamp(device.last_seen / 1000, UTC).isoformat(timespec="minutes")
        state = tr("revoked") if device.revoked else tr("active")
        print(f"{device.account}\t{device.id}\t{device.name}\t{seen}\t{state}")


def device_revoke(arguments: Namespace) -> None:
    """Revoke a device: a laptop that was lost."""
    admin.revoke_device(arguments.data, arguments.name, arguments.device)
