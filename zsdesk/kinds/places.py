"""Places: administrative regions by GB/T 2260 code, and coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from zsdesk.errors import Invalid
from zsdesk.kinds.base import Kind, Packed, half_width, text_of
from zsdesk.kinds.texts import pack_list, unpack_list
from zsdesk.reference import table

Level = Literal["country", "province", "prefecture", "county"]


class Place(NamedTuple):
    """A region: its GB/T 2260 code, the code above it, its level, its name, and the syllables of its pinyin."""

    code: str
    parent: str
    level: str
    name: str
    syllables: tuple[str, ...]

    @property
    def initials(self) -> str:
        """``kyx`` of 开阳县."""
        return "".join(syllable[0] for syllable in self.syllables)

    def is_spelled(self, letters: str) -> bool:
        """Whether these small letters are its pinyin or its initials, with or without 县: ``kaiyang``, ``ky``."""
        short = self.syllables[: len(short_name(self.name))]
        return any(letters in ("".join(part), "".join(s[0] for s in part)) for part in (self.syllables, short))

    def begins(self, letters: str) -> bool:
        """Whether its pinyin or its initials begin with these small letters."""
        return "".join(self.syllables).startswith(letters) or self.initials.startswith(letters)


@cache
def places() -> dict[str, Place]:
    """Guizhou with its prefectures and counties, the other provinces, and 境外, by code."""
    found: dict[str, Place] = {}
    for row in (*table("regions"), *table("provinces")):
        syllables = tuple(row["pinyin"].split())
        place = Place(row["code"], row.get("parent") or "", row.get("level") or "province", row["name"], syllables)
        found.setdefault(place.code, place)
    return found


_SUFFIX = re.compile(
    r"(?<=..)(布依族苗族自治州|苗族侗族自治州|(?:仡佬族苗族|布依族苗族|彝族回族苗族|土家族苗族|苗族布依族|侗族|土家族|苗族|水族)自治县"
    r"|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|特区|省|市|州|县|区)$"
)


@cache
def short_name(name: str) -> str:
    """``开阳县`` → ``开阳``, ``黔西南布依族苗族自治州`` → ``黔西南``."""
    return _SUFFIX.sub("", name)


@cache
def spellings(place: Place) -> tuple[str, ...]:
    """How people write a region: ``黔东南苗族侗族自治州``, ``黔东南州``, ``黔东南``."""
    short = short_name(place.name)
    return tuple(dict.fromkeys((place.name, short + place.name[-1], short)))


def spelled(letters: str) -> list[Place]:
    """The regions that small letters mean by pinyin or its initials."""
    return [place for place in places().values() if place.is_spelled(letters)]


def named(text: str) -> list[Place]:
    """The regions that a name means, alone or after those it lies in (``贵州省贵阳市开阳县``, ``贵阳市本级``)."""
    given = text.removesuffix("本级")
    if given == "省" and text != given:
        given = "贵州省"
    return list(_spelled().get(given) or _named(given, tuple(places().values())))


@cache
def _spelled() -> dict[str, list[Place]]:
    """The regions of each spelling: forms ask for the same ones over and over."""
    found: dict[str, list[Place]] = {}
    for place in places().values():
        for spelled in spellings(place):
            found.setdefault(spelled, []).append(place)
    return found


def _named(given: str, among: tuple[Place, ...]) -> list[Place]:
    exact = [place for place in among if given in spellings(place)]
    if exact:
        return exact
    found: dict[str, Place] = {}
    for place in among:
        begun = [spelled for spelled in spellings(place) if given.startswith(spelled)]
        below = _below(place.code) if begun else ()
        for spelled in begun if below else ():
            found |= {p.code: p for p in _named(given.removeprefix(spelled), below)}
    return list(found.values())


def _below(code: str) -> tuple[Place, ...]:
    return tuple(place for place in places().values() if place.code != code and within(place.code, code))


@lru_cache(4_096)
def ancestors(code: str) -> tuple[str, ...]:
    """The region itself and those above it, up to the province: the scopes that see its records."""
    chain: list[str] = []
    while code in places() and code not in chain:
        chain.append(code)
        code = places()[code].parent
    return tuple(chain)


def within(code: str, above: str) -> bool:
    """Whether ``code`` is ``above`` or lies in it."""
    return above in ancestors(code)


class Region(Kind[str]):
    """A region of GB/T 2260: by code, by name, by name without 县/市/区, by pinyin or its initials."""

    def suggest(self, text: str, limit: int = 12) -> list[Place]:
        """The regions that a beginning may mean, best first."""
        given = half_width(text).strip().lower()
        if not given:
            return []
        ranked: list[tuple[int, Place]] = []
        for place in places().values():
            short = short_name(place.name)
            if given in (place.code, place.name, short):
                ranked.append((0, place))
            elif place.name.startswith(given):
                ranked.append((1, place))
            elif given.isascii() and place.is_spelled(given):
                ranked.append((2, place))
            elif (given.isascii() and place.begins(given)) or place.code.startswith(given):
                ranked.append((3, place))
            elif given in place.name:
                ranked.append((4, place))
        ranked.sort(key=lambda item: (item[0], not item[1].code.startswith("52"), item[1].code))
        return [place for _, place in ranked[:limit]]

    def parse(self, text: str, *, today: date | None = None) -> str:
        given = half_width(text).strip().lower()
        known = places()
        if given in known:
            return given
        found = named(re.sub(r"[\s·/—-]", "", given)) or spelled(given.replace(" ", ""))
        if len(found) == 1:
            return found[0].code
        if found:
            shown = "、".join(f"{p.name} {p.code}" for p in found[:6])
            raise Invalid("“{text}” may be {found}; write the full name or the code.", text=text, found=shown)
        raise Invalid(
            "There is no region “{text}” in the list (GB/T 2260); write its name, its code or its pinyin initials.",
            text=text,
        )

    def show(self, value: str) -> str:
        place = places().get(value)
        return place.name if place else value

    def edit(self, value: str) -> str:
        return value

    def unpack(self, packed: object) -> str:
        code = text_of(packed, 12)
        if code not in places():
            raise Invalid(
                "There is no region “{text}” in the list (GB/T 2260); write its name, its code or its pinyin initials.",
                text=packed,
            )
        return code

    def all_packed(self, values: Sequence[Any]) -> bool:
        return places().keys() >= set(values)

    def recall(self, packed: object) -> str:
        return text_of(packed, 12)


class Regions(Kind[tuple[str, ...]]):
    """Several regions, by code: an add/remove set in a merge."""

    _between = re.compile(r"[;；、,，\s]+")
    one = Region()

    def parse(self, text: str, *, today: date | None = None) -> tuple[str, ...]:
        value = self._ordered(self.one.parse(part) for part in self._between.split(text.strip()) if part)
        if not value:
            raise Invalid("The text is empty.")
        return value

    @staticmethod
    def _ordered(codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(codes)))

    def show(self, value: tuple[str, ...]) -> str:
        return "、".join(self.one.show(code) for code in value)

    def edit(self, value: tuple[str, ...]) -> str:
        return "、".join(value)

    def pack(self, value: tuple[str, ...]) -> Packed:
        return pack_list(value)

    def unpack(self, packed: object) -> tuple[str, ...]:
        return self._ordered(self.one.unpack(code) for code in unpack_list(packed))

    def recall(self, packed: object) -> tuple[str, ...]:
        return self._ordered(unpack_list(packed))

    def plain(self, value: tuple[str, ...]) -> object:
        return list(value)


class Position2D(NamedTuple):
    """A place on the earth in degrees (CGCS2000), latitude first."""

    latitude: float
    longitude: float


class Coordinates(Kind[Position2D]):
    """Coordinates in decimal degrees, ``27.0567, 106.9650``; five decimals are about a metre."""

    _shape = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,，;\s]\s*(-?\d{1,3}(?:\.\d+)?)")

    def parse(self, text: str, *, today: date | None = None) -> Position2D:
        found = self._shape.fullmatch(half_width(text).strip())
        if not found:
            raise self._wrong(text)
        first, second = float(found[1]), float(found[2])
        if abs(first) > 90 >= abs(second):  # maps in China often give the longitude first
            first, second = second, first
        return self._made(first, second, text)

    def _made(self, latitude: float, longitude: float, given: object) -> Position2D:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise self._wrong(given)
        return Position2D(round(latitude, 6) + 0.0, round(longitude, 6) + 0.0)  # no negative nought

    @staticmethod
    def _wrong(given: object) -> Invalid:
        return Invalid(
            "“{text}” is no place on the map; write latitude and longitude like 27.0567, 106.9650.", text=given
        )

    def show(self, value: Position2D) -> str:
        return f"{value.latitude:.6f}, {value.longitude:.6f}"

    def pack(self, value: Position2D) -> Packed:
        return f"{value.latitude:.6f},{value.longitude:.6f}"

    def unpack(self, packed: object) -> Position2D:
        found = self._shape.fullmatch(text_of(packed, 40))
        if not found:
            raise self._wrong(packed)
        return self._made(float(found[1]), float(found[2]), packed)

    def plain(self, value: Position2D) -> object:
        return {"latitude": value.latitude, "longitude": value.longitude}
