"""The forms of the authority's certificates and lists (RFC 5280): pure functions over keys and times.

The root signs issuing certificates only and may lie in a safe; the issuing key signs those of the officers and the
lists of what was revoked.  All of them are ECDSA.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.x509.oid import NameOID

from zsdesk.signing.certificates import LATE, PURPOSES, Holder, Key, holder_name

ROOT_YEARS, ISSUING_YEARS, HOLDER_DAYS = 20, 10, 730
LIST_DAYS = 30
"""How long a list of revoked certificates is believed: desks that heard of nothing newer have to sync first."""

REASONS = {
    "lost": x509.ReasonFlags.key_compromise,
    "left": x509.ReasonFlags.affiliation_changed,
    "replaced": x509.ReasonFlags.superseded,
    "ended": x509.ReasonFlags.cessation_of_operation,
}
"""Why a certificate is revoked: a laptop or key is lost, its holder left or changed posts, …"""


class Minted(NamedTuple):
    """A certificate with the key that it is of."""

    certificate: x509.Certificate
    key: Key


class Revoked(NamedTuple):
    """An entry of the list."""

    serial: int
    at_ms: int
    reason: str


def instant(ms: int) -> datetime:
    """A moment in whole seconds, as certificates know it."""
    return datetime.fromtimestamp(ms // 1000, UTC)


def root(province: str, now_ms: int) -> Minted:
    """A new root, which believes itself."""
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name(province, "根证书")
    made = _builder(name, name, key.public_key(), now_ms, timedelta(days=365 * ROOT_YEARS), key)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    return Minted(made.add_extension(_may_sign(), critical=True).sign(key, SHA384()), key)


def issuing(province: str, by: Minted, now_ms: int) -> Minted:
    """A new issuing certificate, signed by the root; it ends before the root does."""
    key = ec.generate_private_key(ec.SECP384R1())
    lasting = min(timedelta(days=365 * ISSUING_YEARS), by.certificate.not_valid_after_utc - instant(now_ms))
    name = _name(province, "签发证书")
    made = _builder(name, by.certificate.subject, key.public_key(), now_ms, lasting, by.key)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return Minted(made.add_extension(_may_sign(), critical=True).sign(by.key, SHA384()), key)


def holder(who: Holder, key: ec.EllipticCurvePublicKey, by: Minted, now_ms: int, days: int) -> x509.Certificate:
    """A certificate for an officer's key; it ends before the issuing one does."""
    lasting = min(timedelta(days=days), by.certificate.not_valid_after_utc - instant(now_ms))
    made = _builder(holder_name(who), by.certificate.subject, key, now_ms, lasting, by.key)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = made.add_extension(usage, critical=True)  # digitalSignature, contentCommitment
    return made.add_extension(x509.ExtendedKeyUsage(PURPOSES), critical=False).sign(by.key, SHA256())


def revocations(entries: Sequence[Revoked], number: int, by: Minted, now_ms: int) -> x509.CertificateRevocationList:
    """The list of all certificates that were revoked."""
    now = instant(now_ms)
    made = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
    made = made.last_update(now).next_update(now + timedelta(days=LIST_DAYS))
    for entry in entries:
        one = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(instant(entry.at_ms))
        made = made.add_revoked_certificate(one.add_extension(x509.CRLReason(REASONS[entry.reason]), False).build())
    made = made.add_extension(x509.CRLNumber(number), critical=False)
    public = by.key.public_key()
    return made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False).sign(by.key, SHA384())


def _name(province: str, what: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, province),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{province}{what}"[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now_ms: int, lasting: timedelta, by: Key
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    now = instant(now_ms)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - LATE).not_valid_after(now + lasting)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    return made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(False, False, False, False, False, True, True, False, False)
