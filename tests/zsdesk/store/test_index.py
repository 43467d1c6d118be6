"""The index's tokens, and that it never falls behind the records."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.queries import search
from zsdesk.store.check import check
from zsdesk.store.index import expression, folded, index_waiting, pinyin, pinyin_tokens, tokens


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("贵州华星冶金有限公司", "gui zhou hua xing ye jin you xian gong si"),
        ("重庆长安", "chong qing chang an"),
        ("3D打印A股", "3d da yin a gu"),
        ("ACME Ltd.", ""),
        ("", ""),
    ],
)
def test_pinyin(name: str, syllables: str) -> None:
    assert pinyin(name) == syllables


def test_pinyin_goes_in_by_its_ends() -> None:
    found = pinyin_tokens("gui zhou hua xing").split()
    assert found == ["gzhx", "zhx", "hx", "x", "guizhouhuaxing", "zhouhuaxing", "huaxing", "xing"]
    assert pinyin_tokens("") == ""


def test_chinese_goes_in_by_characters_and_latin_by_its_ends() -> None:
    assert tokens(["华星ABC"]) == "华 星 abc bc c"
    assert tokens(["１２", "x"]) == "12 2 ‖ x"
    assert tokens(["", "。。"]) == "。 。"


def test_a_word_is_never_syntax() -> None:
    assert expression("华星") == '"华 星"'
    assert expression("gzhx") == '"gzhx" *'
    assert expression('a"b') == '"a" * AND "b" *'
    assert expression("()*\"'^") == ""


def test_folding() -> None:
    assert folded("ＡＢＣ①㎡") == "abc1m2"


def test_waiting_texts_are_found_after_a_while(desk: Desk) -> None:
    lead = desk.do(records.create, "lead", {"title": "磷矿", "summary": "双回路"}).result
    with desk.transaction() as connection:
        connection.execute(text("DELETE FROM search_text"))
        connection.execute(text("UPDATE search_document SET waiting = 1"))
    assert desk.read(search.find, "双回路") == []
    assert [h.id for h in desk.read(search.find, "磷矿")] == [lead]  # names are found at once
    with desk.transaction() as connection:
        assert index_waiting(connection) == 1
        assert index_waiting(connection) == 0
    assert [h.id for h in desk.read(search.find, "双回路")] == [lead]


def test_the_check_notices_a_record_that_the_index_lacks(desk: Desk) -> None:
    desk.do(records.create, "lead", {"title": "磷矿"})
    with desk.transaction() as connection:
        assert check(connection, desk.blobs) == []
        connection.execute(text("DELETE FROM search_document"))
        assert check(connection, desk.blobs) == ["搜索索引：缺 1 条 lead 记录。"]


def test_the_check_notices_values_files_and_log(desk: Desk) -> None:
    from zsdesk.acts.attachments import attach_bytes
    from zsdesk.kinds import Target
    from zsdesk.queries import detail

    lead = desk.do(records.create, "lead", {"title": "磷矿"}).result
    desk.do(attach_bytes, Target("lead", lead), "a.txt", b"abc")
    (file,) = desk.read(detail.detail, "lead", lead).files
    desk.blobs.path(file.sha256).write_bytes(b"zsd1 no longer")
    with desk.transaction() as connection:
        connection.execute(text("UPDATE lead SET channel = 'nowhere'"))
        connection.execute(text("UPDATE change SET fields = '{' WHERE op_no = 1"))
        found = check(connection, desk.blobs)
    assert len(found) == 3
    assert lead in found[0]
    assert "1" in found[1]
    assert file.sha256[:12] in found[2]
