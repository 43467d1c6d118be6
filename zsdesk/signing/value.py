"""A signature's value (CMS): that every byte of it is as this program writes it.

The signature does not cover all of its own value: versions, names of algorithms and the certificates that travel with
it could be changed and it would still fit its file.  So the value is built anew from what was verified and compared
byte for byte; the certificates have to be one chain of which each signs the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asn1crypto import cms
from asn1crypto.parser import parse
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.sign.validation import EmbeddedPdfSignature

from zsdesk.signing.certificates import issued_by

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (FIPS 186-4, D.1.2.3)."""
_STAMP = "signature_time_stamp_token"


def seal_of(one: EmbeddedPdfSignature) -> bytes:
    """The signature's value (CMS, DER), without the noughts behind it."""
    _class, _method, _tag, header, content, trailer = parse(bytes(one.pkcs7_content))
    return bytes(header + content + trailer)


def is_canonical(data: bytes, one: EmbeddedPdfSignature) -> bool:
    """Whether the signature's own bytes, which no signature covers, are as this program writes them.

    The value stands in hexadecimal digits, then noughts: nothing can hide in them.  What is taken over into the rebuilt
    value is written anew part by part: forced as a whole, asn1crypto takes minutes over a timestamp within it.
    """
    begin, size = int(one.byte_range[0]) + int(one.byte_range[1]), int(one.byte_range[2])
    gap, value = data[begin:size], seal_of(one)
    digits = value.hex().upper().encode()
    whole = gap[:1] == b"<" and gap[-1:] == b">" and gap[1:-1] == digits + b"0" * (len(gap) - 2 - len(digits))
    signer = one.signer_cert
    others = [c.chosen for c in one.signed_data["certificates"] if c.chosen.dump() != signer.dump()]
    taken = (one.signer_info["signed_attrs"], *one.signed_data["certificates"], stamp_of(one))
    strict = all(part.copy().dump(force=True) == part.dump() for part in taken if part is not None)
    return whole and _is_chain(signer, others) and strict and _rebuilt(one).dump() == value


def _rebuilt(one: EmbeddedPdfSignature) -> cms.ContentInfo:
    """The value as it is written from what the signature covers, the certificates, and the timestamp."""
    info, issuer = one.signer_info, one.signer_cert
    whose = cms.IssuerAndSerialNumber({"issuer": issuer.issuer, "serial_number": issuer.serial_number})
    signer: dict[str, Any] = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": whose}),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": info["signed_attrs"],
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": lower(info["signature"].native),
    }
    stamp = stamp_of(one)
    if stamp is not None:
        signer["unsigned_attrs"] = [{"type": _STAMP, "values": [stamp]}]
    return cms.ContentInfo({
        "content_type": "signed_data",
        "content": cms.SignedData({
            "version": "v1", "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"}, "certificates": list(one.signed_data["certificates"]),
            "signer_infos": [cms.SignerInfo(signer)],
        }),
    })  # fmt: skip


def lower(signature: bytes) -> bytes:
    """The one of the two forms of a signature that is written: (r, s) and (r, n − s) both fit (SEC 1, 4.1.4)."""
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, ORDER - s))


# -- the timestamp ---------------------------------------------------------------------------------


def stamp_of(one: EmbeddedPdfSignature) -> cms.ContentInfo | None:
    """The timestamp that came with the signature, if one did."""
    attributes = one.signer_info["unsigned_attrs"]
    found = [a["values"][0] for a in attributes if a["type"].native == _STAMP] if attributes else []
    return found[0] if found else None


def is_plain_stamp(one: EmbeddedPdfSignature, roots: Sequence[x509.Certificate]) -> bool:
    """Whether a timestamp, which another program wrote, has nothing in it that its own signature does not hold.

    No revocation lists and no attributes beside the signature; every certificate signed by another one there, or by a
    root.
    """
    token = stamp_of(one)
    if token is None:
        return True
    signed = token["content"]
    [info] = signed["signer_infos"]
    given = [c.chosen for c in signed["certificates"]]
    loaded = [_loaded(c) for c in given]
    anchored = all(any(issued_by(c, by) for by in (*loaded, *roots)) for c in loaded)
    bare = not signed["crls"] and not info["unsigned_attrs"]
    algorithms = [a.dump() for a in signed["digest_algorithms"]] == [info["digest_algorithm"].dump()]
    whose = any(_is_sid(info["sid"], c) for c in given)
    return anchored and bare and algorithms and whose and token.copy().dump(force=True) == token.dump()


def _is_sid(sid: Any, certificate: Any) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(sid.chosen.native == certificate.key_identifier)
    named = sid.chosen
    return bool(named["issuer"].dump() == certificate.issuer.dump()
                and named["serial_number"].native == certificate.serial_number)  # fmt: skip


# -- certificates ----------------------------------------------------------------------------------


def _is_chain(leaf: Any, others: Sequence[Any]) -> bool:
    """Whether the certificates lead from the leaf to one that signs itself, each signing the one before."""
    at, rest = _loaded(leaf), [_loaded(one) for one in others]
    while rest:
        above = next((one for one in rest if issued_by(at, one)), None)
        if above is None:
            return False
        rest.remove(above)
        at = above
    return not others or issued_by(at, at)


def _loaded(certificate: Any) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
