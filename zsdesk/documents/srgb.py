"""The sRGB profile that PDF/A asks for, computed from IEC 61966-2-1 rather than shipped.

An ICC version 2 display profile: primaries adapted to D50, one tone curve of 256 steps.
"""

from __future__ import annotations

from functools import cache
from struct import pack

_PRIMARIES = {
    b"wtpt": (0.9642, 1.0, 0.8249),
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
_D50 = (0.9642, 1.0, 0.8249)
_MADE = (2026, 1, 1, 0, 0, 0)


def _fixed(*values: float) -> bytes:
    return b"".join(pack(">i", round(v * 65536)) for v in values)


def _curve() -> bytes:
    def linear(v: float) -> float:
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4

    return b"curv" + pack(">II", 0, 256) + b"".join(pack(">H", round(65535 * linear(i / 255))) for i in range(256))


def _description(text: bytes) -> bytes:
    text += b"\0"
    return b"desc" + pack(">II", 0, len(text)) + text + pack(">IIHB", 0, 0, 0, 0) + bytes(67)


@cache
def profile() -> bytes:
    """The bytes of the profile; the same on every machine."""
    tags = {b"desc": _description(b"sRGB IEC61966-2.1"), b"cprt": b"text" + bytes(4) + b"No copyright\0"}
    tags |= {name: b"XYZ " + bytes(4) + _fixed(*xyz) for name, xyz in _PRIMARIES.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve())
    at, table, body = 128 + 4 + 12 * len(tags), pack(">I", len(tags)), b""
    placed: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in placed:
            placed[data] = at + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + pack(">II", placed[data], len(data))
    header = pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += pack(">6H", *_MADE) + b"acsp" + bytes(4) + bytes(4 + 4 + 4 + 8) + bytes(4) + _fixed(*_D50)
    return header + bytes(128 - len(header)) + table + body
