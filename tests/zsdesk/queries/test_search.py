"""Search finds just what is there, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zsdesk.acts import minutes, records
from zsdesk.desk import Desk
from zsdesk.fields import fields
from zsdesk.ids import new_id
from zsdesk.kinds import Phones
from zsdesk.queries import lists, search
from zsdesk.records import TYPES, Transition, record_type
from zsdesk.store.index import folded
from zsdesk.store.work import Work

ARCHIVE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("company", {"name": "贵州华星冶金有限公司", "aliases": ("华星集团", "GZ Star"),
                 "profile": "主营锰系材料，年产12万吨。"}),
    ("company", {"name": "重庆长安汽车", "uscc": "91350100M000100Y43", "tags": ("chain_leader", "high_tech")}),
    ("company", {"name": "ACME Ltd.", "legal_person": "Ｊａｍｅｓ　Ｌｅｅ"}),
    ("lead", {"title": "磷酸铁锂一体化", "next_step": "电话回访",
              "summary": "变电站建设主体待议；\n用地300亩，先供200亩。"}),
    ("lead", {"title": "竹基材料代塑", "channel": "association", "referrer": "赤水商会"}),
    ("lead", {"title": "磷矿A区（二期）", "summary": "“绿电直供”、50% 以上；C++/Qt；a_b-c.d；it's"}),
    ("visit", {"subject": "考察华星", "place": "开阳县", "outcome": "①初步一致 ㎡"}),
    ("negotiation", {"topics": "用电", "place": "迎宾楼", "minutes": "长" * 300 + "到最后才说双回路" + "短" * 300}),
    ("contact", {"name": "欧阳明", "phones": ("0851-85550000转801", "13800138000"), "email": "oy@example.com"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    from tests.conftest import PASSPHRASE

    made = Desk.create(tmp_path_factory.mktemp("archive") / "desk", passphrase=PASSPHRASE)
    for name, values in ARCHIVE:
        made.do(records.create, name, values)
    return made


Find = Callable[[str], list[str]]


@pytest.fixture
def headings(archive: Desk) -> Find:
    return lambda text: [hit.heading for hit in archive.read(search.find, text)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("华星", {"贵州华星冶金有限公司", "考察华星"}),
        ("锰", {"贵州华星冶金有限公司"}),
        ("冶金有限", {"贵州华星冶金有限公司"}),
        ("gzhx", {"贵州华星冶金有限公司"}),
        ("hx", {"贵州华星冶金有限公司", "考察华星"}),
        ("GuizhouHuaxing", {"贵州华星冶金有限公司"}),
        ("huaxing", {"贵州华星冶金有限公司", "考察华星"}),
        ("changan", {"重庆长安汽车"}),
        ("cqca", {"重庆长安汽车"}),
        ("acme", {"ACME Ltd."}),
        ("ltd", {"ACME Ltd."}),
        ("star", {"贵州华星冶金有限公司"}),
        ("james", {"ACME Ltd."}),
        ("ｊａｍｅｓ", {"ACME Ltd."}),
        ("1380", {"欧阳明"}),
        ("8000", {"欧阳明"}),
        ("91350100", {"重庆长安汽车"}),
        ("100y43", {"重庆长安汽车"}),
        ("12万吨", {"贵州华星冶金有限公司"}),
        ("300亩", {"磷酸铁锂一体化"}),
        ("磷 二期", {"磷矿A区（二期）"}),
        ("磷矿 绿电", {"磷矿A区（二期）"}),
        ("商会", {"竹基材料代塑"}),
        ("链主", {"重庆长安汽车"}),
        ("双回路", {"第1轮 · 用电"}),
        ("短长", set()),
        ("华星 长安", set()),
        ("星华", set()),
    ],
)
def test_find(headings: Find, typed: str, found: set[str]) -> None:
    assert set(headings(typed)) == found


def test_words_do_not_run_across_fields(headings: Find) -> None:
    assert headings("公司华星") == []  # the end of the name and the beginning of an alias


def test_names_come_before_texts_and_the_exact_one_first(desk: Desk) -> None:
    in_text = desk.do(records.create, "lead", {"title": "其他", "summary": "说到华星"}).result
    within = desk.do(records.create, "company", {"name": "贵州华星"}).result
    begins = desk.do(records.create, "company", {"name": "华星冶金"}).result
    exact = desk.do(records.create, "company", {"name": "华星"}).result
    by_pinyin = desk.do(records.create, "company", {"name": "花形"}).result
    later = desk.do(records.create, "lead", {"title": "后来", "summary": "也说到华星"}).result
    assert [h.id for h in desk.read(search.find, "华星")] == [exact, begins, within, later, in_text]
    assert {h.id for h in desk.read(search.find, "huaxing")} == {exact, begins, within, by_pinyin}


def test_limits_and_types(desk: Desk) -> None:
    made = [desk.do(records.create, "lead", {"title": f"磷矿{number}"}).result for number in range(30)]
    company = desk.do(records.create, "company", {"name": "磷化"}).result
    assert [h.id for h in desk.read(search.find, "磷", 7)] == [company, *made[:-7:-1]]
    assert [h.id for h in desk.read(search.find, "磷", 7, ["company"])] == [company]
    assert desk.read(search.find, "磷", 7, ["visit"]) == []
    named = desk.do(records.create, "lead", {"title": "氟"}).result
    told = [desk.do(records.create, "lead", {"title": "其他", "summary": "含氟"}).result for _ in range(9)]
    assert [h.id for h in desk.read(search.find, "氟", 4)] == [named, *told[:-4:-1]]


def test_marks_show_the_words(archive: Desk) -> None:
    for typed in ("华星", "双回路", "变电站", "锰", "acme", "１２", "用地 先供", "绿电 50"):
        (hit, *_) = archive.read(search.find, typed)
        words = folded(typed).split()
        assert hit.marks, typed
        assert len(hit.snippet) <= search.EXCERPT + 2 + max(map(len, words))
        assert "\n" not in hit.snippet
        for start, end in hit.marks:
            assert folded(hit.snippet[start:end]) in words


def test_a_deep_excerpt_is_cut_on_both_sides(archive: Desk) -> None:
    (hit,) = archive.read(search.find, "双回路")
    assert hit.snippet.startswith("…长")
    assert hit.snippet.endswith("短…")
    assert hit.where == "minutes"


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\t", '"', "'", "*", "^", "(", ")", "-", "NOT",
     "AND", "OR", "NEAR(a b)", "a*", "names:华", "{names}:x", "a AND",
     "+", "\\",
     "%", "_", ";", "--", "\0", "a\0b",
     "华\0星", "\ud800", "华\udfff", "。", "，", "、", "‖", "①", "㎡",
     "x" * 3000, "长" * 3000,
     "词 " * 300],
)  # fmt: skip
def test_signs_never_raise(archive: Desk, typed: str) -> None:
    archive.read(search.find, typed)
    archive.read(lists.ids, lists.ListQuery("lead", text=typed))


@settings(max_examples=150)
@given(st.text(max_size=12))
def test_nothing_that_is_typed_raises(archive: Desk, typed: str) -> None:
    archive.read(search.find, typed)


# -- against a search that cannot be wrong ---------------------------------------------------------


def _texts(name: str, values: dict[str, Any]) -> list[str]:
    own = [f for f in fields(record_type(name)) if f.search and values.get(f.name) is not None]
    return [folded(f.kind.words(values[f.name])) for f in own]


def _runs(text: str) -> list[str]:
    """Runs of ASCII letters and digits, and runs of all else: what a word is made of."""
    found: list[str] = []
    for char in text:
        kind = "a" if char.isascii() and char.isalnum() else "" if char.isascii() else "x"
        if kind and found and found[-1][0] == kind:
            found[-1] += char
        elif kind:
            found.append(kind + char)
        elif found and found[-1] != "-":
            found.append("-")
    return [run[1:] for run in found if run != "-"]


def _stands(word: str, texts: list[str]) -> bool:
    return all(any(run in other for text in texts for other in _runs(text)) for run in _runs(word))


_alphabet = sorted({c for name, values in ARCHIVE for text in _texts(name, values) for c in text if not c.isspace()})


@settings(max_examples=250)
@given(data=st.data())
@example(data=None)
def test_the_index_finds_what_a_plain_search_finds(archive: Desk, data: st.DataObject | None) -> None:
    """Words cut out of the archive, or of its letters put together at random; by names and texts, not by pinyin."""
    if data is None:
        words = ["磷", "0亩"]
    else:
        name, values = data.draw(st.sampled_from(ARCHIVE))
        text = data.draw(st.sampled_from(_texts(name, values)))
        start = data.draw(st.integers(0, len(text) - 1))
        cut = text[start : start + data.draw(st.integers(1, 6))]
        mixed = data.draw(st.text(st.sampled_from(_alphabet), min_size=1, max_size=3))
        words = [w for part in data.draw(st.sampled_from(([cut], [mixed], [cut, mixed]))) for w in part.split()]
    asked = [word for word in words if _runs(word)]
    found = {hit.heading for hit in archive.read(search.find, " ".join(words)) if hit.where != "pinyin"}
    wanted = {
        archive_heading(name, values)
        for name, values in ARCHIVE
        if asked and all(_stands(word, _texts(name, values)) for word in asked)
    }
    latin = all(word.isascii() for word in asked)
    assert wanted <= {hit.heading for hit in archive.read(search.find, " ".join(words))}
    if not latin:
        assert found <= wanted


def archive_heading(name: str, values: dict[str, Any]) -> str:
    record = record_type(name)
    title = str(values[record.title_field])
    return f"第1轮 · {title}" if name == "negotiation" else title


def _made(work: Work, type_name: str, field: str, value: Any) -> str:
    """A record with one field; a transition, which only a project's way writes, is put in past the acts, and
    only signed minutes are added to."""
    if field == "supplements":
        talk = records.create(work, type_name, {"minutes": "纪要"})
        minutes.acknowledge(work, talk, "王某", "theirs", "10,20 300,240")
        minutes.supplement(work, talk, next(filter(None, msgspec.structs.astuple(value[0]))))
        return talk
    if type_name != "transition":
        return records.create(work, type_name, {field: value})
    made = Transition(id=new_id(), version=0, updated_at=0, stamps="[]", extra="{}", **{field: value})
    work.add(made)
    return made.id


def test_every_searched_field_is_found_by_its_words(desk: Desk) -> None:
    """No field that says it is searched is left out of the index."""
    for record in TYPES:
        if record.type_name == "conflict":
            continue
        for number, declared in enumerate(f for f in fields(record) if f.search and not f.server):
            if isinstance(declared.kind, Phones) or declared.kind.parse.__qualname__.split(".")[0] not in (
                "Text", "LongText", "Texts", "Rows",
            ):  # fmt: skip
                continue
            word = f"独角兽{record.type_name}{number}"
            value = declared.kind.parse(word)
            made = desk.do(_made, record.type_name, declared.name, value).result
            assert made in {h.id for h in desk.read(search.find, word)}, (record.type_name, declared.name)
            assert made in desk.read(lists.ids, lists.ListQuery(record.type_name, text=word))
