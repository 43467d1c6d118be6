"""Whether a desk and the province have the same records: counts and digests that do not depend on any order.

A record's digest is BLAKE2b (RFC 7693) over its type, id, version and filled fields; that of many is the sum of
theirs modulo 2^128.  Records are put into buckets by the end of their id: a UUIDv7 begins with its time, and
ends in chance, so that buckets are of one size (sync point 23).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain

from msgspec import json

from zsdesk.sync.wire import Change, Scalar

DIGITS = 2
"""Hexadecimal digits by which one step looks closer."""
BUCKETS = 16**DIGITS
SIZE = 20
"""Bytes of a bucket on the wire: a count (4) and a digest (16)."""
_MODULUS = 1 << 128

Bucket = tuple[int, int]
"""Count and digest."""


def digest_of(type_name: str, record_id: str, version: int, values: Mapping[str, Scalar]) -> int:
    """The digest of a record with these packed values; an absent field is as good as an empty one."""
    filled = sorted((name, value) for name, value in values.items() if value is not None)
    text = json.encode((type_name, record_id, version, filled))
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


class Buckets:
    """The buckets of the records whose id ends in ``within``."""

    def __init__(self, within: str) -> None:
        self.within = within
        self.counts = [0] * BUCKETS
        self.digests = [0] * BUCKETS

    def add(self, record_id: str, digest: int) -> None:
        """One record that belongs here."""
        end = len(record_id) - len(self.within)
        at = int(record_id[end - DIGITS : end], 16)
        self.counts[at] += 1
        self.digests[at] = (self.digests[at] + digest) % _MODULUS

    def packed(self) -> bytes:
        """As it travels."""
        parts = zip(self.counts, self.digests, strict=True)
        return b"".join(chain.from_iterable((n.to_bytes(4, "big"), d.to_bytes(16, "big")) for n, d in parts))

    def differing(self, packed: bytes) -> list[str]:
        """The ends of ids whose buckets are others over there."""
        mine = self.packed()
        return [
            f"{at:0{DIGITS}x}{self.within}" for at in range(BUCKETS)
            if mine[at * SIZE : (at + 1) * SIZE] != packed[at * SIZE : (at + 1) * SIZE]
        ]  # fmt: skip


def sorted_out(withins: Iterable[str], records: Iterable[tuple[str, int]]) -> dict[str, Buckets]:
    """The buckets of each of ``withins``, all of one length, over records (id, digest)."""
    found = {within: Buckets(within) for within in withins}
    length = len(next(iter(found), ""))
    for record_id, digest in records:
        of = found.get(record_id[len(record_id) - length :])
        if of is not None:
            of.add(record_id, digest)
    return found


def change_digest(change: Change, encoded: bytes) -> bytes:
    """By what a change is known again: another content under the same number is another desk's (point 7);
    ``encoded`` are its fields in JSON."""
    # Base and before are left out: a desk that rebases what it sent is still the same desk.
    head = f"{change.tx}\0{change.type}\0{change.id}\0{change.action}\0{change.at}\0"
    return blake2b(head.encode(errors="replace") + encoded, digest_size=16).digest()
