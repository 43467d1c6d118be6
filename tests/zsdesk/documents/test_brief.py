"""The brief as other people's programs read it: qpdf, poppler, zbar, fontTools."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zsdesk.documents import brief
from zsdesk.documents.blocks import height
from zsdesk.documents.brief import render
from zsdesk.documents.brief_content import BriefContent, Step
from zsdesk.documents.brief_layout import HEAD, SCALES, fit
from zsdesk.documents.content import Revenue, digest
from zsdesk.documents.fonts import FontSet, bundled
from zsdesk.documents.lines import CLOSING, OPENING
from zsdesk.documents.page import BOTTOM
from zsdesk.documents.papers import Means
from zsdesk.documents.text import paragraphs
from zsdesk.errors import Refused

Tool = Callable[..., str]
MARK = "……（全文见纪要）"
DAY = date(2026, 11, 24)


def bare(text: str) -> str:
    """Without blanks and invisible characters: what must survive the way onto paper."""
    kept = (c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf") and not variation(c))
    return unicodedata.normalize("NFC", "".join(kept))


def variation(char: str) -> bool:
    return 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def read(path: Path, tool: Tool) -> str:
    return tool("pdftotext", "-raw", "-enc", "UTF-8", path, "-")


def read_bytes(data: bytes) -> str:
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout.decode("utf-8")


def test_qpdf_finds_nothing(full_pdf: Path, tool: Tool):
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", full_pdf)


def test_one_a4_page_with_chinese_title_and_author_tagged(full_pdf: Path, full: BriefContent, tool: Tool):
    info = dict(line.split(":", 1) for line in tool("pdfinfo", "-enc", "UTF-8", full_pdf).splitlines())
    info = {key: value.strip() for key, value in info.items()}
    assert info["Pages"] == "1"
    assert "(A4)" in info["Page size"]
    assert info["Title"] == full.title
    assert info["Author"] == full.unit
    assert info["Tagged"] == "yes"
    assert info["Encrypted"] == "no"


def test_all_fonts_embedded_subset_unicode(full_pdf: Path, tool: Tool):
    rows = tool("pdffonts", full_pdf).splitlines()[2:]
    assert len(rows) >= 4
    for row in rows:
        assert re.search(r"Identity-H\s+yes yes yes", row), row
        assert "Helvetica" not in row


def test_every_field_is_there_verbatim(full_pdf: Path, full: BriefContent, tool: Tool):
    text = bare(read(full_pdf, tool))
    printed = [f.name for f in fields(full) if f.name not in ("digest", "generated", "revenue")]
    assert len(printed) == 18, "a new field: print it, or say here why not"
    for value in full.texts():
        if value != full.digest:
            assert bare(value) in text, value
    for year in full.revenue:
        assert f"{year.value}{year.year}" in text
    assert "2026年11月24日" in text
    assert full.digest[:16].upper() in text


@pytest.mark.parametrize("rare", ["㵲阳河", "陈䶮", "龙𬱖", "𠮷", "𫖯", "m³"])
def test_rare_characters_can_be_copied(rare: str, full_pdf: Path, tool: Tool):
    assert rare in bare(read(full_pdf, tool))


def test_no_radicals_private_or_lost_characters(full_pdf: Path, tool: Tool):
    for char in read(full_pdf, tool):
        assert not 0x2F00 <= ord(char) <= 0x2FDF, char
        assert unicodedata.category(char) != "Co", char
        assert char != "\ufffd"


def test_lines_keep_punctuation_rules(full_pdf: Path, tool: Tool):
    lines = [line.strip() for line in read(full_pdf, tool).splitlines() if line.strip()]
    assert len(lines) > 30
    for line in lines:
        assert line[0] not in CLOSING, line
        assert line[-1] not in OPENING, line


def test_nothing_leaves_the_type_area(full_pdf: Path, tool: Tool):
    boxes = re.findall(
        r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', tool("pdftotext", "-bbox", full_pdf, "-")
    )
    assert boxes
    left, right = 28 * 72 / 25.4, 184 * 72 / 25.4
    for x0, x1 in boxes:
        assert float(x0) > left - 0.5
        assert float(x1) < right + 0.5


def test_code_is_read_at_150_dpi(full_pdf: Path, full: BriefContent, tool: Tool, tmp_path: Path):
    tool("pdftoppm", "-r", 150, "-gray", "-png", "-singlefile", full_pdf, tmp_path / "page")
    said = tool("zbarimg", "--nodbus", "--quiet", "--raw", tmp_path / "page.png").strip()
    assert said == f"ZSD1:{full.number}:{full.version}:{full.digest.upper()}"


def test_code_bears_the_contents_digest_where_none_is_given(full: BriefContent, fonts: FontSet):
    plain = replace(full, digest="")
    assert digest(plain)[:16].upper() in read_bytes(render(plain, Means(fonts)))
    assert digest(plain) != digest(replace(plain, version="4"))


def test_same_content_same_bytes_in_every_process(full: BriefContent, full_pdf: Path, fonts: FontSet, tmp_path: Path):
    assert render(full, Means(fonts)) == full_pdf.read_bytes()
    script = (
        "import pickle, sys; from zsdesk.documents.papers import Means, render\n"
        "from zsdesk.documents.fonts import bundled\n"
        "sys.stdout.buffer.write(render('brief', pickle.load(open(sys.argv[1], 'rb')), Means(bundled())))"
    )
    (tmp_path / "content").write_bytes(pickle.dumps(full))
    for seed, zone in (("1", "UTC"), ("77", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        environment["PYTHONPATH"] = str(Path(brief.__file__).parents[2])
        command = [sys.executable, "-c", script, str(tmp_path / "content")]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert done.stdout == full_pdf.read_bytes()


def test_a_change_of_content_changes_the_bytes(full: BriefContent, full_pdf: Path, fonts: FontSet):
    assert render(replace(full, secrecy="敏感"), Means(fonts)) != full_pdf.read_bytes()


def test_empty_values_print_as_missing(fonts: FontSet):
    text = bare(read_bytes(render(BriefContent(title="", generated=DAY), Means(fonts))))
    for label in ("编号", "密级", "洽谈时间", "洽谈地点", "我方", "对方", "项目概况", "企业实力", "风险提示"):
        assert label + "待补" in text, label
    for label in ("本次议定。", "企业诉求。", "主要分歧。", "经办：", "审核："):
        assert label + "待补" in text, label
    assert "营业收入" not in text
    assert MARK not in text


def long_content(full: BriefContent, text: str) -> BriefContent:
    many = (text,) * 30
    return replace(
        full,
        title=text,
        our_side=text,
        place=text,
        prepared_by=text,
        unit=text,
        overview=((text, text),) * 30,
        strengths=many,
        agreed=many,
        demands=many,
        open_points=many,
        risks=many,
        next_steps=(Step(text, text, text),) * 30,
    )


@pytest.mark.parametrize("text", ["很长的内容，" * 300, "W" * 2000, "word " * 500, "行\n" * 500, "！" * 900, "“" * 900])
def test_any_length_stays_on_one_page_and_says_where_it_was_cut(text: str, full: BriefContent, fonts: FontSet):
    data = render(long_content(full, text), Means(fonts))
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
    assert bare(read_bytes(data)).count(MARK) >= 12


def test_type_shrinks_before_anything_is_cut(full: BriefContent, fonts: FontSet):
    short = fit(replace(full, agreed=full.agreed[:1], risks=(), demands=()), fonts).scale
    plain = fit(full, fonts).scale
    longer = replace(full, agreed=full.agreed * 2)
    assert short.body > plain.body > 9
    assert MARK not in read_bytes(render(longer, Means(fonts)))
    assert SCALES[-1].body == min(s.body for s in SCALES) == 9.0


def test_one_long_text_leaves_the_others_whole(full: BriefContent, fonts: FontSet):
    text = bare(read_bytes(render(replace(full, demands=("很长的诉求，" * 600,)), Means(fonts))))
    assert text.count(MARK) == 1
    for value in (*full.agreed, *full.risks, *full.open_points, full.title):
        assert bare(value) in text


@pytest.mark.parametrize("field", ["agreed", "demands", "open_points", "risks", "overview", "next_steps"])
def test_left_out_items_are_said_to_be(field: str, full: BriefContent, fonts: FontSet):
    one = {"overview": ("标签", "值"), "next_steps": Step("事")}.get(field, "短")
    text = bare(read_bytes(render(replace(full, **{field: (one,) * 90}), Means(fonts))))
    assert text.count(MARK) == 1, text


def test_a_fourth_strength_is_said_to_be_left_out(full: BriefContent, fonts: FontSet):
    text = bare(read_bytes(render(replace(full, strengths=("甲", "乙", "丙", "丁")), Means(fonts))))
    assert "3.丙" + MARK in text


@pytest.mark.parametrize("count", range(0, 60, 2))
def test_rows_never_reach_the_signatures(count: int, full: BriefContent, fonts: FontSet):
    layout = fit(replace(full, risks=("短的风险",) * count), fonts)
    assert height(layout.rows) + layout.signatures.height <= BOTTOM - HEAD


def test_years_without_a_figure_draw_no_bar(full: BriefContent, fonts: FontSet):
    odd = (Revenue(2023, Decimal("0")), Revenue(2024, Decimal("NaN")), Revenue(2025, Decimal("1E+3")))
    text = bare(read_bytes(render(replace(full, revenue=odd), Means(fonts))))
    assert "1000" in text
    assert "2024" not in text.replace("2024年", "")


def test_the_fields_for_signatures_are_there_before_the_first(full_pdf: Path):
    with pikepdf.open(full_pdf) as pdf:
        fields = {str(f.T): f for f in pdf.Root.AcroForm.Fields}
        assert list(fields) == ["officer", "supervisor"]
        for field in fields.values():
            left, low, right, high = (float(v) for v in field.Rect)
            assert field.FT == "/Sig"
            assert "/V" not in field
            assert str(field.TU)
            assert "/N" in field.AP
            assert right - left > 70
            assert high - low >= 18


def test_a_character_that_no_font_has_is_refused_by_name(full: BriefContent, fonts: FontSet):
    with pytest.raises(Refused) as caught:
        render(replace(full, risks=("好\U0002fffd坏\U00030edd、🚀",)), Means(fonts))
    assert "U+1F680" in caught.value.values["characters"]
    with pytest.raises(Refused, match=r"U\+E000"):
        render(replace(full, title="造字\ue000"), Means(fonts))


def test_fast_once_fonts_are_read(full: BriefContent, fonts: FontSet):
    render(full, Means(fonts))
    start = time.process_time()
    render(replace(full, version="4"), Means(fonts))
    assert time.process_time() - start < 0.5


# Text that the shipped fonts have: what comes back must be what went in.
_FONTS = bundled()


_RADICALS = "".join(map(chr, range(0x2F00, 0x2FE0)))
_KNOWN = st.one_of(
    st.sampled_from("，。、；：？！“”‘’（）《》【】〔〕—…·％￥0123456789abcXYZ -./ 的一是在不了有和人这"),
    st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2EBE0, categories=["Lo"]),
    st.characters(min_codepoint=0x21, max_codepoint=0x2BFF, exclude_categories=["Cn", "Cs", "Co", "Mn", "Me", "Mc"]),
).filter(_FONTS.has)
_QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@given(st.text(_KNOWN, min_size=1, max_size=120), st.text(_KNOWN, max_size=14))
@_QUIET
def test_property_known_text_comes_back(text: str, short: str):
    content = BriefContent(
        title=short, generated=DAY, agreed=(text,), next_steps=(Step(text[:20], short),), place=short
    )
    page = bare(read_bytes(render(content, Means(_FONTS))))
    for value in (text, short):
        assert bare(value) in page


@given(st.text(st.characters(exclude_characters=_RADICALS, exclude_categories=["Mn", "Me", "Mc"]), max_size=12))
@_QUIET
def test_property_any_text_is_printed_or_refused(text: str):
    content = BriefContent(title="题", generated=DAY, risks=(text,))
    if not all(_FONTS.has(c) for part in paragraphs(text) for c in part):
        with pytest.raises(Refused):
            render(content, Means(_FONTS))
        return
    assume(bare(text))
    assert bare(text) in bare(read_bytes(render(content, Means(_FONTS))))
