"""The shape of a kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, Generic, Literal, TypeVar

from zsdesk.errors import Invalid

T = TypeVar("T")

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and halves of surrogate pairs, which no encoding has."""

GROUPED = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]{1,4}(?:[,，][0-9]{4})+|[0-9]+)"
"""Digits, perhaps in groups of three or four: ``3,2`` is neither 3.2 nor 32, so it is no number."""

Packed = str | int | float
"""What a value becomes in a column, in the change log and on the wire: one scalar, the same in all."""

Storage = Literal["text", "int", "float"]


class Kind(Generic[T]):
    """How values of one kind are read, shown, judged and kept.

    Laws (tested for every kind): ``unpack(pack(v)) == v``; ``parse(edit(v)) == v``;
    ``pack`` gives a scalar of the kind's ``storage``; ``parse`` and ``unpack`` raise ``Invalid`` and
    nothing else.  An absent value is ``None`` and never reaches a kind.
    """

    storage: ClassVar[Storage] = "text"
    numeric: ClassVar[bool] = False
    """Shown right-aligned with tabular figures."""

    def parse(self, text: str, *, today: date | None = None) -> T:
        """The value that an officer's ``text`` means; ``today`` completes dates without a year."""
        raise Invalid("“{text}” is no value of this field.", text=text)

    def show(self, value: T) -> str:
        """The value for reading: table, detail, PDF."""
        return str(value)

    def edit(self, value: T) -> str:
        """The value as text that ``parse`` reads back unchanged."""
        return self.show(value)

    def check(self, value: T) -> list[str]:
        """Doubts about a well-formed value, as sentences; they never prevent saving."""
        return []

    def pack(self, value: T) -> Packed:
        """The value as one scalar."""
        return str(value)

    def unpack(self, packed: object) -> T:
        """The value of a packed scalar; ``Invalid`` for anything that ``pack`` cannot have made."""
        raise Invalid("“{text}” is no value of this field.", text=packed)

    def recall(self, packed: object) -> T:
        """The value of what lies in the store, where a newer program may have written it: as ``unpack``, but a
        code that only that program knows is kept and shown as it is."""
        return self.unpack(packed)

    def all_packed(self, values: Sequence[Any]) -> bool:
        """Whether each of many scalars certainly is what ``pack`` gives of some value: one quick look at all of
        them, for the province.  False where only ``unpack`` can tell."""
        return False

    def plain(self, value: T) -> object:
        """The value for ``--json``: numbers, texts, lists and objects."""
        return self.pack(value)

    def words(self, value: T) -> str:
        """What the search index should find it by."""
        return self.show(value)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their ASCII forms; Chinese punctuation is kept.

    NFKC would also turn “，” and “：” into ASCII; a Chinese text must keep those.
    """
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff10" <= c <= "\uff5a" or c in "．＋－％＠／" else c
        for c in text.replace("\u3000", " ")
    )


def text_of(packed: object, longest: int) -> str:
    """``packed`` as a text of at most ``longest`` characters, or ``Invalid``."""
    if not isinstance(packed, str):
        raise Invalid("A text is expected, not “{text}”.", text=packed)
    if len(packed) > longest:
        raise Invalid(
            "The text has {length} characters; at most {longest} fit here. Shorten it or attach it as a file.",
            length=len(packed),
            longest=longest,
        )
    if _UNSTORABLE.search(packed):
        raise Invalid("The text holds a character that cannot be stored. Type it again.")
    return packed


def all_texts(values: Sequence[Any], longest: int) -> bool:
    """Whether ``text_of`` takes each of the values as it is."""
    if not are(str, values):
        return False
    if max(map(len, values), default=0) > longest:
        return False
    joined = "".join(values)
    try:
        return b"\0" not in joined.encode()
    except UnicodeEncodeError:
        return False


def all_shaped(values: Sequence[Any], line: re.Pattern[str]) -> bool:
    """Whether every value is a text that ``line`` (a shape, and the end of its line) matches."""
    if not are(str, values):
        return False
    lines = "".join([f"{value}\n" for value in values])
    return lines.count("\n") == len(values) and line.fullmatch(lines) is not None


def are(what: type, values: Iterable[Any]) -> bool:
    """Whether every value is exactly of a type: a truth is no number here."""
    return {what}.issuperset(map(type, values))


def ungrouped(digits: str) -> str:
    """``1,200，000`` → ``1200000``."""
    return re.sub("[,，]", "", digits)


def integer_of(packed: object) -> int:
    """``packed`` as an integer of 64 bits, or ``Invalid``."""
    if isinstance(packed, bool) or not isinstance(packed, int) or abs(packed) >= 1 << 63:
        raise Invalid("A whole number is expected, not “{text}”.", text=packed)
    return packed
