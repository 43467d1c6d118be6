"""拟招库 → 在建库: the packet, its digests, the receipt that comes back, and what both sides have differently."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from zsdesk.acts import attachments, records
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import MoneyKind, Target
from zsdesk.queries.detail import files
from zsdesk.records import Handover, Project
from zsdesk.sheets import handover

SAYS = {"是否接收（接收/退回）": "接收", "接收日期": "2026-11-24", "在建库代码": "2611-520121-04-01-100001",
        "回执编号、经办人": "开发改〔2026〕12 号 赵工"}  # fmt: skip


@pytest.fixture
def project(desk: Desk) -> str:
    company = desk.do(records.create, "company", {"name": "贵州华星冶金有限公司"}).result
    values = {"name": "磷系正极材料", "companies": (company,), "total_investment": MoneyKind().parse("32亿"),
              "planned_start": date(2026, 12, 1), "lead_unit": "开阳县投促局", "land_mu": 2400.0}  # fmt: skip
    made = desk.do(records.create, "project", values).result
    for text in ("甲", "乙"):
        desk.do(attachments.attach_bytes, Target("project", made), "说明.txt", text.encode())
    return made


def _packet(desk: Desk, project: str, path: Path) -> dict[str, bytes]:
    handover.write(desk, project, "县发展改革局", path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _filled(form: bytes, path: Path, answers: dict[str, str]) -> Path:
    """The form as it comes back out of Excel, its third column filled in."""
    (path.parent / "form.xlsx").write_bytes(form)
    book = CalamineWorkbook.from_path(path.parent / "form.xlsx")
    made = xlsxwriter.Workbook(str(path))
    for name in book.sheet_names:
        sheet = made.add_worksheet(name)
        for at, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
            sheet.write_row(at, 0, [str(cell) for cell in row])
            if name == "回执" and row and row[0] in answers:
                sheet.write_string(at, 2, answers[str(row[0])])
    made.close()
    return path


def test_the_packet_holds_all_that_goes_over(desk: Desk, project: str, tmp_path: Path) -> None:
    found = _packet(desk, project, tmp_path / "移交包.zip")
    assert found["移交单.pdf"].startswith(b"%PDF-")
    assert (found["附件/说明.txt"], found["附件/说明-2.txt"]) == ("甲".encode(), "乙".encode())
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    fields = json.loads(found["项目.json"])["fields"]
    assert (fields["companies"]["text"], fields["land_mu"]["value"]) == ("贵州华星冶金有限公司", 2400.0)
    made = desk.read(lambda s: s.get(Handover, manifest["handover"]))
    assert (made.status, made.packet) == ("sent", hashlib.sha256((tmp_path / "移交包.zip").read_bytes()).hexdigest())
    assert [f.sha256 for f in desk.read(files, Target("handover", made.id))] == [made.packet]
    assert desk.read(lambda s: s.get(Project, project).library) == "prospective"


def test_the_receipt_brings_the_project_into_the_library(desk: Desk, project: str, tmp_path: Path) -> None:
    form = _packet(desk, project, tmp_path / "p.zip")["回执.xlsx"]
    theirs = {"总投资": "32亿", "计划开工": "2026/12/1", "用地": "2350", "责任单位": "开阳县投促局"}
    receipt = _filled(form, tmp_path / "回执.xlsx", SAYS | theirs)
    back = handover.take_back(desk, receipt)
    assert back.differences == ("用地：移交“2,400 亩”，接收“2350”",)
    found = desk.read(lambda s: s.get(Project, project))
    assert (found.library, found.library_on, found.library_code) == (
        "building", date(2026, 11, 24), "2611-520121-04-01-100001"
    )  # fmt: skip
    made = desk.read(lambda s: s.get(Handover, back.handover))
    assert (made.status, made.differences, made.receipt) == (
        "received", back.differences[0], "开发改〔2026〕12 号 赵工"
    )  # fmt: skip
    before = desk.status().pending
    handover.take_back(desk, receipt)  # a second time changes nothing
    assert desk.status().pending == before
    with pytest.raises(Refused, match="在建库"):
        handover.write(desk, project, "县发展改革局", tmp_path / "again.zip")
    with pytest.raises(Refused, match="100001"):
        handover.take_back(desk, _filled(form, tmp_path / "b.xlsx", SAYS | {"在建库代码": "另一个"}))


def test_a_returned_project_may_be_sent_again(desk: Desk, project: str, tmp_path: Path) -> None:
    form = _packet(desk, project, tmp_path / "p.zip")["回执.xlsx"]
    says = {"是否接收（接收/退回）": "退回", "接收日期": "2026-11-24", "回执编号、经办人": "缺施工许可"}
    back = handover.take_back(desk, _filled(form, tmp_path / "r.xlsx", says))
    assert not back.accepted
    assert desk.read(lambda s: s.get(Project, project).library) == "prospective"
    assert desk.read(lambda s: s.get(Handover, back.handover).status) == "returned"
    again = handover.write(desk, project, "", tmp_path / "again.zip")
    assert again.handover == back.handover


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"是否接收（接收/退回）": ""}, "接收"), ({"接收日期": ""}, "日期"), ({"接收日期": "2027-01-01"}, "之间"),
        ({"在建库代码": ""}, "代码"),
    ],
)  # fmt: skip
def test_a_receipt_that_says_too_little_is_refused(
    desk: Desk, project: str, tmp_path: Path, answers: dict[str, str], says: str
) -> None:
    form = _packet(desk, project, tmp_path / "p.zip")["回执.xlsx"]
    with pytest.raises(Refused, match=says):
        handover.take_back(desk, _filled(form, tmp_path / "r.xlsx", SAYS | answers))
    assert desk.read(lambda s: s.get(Project, project).library) == "prospective"


def test_another_workbook_is_no_receipt(desk: Desk, project: str, tmp_path: Path) -> None:
    parts = _packet(desk, project, tmp_path / "p.zip")
    (tmp_path / "l.xlsx").write_bytes(parts["项目台账.xlsx"])
    with pytest.raises(Refused, match="回执"):
        handover.take_back(desk, tmp_path / "l.xlsx")
    with pytest.raises(Refused, match="接收"):  # the packet as it went out: nobody has filled it in
        handover.take_back(desk, tmp_path / "p.zip")
    with pytest.raises(Refused):
        handover.write(desk, project, "", tmp_path / "folder" / "nowhere.zip")
