"""What shares of sessions came to, in a file of one JSON line each, so that a long run may be broken off."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from tests.simulation.shares import Part, Share


class Ledger:
    """The parts so far; those of ``path``, where one is given, and each new one is added to it."""

    def __init__(self, path: Path | None) -> None:
        self.parts: dict[Share, Part] = {}
        self._path = path
        if path is not None and path.exists():
            for line in path.read_bytes().splitlines(keepends=True):
                if line.endswith(b"\n"):  # the last one may have been cut short
                    part = msgspec.json.decode(line, type=Part)
                    self.parts[part.share] = part

    def add(self, part: Part) -> None:
        """One more."""
        self.parts[part.share] = part
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(msgspec.json.encode(part) + b"\n")

    def counted(self) -> Counter[str]:
        """All of them together."""
        total: Counter[str] = Counter()
        for part in self.parts.values():
            total.update(part.counted)
        return total
