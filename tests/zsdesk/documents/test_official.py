"""Notice, minutes, agenda, bulletin and handover sheet: from records to paper, read back by others' programs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from tests import projects
from tests.conftest import PASSPHRASE
from tests.projects import Made
from tests.zsdesk.documents.conftest import Tool
from tests.zsdesk.documents.test_brief import bare
from zsdesk.desk import Desk
from zsdesk.documents.lines import CLOSING, OPENING
from zsdesk.errors import NotFound
from zsdesk.queries.papers import KINDS, content, kinds_of
from zsdesk.queries.papers.bulletin import bulletin_id
from zsdesk.records import BY_NAME

SAYS = {
    "minutes": "第2轮洽谈纪要 陈䶮 龙𬱖 MichaelChen 双回路220千伏 㵲阳河上游取水方案 厂房代建回购期限 签字",
    "notice": "关于对“220千伏线路走廊交付”予以市级挂牌督办的通知 瓮安县人民政府： 逾期九日未销号 "
    "请于2026年12月15日前完成整改 林地使用批复下达 2027-01-15 林地批复程序延长 抄送：瓮安县投资促进局",
    "agenda": "工业协调小组会议议程 研究线路走廊林地报批 王副秘书长 220千伏线路走廊未交付 省林业局 2026-12-05",
    "handover": "项目移交单 瓮安县发展和改革局 用电接入 220千伏线路走廊未交付 投资合同扫描件",
    "pack": "考察资料包 厂区考察 行程 上午看地 座次 王主宾 李副宾 瓮安磷氟新能源材料产业基地 公平竞争审查条例 设备补助",
    "bulletin": "招商引资工作简报 黔南布依族苗族自治州 瓮安磷氟新能源材料产业基地 220千伏线路走廊未交付 口径 "
    "开工项目1个（不论签约年份），总投资280.00亿元 从签约到开工的中位天数为116天 民企项目01—— 各月签约、开工项目",
}
FIELDS = {"notice": ["seal", "officer", "supervisor"], "handover": ["seal", "officer", "supervisor"]}


class Case(NamedTuple):
    """A paper of one kind, on disk and as text."""

    kind: str
    made: Made
    id: str
    path: Path
    text: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with Desk.create(tmp_path_factory.mktemp("official") / "desk", passphrase=PASSPHRASE) as desk:
        made = projects.full(desk, photos=1, scans=1)
        projects.extended(made)
        projects.meeting(made)
        projects.handover(made)
        projects.visit(made)
        yield made


@pytest.fixture(scope="module", params=list(SAYS))
def case(request: pytest.FixtureRequest, made: Made, tmp_path_factory: pytest.TempPathFactory) -> Case:
    kind = request.param
    bulletin = bulletin_id("522700", "2026", "2026-11-24", made.desk.clock.today())
    id = {
        "minutes": made.ids["negotiation:2"], "notice": made.ids["supervision"], "agenda": made.ids["meeting"],
        "handover": made.ids["handover"], "bulletin": bulletin, "pack": made.ids["visit"],
    }[kind]  # fmt: skip
    path = tmp_path_factory.mktemp(kind) / f"{kind}.pdf"
    path.write_bytes(made.desk.paper(kind, id))
    raw = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    assert not raw.stderr
    return Case(kind, made, id, path, raw.stdout.decode())


def test_qpdf_and_pdffonts_find_nothing(case: Case, tool: Tool) -> None:
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", case.path)
    rows = [line.split()[-5:] for line in tool("pdffonts", case.path).splitlines()[2:]]
    assert {tuple(row[:3]) for row in rows} == {("yes", "yes", "yes")}


def test_it_says_what_the_records_say(case: Case) -> None:
    text = bare(case.text)
    assert [said for said in SAYS[case.kind].split() if said not in text] == []
    assert "内部" not in text.replace("密级内部", "")
    assert "{" not in text


def test_lines_begin_and_end_as_they_may(case: Case) -> None:
    lines = [line.strip() for line in case.text.splitlines() if len(line.strip()) > 12]
    assert [line for line in lines if line[0] in CLOSING - {"—"} or line[-1] in OPENING] == []


def test_places_to_sign(case: Case) -> None:
    with pikepdf.open(case.path) as pdf:
        fields = [str(f.T) for f in pdf.Root.AcroForm.Fields]
    assert fields == FIELDS.get(case.kind, ["officer", "supervisor"])


def test_the_code_is_read_off_a_print(case: Case, tool: Tool, tmp_path: Path) -> None:
    tool("pdftoppm", "-r", "150", "-png", "-singlefile", case.path, tmp_path / "page")
    said = tool("zbarimg", "-q", "--nodbus", "--raw", tmp_path / "page.png").strip()
    assert said.endswith(case.made.desk.read(content, case.kind, case.id).stamp.upper())


def test_the_same_records_give_the_same_bytes(case: Case) -> None:
    assert case.made.desk.paper(case.kind, case.id) == case.path.read_bytes()


def test_empty_records_make_papers_too(desk: Desk) -> None:
    from zsdesk.acts import records

    for kind, about in ((name, k.about) for name, k in KINDS.items() if k.about):
        id = desk.do(records.create, about, {}).result
        assert desk.paper(kind, id).startswith(b"%PDF"), kind
    assert desk.paper("bulletin", bulletin_id("520000", "", "", desk.clock.today())).startswith(b"%PDF")


def test_every_kind_is_about_records_that_there_are() -> None:
    assert {k.about for k in KINDS.values()} - {""} <= set(BY_NAME)
    assert kinds_of("negotiation") == ("brief", "minutes")


def test_unknown_papers_are_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="poem"):
        desk.paper("poem", "x")
    with pytest.raises(NotFound, match="somewhere"):
        desk.paper("bulletin", "somewhere")
