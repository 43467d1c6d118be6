"""What this desk believes: the province's certificates and its list of the revoked ones; and its own certificate.

All of it is kept from the last sync, so that signing and verifying need no network.  The signing key lies in the
vault, and nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec
from cryptography import x509
from sqlalchemy import Connection

from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.signing import certificates
from zsdesk.signing.certificates import RENEW_DAYS, Holder, Key
from zsdesk.store import settings
from zsdesk.store.engine import Transaction
from zsdesk.sync import wire

KEY = "signing"
"""The name of the key in the vault."""
LASTED = "signing-before"
"""The key while a certificate for it is asked for; it takes the other's place when there is one."""


class Trust(NamedTuple):
    """Whom signatures are believed from."""

    roots: tuple[x509.Certificate, ...]
    issuing: tuple[x509.Certificate, ...]
    crl: x509.CertificateRevocationList | None
    number: int
    timestamp: str
    timestamp_roots: tuple[x509.Certificate, ...]

    def revoked_at(self, certificate: x509.Certificate) -> datetime | None:
        """When the certificate was revoked, as far as this desk has heard."""
        entry = None if self.crl is None else self.crl.get_revoked_certificate_by_serial_number(
            certificate.serial_number
        )  # fmt: skip
        return None if entry is None else entry.revocation_date_utc


class Identity(NamedTuple):
    """With what this desk signs: its key, its certificate, and those above it."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def holder(self) -> Holder:
        """Whom the certificate names."""
        return certificates.holder_of(self.certificate)


# -- whom this desk believes -----------------------------------------------------------------------


def keep(connection: Connection, said: wire.Trust) -> None:
    """Take over what the province says; a root that this desk knows stays known.

    A list that none of the certificates signed is not taken: it stays with what it had.
    """
    before = stored(connection)
    known = before.certificates if before else ()
    roots = [der for der in known if der not in said.certificates and _is_root(der)]
    believed = certificates.loaded([*roots, *said.certificates])
    crl = x509.load_der_x509_crl(said.crl)
    if not any(_signed(crl, one) for one in believed):
        raise Refused("The province's list of revoked certificates is not signed by it. Report this; nothing is lost.")
    merged = msgspec.structs.replace(said, certificates=(*roots, *said.certificates))
    settings.put(connection, trust=msgspec.json.encode(merged).decode(), trust_number=str(said.number))


def stored(connection: Connection) -> wire.Trust | None:
    """What the province said last."""
    text = settings.get(connection, "trust")
    return msgspec.json.decode(text, type=wire.Trust) if text else None


def trust_of(desk: Desk) -> Trust:
    """Whom this desk believes; nobody where it never heard of an authority."""
    with Transaction(desk.engine, writes=False) as connection:
        said = stored(connection)
    return parsed(said)


def parsed(said: wire.Trust | None) -> Trust:
    """The same as certificates."""
    if said is None:
        return Trust((), (), None, 0, "", ())
    found = certificates.loaded(said.certificates)
    roots = tuple(one for one in found if one.subject == one.issuer)
    return Trust(
        roots, tuple(one for one in found if one not in roots), x509.load_der_x509_crl(said.crl), said.number,
        said.timestamp, tuple(certificates.loaded(said.timestamp_roots)),
    )  # fmt: skip


def _is_root(der: bytes) -> bool:
    one = x509.load_der_x509_certificate(der)
    return one.subject == one.issuer


def _signed(crl: x509.CertificateRevocationList, by: x509.Certificate) -> bool:
    key = by.public_key()
    return crl.issuer == by.subject and crl.is_signature_valid(key)  # type: ignore[arg-type]  # the authority's are EC


# -- with what this desk signs ---------------------------------------------------------------------


def ask(desk: Desk, account: str) -> bytes:
    """A new key into the vault, and the request for its certificate; the key before stays until there is one."""
    key = certificates.new_key()
    desk.vault.put(LASTED, certificates.packed_key(key))
    return certificates.request(key, account)


def take(desk: Desk, ders: tuple[bytes, ...]) -> None:
    """The certificate that was issued for the key of ``ask``; ``Refused`` where it is another key's."""
    secret = desk.vault.get(LASTED)
    if not ders or secret is None:
        return
    if not certificates.fits(certificates.unpacked_key(secret), certificates.loaded(ders)[0]):
        raise Refused("The province answered with another desk's certificate. Report this; nothing is lost.")
    desk.vault.put(KEY, secret)
    desk.vault.put(LASTED, None)
    keep_own(desk, ders)


def keep_own(desk: Desk, ders: tuple[bytes, ...]) -> None:
    """The desk's certificate with those above it, into its settings."""
    with desk.transaction() as connection:
        settings.put(connection, certificates=msgspec.json.encode(ders).decode())


def own(connection: Connection) -> tuple[bytes, ...]:
    """The desk's certificate and those above it."""
    text = settings.get(connection, "certificates")
    return msgspec.json.decode(text, type=tuple[bytes, ...]) if text else ()


def certificate_of(desk: Desk) -> x509.Certificate | None:
    """The desk's certificate, without its key."""
    with Transaction(desk.engine, writes=False) as connection:
        ders = own(connection)
    return x509.load_der_x509_certificate(ders[0]) if ders else None


def identity_of(desk: Desk) -> Identity:
    """With what this desk signs; ``Refused`` where it has no certificate, or one that has expired or was revoked."""
    with Transaction(desk.engine, writes=False) as connection:
        ders = own(connection)
    secret = desk.vault.get(KEY) if ders else None
    if not ders or secret is None:
        raise Refused("This desk has no certificate to sign with. It gets one at enrolment, or at the next sync, "
                      "where the province issues any; or import a PKCS#12 file.")  # fmt: skip
    certificate, *chain = certificates.loaded(ders)
    if certificates.days_left(certificate, desk.clock.now_ms()) < 0:
        raise Refused("This desk's certificate expired on {day}. Sync to get another one.",
                      day=f"{certificate.not_valid_after_utc:%Y-%m-%d}")  # fmt: skip
    revoked = trust_of(desk).revoked_at(certificate)
    if revoked is not None:
        raise Refused("This desk's certificate was revoked on {day}. Ask the province, then enrol again.",
                      day=f"{revoked:%Y-%m-%d}")  # fmt: skip
    return Identity(certificates.unpacked_key(secret), certificate, tuple(chain))


def is_due(desk: Desk, connection: Connection) -> bool:
    """Whether a certificate is to be asked for: the province issues them, and there is none that lasts and fits."""
    if stored(connection) is None:
        return False
    ders = own(connection)
    if not ders:
        return True
    certificate = x509.load_der_x509_certificate(ders[0])
    holder, role = certificates.holder_of(certificate), settings.get(connection, "role")
    if role and (holder.account, holder.role, holder.region) != (desk.user, role, desk.region):
        return True  # another post: the certificate says what its holder no longer is
    return certificates.days_left(certificate, desk.clock.now_ms()) < RENEW_DAYS
