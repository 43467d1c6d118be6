"""Ledgers: an untidy one comes in, ours goes out and comes back, and all of it can be taken back."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from zsdesk.acts import intake, records
from zsdesk.desk import Desk
from zsdesk.errors import Cancelled, Refused
from zsdesk.fields import field_of
from zsdesk.kinds import Money
from zsdesk.queries import detail, lists
from zsdesk.records import record_type
from zsdesk.sheets import cells, exchange
from zsdesk.sheets.intake import Plan
from zsdesk.sheets.tracking import write_tracking

YI = 100_000_000


def untidy(path: Path) -> Path:
    """A province's ledger as it really looks: a title, merged header rows, units mixed, a line of sums."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("签约台账")
    sheet.merge_range(0, 0, 0, 8, "2026年1—10月全省签约项目台账（单位：亿元）")
    for column, words in {
        0: "序号",
        1: "项目名称",
        2: "项目所在地",
        5: "投资主体",
        6: "拟开工时间",
        7: "牵头单位",
        8: "所属产业",
    }.items():
        sheet.merge_range(1, column, 2, column, words)
    sheet.merge_range(1, 3, 1, 4, "投资情况")
    sheet.write_row(2, 3, ["总投资", "合同金额（万元）"])
    rows = [
        (1, "磷系正极材料一期", "贵阳市开阳县", 12.5, 98000, "贵州华星冶金有限公司", 46082, "县工信局", "工业"),
        (2, "温泉康养综合体", "黔西南州兴义市", "３．２亿元", "约2亿", "兴义康养公司；贵州华星冶金有限公司",
         "2026年6月", "—", "服务业"),
        (3, "刺梨精深加工", "毕节市本级", "5000万", "", "毕节食品公司", "2026.13.1", "农业局", "农业"),
        (4, "算力基地", "贵安", "八亿", "", "云上公司", "", "", "工业"),
        (5, "磷系正极材料一期", "开阳", 13, 99000, "贵州华星冶金有限公司", "", "", ""),
        ("合计", "", "", 28.7, "", "", "", "", ""),
        ("注：投资额为初步统计。", "", "", "", "", "", "", "", ""),
    ]  # fmt: skip
    for number, row in enumerate(rows, 3):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def plan(desk: Desk, path: Path, type_name: str = "project") -> tuple[exchange.Opened, Plan]:
    opened = exchange.open_sheet(desk, path, type_name)
    return opened, exchange.plan(desk, opened)


def projects(desk: Desk) -> dict[str, dict[str, object]]:
    names = ["name", "region_code", "total_investment", "contract_amount", "companies", "planned_start", "group"]
    ids = desk.read(lists.ids, lists.ListQuery("project"))
    return {row.values["name"]: row.values for row in desk.read(lists.rows, "project", ids, names)}


def test_an_untidy_ledger_is_understood_row_by_row(desk: Desk, tmp_path: Path) -> None:
    opened, planned = plan(desk, untidy(tmp_path / "台账.xlsx"))
    assert [row.action for row in planned.rows] == ["create", "create", "refused", "refused", "refused", "same", "same"]
    assert projects(desk) == {}  # a dry run
    reasons = [" ".join(row.reasons) for row in planned.rows]
    assert "2026-13-01" in reasons[2]
    assert "贵安" in reasons[3]
    assert "八亿" in reasons[3]
    assert "第 4 行" in reasons[4]
    exchange.take_in(desk, opened, planned)
    found = projects(desk)
    first, second = found["磷系正极材料一期"], found["温泉康养综合体"]
    assert (first["region_code"], first["total_investment"], first["contract_amount"], first["planned_start"]) == (
        "520121", Money(1_250_000_000), Money(980_000_000), datetime.date(2026, 3, 1),
    )  # fmt: skip
    assert (second["region_code"], second["total_investment"], second["contract_amount"], second["group"]) == (
        "522301", Money(320_000_000), Money(200_000_000), "services",
    )  # fmt: skip
    assert second["planned_start"] == datetime.date(2026, 6, 30)
    assert len(desk.read(lists.ids, lists.ListQuery("company"))) == 2  # the shared one once, none of refused rows
    assert set(first["companies"]) <= set(second["companies"])  # type: ignore[call-overload]


def test_refused_rows_come_back_mended(desk: Desk, tmp_path: Path) -> None:
    opened, planned = plan(desk, untidy(tmp_path / "台账.xlsx"))
    exchange.take_in(desk, opened, planned)
    assert exchange.write_refused(tmp_path / "退回.xlsx", opened, planned) == 3
    rows = CalamineWorkbook.from_path(tmp_path / "退回.xlsx").get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows[1:]] == ["刺梨精深加工", "算力基地", "磷系正极材料一期"]
    assert "2026-13-01" in str(rows[1][0])
    book = xlsxwriter.Workbook(str(tmp_path / "改好.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows[:2]):
        sheet.write_row(number, 0, [cell if cell != "2026.13.1" else "2026.12.1" for cell in row])
    book.close()
    opened, planned = plan(desk, tmp_path / "改好.xlsx")
    exchange.take_in(desk, opened, planned)
    assert projects(desk)["刺梨精深加工"]["total_investment"] == Money(50_000_000)


def test_an_import_and_its_undo_leave_the_store_as_it_was(desk: Desk, tmp_path: Path) -> None:
    kept = desk.do(records.create, "project", {
        "name": "磷系正极材料一期", "region_code": "520121", "total_investment": Money(YI), "lead_unit": "县发改局",
    }).result  # fmt: skip
    before = desk.read(detail.detail, "project", kept).values
    opened, planned = plan(desk, untidy(tmp_path / "台账.xlsx"))
    assert [row.action for row in planned.rows[:2]] == ["change", "create"]
    made = exchange.take_in(desk, opened, planned)
    assert desk.read(detail.detail, "project", kept).values["total_investment"] == Money(1_250_000_000)
    assert desk.do(intake.undo, made).result == 2
    after = desk.read(detail.detail, "project", kept).values
    assert after == before
    assert desk.read(lists.ids, lists.ListQuery("project")) == [kept]
    assert desk.read(lists.ids, lists.ListQuery("company")) == []
    assert desk.do(intake.intakes).result[0].undone


def test_our_own_ledger_comes_back_with_just_what_was_changed(desk: Desk, tmp_path: Path) -> None:
    opened, planned = plan(desk, untidy(tmp_path / "台账.xlsx"))
    exchange.take_in(desk, opened, planned)
    out = tmp_path / "out.xlsx"
    assert exchange.write_ledger(desk, lists.ListQuery("project"), out) == 2
    opened, planned = plan(desk, out)
    assert {row.action for row in planned.rows} == {"same"}
    # Excel: one amount is changed; meanwhile a colleague changes the other project's amount, and that row too.
    rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python(skip_empty_area=False)
    amount = next(n for n, words in enumerate(rows[1]) if str(words).startswith("总投资"))
    other = next(i for i in desk.read(lists.ids, lists.ListQuery("project"))
                 if desk.read(detail.detail, "project", i).heading == "温泉康养综合体")  # fmt: skip
    desk.do(records.change, "project", other, {"total_investment": Money(4 * YI)})
    lines = [opened.sheet.lines[n]._replace(cells=tuple(
        9.99 if column == amount else cell for column, cell in enumerate(opened.sheet.lines[n].cells)
    )) for n in range(2)]  # fmt: skip
    planned = exchange.plan(desk, opened._replace(sheet=opened.sheet._replace(lines=tuple(lines))))
    by_name = {row.heading: row for row in planned.rows}
    assert by_name["磷系正极材料一期"].entry is not None
    assert by_name["磷系正极材料一期"].entry.values == {"total_investment": Money(999_000_000)}
    assert by_name["温泉康养综合体"].action == "refused"
    assert "4" in by_name["温泉康养综合体"].reasons[0]


def _typed(opened: exchange.Opened, row: int, **texts: object) -> exchange.Opened:
    """The sheet with other cells in a row; ``row`` after the last one adds one."""
    columns = {name: column for column, name in opened.columns.items()}
    lines = list(opened.sheet.lines)
    if row == len(lines):
        lines.append(lines[0]._replace(number=lines[-1].number + 1, cells=("",) * len(lines[0].cells)))
    cells_ = list(lines[row].cells)
    for name, text in texts.items():
        cells_[columns[name]] = text  # type: ignore[call-overload]
    lines[row] = lines[row]._replace(cells=tuple(cells_))
    return opened._replace(sheet=opened.sheet._replace(lines=tuple(lines)))


def test_the_dynamic_ledger_comes_back_as_projects_and_as_blockers(desk: Desk, tmp_path: Path) -> None:
    day = datetime.date(2026, 3, 1)
    values = {"name": "磷系正极材料", "stage": "signed", "signed_on": day, "planned_start": day,
              "region_code": "520121", "lead_unit": "县工信局", "total_investment": Money(331 * YI)}  # fmt: skip
    project = desk.do(records.create, "project", values).result
    desk.do(records.create, "project", {**values, "name": "温泉", "region_code": "522301"})
    desk.do(records.create, "project", {"name": "还未签约", "region_code": "520121"})
    blocker = desk.do(records.create, "blocker", {
        "title": "土地报批", "project": project, "kind": "land", "owner_unit": "自然资源局", "due": day,
        "done_when": "取得批复", "raised_on": day,
    }).result  # fmt: skip
    out = tmp_path / "动态台账.xlsx"
    assert write_tracking(desk, out) == 2
    assert write_tracking(desk, tmp_path / "贵阳.xlsx", "520100") == 1
    rows = CalamineWorkbook.from_path(out).get_sheet_by_name("项目").to_python(skip_empty_area=False)
    head = [str(cell) for cell in rows[1]]
    assert {"计划开工时间", "责任部门", "堵点"} <= set(head)
    found = next(row for row in rows if "磷系正极材料" in row)
    assert found[head.index("堵点")] == "土地报批（自然资源局，2026-03-01 前）"
    for type_name, count in (("project", 2), ("blocker", 1)):
        opened, planned = plan(desk, out, type_name)
        assert [row.action for row in planned.rows if row.entry or row.heading][:count] == ["same"] * count
    opened, planned = plan(desk, out)
    at = next(n for n, row in enumerate(planned.rows) if row.heading == "磷系正极材料")
    opened = _typed(opened, at, planned_start="2026-06-30", lead_unit="县投促局")
    exchange.take_in(desk, opened, exchange.plan(desk, opened))
    opened, _ = plan(desk, out, "blocker")
    opened = _typed(_typed(opened, 0, due="2026-05-01"), 1, title="资金配套", project="磷系正极材料", kind="资金配套",
                    owner_unit="财政局", due="2026-06-01", done_when="到账")  # fmt: skip
    exchange.take_in(desk, opened, exchange.plan(desk, opened))
    after = desk.read(detail.detail, "project", project).values
    assert (after["planned_start"], after["lead_unit"]) == (datetime.date(2026, 6, 30), "县投促局")
    assert desk.read(detail.detail, "blocker", blocker).values["due"] == datetime.date(2026, 5, 1)
    made = [desk.read(detail.detail, "blocker", i).values for i in desk.read(lists.ids, lists.ListQuery("blocker"))]
    assert {(b["title"], b["project"], b["kind"]) for b in made} == {
        ("土地报批", project, "land"), ("资金配套", project, "funding")
    }  # fmt: skip


def test_a_mapping_is_remembered(desk: Desk, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名头", "钱（亿元）"])
    sheet.write_row(1, 0, ["电池", 2])
    book.close()
    opened = exchange.open_sheet(desk, tmp_path / "a.xlsx", "project")
    opened = exchange.with_columns(opened, {"名头": "name", "钱（亿元）": "total_investment"})
    exchange.take_in(desk, opened, exchange.plan(desk, opened))
    assert exchange.open_sheet(desk, tmp_path / "a.xlsx", "project").columns == {0: "name", 1: "total_investment"}
    assert projects(desk)["电池"]["total_investment"] == Money(2 * YI)


def test_stopping_takes_back_what_was_taken_in(desk: Desk, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "many.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["项目名称", "总投资（亿元）"])
    for number in range(1, 252):
        sheet.write_row(number, 0, [f"项目{number}", number])
    book.close()
    opened, planned = plan(desk, tmp_path / "many.xlsx")
    told: list[int] = []
    with pytest.raises(Cancelled):
        exchange.take_in(desk, opened, planned, lambda done, _all: told.append(done) or done < 200)
    assert told == [0, 100, 200]
    assert desk.read(lists.ids, lists.ListQuery("project")) == []


def test_taking_back_can_be_stopped_and_gone_on_with(desk: Desk, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "many.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["项目名称", "总投资（亿元）"])
    for number in range(1, 702):
        sheet.write_row(number, 0, [f"项目{number}", number])
    book.close()
    opened, planned = plan(desk, tmp_path / "many.xlsx")
    made = exchange.take_in(desk, opened, planned)
    with pytest.raises(Cancelled):
        exchange.take_back(desk, made, lambda done, _all: done < 500)
    assert len(desk.read(lists.ids, lists.ListQuery("project"))) == 201
    assert not desk.do(intake.intakes).result[0].undone
    told: list[tuple[int, int]] = []
    assert exchange.take_back(desk, made, lambda done, all_: told.append((done, all_)) or True).rows == 701
    assert told == [(0, 201), (201, 201)]
    assert desk.read(lists.ids, lists.ListQuery("project")) == []
    assert desk.do(intake.intakes).result[0].undone


@pytest.mark.parametrize("what", ["text", "empty", "no heading", "truncated"])
def test_what_is_no_workbook_is_refused_with_what_to_do(desk: Desk, tmp_path: Path, what: str) -> None:
    path = untidy(tmp_path / "台账.xlsx")
    data = path.read_bytes()
    path.write_bytes({"text": b"name,amount\n1,2\n", "empty": b"", "truncated": data[: len(data) // 2]}.get(what, data))
    if what == "no heading":
        book = xlsxwriter.Workbook(str(path))
        book.add_worksheet()
        book.close()
    with pytest.raises(Refused) as refused:
        plan(desk, path)
    assert "台账" in str(refused.value) or "Sheet1" in str(refused.value)


TOTAL = field_of(record_type("project"), "total_investment")


@settings(max_examples=60)
@given(st.integers(1, 10**13), st.sampled_from(["亿元", "万元"]))
def test_an_amount_goes_through_excel_unchanged(amount: int, unit: str) -> None:
    from zsdesk.sheets.ledger import Column

    cell = Column(TOTAL, unit).cell(Money(amount), "")
    assert cells.read(TOTAL, cell, unit, datetime.date(2026, 11, 24)).value == Money(amount)


@pytest.mark.parametrize(("typed", "meant"), [
    (46082, "2026-03-01"), ("46082", "2026-03-01"), ("2026.3.1", "2026-03-01"), ("２０２６年３月１日", "2026-03-01"),
    ("2026年3月", "2026-03-31"), ("2026年3月中旬", "2026-03-20"), (datetime.date(2026, 3, 1), "2026-03-01"),
])  # fmt: skip
def test_days_as_ledgers_write_them(typed: cells.Cell, meant: str) -> None:
    start = field_of(record_type("project"), "planned_start")
    assert cells.read(start, typed, "", datetime.date(2026, 11, 24)).value.isoformat() == meant


def test_a_ledger_of_signed_projects_gives_their_stages(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "签约.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for at, row in enumerate((
        ("项目名称", "总投资（亿元）", "签约时间", "开工时间", "所属小组"),
        ("冷链物流", 3, "25年10月", "", "服务业小组"),
        ("刺梨加工", 2, "2025.3.1", "2025.9.9", "农业（特色）"), ("温泉酒店", 2, "", "", "非服务业"),
    )):  # fmt: skip
        sheet.write_row(at, 0, row)
    book.close()
    _, planned = plan(desk, path)
    assert [row.action for row in planned.rows] == ["create", "create", "refused"]
    found = [row.entry.values for row in planned.rows if row.entry]
    assert [(v["stage"], v["group"]) for v in found] == [("signed", "services"), ("started", "agriculture")]
    assert found[0]["signed_on"] == datetime.date(2025, 10, 31)
