"""A law: whatever a ledger holds, an import and its undo leave the store as it was."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from zsdesk.acts import intake, records
from zsdesk.desk import Desk
from zsdesk.fields import fields
from zsdesk.kinds import Money
from zsdesk.queries import figures, lists, search
from zsdesk.records import record_type
from zsdesk.rules.statistics.periods import Ask, parse_period
from zsdesk.sheets import exchange

HEADINGS = ("项目名称", "所在地", "总投资（亿元）", "合同额（万元）", "投资企业", "计划开工", "牵头单位", "所属产业")
ROWS = st.tuples(
    st.sampled_from(("磷系材料", "温泉", "竹材", "算力", "新项目一", "新项目二", "")),
    st.sampled_from(("开阳", "兴义市", "贵阳市开阳县", "毕节市本级", "没有这地方", "")),
    st.sampled_from((1.5, "３．２", "5000万", "很多", "", 0.01, -3)),
    st.sampled_from((12000, "约2亿", "", "八亿")),
    st.sampled_from(("华星冶金", "温泉公司；华星冶金", "从未见过的公司", "")),
    st.sampled_from((46082, "2026年6月", "2026.13.1", "—", "")),
    st.sampled_from(("县工信局", "", "自然资源局")),
    st.sampled_from(("工业", "农业", "服务业", "无此产业", "")),
)
ASK = Ask(parse_period("2025"), datetime.date(2025, 12, 31), "520000")


def ledger(path: Path, rows: list[tuple[Any, ...]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "签约台账")
    sheet.write_row(1, 0, HEADINGS)
    for number, row in enumerate(rows, 2):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def store(desk: Desk) -> dict[str, Any]:
    """Every live record with every field, what is found by words, and the figures."""
    found: dict[str, Any] = {}
    for name in ("project", "company", "lead", "negotiation"):
        ids = desk.read(lists.ids, lists.ListQuery(name))
        columns = [f.name for f in fields(record_type(name))]
        found[name] = {row.id: row.values for row in desk.read(lists.rows, name, list(ids), columns)}
    found["words"] = {
        word: {hit.id for hit in desk.read(search.find, word)} for word in ("华星", "磷系", "新项目", "工信局")
    }
    found["figures"] = desk.read(figures.figures, ASK)
    return found


def fill(desk: Desk) -> None:
    firm = desk.do(records.create, "company", {"name": "华星冶金", "uscc_pending": True}).result
    for name, region in (("磷系材料", "520121"), ("温泉", "522301"), ("竹材", "520381")):
        desk.do(records.create, "project", {
            "name": name, "region_code": region, "total_investment": Money(10**8), "companies": (firm,),
            "signed_on": datetime.date(2025, 3, 1), "lead_unit": "县发改局",
        })  # fmt: skip


@settings(max_examples=25)
@given(st.lists(ROWS, min_size=1, max_size=9))
def test_an_import_and_its_undo_leave_the_store_as_it_was(
    desk: Desk, tmp_path: Path, rows: list[tuple[Any, ...]]
) -> None:
    if not desk.read(lists.ids, lists.ListQuery("project")):
        fill(desk)
    before = store(desk)
    opened = exchange.open_sheet(desk, ledger(tmp_path / "台账.xlsx", rows), "project")
    planned = exchange.plan(desk, opened)
    assert store(desk) == before  # the dry run changes nothing
    assert len(planned.rows) == len(rows) or any(not any(row) for row in rows)
    assert all(row.reasons for row in planned.rows if row.action == "refused")
    made = exchange.take_in(desk, opened, planned)
    if planned.entries:
        assert store(desk) != before
    desk.do(intake.undo, made)
    assert store(desk) == before
