"""What a line and a visiting card say."""

from __future__ import annotations

from datetime import date

import pytest

from zsdesk.rules.cards import is_card, read_card
from zsdesk.rules.one_line import read_line

TODAY = date(2026, 11, 24)


def test_the_line_of_the_design() -> None:
    found = read_line("宁德时代 投资部 13800001234 意向3亿 开阳", TODAY)
    assert found.company == "宁德时代"
    assert found.contact == {"name": "投资部", "phones": "13800001234"}
    assert found.lead == {"title": "宁德时代投资意向", "intent_amount": "3亿", "preferred_regions": "开阳县"}


@pytest.mark.parametrize(
    ("line", "lead"),
    [
        ("固态电池隔膜二期", {"title": "固态电池隔膜二期"}),
        ("恒芯能源 固态电池隔膜二期 12.5亿元 西秀区 以商招商 周五回访",
         {"title": "固态电池隔膜二期", "intent_amount": "12.5亿元", "preferred_regions": "西秀区",
          "channel": "以商招商", "next_due": "2026-11-27", "next_step": "回访"}),
        ("赤竹科技 年产20万吨竹代塑", {"title": "年产20万吨竹代塑"}),
        ("赤竹科技 竹代塑 5,000万美元 ky", {"title": "竹代塑", "intent_amount": "5,000万美元",
                                       "preferred_regions": "开阳县"}),
        ("开阳县磷化工循环", {"title": "开阳县磷化工循环"}),
        ("", {}),
    ],
)  # fmt: skip
def test_lines(line: str, lead: dict[str, str]) -> None:
    assert read_line(line, TODAY).lead == lead


def test_people_are_told_from_positions() -> None:
    found = read_line("黔磷新材料 陈䶮 投资总监 +86 138 0000 1234 chen@example.com", TODAY)
    assert found.contact == {
        "name": "陈䶮", "job_title": "投资总监", "phones": "+86 138 0000 1234", "email": "chen@example.com",
    }  # fmt: skip
    assert read_line("黔磷新材料 陈总 回访", TODAY).contact == {"name": "陈总"}


def test_a_part_can_be_left_out() -> None:
    found = read_line("宁德时代 投资部 13800001234 意向3亿 开阳", TODAY)
    less = found.without({"company", "intent_amount", "contact.phones"})
    assert (less.company, less.contact) == ("", {"name": "投资部"})
    assert "intent_amount" not in less.lead


VCARD = """BEGIN:VCARD\r
VERSION:3.0\r
N:陈;䶮;;;\r
FN:陈䶮\r
ORG:示例·黔磷新材料有限公司;投资部\r
TITLE:投资总监\r
TEL;TYPE=CELL:138-0000-1234\r
TEL;TYPE=FAX:0851-1234567\r
EMAIL:chen@exam\r
 ple.com\r
END:VCARD\r
"""
OLD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=88;=E6=98=8E;;;
TEL;CELL:13800001234
END:VCARD
"""


def test_a_vcard() -> None:
    assert is_card(VCARD)
    found = read_card(VCARD)
    assert found.company == "示例·黔磷新材料有限公司"
    assert found.contact == {
        "name": "陈䶮", "job_title": "投资总监", "phones": "138-0000-1234", "email": "chen@example.com",
    }  # fmt: skip


def test_the_vcard_of_a_telephone() -> None:
    assert read_card(OLD).contact == {"name": "陈明", "phones": "13800001234"}


PRINTED = """示例·黔磷新材料有限公司
陈䶮  投资部总监
手机：138 0000 1234   电话：0851-88881234
传真：0851-88881235
邮箱：chen@example.com
地址：贵州省贵阳市开阳县磷城大道 1 号
"""


def test_a_printed_card() -> None:
    assert is_card(PRINTED)
    found = read_card(PRINTED)
    assert found.company == "示例·黔磷新材料有限公司"
    assert found.contact == {
        "name": "陈䶮", "job_title": "投资部总监", "phones": "138 0000 1234；0851-88881234",
        "email": "chen@example.com",
    }  # fmt: skip


def test_a_line_is_no_card() -> None:
    assert not is_card("宁德时代 投资部 13800001234")
    assert not is_card("第一段\n第二段")
