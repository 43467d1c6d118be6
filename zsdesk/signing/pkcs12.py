"""The desk's key and certificate as a PKCS#12 file (RFC 7292), sealed by a passphrase: out of the desk, and into it."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from zsdesk.desk import Desk
from zsdesk.errors import Refused, WrongPassphrase
from zsdesk.signing import trust
from zsdesk.signing.certificates import holder_of, issued_by, packed_key

SHORTEST = 8
"""Characters of a passphrase: the file may lie on a stick."""


def exported(desk: Desk, passphrase: str) -> bytes:
    """Key, certificate and those above it, sealed (AES-256)."""
    if len(passphrase) < SHORTEST:
        raise Refused("The passphrase of the PKCS#12 file needs {count} characters or more.", count=SHORTEST)
    own = trust.identity_of(desk)
    return pkcs12.serialize_key_and_certificates(
        own.holder.account.encode(), own.key, own.certificate, own.chain,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )  # fmt: skip


def take_in(desk: Desk, data: bytes, passphrase: str) -> None:
    """Sign with the key and certificate of a file from now on; ``Refused`` where it is none of the province's."""
    try:
        key, certificate, _more = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except ValueError:
        raise WrongPassphrase("The passphrase does not open this file, or it is no PKCS#12 file.") from None
    if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused("The file holds no key for signing with a certificate.")
    believed = trust.trust_of(desk)
    above = next((one for one in believed.issuing if issued_by(certificate, one)), None)
    if above is None:
        raise Refused("The certificate in this file was not issued by the province.")
    if holder_of(certificate).account != desk.user:
        raise Refused("The certificate in this file is {name}'s, and this desk is {user}'s.",
                      name=holder_of(certificate).account, user=desk.user)  # fmt: skip
    desk.vault.put(trust.KEY, packed_key(key))
    chain = (certificate, above, *(one for one in believed.roots if issued_by(above, one)))
    trust.keep_own(desk, tuple(one.public_bytes(serialization.Encoding.DER) for one in chain))
