"""Word files of papers: page, faces and words, as python-docx and the XML show them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from tests import projects
from tests.projects import Made
from tests.zsdesk.documents.test_brief import bare
from zsdesk.documents.brief_content import BriefContent
from zsdesk.documents.editable import KINDS, render
from zsdesk.documents.fonts import bundled
from zsdesk.documents.papers import Means
from zsdesk.errors import Refused


@pytest.fixture
def made(desk) -> Made:
    return projects.full(desk, photos=0, scans=1)


def text_of(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as file:
        xml = file.read("word/document.xml").decode()
    return bare("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))


def test_it_says_what_the_minutes_say(made: Made) -> None:
    text = text_of(made.desk.editable("minutes", made.ids["negotiation:2"]))
    for said in (
        "第2轮洽谈纪要",
        "陈䶮",
        "龙𬱖",
        "双回路220千伏",
        "厂房代建回购期限",
        "㵲阳河上游取水方案",
        "一、基本情况",
        "六、双方签字",
    ):
        assert said in text
    assert "内部底线" not in text


def test_every_text_of_a_brief_is_in_it(full: BriefContent) -> None:
    text = text_of(render("brief", full, Means(bundled())))
    lost = [t for t in full.texts() if bare(t) not in text and t not in (full.digest, full.version)]
    assert lost == []
    assert full.digest[:16].upper() in text
    assert "131.2" in text


def test_page_and_faces_are_those_of_the_standard(made: Made) -> None:
    file = docx.Document(BytesIO(made.desk.editable("minutes", made.ids["negotiation:1"])))
    section = file.sections[0]
    for length, millimetres in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37), (section.left_margin, 28),
        (section.right_margin, 26), (section.bottom_margin, 35),
    ):  # fmt: skip
        assert abs(length - Mm(millimetres)) < Mm(0.05)
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579"
    faces = {
        run._r.rPr.rFonts.get(qn("w:eastAsia")) for p in file.paragraphs for run in p.runs if run._r.rPr is not None
    }
    assert {"仿宋_GB2312", "方正小标宋简体"} <= faces
    assert file.settings.odd_and_even_pages_header_footer
    assert all("PAGE" in f.paragraphs[0]._p.xml for f in (section.footer, section.even_page_footer))
    assert all(
        t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in file.tables if t.cell(0, 0).text == "事项"
    )


def test_the_same_content_gives_the_same_bytes(made: Made) -> None:
    ids: dict[str, Callable[[], str]] = {
        "brief": lambda: made.ids["negotiation:1"], "minutes": lambda: made.ids["negotiation:1"],
        "notice": lambda: made.ids["supervision"], "agenda": lambda: projects.meeting(made),
        "handover": lambda: projects.handover(made), "bulletin": lambda: "520000@2026@2026-11-24",
        "pack": lambda: projects.visit(made),
    }  # fmt: skip
    assert set(KINDS) == set(ids)
    for kind, find in ids.items():
        id = find()
        assert made.desk.editable(kind, id) == made.desk.editable(kind, id), kind


def test_what_no_font_can_print_is_refused_here_too(full: BriefContent) -> None:
    from dataclasses import replace

    with pytest.raises(Refused, match=r"U\+1F680"):
        render("brief", replace(full, title="🚀"), Means(bundled()))
