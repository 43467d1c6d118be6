"""A catalogue's text into a :class:`Catalogue`: what is wrong is refused with its line."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

import resources
from zsdesk.catalogue.entries import SECTION_LABELS, Catalogue, Deadline, Entry, Expectation
from zsdesk.catalogue.needed import CHECKS, DEADLINES, DEFINITIONS, EXPECTATIONS, THRESHOLDS
from zsdesk.errors import Refused
from zsdesk.fields import fields
from zsdesk.records import record_type
from zsdesk.records.choices import CHANNELS, CLUSTERS, GROUPS, STAGES

LARGEST = 400_000
"""Characters of a catalogue's text: fifteen times the one that comes with the program."""

_HEADER = re.compile(r"^\s*\[\[\s*([a-z]+)\s*\]\]")
_KEY = re.compile(r"^\s*([a-z_]+)\s*=")
_SYNTAX = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_PLACE = re.compile(r"at `\$(?:\.([a-z]+))?(?:\[(\d+)\])?(?:\.([a-z_]+))?")
_MISSING = re.compile(r"missing required field `(\w+)`")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")

ADDED = ("link", "definition", "expectation")
"""Sections that came later than the first catalogues."""
_CODES = {"stage": STAGES, "group": GROUPS, "channel": CHANNELS}
"""Sections whose codes the records know: a catalogue names and orders them, and does not invent any."""


@cache
def bundled() -> Catalogue:
    """The catalogue that comes with the program."""
    return read(bundled_text())


def bundled_text() -> str:
    """Its text."""
    return resources.path("data", "catalogue.toml").read_text(encoding="utf-8")


def text_of(path: Path) -> str:
    """A file's text; ``Refused`` where it cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.", name=path, why=why) from None


@lru_cache(16)
def read(text: str) -> Catalogue:
    """The catalogue of a text; ``Refused`` with the line where something in it is wrong."""
    lines = _Lines(text)
    if len(text) > LARGEST:
        raise lines.refusal(1, Refused("it has {count} characters; at most {most} are read",
                                       count=len(text), most=LARGEST))  # fmt: skip
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        raise lines.refusal(line, Refused("this is no TOML ({why})", why=_SYNTAX.sub("", str(error)).strip())) from None
    try:
        made = msgspec.convert(raw, Catalogue)
    except msgspec.ValidationError as error:
        raise _misshapen(lines, str(error)) from None
    _check(made, lines)
    return made


class _Lines:
    """Where in the text an entry, or a key of it, stands."""

    def __init__(self, text: str) -> None:
        self._text = text.splitlines()
        self._starts: dict[tuple[str, int], int] = {}
        seen: dict[str, int] = {}
        for number, line in enumerate(self._text, 1):
            if found := _HEADER.match(line):
                at = seen.get(found[1], 0)
                self._starts[found[1], at] = number
                seen[found[1]] = at + 1

    def of(self, section: str, at: int, key: str = "") -> int:
        """The line of an entry's ``key``, or of its header; of a key at the top without a section."""
        if not section and (key, 0) in self._starts:
            return self._starts[key, 0]
        start = self._starts.get((section, at), 1)
        for number, line in enumerate(self._text[start - (not section) :], start + bool(section)):
            if _HEADER.match(line):
                break
            found = _KEY.match(line)
            if found and found[1] == key:
                return number
        return start

    @staticmethod
    def refusal(line: int, why: Refused) -> Refused:
        """The sentence that names the line."""
        return Refused("The catalogue is refused, and the one in force stays. Line {line}: {why}.", line=line, why=why)


def _misshapen(lines: _Lines, message: str) -> Refused:
    """What msgspec found wrong, as a sentence with its line."""
    place = _PLACE.search(message)
    section, at, key = (place[1] or "", int(place[2] or 0), place[3] or "") if place else ("", 0, "")
    if section and place is not None and place[2] is None:
        section, key = "", section
    if missing := _MISSING.search(message):
        return lines.refusal(lines.of(section, at), Refused("“{key}” is missing", key=missing[1]))
    if unknown := _UNKNOWN.search(message):
        return lines.refusal(lines.of(section, at, unknown[1]), Refused("“{key}” is not known here", key=unknown[1]))
    why = message.split(" - at ")[0]
    return lines.refusal(lines.of(section, at, key), Refused("“{key}” holds no such value ({why})", key=key, why=why))


def _check(made: Catalogue, lines: _Lines) -> None:
    """What the shape alone does not say: codes that exist, that are there once, that are there at all."""
    for section in SECTION_LABELS:
        entries: tuple[Entry, ...] = getattr(made, section)
        seen: set[str] = set()
        for at, entry in enumerate(entries):
            key, why = _wrong(made, section, entry)
            if entry.code in seen:
                key, why = "code", Refused("the code “{code}” is there twice", code=entry.code)
            if why is not None:
                raise lines.refusal(lines.of(section, at, key), why)
            seen.add(entry.code)
        # A catalogue that was published before there was such a section goes on holding, without it.
        for code in _needed(section) if entries or section not in ADDED else ():
            if code not in seen:
                why = Refused("[[{section}]] lacks the code “{code}”, which the program looks up",
                              section=section, code=code)  # fmt: skip
                raise lines.refusal(lines.of(section, max(len(entries) - 1, 0)), why)


def _needed(section: str) -> tuple[str, ...]:
    if section in _CODES:
        return tuple(option.code for option in _CODES[section].options)
    return {"deadline": tuple(DEADLINES), "threshold": THRESHOLDS, "definition": DEFINITIONS,
            "expectation": EXPECTATIONS}.get(section, ())  # fmt: skip


def _wrong(made: Catalogue, section: str, entry: Entry) -> tuple[str, Refused | None]:
    """The key whose value names nothing that there is, and why; no reason where all is well."""
    for key, options in _references(made, section, entry).items():
        given = getattr(entry, key)
        if given and given not in options:
            return key, Refused("“{key}” is “{given}”, which is none of: {options}",
                                key=key, given=given, options=", ".join(options))  # fmt: skip
    if isinstance(entry, Expectation):
        there = tuple(field.name for field in fields(record_type(entry.code)))
        for name in entry.asks:
            if name not in there:
                return "asks", Refused("“{key}” is “{given}”, which is none of: {options}",
                                       key="asks", given=name, options=", ".join(there))  # fmt: skip
    if entry.code == "start_to_signed" and "开工率" in entry.label:
        return "label", Refused("starts per signings, of whatever year, are never called 开工率")
    return "", None


def _references(made: Catalogue, section: str, entry: Entry) -> dict[str, tuple[str, ...]]:
    """For each key that names something: what it may name."""
    if section in _CODES:
        return {"code": tuple(option.code for option in _CODES[section].options)}
    if section == "gate":
        stages = tuple(stage.code for stage in made.stage)
        return {"come_from": stages, "go_to": (*stages, "transfer")}
    if section == "condition":
        return {"gate": tuple(gate.code for gate in made.gate), "check": tuple(CHECKS)}
    if section in ("definition", "expectation"):
        return {"code": DEFINITIONS if section == "definition" else EXPECTATIONS}
    if section == "link":
        return {"chain": tuple(option.code for option in CLUSTERS.options)}
    if isinstance(entry, Deadline):
        return {"unit": DEADLINES.get(entry.code, (entry.unit,))}
    return {}
