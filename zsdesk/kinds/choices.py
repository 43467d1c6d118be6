"""Choices: one of a list, several of a list, yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from zsdesk.errors import Invalid
from zsdesk.kinds.base import Kind, Packed, are, half_width, integer_of, text_of
from zsdesk.kinds.texts import pack_list, unpack_list
from zsdesk.words import label


class Option(NamedTuple):
    """One thing to choose: its code in the store, its Chinese label, what else people type for it."""

    code: str
    label: str
    also: tuple[str, ...] = ()


class Choice(Kind[str]):
    """One of ``options``; parsed from the code, the label, or another name of it."""

    def __init__(self, *options: tuple[str, str] | Option) -> None:
        self.options: Sequence[Option] = tuple(Option(*option) for option in options)
        self._by_code = {option.code: option for option in self.options}
        self._by_text = {
            text.casefold(): option.code
            for option in reversed(self.options)
            for text in (option.code, option.label, *option.also)
        }

    def parse(self, text: str, *, today: date | None = None) -> str:
        given = half_width(text).strip().casefold()
        code = self._by_text.get(given)
        if code is None:
            starts = {o.code for o in self.options if given and o.label.casefold().startswith(given)}
            if len(starts) != 1:
                raise self._unknown(text)
            code = starts.pop()
        return code

    def _unknown(self, text: object) -> Invalid:
        shown = "、".join(label(option.label) for option in self.options[:12])
        return Invalid("“{text}” is none of: {options}.", text=text, options=shown)

    def show(self, value: str) -> str:
        option = self._by_code.get(value)
        return label(option.label) if option else value

    def edit(self, value: str) -> str:
        return value

    def unpack(self, packed: object) -> str:
        if text_of(packed, 60) not in self._by_code:
            raise self._unknown(packed)
        return str(packed)

    def all_packed(self, values: Sequence[Any]) -> bool:
        return self._by_code.keys() >= set(values)

    def recall(self, packed: object) -> str:
        return text_of(packed, 60)

    def words(self, value: str) -> str:
        option = self._by_code.get(value)
        return option.label if option else value


class Tags(Kind[tuple[str, ...]]):
    """Several of ``options``, in the order of the list: an add/remove set in a merge."""

    _between = re.compile(r"[;；、,，\s]+")

    def __init__(self, *options: tuple[str, str] | Option) -> None:
        self.one = Choice(*options)
        self.options = self.one.options

    def _ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        chosen = set(codes)
        return tuple(option.code for option in self.options if option.code in chosen)

    def parse(self, text: str, *, today: date | None = None) -> tuple[str, ...]:
        value = self._ordered(self.one.parse(part) for part in self._between.split(text.strip()) if part)
        if not value:
            raise Invalid("The text is empty.")
        return value

    def show(self, value: tuple[str, ...]) -> str:
        return "、".join(self.one.show(code) for code in value)

    def edit(self, value: tuple[str, ...]) -> str:
        return "、".join(value)

    def pack(self, value: tuple[str, ...]) -> Packed:
        return pack_list(value)

    def unpack(self, packed: object) -> tuple[str, ...]:
        return self._ordered(self.one.unpack(code) for code in unpack_list(packed))

    def recall(self, packed: object) -> tuple[str, ...]:
        codes = unpack_list(packed)
        known = self._ordered(codes)
        return (*known, *(code for code in codes if code not in known))

    def plain(self, value: tuple[str, ...]) -> object:
        return list(value)

    def words(self, value: tuple[str, ...]) -> str:
        return " ".join(self.one.words(code) for code in value)


class Flag(Kind[bool]):
    """Yes or no."""

    storage = "int"
    _yes = frozenset(("1", "是", "true", "yes", "y", "有", "√"))
    _no = frozenset(("0", "否", "false", "no", "n", "无", "×"))

    def parse(self, text: str, *, today: date | None = None) -> bool:
        given = half_width(text).strip().casefold()
        if given not in self._yes and given not in self._no:
            raise Invalid("“{text}” is neither 是 nor 否.", text=text)
        return given in self._yes

    def show(self, value: bool) -> str:
        return label("是" if value else "否")

    def edit(self, value: bool) -> str:
        return "是" if value else "否"

    def pack(self, value: bool) -> Packed:
        return int(value)

    def unpack(self, packed: object) -> bool:
        if integer_of(packed) not in (0, 1):
            raise Invalid("“{text}” is neither 是 nor 否.", text=packed)
        return bool(packed)

    def all_packed(self, values: Sequence[Any]) -> bool:
        return are(int, values) and {0, 1}.issuperset(values)

    def plain(self, value: bool) -> object:
        return value

    def words(self, value: bool) -> str:
        return ""
