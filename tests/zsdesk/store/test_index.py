"""The index's tokens, and that it never falls behind the records."""

from __future__ import annotations

import json
import shutil
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import PASSPHRASE
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.kinds import Money
from zsdesk.queries import search
from zsdesk.store import readings
from zsdesk.store.check import check
from zsdesk.store.index import (
    folded,
    in_either,
    in_names,
    in_pinyin,
    in_texts,
    index_waiting,
    name_tokens,
    pinyin,
    text_tokens,
)


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


def test_the_readings_are_those_of_the_library() -> None:
    (folder,) = (find_spec("pypinyin") or ModuleSpec("", None)).submodule_search_locations or ()
    assert readings._phrases() == json.loads((Path(folder) / "phrases_dict.json").read_text("utf-8"))


def test_readings_written_otherwise_are_left_to_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for written in ("", "[]", '{"一丁": [["yī"], ["dīng"]', '{"一": 1}'):
        (tmp_path / "phrases_dict.json").write_text(written, "utf-8")
        spec = ModuleSpec("pypinyin", None, is_package=True)
        spec.submodule_search_locations = [str(tmp_path)]
        monkeypatch.setattr(readings, "find_spec", lambda _name, spec=spec: spec)
        assert readings._phrases() == {}


def test_pinyin_goes_in_by_its_ends() -> None:
    found = {token.removeprefix("‖") for token in name_tokens([], "gui zhou hua xing").split()}
    initials = {"gzhx", "zhx", "hx", "x"}
    syllables = {"guizhouhuaxing", "zhouhuaxing", "huaxing", "xing"}
    short = {"g", "gz", "z", "zh", "h", "hx", "x", "gu", "hu", "xi"}
    assert found == initials | syllables | short
    assert name_tokens([], "") == ""


def test_chinese_goes_in_by_pairs_and_latin_by_its_ends() -> None:
    assert text_tokens(["华星冶ABC"]) == "华星 星冶 冶 a ab abc b bc c"
    assert text_tokens(["１２", "x"]) == "1 12 2 x"
    assert text_tokens(["公司", "司长"]) == "公司 司 司长 长"  # no phrase goes across: 公司长 is not there
    assert text_tokens(["", "。"]) == "。"
    assert name_tokens(["华星"], "hua xing") == "华星 星 华 " + " ".join(
        f"‖{token}" for token in ("h", "x", "hx", "hu", "xi", "huaxing", "xing")
    )


def test_a_word_is_never_syntax() -> None:
    assert in_texts("华星") == in_names("华星") == '"华星"'
    assert in_texts("华星冶") == '"华星 星冶"'
    assert (in_texts("锰"), in_names("锰")) == ('"锰" *', '"锰"')
    assert in_texts("gzhx") == '"gzhx" *'
    assert in_pinyin("gzhx") == '"‖gzhx" *'
    assert in_either("华gz") == '"华" AND ("gz" OR "‖gz")'
    assert in_texts('a"b') == '"a" AND "b"'
    assert in_texts("()*\"'^") == ""


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


def test_a_resting_desk_catches_up(desk: Desk, tmp_path: Path) -> None:
    lead = desk.do(records.create, "lead", {"title": "磷矿", "summary": "双回路"}).result
    with desk.transaction() as connection:
        for table in ("search_name", "search_text"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE search_document SET waiting = 1"))
    assert desk.read(search.unindexed) == 1
    assert desk.rest()
    assert (desk.read(search.unindexed), [h.id for h in desk.read(search.find, "双回路")]) == (0, [lead])
    while desk.rest():
        pass
    for name in ("desk.json", "desk.key", "desk.db"):  # and no journal: what was in it is in the database
        shutil.copy(desk.folder / name, tmp_path)
    with Desk.open(tmp_path, passphrase=PASSPHRASE) as copy:
        assert [h.id for h in copy.read(search.find, "双回路")] == [lead]


def _pieces(desk: Desk) -> int:
    with desk.transaction() as connection:
        return connection.execute(text("SELECT count(DISTINCT segid) FROM search_text_idx")).scalar() or 0


def test_pieces_are_merged_by_a_resting_desk_and_not_by_saves(desk: Desk) -> None:
    lead = desk.do(records.create, "lead", {"title": "磷矿"}).result
    for number in range(9):
        desk.do(records.change, "lead", lead, {"summary": f"第{number}次"})
    assert _pieces(desk) == 10
    while desk.rest():
        pass
    assert _pieces(desk) < 4
    assert [h.id for h in desk.read(search.find, "第8次")] == [lead]
    assert desk.read(search.find, "第7次") == []


def test_what_the_index_does_not_read_leaves_it_alone(desk: Desk) -> None:
    lead = desk.do(records.create, "lead", {"title": "磷矿"}).result
    before = _pieces(desk)
    desk.do(records.change, "lead", lead, {"intent_amount": Money(10_000_000)})
    assert _pieces(desk) == before
    desk.do(records.change, "lead", lead, {"channel": "fund"})
    assert [h.id for h in desk.read(search.find, "基金")] == [lead]
    desk.do(records.delete, "lead", lead)
    assert desk.read(search.find, "磷矿") == []


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
