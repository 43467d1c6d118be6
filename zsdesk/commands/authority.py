"""The commands over a province's certificate authority."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from zsdesk.clock import from_ms
from zsdesk.errors import NotFound, Refused
from zsdesk.server import admin
from zsdesk.server.authority import Issued
from zsdesk.signing.certificates import serial_text
from zsdesk.store.vault import write_durably
from zsdesk.words import tr


def init(arguments: Namespace) -> None:
    """Make the authority: a root and an issuing key, both sealed."""
    with admin.authority(arguments.data) as authority:
        authority.make(arguments.name)
    show(arguments)


def renew(arguments: Namespace) -> None:
    """Another issuing key, signed by the root."""
    with admin.authority(arguments.data) as authority:
        authority.renew()
    show(arguments)


def show(arguments: Namespace) -> None:
    """The certificates of the authority, and the newest list of the revoked ones."""
    with admin.authority(arguments.data) as authority:
        found = authority.trust(-1)
    if found is None:
        raise NotFound("This province has no certificate authority yet. Make one with “zsdesk server ca init”.")
    made = [x509.load_der_x509_certificate(der) for der in found.certificates]
    revoked = x509.load_der_x509_crl(found.crl)
    if getattr(arguments, "output", None):
        _export(arguments.output, made, revoked)
    for one in made:
        print(f"{serial_text(one)}\t{one.not_valid_after_utc:%Y-%m-%d}\t{one.subject.rfc4514_string()}")
    print(tr("List {number} of revoked certificates: {count}, good until {day}.", number=found.number,
             count=len(revoked), day=f"{revoked.next_update_utc:%Y-%m-%d}"))  # fmt: skip


def _export(folder: Path, made: list[x509.Certificate], revoked: x509.CertificateRevocationList) -> None:
    pem = serialization.Encoding.PEM
    tops = b"".join(one.public_bytes(pem) for one in made if one.subject == one.issuer)
    others = b"".join(one.public_bytes(pem) for one in made if one.subject != one.issuer)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in (("root.pem", tops), ("issuing.pem", others), ("revoked.pem", revoked.public_bytes(pem))):
            write_durably(folder / name, data)
    except OSError as error:
        raise Refused("The folder {folder} cannot be used: {why}.", folder=folder, why=error.strerror) from None


def issued(arguments: Namespace) -> None:
    """What was issued to whom."""
    with admin.authority(arguments.data) as authority:
        found = authority.issued(arguments.account or "")
    if arguments.json:
        print(json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        print(
            f"{one.serial}\t{one.account}\t{one.role}\t{one.region}\t{from_ms(one.expires_at):%Y-%m-%d}\t{_state(one)}"
        )


def _state(one: Issued) -> str:
    return tr("valid") if one.revoked_at is None else tr("revoked {day}", day=f"{from_ms(one.revoked_at):%Y-%m-%d}")


def revoke(arguments: Namespace) -> None:
    """End certificates of an account; desks hear of it at their next sync."""
    with admin.authority(arguments.data) as authority:
        count = authority.revoke(arguments.name, arguments.reason, serial=arguments.serial or "")
    if not count:
        raise NotFound("The account {name} has no such certificate that is valid.", name=arguments.name)
    print(tr("{count} certificates were revoked.", count=count))


def timestamp(arguments: Namespace) -> None:
    """Where desks ask for timestamps."""
    try:
        roots = arguments.root.read_bytes() if arguments.root else b""
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=arguments.root, why=error.strerror) from None  # fmt: skip
    with admin.authority(arguments.data) as authority:
        authority.set_timestamp(arguments.url, roots)
    print(arguments.url or tr("No timestamps."))
