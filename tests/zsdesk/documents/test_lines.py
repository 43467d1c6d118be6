"""Line breaking: GB/T 15834, and no line wider than its measure, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsdesk.documents.fonts import FontSet, Role, bundled
from zsdesk.documents.lines import CLOSING, OPENING, break_lines, shape

SAMPLE = (
    "贵州省投资促进局（以下简称“省投促局”）会同黔东南州、镇远县，就㵲阳河流域磷酸铁锂项目（一期15万吨）与企业进行第二轮洽谈；"
    "双方同意“一次规划、两期建设”——一期于2027年3月前开工，二期视市场情况确定……企业Michael Chen先生提出："
    "《投资协议》第8条（回购条款）应当修改！是否可行？请见https://example.gov.cn/a/very/long/address?id=12345678901234567890，由省能源局（电力处）答复。"
)


def lines_of(text: str, measure: float, indent: float = 2.0) -> list[str]:
    return [line.text for line in break_lines(shape(text, Role.BODY, bundled()), measure, indent)]


@pytest.mark.parametrize("measure", [x / 4 for x in range(40, 200)])
def test_no_line_begins_with_closing_or_ends_with_opening_or_is_too_wide(measure: float):
    lines = break_lines(shape(SAMPLE, Role.BODY, bundled()), measure, 2.0)
    assert "".join(line.text for line in lines).replace(" ", "") == SAMPLE.replace(" ", "")
    for line in lines:
        assert line.glyphs[0].char not in CLOSING, line.text
        assert line.glyphs[-1].char not in OPENING, line.text
        assert line.width <= measure + 1e-6, line.text


@pytest.mark.parametrize("measure", [x / 4 for x in range(64, 200)])
def test_full_lines_reach_the_right_edge(measure: float):
    chinese = SAMPLE.replace("https://example.gov.cn/a/very/long/address?id=12345678901234567890", "官网")
    lines = break_lines(shape(chinese, Role.BODY, bundled()), measure, 2.0)
    for line in lines[:-1]:
        assert line.width == pytest.approx(measure, abs=1e-6), line.text


def test_paired_marks_are_not_torn():
    for measure in (6, 7, 8, 9, 10, 11, 12):
        for line in lines_of("建设——一期开工……二期——待定……" * 4, measure, 0):
            assert line.count("—") % 2 == 0, line
            assert line.count("…") % 2 == 0, line


def test_latin_words_and_figures_stay_whole():
    for measure in (12, 13, 14, 15, 16):
        text = " ".join(lines_of("总投资12,345.67万元，由Michael Chen先生负责，A-07地块约86,000kVA。", measure))
        for word in ("12,345.67", "Michael", "Chen", "A-07", "86,000kVA"):
            assert word in text, (measure, text)


def test_a_long_address_is_torn_after_a_separator():
    lines = lines_of("https://example.gov.cn/projects/2026/negotiation/brief", 12, 0)
    assert len(lines) > 1
    assert all(line[-1] in "/.-" for line in lines[:-1]), lines


@pytest.mark.parametrize("count", range(1, 80))
def test_a_piece_that_is_hardly_too_wide_is_torn(count: int):
    lines = break_lines(shape("a" * count, Role.BODY, bundled()), 10.0)
    assert all(line.width <= 10 for line in lines)
    assert sum(len(line.glyphs) for line in lines) == count


def test_a_closing_mark_is_pulled_into_a_full_line():
    text = "一二三四五六七八九，" + "十" * 9
    first = break_lines(shape(text, Role.BODY, bundled()), 9.5)[0]
    assert first.text == "一二三四五六七八九，"
    assert first.width == pytest.approx(9.5)


def test_the_rest_is_left_out_after_most_lines(fonts: FontSet):
    glyphs = shape("长" * 100, Role.BODY, fonts)
    assert len(break_lines(glyphs, 10)) == 10
    assert len(break_lines(glyphs, 10, most=3)) == 3


_MARKS = "，。；：！？“”（）《》、…—·％￥"
_TEXT = st.text(
    st.one_of(st.sampled_from(_MARKS + "ab1 .-/天地"), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
)


@given(_TEXT, st.floats(4, 40), st.sampled_from([0.0, 2.0]))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_property_nothing_vanishes_and_nothing_overflows(text: str, measure: float, indent: float):
    lines = break_lines(shape(text, Role.BODY, bundled()), measure, indent)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.width <= measure + 1e-6 for line in lines)
    assert all(gap >= -0.51 for line in lines for gap in line.gaps)


@given(
    st.lists(st.sampled_from(["项目", "，", "。", "“好”", "（一）", "《法》", "Chen", "、", "3.5%"]), max_size=60),
    st.floats(10, 40),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_property_punctuation_rules_where_they_can_be_kept(parts: list[str], measure: float):
    # Two marks in a row may be met, ten may not: then a line has to begin with one of them.
    kept = [part for i, part in enumerate(parts) if part not in "，。、" or (i and parts[i - 1] not in "，。、")]
    for line in lines_of("".join(kept), measure, 0)[1:]:
        assert line[0] not in CLOSING, line
        assert line[-1] not in OPENING, line
