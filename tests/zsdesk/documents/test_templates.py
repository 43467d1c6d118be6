"""Templates: what a province may change, and where in its file it is told what is wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests import projects
from tests.zsdesk.documents.test_brief import bare
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.documents.templates import COMMON, KINDS, bundled, load, read, source, values_of
from zsdesk.errors import Refused
from zsdesk.queries import papers


def test_there_is_one_for_each_kind_and_it_reads_as_a_provinces() -> None:
    assert set(KINDS) == set(papers.KINDS)
    for kind in KINDS:
        assert bundled(kind).name
        assert bundled(kind).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_programs_own_passes_its_own_reading(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.yaml"
    path.write_text(source(kind), "utf-8")
    assert read(kind, path) == bundled(kind)


def test_all_that_a_template_may_name_is_given(desk: Desk) -> None:
    from string import Formatter

    for kind in ("minutes", "dossier", "notice", "agenda", "handover", "pack"):
        id = desk.do(records.create, papers.KINDS[kind].about, {}).result
        given = {*values_of(desk.read(papers.content, kind, id), bundled(kind)), "left_out"}
        named = {name for text in bundled(kind).texts() for _, name, _, _ in Formatter().parse(text) if name}
        assert named | COMMON <= given, kind


def test_headings_order_red_header_and_words_are_the_provinces(desk: Desk) -> None:
    made = projects.thin(desk)
    folder = desk.folder / "templates"
    folder.mkdir()
    own = (
        source("dossier").replace("  photos: 现场照片\n", "").replace("  overview:", "  photos: 影像资料\n  overview:")
    )
    own = own.replace('red_header: "{unit}"', "red_header: 贵州省招商引资档案").replace(
        "name: 签约项目卷宗", "name: 项目档案"
    )
    own = own.replace('photo_place: "{region}"', 'photo_place: "{region}（{coordinates}）"')
    (folder / "dossier.yaml").write_text(own.replace("signing_heading: 签署页", "signing_heading: 签章页"), "utf-8")
    made.attach("project", "现场.jpg", projects.photo(1, (320, 240)))
    text = text_of(desk.paper("dossier", made.project))
    for said in (
        "贵州省招商引资档案",
        "项目档案",
        "一、影像资料",
        "二、项目概况",
        "签章页",
        "盘州市（26.636667,106.700833）",
    ):
        assert said in text
    assert "签约项目卷宗" not in text


def test_the_briefs_headings_follow_too(desk: Desk) -> None:
    folder = desk.folder / "templates"
    folder.mkdir()
    (folder / "brief.yaml").write_text(
        "red_header: 领导参阅\n"
        "chapters:\n  risks: 风险\n  overview: 概况\n  strengths: 企业\n  talks: 会谈\n  next_steps: 下步\n",
        "utf-8",
    )
    talk = desk.do(records.create, "negotiation", {"topics": "用电"}).result
    text = text_of(desk.paper("brief", talk))
    for said in ("领导参阅", "一、风险", "二、概况", "三、企业", "四、会谈", "五、下步"):
        assert said in text


def text_of(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    return bare(done.stdout.decode())


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "notice.yaml").write_text("# 无改动\n", "utf-8")
    assert load("notice", tmp_path) == bundled("notice")


@pytest.mark.parametrize(
    ("text", "line", "column", "why"),
    [
        ("name: a\nred_head: b\n", 2, 1, "red_head"),
        ("name: a\nname: b\n", 2, 1, "重复"),
        ("name: [a]\n", 1, 7, "文字"),
        ("name: a\ntitle: {title}\n", 2, 8, "引号"),
        ('title: "{nobody}"\n', 1, 8, "nobody"),
        ('title: "{title.__class__}"\n', 1, 8, "花括号"),
        ("title: a } b\n", 1, 8, "花括号"),
        ("words:\n  opening: ok\n  foo: bar\n", 3, 3, "foo"),
        ("chapters:\n  facts: 事项\n", 1, 1, "reason"),
        ("name: ''\n", 1, 7, "1 至"),
        ("- a\n", 1, 1, "条目"),
        ("name: 'a\nb: c\n", 3, 1, "YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, line: int, column: int, why: str, tmp_path: Path) -> None:
    (tmp_path / "notice.yaml").write_text(text, "utf-8")
    with pytest.raises(Refused) as caught:
        load("notice", tmp_path)
    said = str(caught.value)
    assert f"第 {line} 行第 {column} 列" in said, said
    assert why in said
    assert "notice.yaml" in said


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    for raw in (b"\xff\xfe\x00", b"name: a\x01b"):
        (tmp_path / "notice.yaml").write_bytes(raw)
        with pytest.raises(Refused, match=r"notice\.yaml"):
            load("notice", tmp_path)
