"""Sealed streams: chunks of 64 KiB, each under ChaCha20-Poly1305 with its number and whether it is the last.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): chunks can neither be reordered nor cut off.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from zsdesk.errors import Refused

CHUNK = 64 * 1024
TAG = 16
PREFIX = 7
"""Bytes of a nonce that are the stream's own, drawn at random."""


def nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    """The nonce of a chunk: 7 bytes of the stream's own, its number, whether it is the last."""
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Sealing:
    """Seals what is written, chunk by chunk, into ``out``; only ``finish`` makes it whole."""

    def __init__(self, out: BinaryIO, key: bytes, about: bytes) -> None:
        self._out, self._cipher, self._about = out, ChaCha20Poly1305(key), about
        self._prefix, self._number, self._rest = os.urandom(PREFIX), 0, bytearray()
        out.write(self._prefix)

    def write(self, data: bytes) -> int:
        """More bytes."""
        self._rest += data
        while len(self._rest) > CHUNK:  # the newest chunk is held back: only the last one is sealed as such
            self._put(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """There is no more."""
        self._put(bytes(self._rest), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(nonce(self._prefix, self._number, last=last), plain, self._about)
        self._out.write(sealed)
        self._number += 1


class Opening:
    """Reads what ``Sealing`` wrote; ``Refused`` where the key is another, or a byte was changed or is missing."""

    def __init__(self, source: BinaryIO, key: bytes, about: bytes) -> None:
        self._source, self._cipher, self._about = source, ChaCha20Poly1305(key), about
        self._prefix = source.read(PREFIX)
        self._number, self._rest, self._over = 0, b"", False
        self._following = source.read(CHUNK + TAG)

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, all that is left without it; fewer than asked for mean the end."""
        parts, wanted = [], size
        while size < 0 or wanted > 0:
            if not self._rest and not self._more():
                break
            taken = self._rest if size < 0 else self._rest[:wanted]
            self._rest = self._rest[len(taken) :]
            parts.append(taken)
            wanted -= len(taken)
        return b"".join(parts)

    def _more(self) -> bool:
        while not self._rest and not self._over:
            sealed, self._following = self._following, self._source.read(CHUNK + TAG)
            self._over = not self._following
            try:
                mark = nonce(self._prefix, self._number, last=self._over)
                self._rest = self._cipher.decrypt(mark, sealed, self._about)
            except (InvalidTag, ValueError):
                raise Refused("This file is damaged, was cut off, or is sealed by something else.") from None
            self._number += 1
        return bool(self._rest)
