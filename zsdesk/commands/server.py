"""The commands over a province."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace

from zsdesk.clock import Clock, from_ms
from zsdesk.errors import Refused
from zsdesk.kinds import Region
from zsdesk.rules.rights import place_name
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


def backup(arguments: Namespace) -> None:
    """The whole province into one sealed file."""
    from zsdesk.server import backup as keeping

    done = keeping.backup(
        arguments.data, arguments.output, _passphrase(), files=not arguments.without_files, tell=_told
    )
    _told_lacking(done.lacking if not arguments.without_files else 0)
    print(arguments.output)


def restore(arguments: Namespace) -> None:
    """A province out of a backup."""
    from zsdesk.server import backup as keeping

    done = keeping.restore(
        arguments.file, arguments.data, _passphrase(), database=arguments.database, files=arguments.files, tell=_told
    )
    _told_lacking(done.lacking)
    print(arguments.data)


def _told(what: str, count: int) -> None:
    print(f"{what}\t{count}", file=sys.stderr)


def _told_lacking(count: int) -> None:
    if count:
        print(tr("{count} files are named in the records and were not there.", count=count), file=sys.stderr)


def _passphrase() -> str:
    given = os.environ.get("ZSDESK_BACKUP_PASSPHRASE")
    if given:
        return given
    if sys.stdin.isatty():
        return getpass.getpass(tr("Passphrase of the backup: "))
    return sys.stdin.readline().rstrip("\r\n")


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(tr("Password of {user}: ", user=name))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refused("The password is empty; give it on stdin.")
    return password


def user_add(arguments: Namespace) -> None:
    """Add an account; one of a short password is made, and that it is short is said."""
    password = _password(arguments.name)
    admin.add_user(arguments.data, arguments.name, arguments.role, arguments.region, password, arguments.unit)
    print(tr("The account “{name}” was made: {role}, {region}.", name=arguments.name.strip(), role=arguments.role,
             region=place_name(Region().parse(arguments.region))))  # fmt: skip
    _advise(password)


def user_password(arguments: Namespace) -> None:
    """Set a new password; desks that are enrolled stay so."""
    password = _password(arguments.name)
    admin.reset_password(arguments.data, arguments.name, password)
    print(tr("The password of “{name}” was changed; its desks stay enrolled.", name=arguments.name))
    _advise(password)


def _advise(password: str) -> None:
    if len(password) < admin.ADVISED_PASSWORD:
        print(tr("Its password works, and is rather short: {count} characters or more are advised.",
                 count=admin.ADVISED_PASSWORD), file=sys.stderr)  # fmt: skip


def user_unit(arguments: Namespace) -> None:
    """The department that an account speaks for."""
    admin.set_unit(arguments.data, arguments.name, arguments.unit)


def user_move(arguments: Namespace) -> None:
    """Another region for an account."""
    admin.move_user(arguments.data, arguments.name, arguments.region)


def user_help(arguments: Namespace) -> None:
    """Let an account see and write the records of another region too."""
    admin.help_out(arguments.data, arguments.name, arguments.region, arguments.until)


def user_unhelp(arguments: Namespace) -> None:
    """End what ``user help`` allowed."""
    admin.end_help(arguments.data, arguments.name, arguments.region)


def tidy(arguments: Namespace) -> None:
    """Forget what left a scope long ago; how many entries."""
    print(admin.tidy(arguments.data, arguments.days, now_ms=Clock().now_ms()))


def restored(arguments: Namespace) -> None:
    """Begin another life of the province after its database was put back; print its epoch."""
    print(admin.new_life(arguments.data))


def user_disable(arguments: Namespace) -> None:
    """Close an account; its desks can no longer sync, and lose nothing."""
    admin.disable_user(arguments.data, arguments.name)


def user_enable(arguments: Namespace) -> None:
    """Open an account again."""
    admin.enable_user(arguments.data, arguments.name)


def device_list(arguments: Namespace) -> None:
    """The enrolled devices."""
    for device in admin.devices(arguments.data):
        seen = from_ms(device.last_seen).isoformat(sep=" ", timespec="minutes")
        state = tr("revoked") if device.revoked else tr("active")
        print(f"{device.account}\t{device.id}\t{device.name}\t{seen}\t{state}")


def device_revoke(arguments: Namespace) -> None:
    """Revoke a device: a laptop that was lost."""
    admin.revoke_device(arguments.data, arguments.name, arguments.device)
