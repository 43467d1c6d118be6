"""What a 洽谈简报 says: plain strings, without store and without page.

Whoever fills it decides what a leader may read; a position's internal bottom line has no field
here and so no way onto the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Revenue:
    """A company's revenue of one year, in 亿元."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next: 事项, 责任单位, 时限."""

    matter: str
    unit: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class BriefContent:
    """All that a brief says.

    ``generated`` is the day that the paper bears; ``held`` and the dues are printed as given.
    ``overview`` are label and value; ``strengths`` up to three lines; ``revenue`` draws the
    chart when it is there.  ``digest`` is the hash of the record that the paper shows; where it
    is empty the content's own :func:`digest` stands in the QR code.
    """

    title: str
    generated: date
    number: str = ""
    version: str = ""
    digest: str = ""
    unit: str = ""
    held: str = ""
    place: str = ""
    our_side: str = ""
    their_side: str = ""
    secrecy: str = ""
    overview: tuple[tuple[str, str], ...] = ()
    strengths: tuple[str, ...] = ()
    revenue: tuple[Revenue, ...] = ()
    agreed: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    next_steps: tuple[Step, ...] = ()
    prepared_by: str = ""
    reviewed_by: str = ""

    def texts(self) -> Iterator[str]:
        """Every text of the content, in the order of the fields."""
        yield from _strings(astuple(self))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)


def digest(content: BriefContent) -> str:
    """SHA-256 of the content in hex: another content, another digest; independent of fonts."""
    return sha256(repr(astuple(content)).encode("utf-8", "surrogatepass")).hexdigest()
