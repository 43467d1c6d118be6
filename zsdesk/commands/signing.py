"""The commands that sign papers and say what of them holds."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from zsdesk.clock import BEIJING
from zsdesk.commands.opening import open_desk
from zsdesk.commands.papers import write
from zsdesk.errors import Refused
from zsdesk.kinds import AnyRef
from zsdesk.queries import documents
from zsdesk.signing import certificates, pkcs12, trust
from zsdesk.signing import papers as signing
from zsdesk.signing.verdict import Verdict
from zsdesk.words import tr


def sign(arguments: Namespace) -> None:
    """Sign a file; prints where it lies."""
    data = _read(arguments.file)
    with open_desk(arguments) as desk:
        made = signing.sign(desk, data, arguments.place)
    path = arguments.output or arguments.file
    write(path, made.data)
    print(path)
    if not made.stamped:
        print(tr("Signed without a timestamp."), file=sys.stderr)


def verify(arguments: Namespace) -> int:
    """Say what holds of a file, or of what a QR code says; 0 only when all of it does."""
    with open_desk(arguments, read_only=True) as desk:
        if arguments.file.startswith("ZSD1:"):
            edition, current = signing.verify_code(desk, arguments.file)
            _say_edition(arguments, edition, current)
            return 0 if current == "yes" else 1
        found = signing.verify(desk, _read(Path(arguments.file)))
    if arguments.json:
        print(json.dumps(found.plain(), ensure_ascii=False, indent=2))
    else:
        for line in sentences(found):
            print(line)
    return 0 if found.ok else 1


def sentences(found: Verdict) -> list[str]:
    """The verdict, a line for each thing that was looked at."""
    said = [tr("Everything holds.") if found.ok else tr("NOT everything holds.")]
    for mark in found.marks:
        when = _when(mark.signed_at)
        said.append(tr("{place}: {signer} ({province}, certificate {serial}), {when}", place=mark.place_name,
                       signer=mark.signer or "?", province=mark.province or "?", serial=mark.serial or "?",
                       when=when))  # fmt: skip
        said += [f"  ✗ {problem}" for problem in mark.problems]
        if not mark.problems and mark.proven_at is not None:
            said.append("  " + tr("The time is proven: {when}.", when=_when(mark.proven_at)))
    said += [f"✗ {problem}" for problem in found.problems]
    if found.entry is not None:
        said.append(tr("Registered: {name}, edition {edition}, {when}", name=found.entry.name,
                       edition=found.entry.edition, when=_when(found.entry.made_at)))  # fmt: skip
        said.append(_currency(found.current))
    return said


def _currency(current: str) -> str:
    return {
        "yes": tr("The record still says what the paper says."),
        "no": "✗ " + tr("The record has changed since: this is not its current version."),
    }.get(current, "✗ " + tr("The record is not on this desk: whether the paper is current is not known."))


def _when(at: datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else "—"


def _say_edition(arguments: Namespace, edition: documents.Edition, current: str) -> None:
    if arguments.json:
        print(json.dumps({"ok": current == "yes", "current": current, **_plain(edition)}, ensure_ascii=False, indent=2))
        return
    print(tr("Registered: {name}, edition {edition}, {when}", name=edition.name, edition=edition.edition,
             when=_when(edition.made_at)))  # fmt: skip
    print(_currency(current))


def papers(arguments: Namespace) -> None:
    """The register of papers, newest first."""
    target = AnyRef().parse(arguments.record) if arguments.record else None
    with open_desk(arguments, read_only=True) as desk:
        found = desk.read(documents.editions, target=target)
    if arguments.json:
        print(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        print(f"{_when(one.made_at)}\t{one.kind_label}\t{one.edition}\t{one.name}\t{one.digest[:16]}\t"
              f"{'、'.join(one.signers)}")  # fmt: skip


def _plain(one: documents.Edition) -> dict[str, object]:
    made = one.made_at.isoformat(timespec="seconds") if one.made_at else None
    received = one.received_at.isoformat(timespec="seconds") if one.received_at else None
    target = f"{one.target.type}/{one.target.id}" if one.target else ""
    return {**one._asdict(), "target": target, "made_at": made, "received_at": received}


def certificate(arguments: Namespace) -> None:
    """The desk's certificate; out of or into a PKCS#12 file."""
    with open_desk(arguments) as desk:
        if arguments.taken:
            pkcs12.take_in(desk, _read(arguments.taken), _passphrase())
        elif arguments.export:
            write(arguments.export, pkcs12.exported(desk, _passphrase()))
        found = trust.identity_of(desk).certificate
    holder = certificates.holder_of(found)
    until = f"{found.not_valid_after_utc:%Y-%m-%d}"
    if arguments.json:
        print(json.dumps({**holder._asdict(), "serial": certificates.serial_text(found), "until": until},
                         ensure_ascii=False, indent=2))  # fmt: skip
        return
    print(f"{holder.account}\t{holder.role}\t{holder.region}\t{holder.province}\t{until}\t"
          f"{certificates.serial_text(found)}")  # fmt: skip


def _passphrase() -> str:
    if sys.stdin.isatty():
        return getpass.getpass(tr("Passphrase of the PKCS#12 file: "))
    return sys.stdin.readline().rstrip("\r\n")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path, why=error.strerror or error) from None  # fmt: skip
