"""What was found of a signed paper: told in sentences, each of which says whether it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from zsdesk.documents import wording
from zsdesk.kinds import Target


class Mark(NamedTuple):
    """One signature: where it stands, whose it is, when it was made, and what speaks against it.

    ``signed_at`` is what the signer's computer said; ``proven_at`` what a timestamp or the province's register proves.
    """

    place: str
    signer: str = ""
    role: str = ""
    region: str = ""
    province: str = ""
    serial: str = ""
    seal: str = ""
    signed_at: datetime | None = None
    proven_at: datetime | None = None
    problems: tuple[str, ...] = ()

    @property
    def place_name(self) -> str:
        """The place as it is called on paper."""
        return wording.SIGNERS.get(self.place, self.place)


class Entry(NamedTuple):
    """What the register says of the paper that the file begins with."""

    id: str
    name: str
    kind: str
    target: Target | None
    edition: int
    number: str
    version: int
    stamp: str
    made_at: datetime | None
    made_by: str


class Verdict(NamedTuple):
    """What holds of a file: ``ok`` only when every part of it does.

    ``digest`` is the SHA-256 of the paper before it was signed; ``current`` says whether the record still says what the
    paper says: yes, no, or unknown where the record is not on this desk.
    """

    marks: tuple[Mark, ...]
    problems: tuple[str, ...]
    open_places: tuple[str, ...] = ()
    digest: str = ""
    entry: Entry | None = None
    current: str = "unknown"

    @property
    def sound(self) -> bool:
        """Whether the file is whole and its signatures hold, whatever became of the record since."""
        return bool(self.marks) and not self.problems and not any(mark.problems for mark in self.marks)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return self.sound and self.entry is not None and self.current == "yes"

    def plain(self) -> dict[str, Any]:
        """The verdict for a program."""

        def told(at: datetime | None) -> str | None:
            return at.isoformat(timespec="seconds") if at else None

        entry = self.entry
        return {
            "ok": self.ok,
            "signatures": [
                {**mark._asdict(), "signed_at": told(mark.signed_at), "proven_at": told(mark.proven_at),
                 "problems": list(mark.problems), "ok": not mark.problems}
                for mark in self.marks
            ],
            "unsigned": list(self.open_places),
            "problems": list(self.problems),
            "digest": self.digest,
            "registered": None if entry is None else {
                **entry._asdict(), "made_at": told(entry.made_at),
                "target": f"{entry.target.type}/{entry.target.id}" if entry.target else "",
            },
            "current": self.current,
        }  # fmt: skip
