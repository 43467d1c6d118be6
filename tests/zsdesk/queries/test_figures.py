"""The generated province: its figures are those that were published, and each opens just its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.ring import MemoryKeyring
from zsdesk import sample_province
from zsdesk.__main__ import main
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import Money
from zsdesk.queries import figures, lists
from zsdesk.rules.statistics.answers import Answers
from zsdesk.rules.statistics.periods import asked
from zsdesk.store import settings

YI = 100_000_000
COUNTED = ("company", "lead", "project", "transition", "agreement", "negotiation", "fund_arrival", "appeal")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The whole generated province on a desk."""
    with pytest.MonkeyPatch.context() as patch:
        import keyring

        before = keyring.get_keyring()
        keyring.set_keyring(MemoryKeyring())
        patch.delenv("ZSDESK_PASSPHRASE", raising=False)
        desk = Desk.create(tmp_path_factory.mktemp("province") / "desk")
        keyring.set_keyring(before)
    desk.set_profile(user="示例用户", region="520000")
    made = list(sample_province.province())
    assert {one.type for one in made} == set(COUNTED)
    for start in range(0, len(made), 1000):
        desk.do(sample_province.put_in, made[start : start + 1000])
    yield desk
    desk.close()


def answered(desk: Desk, period: str, region: str = "520000", **more: object) -> Answers:
    ask = asked(period, "", region, today=date(2026, 1, 10), **more)  # type: ignore[arg-type]
    return desk.read(figures.figures, ask)


def test_the_published_figures_of_the_year(province: Desk) -> None:
    year = answered(province, "2025")
    shown = {code: year.of(code).text for code in (
        "signed", "started", "start_to_signed", "new_start_rate", "signed.industry", "started.industry",
        "start_to_signed.industry", "signed.private", "started.private", "start_to_signed.private", "matched",
        "appeal_rate",
    )}  # fmt: skip
    assert shown == {
        "signed": "797", "started": "696", "start_to_signed": "87.3%", "new_start_rate": "65.0%",
        "signed.industry": "196", "started.industry": "148", "start_to_signed.industry": "75.5%",
        "signed.private": "731", "started.private": "641", "start_to_signed.private": "87.7%", "matched": "196",
        "appeal_rate": "98.0%",
    }  # fmt: skip


def test_the_published_funnel_of_january_to_november(province: Desk) -> None:
    found = answered(province, "2025-01..2025-11")
    steps = [found.of(f"funnel.{step}").parts[0] for step in ("entered", "signed", "started")]
    assert [part.count for part in steps] == [863, 652, 444]
    assert [part.yuan for part in steps] == [548_693_000_000, 337_124_000_000, 179_919_000_000]
    assert set(steps[2].ids) < set(steps[1].ids) < set(steps[0].ids)


def test_every_figure_opens_exactly_its_rows(province: Desk) -> None:
    """The rows are read one by one from the store and judged by what their page shows."""
    year = answered(province, "2025")
    names = ["signed_on", "started_on", "group", "companies", "total_investment"]
    ids = province.read(lists.ids, lists.ListQuery("project"))
    rows = {row.id: row.values for row in province.read(lists.rows, "project", ids, names)}
    companies = province.read(lists.ids, lists.ListQuery("company", (("ownership", "private"),)))
    signed = {i for i, v in rows.items() if v["signed_on"] and v["signed_on"].year == 2025}
    started = {i for i, v in rows.items() if v["started_on"] and v["started_on"].year == 2025}
    industry = {i for i, v in rows.items() if v["group"] == "industry"}
    private = {i for i, v in rows.items() if set(v["companies"]) & set(companies)}
    for code, wanted in {
        "signed": (signed,), "started": (started,), "start_to_signed": (started, signed),
        "new_start_rate": (signed & {i for i, v in rows.items() if v["started_on"]}, signed),
        "start_to_signed.industry": (started & industry, signed & industry),
        "start_to_signed.private": (started & private, signed & private),
    }.items():  # fmt: skip
        parts = year.of(code).parts
        assert tuple(set(part.ids) for part in parts) == wanted, code
        assert all(len(part.ids) == part.count for part in parts)
    assert year.of("signed").parts[0].yuan == sum(rows[i]["total_investment"].amount for i in signed)


def test_counties_make_up_their_prefecture(province: Desk) -> None:
    whole = answered(province, "2025").of("signed").parts[0]
    from zsdesk.kinds.places import places

    prefectures = [p.code for p in places().values() if p.level == "prefecture"]
    found = [answered(province, "2025", code).of("signed").parts[0].ids for code in prefectures]
    assert sorted(i for ids in found for i in ids) == sorted(whole.ids)
    assert all(found)


def test_every_row_is_marked(province: Desk) -> None:
    for type_name in ("company", "project", "lead", "appeal", "negotiation", "agreement"):
        ids = province.read(lists.ids, lists.ListQuery(type_name))
        column = {"lead": "title", "appeal": "title", "negotiation": "topics"}.get(type_name, "name")
        texts = [row.cells[column] for row in province.read(lists.rows, type_name, ids, [column])]
        assert all(text.startswith("示例·") for text in texts), type_name


def test_a_desk_of_a_province_takes_no_sample(desk: Desk) -> None:
    with desk.transaction() as connection:
        settings.put(connection, server="https://zs.example.gov.cn")
    with pytest.raises(Refused, match="示例"):
        desk.do(sample_province.put_in, list(sample_province.province())[:1])


def test_the_first_contract_counts_not_the_ledger(desk: Desk) -> None:
    project = desk.do(records.create, "project", {
        "name": "温泉", "signed_on": date(2025, 6, 1), "total_investment": Money(13 * YI), "region_code": "520121",
    }).result  # fmt: skip
    contract = {"project": project, "kind": "contract", "name": "合同"}
    desk.do(records.create, "agreement", {**contract, "signed_on": date(2025, 2, 1)})
    desk.do(records.create, "agreement", {**contract, "signed_on": date(2024, 12, 1), "kind": "framework"})
    second = desk.do(records.create, "agreement", {**contract, "signed_on": date(2025, 1, 20)}).result
    assert [answered(desk, month, "520100").of("signed").value for month in ("2025-01", "2025-02", "2025-06")] == [
        "1", "0", "0",
    ]  # fmt: skip
    desk.do(records.delete, "agreement", second)
    assert answered(desk, "2025-02", "520100").of("signed").parts[0].ids == (project,)
    desk.do(records.delete, "project", project)
    assert answered(desk, "2025-02", "520100").of("signed").value == "0"


def test_what_is_not_known_of_an_enterprise_is_told(desk: Desk) -> None:
    firm = desk.do(records.create, "company", {"name": "某公司"}).result
    project = desk.do(records.create, "project", {"name": "项目", "companies": (firm,), "signed_on": date(2025, 6, 1)})
    found = answered(desk, "2025", "520100").of("signed.private")
    assert (found.value, [part.ids for part in found.left_out]) == ("0", [(project.result,)])
    desk.do(records.change, "company", firm, {"ownership": "private"})
    found = answered(desk, "2025", "520100").of("signed.private")
    assert (found.value, found.left_out) == ("1", ())


def test_major_projects_only(desk: Desk) -> None:
    for major in (True, False, None):
        desk.do(records.create, "project", {"name": f"{major}", "signed_on": date(2025, 6, 1), "major": major})
    assert answered(desk, "2025", "520100").of("signed").value == "3"
    assert answered(desk, "2025", "520100", major=True).of("signed").value == "1"


def test_the_command_line_tells_figures_and_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "desk")
    main(["--desk", folder, "init"])
    with Desk.open(Path(folder)) as desk:
        desk.set_profile(user="王", region="520121")
        desk.do(records.create, "project", {"name": "磷系材料", "signed_on": date(2025, 6, 1), "stage": "signed"})
    capsys.readouterr()
    assert main(["--desk", folder, "stats", "--period", "2025", "--json"]) in (0, None)
    told = json.loads(capsys.readouterr().out)
    assert (told["period"], told["cutoff"], told["region"]) == ("2025", "2025-12-31", "520121")
    assert next(f["value"] for f in told["figures"] if f["code"] == "signed") == "1"
    main(["--desk", folder, "stats", "--period", "2025", "--rows", "new_start_rate"])
    text = capsys.readouterr().out
    assert "0.0%" in text
    assert "磷系材料\t开阳县" in text
    assert "两个口径" in text
    assert main(["--desk", folder, "stats", "--rows", "nothing"]) == 2
    assert main(["--desk", folder, "stats", "--period", "13月"]) == 1
