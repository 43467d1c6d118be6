"""The file under the page: fonts, Unicode maps, structure, archival metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from struct import unpack

import pikepdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

from zsdesk.documents import srgb
from zsdesk.documents.archive import Metadata
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import break_lines, shape
from zsdesk.documents.page import BOTTOM, LEFT, RIGHT, new_sheet
from zsdesk.documents.paper import Paper, num

META = Metadata("题名", "作者", "简报", date(2026, 11, 24))


@pytest.fixture
def pdf(full_pdf: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(full_pdf) as opened:
        yield opened


def characters(font: pikepdf.Object) -> dict[int, str]:
    """The font's ToUnicode map, read from its text."""
    pairs = re.findall(r"<(\w{4})> <(\w+)>\n", font.ToUnicode.read_bytes().decode())
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs if code != "0000"}


def outline(font: TTFont, glyph: str) -> list[object]:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return pen.value


def test_each_code_draws_the_character_that_it_is_copied_as(pdf: pikepdf.Pdf):
    seen = ""
    for font in pdf.pages[0].Resources.Font.values():
        inner = font.DescendantFonts[0]
        embedded = TTFont(BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
        name = str(inner.BaseFont).split("+")[1]
        original = TTFont(str(files("resources").joinpath("fonts", f"{name}.ttf")), lazy=True)
        data = inner.CIDToGIDMap.read_bytes()
        glyphs = unpack(f">{len(data) // 2}H", data)
        widths = [float(w) for w in inner.W[1]]
        for code, char in characters(font).items():
            there = original.getBestCmap()[ord(char)]
            assert outline(embedded, embedded.getGlyphName(glyphs[code])) == outline(original, there), char
            em = original["head"].unitsPerEm
            assert widths[code - 1] == pytest.approx(original["hmtx"][there][0] * 1000 / em, abs=0.01), char
            seen += char
    assert {"㵲", "䶮", "𬱖", "𠮷"} <= set(seen)


def test_beyond_the_bmp_is_mapped_in_utf_16(pdf: pikepdf.Pdf):
    maps = b"".join(font.ToUnicode.read_bytes() for font in pdf.pages[0].Resources.Font.values())
    assert b"<D873DC56>" in maps


def test_all_that_is_drawn_is_tagged_or_an_artifact(pdf: pikepdf.Pdf):
    depth, painted = 0, 0
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
        name = str(operator)
        depth += {"BDC": 1, "EMC": -1}.get(name, 0)
        assert depth in (0, 1)
        if name in ("TJ", "Tj", "f", "S", "Do", "B"):
            painted += 1
            assert depth == 1, (name, operands)
    assert painted > 50
    assert depth == 0


def kids(node: pikepdf.Object) -> list[pikepdf.Object]:
    """What is in an element; a form's only kid stands by itself."""
    return list(node.K) if isinstance(node.K, pikepdf.Array) else [node.K]


def structure(node: pikepdf.Object, depth: int = 0) -> Iterator[tuple[str, pikepdf.Object]]:
    for kid in kids(node):
        if kid.get("/Type") == pikepdf.Name.StructElem:
            yield str(kid.S)[1:], kid
            yield from structure(kid, depth + 1)


def test_the_structure_reads_in_order(pdf: pikepdf.Pdf):
    found = list(structure(pdf.Root.StructTreeRoot))
    tags = [tag for tag, _ in found]
    assert tags[0] == "Document"
    assert tags.count("H1") == 1
    assert tags.count("H2") == 5
    assert tags.count("Table") == 3
    assert tags.count("Figure") == 2
    assert tags.index("H1") < tags.index("Table") < tags.index("H2")
    for tag, node in found:
        if tag == "Figure":
            assert "131.2" in str(node.Alt) or "QT-2026-000123" in str(node.Alt)
        if tag == "TH":
            assert node.A[0].Scope in (pikepdf.Name.Row, pikepdf.Name.Column)
    for row in (node for tag, node in found if tag == "TR"):
        columns = [int(a.get("/ColSpan", 1)) for c in row.K for a in c.get("/A", [{}])]
        assert sum(columns) in (3, 4)


def test_every_mark_has_its_owner(pdf: pikepdf.Pdf):
    page = pdf.pages[0].obj
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    marks = set()
    for tag, node in structure(pdf.Root.StructTreeRoot):
        for kid in kids(node):
            if kid.get("/Type") == pikepdf.Name.MCR:
                assert owners[int(kid.MCID)].objgen == node.objgen, tag
                assert kid.Pg.objgen == page.objgen
                marks.add(int(kid.MCID))
    assert marks == set(range(len(owners)))
    assert page.StructParents == 0


def test_archival_claims_and_what_they_need(pdf: pikepdf.Pdf):
    packet = pdf.Root.Metadata.read_bytes().decode()
    for claim in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in packet
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "zh-CN"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
    assert "/ID" in pdf.trailer
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == str(pdf.docinfo.Title)
        assert xmp["dc:creator"] == [str(pdf.docinfo.Author)]


def test_markup_in_a_title_stays_text(fonts: FontSet):
    paper = Paper()
    new_sheet(paper, fonts)
    data = paper.finish(Metadata("<一>&“二”", "甲<乙>", "", META.day))
    with pikepdf.open(BytesIO(data)) as opened, opened.open_metadata() as xmp:
        assert xmp["dc:title"] == "<一>&“二”" == str(opened.docinfo.Title)
        assert xmp["dc:creator"] == ["甲<乙>"]


def test_the_colour_profile_is_srgb():
    made = ImageCms.ImageCmsProfile(BytesIO(srgb.profile()))
    assert made.profile.xcolor_space.strip() == "RGB"
    assert made.profile.version == pytest.approx(2.1)
    known = ImageCms.createProfile("sRGB")
    colours = Image.new("RGB", (1, 1), (200, 30, 90))
    same = ImageCms.profileToProfile(colours, made, known)
    assert all(abs(a - b) <= 2 for a, b in zip(same.getpixel((0, 0)), (200, 30, 90), strict=True))


def test_odd_numbers_right_even_numbers_left(fonts: FontSet, tool, tmp_path: Path):
    paper = Paper()
    for _ in range(2):
        new_sheet(paper, fonts)
    (tmp_path / "two.pdf").write_bytes(paper.finish(META))
    found = re.findall(
        r'<page |xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"', tool("pdftotext", "-bbox", tmp_path / "two.pdf", "-")
    )
    pages: list[list[tuple[float, ...]]] = []
    for groups in found:
        if not groups[0]:
            pages.append([])
        else:
            pages[-1].append(tuple(map(float, groups)))
    assert max(x1 for _, _, x1 in pages[0]) == pytest.approx(RIGHT - 14, abs=1)
    assert min(x0 for x0, _, _ in pages[1]) == pytest.approx(LEFT + 14, abs=1)
    assert all(y > BOTTOM for page in pages for _, y, _ in page)


def test_numbers_have_one_form():
    assert [num(v) for v in (0, -0.0001, 1.5, 2.0, -3.25, 1 / 3)] == ["0", "0", "1.5", "2", "-3.25", "0.333"]


def test_the_page_holds_28_characters_of_body_type(fonts: FontSet):
    glyphs = shape("公" * 28, Role.BODY, fonts)
    assert len(break_lines(glyphs, (RIGHT - LEFT) / 15.75)) == 1
    assert len(break_lines(glyphs, (RIGHT - LEFT) / 16.0)) == 2
