"""Two counties and one enterprise: the province says who was first, and tells both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from zsdesk.acts import claims, records
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.queries import detail, lists
from zsdesk.sync import client

MET = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
USCC = "91350100M000100Y43"


def _lead(desk: Desk, name: str, uscc: str | None, county: str) -> str:
    firm = desk.do(records.create, "company", {"name": name, "uscc": uscc, "region_code": county}).result
    return desk.do(records.create, "lead", {"title": f"{name}项目", "company": firm, "region_code": county}).result


def _claim(desk: Desk) -> dict[str, Any]:
    (one,) = desk.read(lists.ids, lists.ListQuery("claim"))
    return desk.read(detail.detail, "claim", one).values


def test_the_first_claim_holds_and_both_are_told(province: Any, enrolled: Any) -> None:
    early, late = enrolled("李明"), enrolled("周敏")
    mine, theirs = _lead(early, "福建永荣控股", USCC, "520121"), _lead(late, "永荣", USCC, "522725")
    early.do(claims.claim, mine, "开阳县投促局", MET)
    # The other desk's clock says that it was there before: clocks decide nothing.
    late.do(claims.claim, theirs, "瓮安县投促局", MET - timedelta(days=300))
    for desk in (early, late, early, late):
        client.sync(desk)
    first, second = _claim(early), _claim(late)
    assert (first["status"], second["status"]) == ("holds", "later")
    assert "开阳县 开阳县投促局先报" in second["decision"]
    assert "瓮安县投促局 也申报了该企业" in first["decision"]
    assert second["holder"] is not None
    assert [(row.unit, row.region) for row in first["also"]] == [("瓮安县投促局", "瓮安县")]
    (claim,) = early.read(lists.ids, lists.ListQuery("claim"))
    (later,) = late.read(lists.ids, lists.ListQuery("claim"))
    with pytest.raises(Refused, match="首谈成立"):
        late.do(claims.take_in, later, "开阳县投促局")
    with pytest.raises(Refused, match="瓮安县投促局"):
        early.do(claims.take_in, claim, "无此单位")
    early.do(claims.take_in, claim, "瓮安县投促局")
    for desk in (early, late):
        client.sync(desk)
    helper = _claim(late)
    assert (helper["status"], early.status().parked) == ("helper", 0)
    assert "开阳县 开阳县投促局 同意作为协助单位参与" in helper["decision"]
    assert early.read(lists.ids, lists.ListQuery("claim", (("status", "later"),))) == [], "each county sees its own"
    both = [early.read(detail.detail, "lead", mine).values, late.read(detail.detail, "lead", theirs).values]
    assert [v["duplicates"] for v in both] == ["open", "open"]
    assert "瓮安县" in both[0]["duplicates_note"]
    assert "开阳县" in both[1]["duplicates_note"]


def test_same_name_without_a_code_collides_and_other_enterprises_do_not(province: Any, enrolled: Any) -> None:
    one, other = enrolled("李明"), enrolled("周敏")
    same, alone = _lead(one, "北京立根集团", None, "520121"), _lead(one, "泰盛科技", None, "520121")
    client.sync(one)
    twin = _lead(other, "北京立根集团", None, "522725")
    for desk in (other, one):
        client.sync(desk)
    marks = [one.read(detail.detail, "lead", i).values["duplicates"] for i in (same, alone)]
    assert marks == ["open", None]
    assert other.read(detail.detail, "lead", twin).values["duplicates"] == "open"
    assert client.sync(one).pulled == 0
