"""Three-way merge of texts: sentence by sentence, the same from either side."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsdesk.rules.three_way import merge_text

TEXT = st.lists(st.sampled_from(["甲。", "乙！", "丙；", "丁\n", "E? ", "末"]), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("一。二。三。", "一改。二。三。", "一。二。三改。", "一改。二。三改。"),
        ("一。二。三。", "一。三。", "一。二。三。四。", "一。三。四。"),
        ("一。二。", "零。一。二。", "一。二。三。", "零。一。二。三。"),
        ("一。二。", "一改。二。", "一。二改。", "一改。二改。"),
        ("", "甲。", "", "甲。"),
        ("一。二。", "一。二。", "", ""),
        ("一。", "二。", "二。", "二。"),
        ("一。二。三。", "一。二甲。三。", "一。二乙。三。", None),
        ("一。", "一。甲。", "一。乙。", None),
        ("一。二。三。", "一。三。", "一。二改。三。", None),
        ("", "甲。", "乙。", None),
    ],
)
def test_examples(base: str, mine: str, theirs: str, merged: str | None) -> None:
    assert merge_text(base, mine, theirs) == merged
    assert merge_text(base, theirs, mine) == merged


@given(TEXT, TEXT, TEXT)
def test_either_side_may_be_called_mine(base: str, mine: str, theirs: str) -> None:
    assert merge_text(base, mine, theirs) == merge_text(base, theirs, mine)


@given(TEXT, TEXT)
def test_who_changed_nothing_takes_what_the_other_wrote(base: str, mine: str) -> None:
    assert merge_text(base, mine, base) == mine
    assert merge_text(base, base, mine) == mine
    assert merge_text(base, mine, mine) == mine


@given(TEXT, TEXT, TEXT)
def test_edits_far_apart_always_merge(head: str, tail: str, added: str) -> None:
    base = f"{head}中间一句。另外一句。{tail}"
    assert (
        merge_text(base, added + base, f"{base}尾。") == f"{added}{base}尾。"
        or not added
        or not added.endswith(("。", "！", "；", "\n", " "))
    )


def test_a_rewritten_book_is_given_up_soon() -> None:
    base, mine, theirs = "。\n" * 40_000, "！；" * 40_000, "\n。" * 40_000
    began = time.perf_counter()
    assert merge_text(base, mine, theirs) is None
    assert time.perf_counter() - began < 2
