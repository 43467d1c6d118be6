"""A file that travels by hand: sealed with a code that travels another way.

The code has 100 random bits and is told by telephone, or sent through the province.  What a whole envelope
proves: it was sealed by someone who had the code, and nobody has changed or read it since.  It does not
prove which person that was: where that matters, the paper with the department's own stamp is attached.

ChaCha20-Poly1305 (RFC 8439) under a key of HKDF-SHA256 (RFC 5869); the head, which names the kind of
envelope, is sealed with it.
"""

from __future__ import annotations

import os
import secrets
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zsdesk.errors import Refused

Kind = Literal["question", "answer"]

_MAGIC = b"zsdesk-envelope "
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that is misheard or misread for something else."""
_DIGITS, _GROUP = 20, 5
_SOUNDS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": ""})


class _Head(msgspec.Struct, frozen=True):
    kind: str
    version: int
    salt: bytes


def new_code() -> str:
    """A code to tell somebody: ``7F3KQ-0ZXWP-9A4MN-CT2HR``."""
    digits = "".join(secrets.choice(_LETTERS) for _ in range(_DIGITS))
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def _key(code: str, salt: bytes, kind: str) -> bytes:
    plain = code.strip().upper().translate(_SOUNDS_LIKE)
    if len(plain) != _DIGITS or any(c not in _LETTERS for c in plain):
        raise Refused("The code has four groups of five letters and digits, as in 7F3KQ-0ZXWP-9A4MN-CT2HR.")
    return HKDF(SHA256(), 32, salt, b"zsdesk " + kind.encode()).derive(plain.encode())


def seal(kind: Kind, content: bytes, code: str) -> bytes:
    """An envelope of a kind."""
    salt = os.urandom(16)
    head = _MAGIC + msgspec.json.encode(_Head(kind, 1, salt)) + b"\n"
    nonce = os.urandom(12)
    return head + nonce + ChaCha20Poly1305(_key(code, salt, kind)).encrypt(nonce, content, head)


def unseal(kind: Kind, sealed: bytes, code: str) -> bytes:
    """What is in an envelope; ``Refused`` for another kind of file, a wrong code, and one that was changed."""
    first, newline, rest = sealed.partition(b"\n")
    try:
        if not newline or not first.startswith(_MAGIC):
            raise msgspec.DecodeError
        head = msgspec.json.decode(first.removeprefix(_MAGIC), type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("This is no file packet of a review.") from None
    if head.version > 1:
        raise Refused("This packet was made by a newer program; update this one first.")
    if head.kind != kind:
        raise Refused("This is the answer, not the question." if head.kind == "answer"
                      else "This is the question, not the answer: the department answers it first.")  # fmt: skip
    try:
        return ChaCha20Poly1305(_key(code, head.salt, kind)).decrypt(rest[:12], rest[12:], first + newline)
    except (InvalidTag, ValueError):
        raise Refused("The code does not open this packet, or the packet was changed on its way. "
                      "Compare the code, or ask for the packet again.") from None  # fmt: skip
