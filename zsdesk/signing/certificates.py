"""The province's certificates: what stands in them, how a desk asks for one, who is named by one.

A holder's certificate names the account (CN), its role (title, X.520 6.4.3), its region's code (OU) and the province
(O); its extended key usage is that of document signing (RFC 9336).  Keys are those of P-256; the authority's of P-384.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from zsdesk.errors import Refused

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""
PURPOSES = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
"""Programs that do not know document signing yet (NSS, and so poppler) ask for the purpose of signed mail."""
LATE = timedelta(minutes=10)
"""How far a desk's clock may run behind the province's: certificates hold from a little before they were made."""
RENEW_DAYS = 60
"""From when on a desk asks for another certificate before its own has expired; the province issues none earlier."""

Key = ec.EllipticCurvePrivateKey


class Holder(NamedTuple):
    """Whom a certificate names."""

    account: str
    role: str
    region: str
    province: str


def holder_name(holder: Holder) -> x509.Name:
    """The subject of a holder's certificate."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.province),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, holder.region),
            x509.NameAttribute(NameOID.TITLE, holder.role),
            x509.NameAttribute(NameOID.COMMON_NAME, holder.account),
        ]
    )


def holder_of(certificate: x509.Certificate) -> Holder:
    """Whom the certificate names; what it does not say is empty."""

    def first(oid: ObjectIdentifier) -> str:
        return next((str(a.value) for a in certificate.subject.get_attributes_for_oid(oid)), "")

    return Holder(first(NameOID.COMMON_NAME), first(NameOID.TITLE), first(NameOID.ORGANIZATIONAL_UNIT_NAME),
                  first(NameOID.ORGANIZATION_NAME))  # fmt: skip


def serial_text(certificate: x509.Certificate) -> str:
    """The serial number as programs show it: hexadecimal digits."""
    return f"{certificate.serial_number:X}"


# -- asking for a certificate ----------------------------------------------------------------------


def new_key() -> Key:
    """A signing key, made here: it never travels."""
    return ec.generate_private_key(ec.SECP256R1())


def packed_key(key: Key) -> bytes:
    """A key as it lies in the vault: PKCS#8, 138 bytes, which Windows' keyring takes."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def unpacked_key(data: bytes) -> Key:
    """The key of ``packed_key``."""
    key = serialization.load_der_private_key(data, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def request(key: Key, account: str) -> bytes:
    """A request for a certificate (PKCS #10), which proves that its sender has the key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, account)])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    return made.public_bytes(serialization.Encoding.DER)


def requested_key(data: bytes) -> ec.EllipticCurvePublicKey:
    """The key that a request proves to have; ``Refused`` where it proves nothing, or the key is of another kind."""
    try:
        asked = x509.load_der_x509_csr(data)
        sound = asked.is_signature_valid
        key = asked.public_key()
    except Exception:  # the parser meets damaged bytes with any error there is
        raise Refused("The request for a certificate is damaged; enrol again.") from None
    if not sound or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused("The request for a certificate does not prove that its sender has a key of P-256.")
    return key


# -- what a chain proves ---------------------------------------------------------------------------


def loaded(ders: Sequence[bytes]) -> list[x509.Certificate]:
    """Certificates from their bytes; ``Refused`` where they are none."""
    try:
        return [x509.load_der_x509_certificate(der) for der in ders]
    except ValueError:
        raise Refused("The certificate is damaged; ask the province for it again.") from None


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key signed this certificate."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """The public key, to compare."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def fits(key: Key, certificate: x509.Certificate) -> bool:
    """Whether the certificate is this key's."""
    public = certificate.public_key()
    return isinstance(public, ec.EllipticCurvePublicKey) and public_bytes(public) == public_bytes(key.public_key())


def days_left(certificate: x509.Certificate, now_ms: int) -> int:
    """Whole days until the certificate expires; negative when it has."""
    return (certificate.not_valid_after_utc - datetime.fromtimestamp(now_ms / 1000, UTC)).days
