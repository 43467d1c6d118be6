"""首报首谈: the seal that binds a claim to its device, its clock and its place among the device's claims."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from zsdesk.kinds import Packed

SEALED = ("title", "company", "company_uscc", "lead", "project", "unit", "amount", "met_at", "account", "claimed_at")
"""The fields of a claim that its seal covers, packed."""
FIRST = "0" * 16
"""What stands for the seal before the first."""


class Seal(NamedTuple):
    """The number of the claim on its device, how many changes the device had made by then, the seal before, its own."""

    device: str
    no: int
    op: int
    before: str
    digest: str

    def text(self) -> str:
        """As it is kept in the claim."""
        return f"1 {self.device} {self.no} {self.op} {self.before} {self.digest}"


def sealed(device: str, no: int, op: int, before: str, values: Mapping[str, Packed | None]) -> Seal:
    """The seal of a claim's packed values after the seal ``before``."""
    body = msgspec.json.encode([device, no, op, before, [values.get(name) for name in SEALED]])
    return Seal(device, no, op, before, hashlib.sha256(body).hexdigest())


def read(text: str) -> Seal | None:
    """A kept seal; nothing where the text is none."""
    parts = text.split(" ")
    if len(parts) != 6 or parts[0] != "1" or not (parts[2].isdecimal() and parts[3].isdecimal()):
        return None
    return Seal(parts[1], int(parts[2]), int(parts[3]), parts[4], parts[5])


def is_whole(seal: Seal, values: Mapping[str, Packed | None]) -> bool:
    """Whether the claim says what was sealed."""
    return sealed(seal.device, seal.no, seal.op, seal.before, values) == seal
