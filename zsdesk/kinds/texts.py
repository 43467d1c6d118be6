"""Texts: short, long, lists of them, and those with a form of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

import msgspec

from zsdesk.errors import Invalid
from zsdesk.kinds.base import Kind, Packed, all_texts, half_width, text_of

_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Text(Kind[str]):
    """One line of text; inner white space is folded."""

    longest: ClassVar[int] = 500

    def parse(self, text: str, *, today: date | None = None) -> str:
        value = _SPACES.sub(" ", _CONTROLS.sub(" ", text)).strip()
        if not value:
            raise Invalid("The text is empty.")
        return text_of(value, self.longest)

    def unpack(self, packed: object) -> str:
        return text_of(packed, self.longest)

    def recall(self, packed: object) -> str:
        return packed if isinstance(packed, str) else self.unpack(packed)  # what is stored was looked at before

    def all_packed(self, values: Sequence[Any]) -> bool:
        return all_texts(values, self.longest)


class LongText(Kind[str]):
    """Paragraphs: minutes, opinions, reasons."""

    longest: ClassVar[int] = 200_000

    def parse(self, text: str, *, today: date | None = None) -> str:
        value = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if not value:
            raise Invalid("The text is empty.")
        return text_of(value, self.longest)

    def unpack(self, packed: object) -> str:
        return text_of(packed, self.longest)

    def recall(self, packed: object) -> str:
        return packed if isinstance(packed, str) else self.unpack(packed)  # what is stored was looked at before

    def all_packed(self, values: Sequence[Any]) -> bool:
        return all_texts(values, self.longest)


class Email(Text):
    """An e-mail address (RFC 5321 shape, not its whole grammar)."""

    _shape = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

    def parse(self, text: str, *, today: date | None = None) -> str:
        value = half_width(super().parse(text))
        if not self._shape.fullmatch(value):
            raise Invalid("“{text}” is no e-mail address; write it like name@example.com.", text=text)
        return value


class Uscc(Kind[str]):
    """统一社会信用代码: 18 characters with a check character (GB 32100-2015)."""

    def parse(self, text: str, *, today: date | None = None) -> str:
        return self._valid(half_width(text), text)

    def unpack(self, packed: object) -> str:
        return self._valid(text_of(packed, 40), packed)

    def _valid(self, candidate: str, given: object) -> str:
        from stdnum.cn import uscc
        from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

        try:
            return str(uscc.validate(candidate))
        except InvalidLength:
            raise Invalid(
                "“{text}” has {length} characters; a credit code has 18. Copy it from the licence.",
                text=given,
                length=len(uscc.compact(candidate)),
            ) from None
        except InvalidChecksum:
            raise Invalid(
                "The credit code “{text}” fails its check character: one character is mistyped "
                "(0/O, 1/I and 2/Z are often confused). Compare it with the licence.",
                text=given,
            ) from None
        except ValidationError:
            raise Invalid(
                "“{text}” is no credit code: only digits and capital letters other than I, O, S, V and Z.",
                text=given,
            ) from None

    def show(self, value: str) -> str:
        return value


class Texts(Kind[tuple[str, ...]]):
    """Several short texts: other names, phone numbers. Entered with ；, 、 or a new line between."""

    _between = re.compile(r"[;；、\n]+")
    longest: ClassVar[int] = 200

    def parse(self, text: str, *, today: date | None = None) -> tuple[str, ...]:
        items = (_SPACES.sub(" ", _CONTROLS.sub(" ", part)).strip() for part in self._between.split(text))
        value = tuple(dict.fromkeys(self.item(part) for part in items if part))
        if not value:
            raise Invalid("The text is empty.")
        return few(value)

    def item(self, text: str) -> str:
        """One of the texts, checked."""
        return text_of(text, self.longest)

    def show(self, value: tuple[str, ...]) -> str:
        return "、".join(value)

    def edit(self, value: tuple[str, ...]) -> str:
        return "；".join(value)

    def pack(self, value: tuple[str, ...]) -> Packed:
        return pack_list(value)

    def unpack(self, packed: object) -> tuple[str, ...]:
        return tuple(self.item(part) for part in unpack_list(packed))

    def plain(self, value: tuple[str, ...]) -> object:
        return list(value)


class Phones(Texts):
    """Telephone numbers: mobile, or area code and number, with an extension."""

    _between = re.compile(r"[;；、,，\n]+")
    _shape = re.compile(r"\+?[(（]?[0-9][0-9 \-()（）]{4,22}[0-9](?:(?:转|x|ext\.?)\s*[0-9]{1,6})?")

    def item(self, text: str) -> str:
        value = half_width(text_of(text, 40)).strip()
        if not self._shape.fullmatch(value):
            raise Invalid(
                "“{text}” is no telephone number; write 13800000000, 0851-85550000 or 0851-85550000转801.",
                text=text,
            )
        return value


MOST = 500
"""Items of a list that is typed: more belong into a file."""


def few(items: tuple[str, ...]) -> tuple[str, ...]:
    """The items, or ``Invalid`` where they are too many to be kept in a field."""
    if len(items) > MOST:
        raise Invalid("{count} entries; at most {most} fit here. Attach them as a file.", count=len(items), most=MOST)
    return items


def pack_list(items: Iterable[object]) -> str:
    """A list as one scalar: its JSON text."""
    return msgspec.json.encode(list(items)).decode()


def unpack_list(packed: object) -> list[str]:
    """The texts of a packed list, or ``Invalid``."""
    try:
        return msgspec.json.decode(text_of(packed, 200_000), type=list[str])
    except msgspec.DecodeError:
        raise Invalid("A list of texts is expected, not “{text}”.", text=packed) from None
