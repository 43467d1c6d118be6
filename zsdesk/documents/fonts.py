"""Fonts by role, with a fallback for each character: nothing that is stored may vanish.

A font that lacks a character draws nothing and no validator notices (陈䶮 → 陈), so every
character is looked up before it is drawn, falls back through the chain of its role, and is
``Refused`` by name when no font has it.  TrueType outlines only: they embed as they are.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from struct import unpack

from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from zsdesk.errors import Refused


class Role(StrEnum):
    """What a type face is for (GB/T 9704-2012, 7.2 and 7.3)."""

    TITLE = "小标宋"
    HEI = "黑体"
    KAI = "楷体"
    BODY = "仿宋"
    PLAIN = "等线"  # small print of tables, charts and marks


_SERIF, _BLACK = "NotoSerifSC-Regular.ttf", "NotoSerifSC-Black.ttf"
_SANS, _MEDIUM = "NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf"
_KAI, _RARE, _SYMBOLS = "LXGWWenKai-Regular.ttf", "ZSRareHan-Regular.ttf", "DejaVuSans.ttf"

_BUNDLED: dict[Role, tuple[str, ...]] = {
    Role.TITLE: (_BLACK, _SERIF, _SANS, _KAI, _RARE, _SYMBOLS),
    Role.HEI: (_MEDIUM, _SANS, _SERIF, _KAI, _RARE, _SYMBOLS),
    Role.KAI: (_KAI, _SERIF, _SANS, _RARE, _SYMBOLS),
    Role.BODY: (_SERIF, _SANS, _KAI, _RARE, _SYMBOLS),
    Role.PLAIN: (_SANS, _SERIF, _KAI, _RARE, _SYMBOLS),
}

# File names under which the licensed faces of the office are found; compared without case.
_LICENSED: dict[Role, tuple[str, ...]] = {
    Role.TITLE: ("方正小标宋_gbk.ttf", "方正小标宋简体.ttf", "fzxbs_gbk.ttf", "fzxbsjw.ttf", "fzxbsjt.ttf"),
    Role.KAI: ("楷体_gb2312.ttf", "kaiti_gb2312.ttf", "simkai_gb2312.ttf"),
    Role.BODY: ("仿宋_gb2312.ttf", "fangsong_gb2312.ttf", "simfang_gb2312.ttf", "fsgb2312.ttf"),
}

_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
_NAMED_AT_MOST = 8  # characters that one error names


class Face:
    """One TrueType font, parsed once in the process and then only read."""

    def __init__(self, data: bytes, source: str) -> None:
        self._font = TTFontFile(BytesIO(data))
        self.source = source
        self.name = re.sub("[^A-Za-z0-9-]", "", bytes(self._font.name).decode("latin-1")) or "Font"
        self._glyphs: dict[int, int] = self._font.charToGlyph
        self._widths: dict[int, float] = self._font.charWidths
        self._offsets: list[int] = self._font.glyphPos

    def has(self, char: str) -> bool:
        """Whether the face draws ``char``: it is mapped, and to an outline with ink."""
        glyph = self._glyphs.get(ord(char), 0)
        if not glyph:
            return False
        return char in " \u00a0\u3000" or self._offsets[glyph + 1] > self._offsets[glyph]

    def width(self, char: str) -> float:
        """The advance of ``char`` in em."""
        return float(self._widths[ord(char)]) / 1000

    def metrics(self) -> dict[str, float]:
        """Ascent, descent, cap height, slant and stem for a FontDescriptor, in 1/1000 em."""
        f = self._font
        return {
            "Ascent": f.ascent,
            "Descent": f.descent,
            "CapHeight": f.capHeight,
            "ItalicAngle": f.italicAngle,
            "StemV": f.stemV,
        }

    def box(self) -> list[float]:
        """The FontBBox in 1/1000 em."""
        return [float(v) for v in self._font.bbox]

    def subset(self, chars: Iterable[str]) -> tuple[bytes, list[int]]:
        """A TrueType file with just ``chars``, and the glyph number of each of them in it.

        The subsetter numbers glyphs by first use, which is repeated here because it does not
        tell; two characters may share a glyph.
        """
        codes = [ord(c) for c in chars]
        numbers = {0: 0}
        for code in codes:
            numbers.setdefault(self._glyphs[code], len(numbers))
        return self._font.makeSubset(codes), [numbers[self._glyphs[c]] for c in codes]

    def may_embed(self) -> bool:
        """Whether the font's licence bits (OS/2 fsType) allow a subset inside a document."""
        bits: int = unpack(">H", self._font.get_table("OS/2")[8:10])[0]
        restricted = bits & 0x0002 and not bits & 0x000C
        return not restricted and not bits & 0x0300


@cache
def load(source: str) -> Face:
    """The face of a file: a bare name is a bundled font, anything else is a path."""
    if Path(source).is_absolute():
        return Face(Path(source).read_bytes(), source)
    return Face(files("resources").joinpath("fonts", source).read_bytes(), source)


@dataclass(frozen=True, eq=False)
class FontSet:
    """For each role the chain of fonts to look a character up in; faces load when needed."""

    chains: Mapping[Role, tuple[str, ...]]
    _found: dict[tuple[Role, str], Face | None] = field(default_factory=dict, repr=False)

    def face(self, role: Role, char: str) -> Face:
        """The first face of the role's chain that draws ``char``; ``Refused`` if none does."""
        face = self._look_up(role, char)
        if face is None:
            raise _refusal([char])
        return face

    def has(self, char: str) -> bool:
        """Whether any font draws ``char``; all chains end in the same fonts, so any role tells."""
        return self._look_up(Role.BODY, char) is not None

    def require(self, texts: Iterable[str]) -> None:
        """Refuse at once, by name, all characters of ``texts`` that cannot be printed."""
        wanted = dict.fromkeys("".join(texts))
        missing = [c for c in wanted if not self.has(c)]
        if missing:
            raise _refusal(missing)

    def _look_up(self, role: Role, char: str) -> Face | None:
        key = (role, char)
        if key not in self._found:
            chain = self.chains[role] if printable(char) else ()
            self._found[key] = next((f for f in map(load, chain) if f.has(char)), None)
        return self._found[key]


def printable(char: str) -> bool:
    """Whether a font's glyph for ``char`` can be trusted to be that character.

    Private codes mean another character on every machine, U+FFFD means that it was already
    lost, and right-to-left letters need joining and reordering that this room does not do.
    """
    code = ord(char)
    if code == 0xFFFD or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False
    return not private(char) and unicodedata.bidirectional(char) not in ("R", "AL", "AN")


def private(char: str) -> bool:
    """Whether ``char`` is a private-use code (造字)."""
    return any(low <= ord(char) <= high for low, high in _PRIVATE)


def _refusal(chars: list[str]) -> Refused:
    shown = "、".join(_named(c) for c in chars[:_NAMED_AT_MOST]) + ("……" if len(chars) > _NAMED_AT_MOST else "")
    if all(private(c) for c in chars):
        return Refused(
            "{characters}: a private code, which another computer shows as another character. "
            "Type the standard character instead.",
            characters=shown,
        )
    return Refused("No font can print {characters}. Type another character in its place.", characters=shown)


def _named(char: str) -> str:
    code = f"U+{ord(char):04X}"
    return f"{char} ({code})" if char.isprintable() and not private(char) else code


@cache
def bundled() -> FontSet:
    """The fonts that ship with the program, whatever this computer has."""
    return FontSet(_BUNDLED)


@cache
def installed() -> FontSet:
    """The licensed 小标宋, 楷体 and 仿宋 of this computer where it has them, else the bundled fonts."""
    present = _font_files(_font_folders())
    chains = dict(_BUNDLED)
    for role, names in _LICENSED.items():
        path = next((present[name] for name in names if name in present and _usable(present[name])), None)
        if path is not None:
            chains[role] = (str(path), *chains[role])
    return FontSet(chains)


def _usable(path: Path) -> bool:
    try:
        return load(str(path)).may_embed()
    except (TTFError, OSError, KeyError, ValueError):
        return False  # an OpenType font with CFF outlines, or a broken file


def _font_files(folders: Iterable[Path]) -> dict[str, Path]:
    wanted = {name for names in _LICENSED.values() for name in names}
    found: dict[str, Path] = {}
    for folder in folders:
        for where, _, names in os.walk(folder):
            for name in sorted(names):
                if name.lower() in wanted:
                    found.setdefault(name.lower(), Path(where, name))
    return found


def _font_folders() -> list[Path]:
    if sys.platform == "win32":
        machine, own = os.environ.get("WINDIR", r"C:\Windows"), os.environ.get("LOCALAPPDATA")
        return [Path(machine, "Fonts"), *([Path(own, "Microsoft", "Windows", "Fonts")] if own else [])]
    home = Path.home()
    return [home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
