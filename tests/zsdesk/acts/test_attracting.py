"""招: triage and its clock, claims with their seal, positions that move, commitments screened with the clause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from zsdesk.acts import claims, commitments, leads, records
from zsdesk.catalogue import bundled
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.fields import field_of
from zsdesk.kinds import Money
from zsdesk.queries import attracting, detail
from zsdesk.records import Claim
from zsdesk.records.negotiation import Position
from zsdesk.rules import claims as seals
from zsdesk.rules.leads import must_claim

NOW = datetime(2026, 11, 24, 9, tzinfo=BEIJING)


def _lead(desk: Desk, **values: Any) -> tuple[str, str]:
    firm = desk.do(records.create, "company", {"name": "贵州华星冶金有限公司", "uscc": "91350100M000100Y43"}).result
    return desk.do(records.create, "lead", {"title": "锰系材料", "company": firm, **values}).result, firm


def test_the_clocks_of_a_lead(desk: Desk) -> None:
    lead, _ = _lead(desk, received_at=datetime(2026, 11, 20, 10, tzinfo=BEIJING))  # a Friday

    def running(day: date) -> dict[str, str]:
        return {c.kind: c.tone for c in desk.read(attracting.lead_standing, lead, day).clocks}

    assert running(date(2026, 11, 23)) == {"lead_answer": "", "lead_triage": ""}
    assert running(date(2026, 11, 24)) == {"lead_answer": "yellow", "lead_triage": ""}
    assert running(date(2026, 11, 26)) == {"lead_answer": "yellow", "lead_triage": "yellow"}
    assert running(date(2026, 12, 1))["lead_triage"] == "red"
    desk.do(leads.answer, lead)
    assert running(date(2026, 11, 26)) == {"lead_triage": "yellow"}
    (late,) = desk.read(attracting.late_leads, date(2026, 12, 1), "王小明")
    assert (late.id, late.label, late.tone) == (lead, "线索研判", "red")
    for verdict, reason, region in (("maybe", "", ""), ("drop", "", ""), ("transfer", "在瓮安", ""),
                                    ("transfer", "在本地", "520100")):  # fmt: skip
        with pytest.raises(Refused):
            desk.do(leads.triage, lead, verdict, reason, region)
    desk.do(leads.triage, lead, "follow")
    assert running(date(2026, 12, 8)) == {"lead_follow": ""}
    assert running(date(2026, 12, 9)) == {"lead_follow": "stale"}
    desk.do(records.create, "negotiation", {"lead": lead, "held_at": datetime(2026, 12, 7, 9, tzinfo=BEIJING)})
    assert running(date(2026, 12, 20)) == {"lead_follow": ""}
    desk.do(leads.triage, lead, "transfer", "资源在瓮安", "522725")
    values = desk.read(detail.detail, "lead", lead).values
    assert (values["region_code"], values["first_contact_unit"]) == ("522725", "贵阳市投促局")


def test_from_which_amount_on_a_claim_is_compulsory() -> None:
    made = bundled()
    for money, must in ((Money(10 * 10**8), True), (Money(10 * 10**8 - 1), False), (None, False),
                        (Money(10_000_000, "USD"), True), (Money(9_999_999, "USD"), False),
                        (Money(200_000_000, "EUR", Decimal("7.8"), date(2026, 1, 1)), True),
                        (Money(200_000_000, "EUR"), False)):  # fmt: skip
        assert must_claim(made, money) is must, money


def test_a_claim_is_sealed_into_the_chain_of_its_device(desk: Desk) -> None:
    lead, firm = _lead(desk, intent_amount=Money(12 * 10**8))
    assert desk.read(attracting.lead_standing, lead, NOW.date()).must_claim
    with pytest.raises(Refused):
        desk.do(claims.claim, lead, " ", NOW)
    with pytest.raises(Refused, match="尚未发生"):
        desk.do(claims.claim, lead, "贵阳市投促局", NOW + timedelta(days=2))
    first = desk.do(claims.claim, lead, "贵阳市投促局", NOW, "商会引荐").result
    with pytest.raises(Refused):
        desk.do(claims.claim, lead, "贵阳市投促局", NOW)
    other = desk.do(records.create, "lead", {"title": "二期", "company": firm}).result
    second = desk.do(claims.claim, other, "贵阳市投促局", NOW).result
    made = [desk.read(detail.detail, "claim", i).values for i in (first, second)]
    packed = [{n: field_of(Claim, n).pack(v[n]) for n in seals.SEALED} for v in made]
    read = [seals.read(v["sealed"]) for v in made]
    assert [s and (s.device, s.no) for s in read] == [(desk.device, 1), (desk.device, 2)]
    one, two = read
    assert one is not None
    assert two is not None
    assert two.before == one.digest[:16]
    assert two.op > one.op, "its place among what the device did"
    assert seals.is_whole(one, packed[0])
    assert seals.is_whole(two, packed[1])
    assert not seals.is_whole(one, {**packed[0], "unit": "瓮安县投促局"})
    assert not seals.is_whole(one, {**packed[0], "claimed_at": 0})
    assert desk.read(detail.detail, "lead", lead).values["first_contact_unit"] == "贵阳市投促局"


def test_positions_are_followed_from_round_to_round(desk: Desk) -> None:
    lead, _ = _lead(desk)
    rounds = (
        (Position("用地", "300亩", "先供150亩", "", "open"), Position("用电", "双回路", "", "", "open")),
        (Position("用地", "300亩", "先供200亩", "", "close"), Position("环评", "代办", "专班代办", "", "agreed")),
        (Position("用地", "300亩", "先供200亩", "", "close"), Position("用电", "双回路", "列入计划", "", "agreed")),
    )
    for number, rows in enumerate(rounds, 1):
        desk.do(records.create, "negotiation", {"lead": lead, "positions": rows,
                                                "held_at": datetime(2026, 10, number, 9, tzinfo=BEIJING)})  # fmt: skip
    table = desk.read(attracting.positions, lead=lead)
    assert table.rounds == ("第1轮 10-01", "第2轮 10-02", "第3轮 10-03")
    moved = {t.item: [None if c is None else c.moved for c in t.cells] for t in table.tracks}
    assert moved == {"用地": [False, True, False], "用电": [False, None, True], "环评": [None, False, None]}
    assert {t.item: t.status for t in table.tracks} == {"用地": "基本一致", "用电": "一致", "环评": "一致"}
    project = desk.do(records.create, "project", {"name": "锰", "lead": lead}).result
    assert desk.read(attracting.positions, project=project) == table, "a project has the rounds of its lead"


def test_commitments_come_out_of_minutes_and_are_screened(desk: Desk) -> None:
    lead, _ = _lead(desk)
    talk = desk.do(records.create, "negotiation", {
        "lead": lead, "agreed": "1. 专班代办审批\n2. 按缴纳增值税地方留成的50%给予奖励。",
        "positions": (Position("用电", "双回路", "列入电网计划", "内部底线", "agreed"),
                      Position("用地", "", "200亩", "", "open")),
    }).result  # fmt: skip
    with pytest.raises(Refused, match="项目"):
        desk.do(commitments.from_minutes, talk)
    project = desk.do(records.create, "project", {"name": "锰", "lead": lead}).result
    made = desk.do(commitments.from_minutes, talk).result
    found = [desk.read(detail.detail, "commitment", i).values for i in made]
    assert [f["text"] for f in found] == ["专班代办审批", "按缴纳增值税地方留成的50%给予奖励", "用电：列入电网计划"]
    assert [f["screen"] for f in found] == ["pass", "banned", "pass"]
    assert all(f["project"] == project and f["negotiation"] == talk and f["screen_catalogue"] == 1 for f in found)
    assert "第十条第（二）项" in found[1]["screen_clause"]
    assert not any("底线" in (f["text"] or "") for f in found)
    with pytest.raises(Refused):
        desk.do(commitments.from_minutes, talk)
    for verdict, reason in (("pass", " "), ("fine", "有依据")):
        with pytest.raises(Refused):
            desk.do(commitments.override, made[1], verdict, reason)
    desk.do(commitments.override, made[1], "pass", "省政府批准的产业政策")
    after = desk.read(detail.detail, "commitment", made[1]).values
    assert (after["screen"], after["override"], after["override_by"]) == ("banned", "pass", "王小明"), "advice stays"
    desk.do(records.change, "commitment", made[0], {"text": "税收先征后返"})
    assert desk.do(commitments.rescreen, made[0]).result == "banned"
    promise = desk.do(commitments.commit, {"text": "年纳税3000万元，获奖励", "party": "enterprise", "project": project})
    assert desk.read(detail.detail, "commitment", promise.result).values["screen"] == "pass", (
        "only governments promise aid"
    )


def test_who_else_talks_with_the_enterprise_and_what_channels_bring(desk: Desk) -> None:
    lead, firm = _lead(desk, channel="association")
    twin = desk.do(records.create, "company", {"name": "贵州华星冶金公司", "uscc_pending": True}).result
    other = desk.do(records.create, "lead", {"title": "华星二期", "company": twin, "region_code": "522725"}).result
    project = desk.do(records.create, "project", {"name": "老项目", "companies": (firm,), "lead": other,
                                                  "stage": "signed", "signed_on": date(2026, 5, 1)}).result  # fmt: skip
    found = {(o.type, o.id, o.region) for o in desk.read(attracting.others, lead)}
    assert found == {("lead", other, "瓮安县"), ("project", project, "贵阳市")}
    desk.do(records.create, "negotiation", {"lead": lead})
    rows = {c.channel: (c.leads, c.talked, c.signed) for c in desk.read(attracting.conversion)}
    assert rows == {"商协会": (1, 1, 0), "": (1, 0, 1)}


def test_a_conclusion_says_what_was_compared(desk: Desk, make_desk: Callable[[str], Desk]) -> None:
    lead, _ = _lead(desk)
    with pytest.raises(Refused):
        desk.do(leads.conclude, lead, "distinct")
    with pytest.raises(Refused):
        desk.do(leads.conclude, lead, "perhaps")
    desk.do(leads.conclude, lead, "distinct", "与瓮安的是另一条产线")
    assert desk.read(detail.detail, "lead", lead).values["duplicates"] == "distinct"
