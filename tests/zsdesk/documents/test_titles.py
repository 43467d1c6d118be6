"""Titles of more than one line: words whole, lines of like length; columns as wide as their texts need."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsdesk.documents.blocks import Style
from zsdesk.documents.columns import fitted
from zsdesk.documents.fonts import FontSet, Role, bundled
from zsdesk.documents.lines import CLOSING, OPENING
from zsdesk.documents.page import TITLE_SIZE, WIDTH
from zsdesk.documents.story import CELL, LABEL
from zsdesk.documents.tables import Cell
from zsdesk.documents.text import one_line
from zsdesk.documents.titles import balanced

STYLE = Style(Role.TITLE, TITLE_SIZE, TITLE_SIZE * 1.5, align="centre")


@pytest.mark.parametrize(
    "lines",
    [
        ["开阳县耦合循环经济项目"],
        ["关于对“220千伏线路走廊交付”", "予以市级挂牌督办的通知"],
        ["黔南布依族苗族自治州", "2026年招商引资工作简报"],
        ["开阳县“磷—硫—铁—铜—铁—锂—氟”", "耦合循环经济项目第二轮洽谈纪要"],
        [
            "万昌山边温泉项目（㵲阳河、𬱖水、",
            "䶮山三地联动的山地康养度假、温泉疗愈",
            "与非遗体验一体化综合开发项目一期工程）",
        ],
    ],
)
def test_a_title_is_broken_between_words_in_lines_of_like_length(lines: list[str], fonts: FontSet):
    assert [line.text for line in balanced("".join(lines), STYLE, WIDTH, fonts)] == lines


WORDS = st.sampled_from(
    ["瓮安县", "磷氟", "新能源", "（一期）", "“两期”", "产业基地", "2026年", "Michael", "、", "㵲阳河", "𬱖", " "]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60))
def test_whatever_the_title_nothing_is_lost_and_no_line_is_too_wide(words: list[str]):
    text = one_line("".join(words))
    lines = balanced(text, STYLE, WIDTH, bundled()) if text else []
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert line.width * TITLE_SIZE <= WIDTH + 0.01
        assert line is lines[0] or line.glyphs[0].char not in CLOSING
        assert line is lines[-1] or line.glyphs[-1].char not in OPENING


def test_a_column_gives_what_it_does_not_need_to_the_one_that_takes_most_lines(fonts: FontSet):
    heads = ("序号", "内容", "金额", "公平竞争审查")
    rows = [[Cell(text, LABEL, scope="Column") for text in heads]]
    rows += [[Cell(text, CELL) for text in (str(n), "落实步道与管网建设，" * 9, "—", "通过")] for n in range(3)]
    number, text, amount, screen = fitted((5, 5, 5, 5), rows, WIDTH, fonts)
    assert number + text + amount + screen == pytest.approx(WIDTH)
    assert amount < 4 * CELL.size
    assert 4 * LABEL.size < screen < 6 * LABEL.size  # its header takes two lines
    assert text > 0.7 * WIDTH


def test_columns_that_need_less_than_there_is_share_the_rest(fonts: FontSet):
    rows = [
        [Cell("甲", LABEL, scope="Column"), Cell("乙", LABEL, scope="Column")],
        [Cell("一", CELL), Cell("二", CELL)],
    ]
    left, right = fitted((1, 3), rows, WIDTH, fonts)
    assert left + right == pytest.approx(WIDTH)
    assert right > 2 * left
