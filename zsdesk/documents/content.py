"""What a paper says: plain strings and days in frozen structs, without store and without page.

A paper is chapters of blocks.  Whoever fills them decides what may be read; how they are headed, in
which order and with which fixed words is the template's; how they look is this room's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

Pairs = tuple[tuple[str, str], ...]
"""Labels and values; an empty value prints as 待补."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What every paper bears.

    ``generated`` is the day that it bears, that of the newest record in it and never the clock's;
    ``version`` is the record's.  ``digest`` is the hash that the QR code carries: where it is empty the
    content's own.
    """

    title: str
    generated: date
    number: str = ""
    version: str = ""
    digest: str = ""
    unit: str = ""
    secrecy: str = ""
    prepared_by: str = ""
    reviewed_by: str = ""

    def texts(self) -> Iterator[str]:
        """Every text of the content, in the order of the fields."""
        yield from _strings(astuple(self))

    @property
    def stamp(self) -> str:
        """The hash in hex by which a print is checked against the record."""
        return "".join(self.digest.split()) or digest(self)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)


def digest(content: Content) -> str:
    """SHA-256 of the content in hex: another content, another digest; independent of fonts and templates."""
    return sha256(repr(astuple(content)).encode("utf-8", "surrogatepass")).hexdigest()


# -- blocks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter, numbered by its level: 2 is （一）, 3 is 1., 4 is （1）."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values in a table of four columns."""

    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Text:
    """A stored text, its paragraphs as they are; ``lead`` begins the first."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """Paragraphs, numbered where there is more than one."""

    texts: tuple[str, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Fixed words of the template, by their name."""

    key: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; ``widths`` are shares, ``centred`` the columns that are."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    centred: tuple[int, ...] = ()
    caption: str = ""


class Node(NamedTuple):
    """A milestone: when it was planned, and when it came."""

    name: str
    planned: date | None
    actual: date | None = None


@dataclass(frozen=True, slots=True)
class Gantt:
    """Milestones over time, from the day that the project counts from."""

    nodes: tuple[Node, ...]
    start: date


class Stand(NamedTuple):
    """How one item stood in each round: a status code, or none where it was not spoken of."""

    item: str
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """What was agreed round by round."""

    stands: tuple[Stand, ...]
    heads: tuple[str, ...]


class Arrival(NamedTuple):
    """A sum that came, in 亿元."""

    day: date
    sum: float


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Money that came, against what the contract says, in 亿元."""

    sums: tuple[Arrival, ...]
    promised: float | None
    start: date


@dataclass(frozen=True, slots=True)
class Revenue:
    """A company's revenue of one year, in 亿元."""

    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Revenues:
    """Revenue of some years, oldest first."""

    years: tuple[Revenue, ...]


@dataclass(frozen=True, slots=True)
class PairedBars:
    """Two counts beside each other for each of some months: what stands under them, and both counts."""

    title: str
    series: tuple[str, str]
    bars: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo by the hash of its file, and what is known of it: the region of what it belongs to, and where exactly
    it was taken, which is printed only where the template asks for it."""

    sha256: str
    text: str
    taken: date | None = None
    region: str = ""
    coordinates: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photos, two beside each other."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to the paper; ``of`` says to what it was attached.

    ``picture`` is the number of the photo in the text that shows it: then it is listed and not appended.
    """

    name: str
    media_type: str
    sha256: str
    size: int
    of: str = ""
    picture: int = 0


@dataclass(frozen=True, slots=True)
class EnclosureList:
    """The list of the paper's enclosures: names, pages, SHA-256."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signed on the screen: unit, title and name as they stand beside it, name, day, strokes
    (:mod:`zsdesk.kinds.handwriting`)."""

    who: str
    name: str
    on: str
    strokes: str


@dataclass(frozen=True, slots=True)
class InkSignatures:
    """Lines to sign by hand: ``sides`` are the parties, each with the people who were there.

    Who signed on the screen is a :class:`Hand`.  ``digest`` is the SHA-256 of the text that was signed, ``stale`` where
    the records say something else by now.
    """

    sides: tuple[tuple[str, tuple[str | Hand, ...]], ...]
    digest: str = ""
    stale: bool = False


Block = (
    Heading | Facts | Text | Items | Said | Table | Gantt | Positions | Arrivals | Revenues | PairedBars
    | Pictures | EnclosureList | InkSignatures
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a paper; its heading is the template's, by ``key``."""

    key: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Content):
    """An official paper: to whom, its chapters, what is enclosed, who gets a copy.

    ``values`` are what the template's words may name in braces, as ``{due}``.
    """

    chapters: tuple[Chapter, ...] = ()
    addressee: str = ""
    copies: str = ""
    values: Pairs = ()
    enclosures: tuple[Enclosure, ...] = ()
