"""Make the files of resources/fonts from the packages named in its README.md.

    python installer/build_fonts.py NOTO_SANS NOTO_SERIF WENKAI HANAZONO DEJAVU

Each argument is the folder that holds the package's TrueType files.  The same packages give
the same bytes.  Needs fontTools; the program itself does not.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent.parent / "resources" / "fonts"

# Outline tolerance of the rare characters, in 1/1024 em: 0.04 pt at body size, less than one
# dot of a 600 dpi printer.  Hanazono draws curves as polygons of some 200 points a character.
TOLERANCE = 2.5

# What Hanazono A is asked for: radicals, strokes, compatibility ideographs.
RARE_BMP = [(0x2E80, 0x2EF3), (0x31C0, 0x31E3), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)]
RARE_SIP = [(0x20000, 0x2FA1F), (0x30000, 0x3FFFF)]

Point = tuple[int, int]


def within(code: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def coverage(path: Path) -> set[int]:
    return set(TTFont(path, lazy=True).getBestCmap())


def thin(points: list[Point]) -> list[Point]:
    """Douglas–Peucker on an open line: drop the points that lie within TOLERANCE of it."""
    if len(points) < 3:
        return points
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-9)
    far, at = 0.0, 0
    for i, (x, y) in enumerate(points[1:-1], 1):
        away = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
        if length < 1e-6:
            away = ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
        if away > far:
            far, at = away, i
    if far <= TOLERANCE:
        return [points[0], points[-1]]
    return thin(points[: at + 1])[:-1] + thin(points[at:])


def thin_contour(points: list[Point]) -> list[Point]:
    """A closed polygon, split at its two most distant corners and thinned."""
    if len(points) < 5:
        return points
    x0, y0 = points[0]
    at = max(range(len(points)), key=lambda i: (points[i][0] - x0) ** 2 + (points[i][1] - y0) ** 2)
    if at == 0:
        return points
    return thin(points[: at + 1])[:-1] + thin([*points[at:], points[0]])[:-1]


def redrawn(font: TTFont, name: str) -> object:
    """The glyph as thinned polygons (curved contours are kept as they are)."""
    recording = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(recording)
    pen = TTGlyphPen(None)
    contour: list[tuple[str, tuple[Point, ...]]] = []
    for verb, args in recording.value:
        contour.append((verb, args))
        if verb not in ("closePath", "endPath"):
            continue
        if all(v in ("moveTo", "lineTo", "closePath") for v, _ in contour):
            points = thin_contour([a[0] for v, a in contour if a])
            contour = [("moveTo", (points[0],)), *(("lineTo", (p,)) for p in points[1:]), (verb, ())]
        for v, a in contour:
            getattr(pen, v)(*a)
        contour = []
    return pen.glyph()


def rename(font: TTFont, family: str, style: str) -> None:
    """Names of a changed font: the reserved names of the originals are not used."""
    plain = family.replace(" ", "")
    for record in font["name"].names:
        new = {1: family, 2: style, 3: f"{plain}-{style}", 4: f"{family} {style}", 6: f"{plain}-{style}"}
        if record.nameID in new:
            record.string = new[record.nameID]
        elif record.nameID in (16, 17, 18, 21, 22):
            record.string = family if record.nameID in (16, 21) else style


def save(font: TTFont, path: Path) -> None:
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(path, reorderTables=True)


def keep(font: TTFont, unicodes: Iterable[int]) -> None:
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], recalc_timestamp=False
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "FFTM", "prop", "gasp"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=unicodes)
    worker.subset(font)


def build_weight(source: Path, target: str, kai: set[int]) -> None:
    """A heading face without those characters beyond U+4E00–9FFF that 楷体 lacks as well.

    楷体 has all of 通用规范汉字表 (2013), so names of places and persons stay in the face.
    """
    font = TTFont(source)
    codes = {c for c in font.getBestCmap() if not within(c, [(0x3400, 0x4DBF), *RARE_SIP]) or c in kai}
    keep(font, codes)
    save(font, HERE / target)


def build_rare(hanazono: Path, have: set[int]) -> None:
    """One font of the Han characters that no other font of this folder has."""
    low, high = TTFont(hanazono / "HanaMinA.ttf"), TTFont(hanazono / "HanaMinB.ttf")
    extra = {c for c in low.getBestCmap() if within(c, RARE_BMP) and c not in have}
    keep(low, extra)
    keep(high, {c for c in high.getBestCmap() if within(c, RARE_SIP) and c not in have})
    order = high.getGlyphOrder()
    glyphs = {name: redrawn(high, name) for name in order}
    cmap = dict(high.getBestCmap())
    metrics = dict(high["hmtx"].metrics)
    for code, name in sorted(low.getBestCmap().items()):
        order.append(f"a{code:05X}")
        glyphs[order[-1]] = redrawn(low, name)
        metrics[order[-1]] = low["hmtx"].metrics[name]
        cmap[code] = order[-1]
    high.setGlyphOrder(order)
    high["glyf"].glyphOrder = order
    high["glyf"].glyphs = glyphs
    high["hmtx"].metrics = metrics
    high["maxp"].numGlyphs = len(order)
    for table in high["cmap"].tables:
        table.cmap = {c: n for c, n in cmap.items() if table.format == 12 or c <= 0xFFFF}
    rename(high, "ZS Rare Han", "Regular")
    save(high, HERE / "ZSRareHan-Regular.ttf")


def main(sans: Path, serif: Path, wenkai: Path, hanazono: Path, dejavu: Path) -> None:
    shutil.copyfile(sans / "400Regular/NotoSansSC_400Regular.ttf", HERE / "NotoSansSC-Regular.ttf")
    shutil.copyfile(serif / "400Regular/NotoSerifSC_400Regular.ttf", HERE / "NotoSerifSC-Regular.ttf")
    shutil.copyfile(wenkai / "LXGWWenKai-Regular.ttf", HERE / "LXGWWenKai-Regular.ttf")
    shutil.copyfile(dejavu / "DejaVuSans.ttf", HERE / "DejaVuSans.ttf")
    kai = coverage(HERE / "LXGWWenKai-Regular.ttf")
    build_weight(sans / "500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf", kai)
    build_weight(serif / "900Black/NotoSerifSC_900Black.ttf", "NotoSerifSC-Black.ttf", kai)
    have = kai | coverage(HERE / "NotoSerifSC-Regular.ttf") | coverage(HERE / "NotoSansSC-Regular.ttf")
    build_rare(hanazono, have)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:6]))
