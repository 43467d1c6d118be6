"""Stored text on its way to paper."""

import pytest

from zsdesk.documents.text import one_line, paragraphs


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("一\n二\r\n\r\n三\u2028四\v五", ("一", "二", "三", "四", "五")),
        ("  　首行缩进 \t尾 ", ("首行缩进  尾",)),
        ("零\u200b宽\ufeff\u202e葛\U000e0100\x07\xad", ("零宽葛",)),
        ("⼀⾞⽔", ("一車水",)),
        ("Re\u0301sume\u0301", ("Résumé",)),
        ("\uf900㎡³ﬁ①", ("\uf900㎡³ﬁ①",)),
        ("", ()),
        ("\u200b\n \n", ()),
    ],
)
def test_only_what_has_no_ink_goes(stored: str, printed: tuple[str, ...]):
    assert paragraphs(stored) == printed


def test_one_line_keeps_the_words_apart():
    assert one_line("第一行\n第二行") == "第一行 第二行"
