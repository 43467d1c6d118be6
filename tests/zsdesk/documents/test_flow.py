"""Papers of many pages, as poppler and qpdf read them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zsdesk.documents.conftest import Tool
from zsdesk.documents.archive import Metadata
from zsdesk.documents.blocks import Anchor, Row
from zsdesk.documents.flow import draw, paginate
from zsdesk.documents.fonts import FontSet
from zsdesk.documents.page import HEIGHT
from zsdesk.documents.paper import Paper
from zsdesk.documents.story import Story
from zsdesk.documents.wording import chinese_number

META = Metadata("长文书", "省投资促进局", "试", date(2026, 11, 24))
HEADS = ("序号", "承诺内容", "时限")
LONG = "".join(f"第{n}句说的是不同的话，" for n in range(700))


def finished(story: Story) -> bytes:
    leaves = paginate(story.rows)
    paper = Paper(story.root)
    draw(paper, leaves, story.fonts)
    return paper.finish(META)


@pytest.fixture(scope="module")
def long_pdf(fonts: FontSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    story = Story(fonts)
    story.title("㵲阳河流域一体化项目签约项目卷宗")
    for part in range(3):
        story.heading(1, f"部分{part}", fresh=part > 0)
        story.heading(2, "建设内容")
        story.text("投资331亿元的一体化项目填补我省磷系正极材料全产业链发展空白，" * 25)
        story.heading(2, "承诺事项")
        rows = [(str(n), f"承诺{part}-{n}：" + "完成地块出让方案报批，" * (n % 5), "2027-03-01") for n in range(100)]
        story.table(HEADS, [*rows, ("100", LONG, "")], (3, 20, 6), centred=(0, 2))
    story.contents(0, story.root)
    path = tmp_path_factory.mktemp("flow") / "long.pdf"
    path.write_bytes(finished(story))
    return path


@pytest.fixture(scope="module")
def pages(long_pdf: Path, tool: Tool) -> list[str]:
    return tool("pdftotext", "-raw", "-enc", "UTF-8", long_pdf, "-").split("\f")[:-1]


def test_other_programs_find_nothing_wrong(long_pdf: Path, tool: Tool):
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", long_pdf)
    assert "Tagged:          yes" in tool("pdfinfo", long_pdf)


def test_a_table_has_one_header_on_each_of_its_pages(pages: list[str]):
    inside = [page for page in pages if re.search(r"承诺\d-|句说的", page)]
    assert len(inside) > 25
    assert {re.sub(r"\s", "", page).count("序号承诺内容时限") for page in inside} == {1}


def test_nothing_is_lost_or_doubled_between_pages(pages: list[str]):
    whole = "".join("".join(page.split("\n")[:-1]) for page in pages).replace("\n", "").replace(" ", "")
    plain = re.sub(r"—\d+—", "", whole).replace("序号承诺内容时限", "")
    for part in range(3):
        for n in range(100):
            assert f"承诺{part}-{n}：" in plain
    assert re.sub(r"(待补|100)", "", plain).count("第0句说的是不同的话，第1句") == 3
    for n in range(700):
        assert plain.count(f"第{n}句说的") == 3, n


def test_the_contents_name_the_pages_on_which_headings_stand(pages: list[str], long_pdf: Path):
    entries = re.findall(r"^(.、部分\d)[ ·]*(\d+)$", pages[0], re.M)
    assert [title for title, _ in entries] == ["一、部分0", "二、部分1", "三、部分2"]
    for title, number in entries:
        assert title in pages[int(number) - 1].split("\n")
    with pikepdf.open(long_pdf) as pdf:
        links = [a for a in pdf.pages[0].Annots if a.Subtype == pikepdf.Name.Link]
        assert [pdf.pages.index(pikepdf.Page(a.Dest[0])) + 1 for a in links][::3] == [int(n) for _, n in entries]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == [title for title, _ in entries]
            assert [len(item.children) for item in outline.root] == [2, 2, 2]


def test_no_heading_ends_a_page(pages: list[str]):
    for number, page in enumerate(pages, 1):
        *_, last, foot = page.strip().split("\n")
        assert foot == f"— {number} —"
        assert not re.match(r"[一二三]、|（[一二三]）", last)


def test_every_mark_and_every_annotation_has_its_owner(long_pdf: Path):
    with pikepdf.open(long_pdf) as pdf:
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
        seen: dict[int, set[int]] = {}
        pressed = set()
        stack = list(pdf.Root.StructTreeRoot.K)
        while stack:
            node = stack.pop()
            for kid in node.get("/K", []):
                kind = kid.get("/Type")
                if kind == pikepdf.Name.MCR:
                    page = int(kid.Pg.StructParents)
                    assert owners[page][int(kid.MCID)].objgen == node.objgen
                    seen.setdefault(page, set()).add(int(kid.MCID))
                elif kind == pikepdf.Name.OBJR:
                    assert owners[int(kid.Obj.StructParent)].objgen == node.objgen
                    pressed.add(int(kid.Obj.StructParent))
                else:
                    stack.append(kid)
        assert len(seen) == len(pdf.pages)
        assert all(marks == set(range(len(owners[page]))) for page, marks in seen.items())
        assert len(pressed) == sum(len(p.get("/Annots", [])) for p in pdf.pages) == 9


def strip(height: float, name: str, *, glued: bool = False, fresh: bool = False, white: bool = False) -> Row:
    return Row(height, lambda sheet, x, y: None, glued, white, fresh, anchor=Anchor(name, 1))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1, HEIGHT), st.booleans(), st.integers(0, 12), st.integers(0, 6)), max_size=80),
)
def test_rows_fill_pages_in_order_and_never_overflow(shapes: list[tuple[float, bool, int, int]]):
    rows = [
        strip(height, str(i), glued=glued, fresh=fresh == 0, white=white == 0 < fresh)
        for i, (height, glued, fresh, white) in enumerate(shapes)
    ]
    leaves = paginate(rows)
    placed = [spot.row for leaf in leaves for spot in leaf.spots]
    assert [r.anchor.title for r in placed if not r.white] == [r.anchor.title for r in rows if not r.white]
    for number, leaf in enumerate(leaves):
        assert leaf.spots
        assert not leaf.spots[0].row.white
        assert leaf.spots[-1].y + leaf.spots[-1].row.height <= HEIGHT + 0.1
        assert all(spot.row.anchor.sheet == number for spot in leaf.spots)


def test_a_glued_row_goes_with_the_next():
    leaves = paginate([strip(HEIGHT - 50, "文"), strip(30, "题", glued=True), strip(30, "句")])
    assert [[spot.row.anchor.title for spot in leaf.spots] for leaf in leaves] == [["文"], ["题", "句"]]


def test_numbers_of_headings():
    assert [chinese_number(n) for n in (1, 9, 10, 11, 20, 21, 99)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip
