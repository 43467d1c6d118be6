"""The dossier from records to paper, read back by programs that we did not write."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from tests import projects
from tests.conftest import PASSPHRASE
from tests.projects import Made
from tests.zsdesk.documents.conftest import Tool
from tests.zsdesk.documents.test_brief import bare
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.documents.lines import CLOSING, OPENING
from zsdesk.errors import Cancelled, Unreadable
from zsdesk.fields import fields
from zsdesk.kinds import Rows
from zsdesk.queries.papers import content
from zsdesk.queries.papers.project_file import completeness
from zsdesk.records import Attachment, record_type
from zsdesk.words import set_language


class Case:
    """A project, its dossier on disk, and the text that poppler finds in it."""

    def __init__(self, made: Made, folder: Path) -> None:
        self.made = made
        self.data = made.desk.paper("dossier", made.project, leave_out=True)
        self.path = folder / "dossier.pdf"
        self.path.write_bytes(self.data)
        raw = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", self.path, "-"], capture_output=True, check=True)
        assert not raw.stderr
        self.pages = raw.stdout.decode().split("\f")[:-1]
        self.text = bare(re.sub(r"^— \d+ —$", "", "".join(self.pages), flags=re.MULTILINE))


@pytest.fixture(scope="module", params=list(projects.BUILDERS))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp(request.param)
    with Desk.create(folder / "desk", passphrase=PASSPHRASE) as desk:
        yield Case(projects.BUILDERS[request.param](desk), folder)


@pytest.fixture
def full(desk: Desk) -> Made:
    return projects.full(desk, photos=2, scans=1)


def test_qpdf_finds_nothing(case: Case, tool: Tool) -> None:
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", case.path)


def test_title_author_tags_and_paper(case: Case, tool: Tool) -> None:
    info = dict(line.split(":", 1) for line in tool("pdfinfo", "-enc", "UTF-8", case.path).splitlines())
    said = content_of(case)
    assert info["Title"].strip() == said.title
    assert info["Author"].strip() == (said.unit or said.prepared_by or "待补")
    assert (info["Tagged"].strip(), "A4" in info["Page size"]) == ("yes", True)


def content_of(case: Case):
    return case.made.desk.read(content, "dossier", case.made.project)


def test_all_fonts_embedded_subset_unicode(case: Case, tool: Tool) -> None:
    rows = [line.split()[-5:] for line in tool("pdffonts", case.path).splitlines()[2:]]
    assert rows
    assert {tuple(row[:3]) for row in rows} == {("yes", "yes", "yes")}


def test_every_stored_field_is_printed_verbatim(case: Case) -> None:
    missing = [text for text in stored(case.made) if bare(text) not in case.text]
    assert missing == []


def stored(made: Made) -> Iterator[str]:
    """Every value of every record of the project, as its kind shows it, internal ones excepted."""
    ids = {("project", made.project), *((key.split(":")[0], id) for key, id in made.ids.items())}
    for type_name, id in ids:
        record = made.desk.read(lambda session, t=type_name, i=id: session.get(record_type(t), i))
        for field in fields(type(record)):
            value = getattr(record, field.name)
            skipped = field.hidden or field.internal or field.name in ("owner", "secrecy", "region_code", "coordinates")
            if value is None or skipped or not isinstance(value, str | tuple):
                continue
            if isinstance(field.kind, Rows):
                for row in value:
                    yield from (t for c in field.kind.columns if (t := getattr(row, c.name)) and not coded(c))
            elif isinstance(value, str) and len(value) != 36:
                yield from (line for line in field.show(value).splitlines() if line.strip())


def coded(column: object) -> bool:
    return column.name in ("bottom", "status", "side", "party", "verdict", "role", "factor")  # type: ignore[attr-defined]


def test_nothing_internal_is_printed(case: Case) -> None:
    assert "内部底线" not in case.text
    assert "内部风险提示" not in case.text


def test_no_character_was_lost_or_became_another(case: Case) -> None:
    assert not re.search("[\u2e80-\u2fdf\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]", case.text)


def test_ten_chapters_in_order_and_contents_that_are_right(case: Case) -> None:
    chapters = ("项目概况", "企业情况", "洽谈纪要", "要素保障", "承诺事项", "会审意见", "节点计划", "堵点台账",
                "现场照片", "附件清单")  # fmt: skip
    heads = [f"{n}、{name}" for n, name in zip("一二三四五六七八九十", chapters, strict=True)]
    start = next(i for i, page in enumerate(case.pages) if i > 1 and heads[0] in page.splitlines()[0])
    contents = bare("".join(case.pages[1:start]))
    for head in (*heads, "签署页"):
        (number,) = re.findall(re.escape(head) + r"[^一二三四五六七八九十签附（]*?(\d+)", contents)[:1]
        assert head in bare(case.pages[int(number) - 1]), head


def test_pages_are_numbered_through_to_the_end(case: Case) -> None:
    for number, page in enumerate(case.pages[1:], 2):
        assert f"—{number}—" in bare(page)
    assert f"共{len(case.pages)}页" in bare(case.pages[-1])


def test_no_line_begins_or_ends_with_the_wrong_mark(case: Case) -> None:
    lines = [line.strip() for page in case.pages for line in page.splitlines() if len(line.strip()) > 12]
    assert len(lines) > 4
    assert [line for line in lines if line[0] in CLOSING - {"—"}] == []
    assert [line for line in lines if line[-1] in OPENING] == []


def test_one_header_on_each_page_of_a_table(case: Case) -> None:
    pages = [bare(page) for page in case.pages]
    heads = [page.count("序号承诺事项内容") for page in pages]
    begin, end = (max(n for n, page in enumerate(pages) if head in page) for head in ("五、承诺事项", "六、会审意见"))
    assert sum(heads[:begin]) == sum(heads[end + 1 :]) == 0
    assert all(heads[begin + 1 : end])  # nothing but the tables stands on the pages between
    assert max(heads) <= 2  # the end of one side's table, the begin of the other's
    if len(case.made.desk.read(promised, case.made.project)) >= 300:
        assert end - begin > 20


def promised(session, project: str) -> list[object]:
    from sqlalchemy import select

    from zsdesk.records import Commitment

    return list(session.scalars(select(Commitment).where(Commitment.project == project)))


def test_the_code_is_read_off_a_print(case: Case, tool: Tool, tmp_path: Path) -> None:
    tool("pdftoppm", "-r", "150", "-png", "-singlefile", case.path, tmp_path / "cover")
    said = tool("zbarimg", "-q", "--nodbus", "--raw", tmp_path / "cover.png").strip()
    assert said == f"ZSD1:待补:待补:{content_of(case).stamp.upper()}"


def test_places_to_sign_on_cover_and_last_page(case: Case) -> None:
    with pikepdf.open(case.path) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        fields = {str(f.T): pages.index(f.P.objgen) for f in pdf.Root.AcroForm.Fields}
        assert fields == {"officer": 0, "supervisor": 0, "leader": len(pages) - 1, "seal": len(pages) - 1}
        assert all("/V" not in f and str(f.TU) for f in pdf.Root.AcroForm.Fields)


def test_the_same_records_give_the_same_bytes(case: Case) -> None:
    assert case.made.desk.paper("dossier", case.made.project, leave_out=True) == case.data


def test_originals_are_inside_byte_for_byte(case: Case) -> None:
    with pikepdf.open(case.path) as pdf:
        inside = {sha256(f.get_file().read_bytes()).hexdigest() for f in pdf.attachments.values()}
    for file in content_of(case).enclosures:
        assert bare(file.name) in case.text
        assert file.sha256 in case.text
        taken = not file.picture and "加密" not in file.name and "损坏" not in file.name
        assert (file.sha256 in inside) == taken, file.name


def test_photos_are_as_fine_as_print_needs(case: Case, tool: Tool) -> None:
    rows = [line.split() for line in tool("pdfimages", "-list", case.path).splitlines()[2:]]
    photos = [row for row in rows if row[5] == "rgb"]
    assert len(photos) == sum(1 for file in content_of(case).enclosures if file.picture)
    assert all(150 <= int(row[12]) <= 320 for row in photos), photos


# -- what goes wrong -------------------------------------------------------------------------------


def test_originals_that_cannot_be_read_are_refused_by_name(desk: Desk) -> None:
    made = projects.thin(desk)
    made.attach("project", "加密的合同.pdf", projects.encrypted(projects.scan(1)))
    with pytest.raises(Unreadable) as caught:
        desk.paper("dossier", made.project)
    assert "“加密的合同.pdf”" in str(caught.value)
    assert "密码" in str(caught.value)
    made.attach("project", "现场.jpg", projects.photo(1, (160, 120)))
    sha = made.desk.read(lambda s: [a for a in s.query(Attachment) if a.name == "现场.jpg"])[0].sha256
    desk.blobs.path(sha).unlink()
    with pytest.raises(Unreadable, match=re.escape("现场.jpg")):
        desk.paper("dossier", made.project)
    assert desk.paper("dossier", made.project, leave_out=True).startswith(b"%PDF")


def test_progress_is_told_and_a_stop_is_heard(full: Made) -> None:
    steps: list[tuple[int, int]] = []
    full.desk.paper("dossier", full.project, step=lambda done, of: steps.append((done, of)))
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))

    def stop(done: int, _of: int) -> None:
        if done == 3:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        full.desk.paper("dossier", full.project, step=stop)


def test_the_paper_is_chinese_in_an_english_program(full: Made) -> None:
    chinese = full.desk.paper("dossier", full.project)
    set_language("en")
    assert full.desk.paper("dossier", full.project) == chinese


def test_forty_photos_and_ninety_scanned_pages_come_out_whole(desk: Desk, tool: Tool, tmp_path: Path) -> None:
    made = projects.thin(desk)
    for number in range(40):
        made.attach("project", f"现场{number}.jpg", projects.photo(number, (320, 240), orientation=1 + number % 8))
    made.attach("project", "台账扫描件.pdf", projects.scan(90, dpi=30))
    path = tmp_path / "long.pdf"
    path.write_bytes(desk.paper("dossier", made.project))
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", path)
    rows = [line.split() for line in tool("pdfimages", "-list", path).splitlines()[2:]]
    assert [sum(row[5] == colour for row in rows) for colour in ("rgb", "gray")] == [40, 90]
    text = bare(tool("pdftotext", "-raw", "-enc", "UTF-8", path, "-"))
    assert "附件41台账扫描件.pdf第90页，共90页" in text
    assert all(f"图{number}" in text for number in range(1, 41))
    assert "摄于盘州市" in text
    assert "26.63" not in text  # where exactly is told where the template asks for it


# -- what is missing -------------------------------------------------------------------------------


def test_the_meter_names_each_gap_with_its_record_and_field(full: Made, desk: Desk) -> None:
    before = desk.read(completeness, full.project)
    assert 80 < before.percent < 100
    named = {(gap.type, gap.id, gap.field) for gap in before.gaps}
    assert ("project", full.project, "number") in named
    assert ("opinion", full.ids["opinion:县水务局"], "verdict") in named
    desk.do(records.change, "opinion", full.ids["opinion:县水务局"], {"verdict": "agree", "text": "同意。"})
    after = desk.read(completeness, full.project)
    assert (after.total, after.filled) == (before.total, before.filled + 2)
    desk.do(records.change, "project", full.project, {"lead_unit": None, "jobs": None})
    worse = desk.read(completeness, full.project)
    assert {("lead_unit"), ("jobs")} <= {gap.field for gap in worse.gaps if gap.type == "project"}


def test_deleted_records_are_gone_from_it(full: Made, desk: Desk) -> None:
    desk.do(records.delete, "commitment", full.ids["commitment:就业"])
    said = desk.read(content, "dossier", full.project)
    assert "一期投产后吸纳就业2000人。" not in list(said.texts())
    assert "企业" in said.texts()


def test_a_project_that_is_not_there(desk: Desk) -> None:
    from zsdesk.errors import NotFound
    from zsdesk.ids import new_id

    with pytest.raises(NotFound):
        desk.paper("dossier", new_id())
