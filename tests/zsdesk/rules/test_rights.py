"""Roles and regions."""

from __future__ import annotations

from typing import Any

import pytest

from zsdesk.rules.rights import Account, answers, resolve_refusal, scopes_of, sees, write_refusal

COUNTY, PREFECTURE, PROVINCE, ELSEWHERE = "520121", "520100", "520000", "522725"


@pytest.mark.parametrize(
    ("region", "record", "seen"),
    [
        (COUNTY, COUNTY, True), (COUNTY, PREFECTURE, False), (COUNTY, ELSEWHERE, False), (PREFECTURE, COUNTY, True),
        (PREFECTURE, ELSEWHERE, False), (PROVINCE, ELSEWHERE, True), (PROVINCE, "110000", False),
        (PROVINCE, None, False),
    ],
)  # fmt: skip
def test_an_account_sees_what_lies_in_its_region(region: str, record: str | None, seen: bool) -> None:
    assert sees(Account("甲", "officer", region), record) is seen


def test_a_record_is_told_to_its_region_and_those_above() -> None:
    assert scopes_of(COUNTY) == (COUNTY, PREFECTURE, PROVINCE)
    assert scopes_of("999999") == ()


@pytest.mark.parametrize("role", ["officer", "supervisor", "administrator"])
def test_writing_stays_within_the_region_before_and_after(role: str) -> None:
    account = Account("甲", role, PREFECTURE)
    assert write_refusal(account, None, COUNTY) is None
    assert write_refusal(account, COUNTY, PREFECTURE) is None
    for before, after in ((None, ELSEWHERE), (ELSEWHERE, COUNTY), (COUNTY, ELSEWHERE), (None, None)):
        refusal = write_refusal(account, before, after)
        assert refusal is not None
        assert "{" not in str(refusal)


@pytest.mark.parametrize(
    ("account", "values", "changed", "may"),
    [
        ("水务局", {"department": "水务局"}, {"verdict", "text"}, True),
        ("水务局陈工", {"department": "水务局"}, {"verdict"}, True),
        ("林业局", {"department": "水务局"}, {"verdict"}, False),
        ("水务局", {"department": None}, {"verdict"}, False),
        ("水务局", {"department": "水务局"}, {"verdict", "due"}, False),
        ("水务局", {"department": "水务局"}, set(), False),
        ("水务局", {"department": "水务局", "deleted_at": 1}, {"verdict"}, False),
        ("水务局", {"department": "水务局", "region_code": "530000"}, {"verdict"}, False),
    ],
)
def test_a_department_answers_its_own_matters(account: str, values: Any, changed: set[str], may: bool) -> None:
    asked = {"region_code": COUNTY, **values}
    assert answers(Account(account, "department", PROVINCE), "opinion", asked, changed) == may
    assert not answers(Account(account, "officer", PROVINCE), "opinion", asked, changed)
    assert not answers(Account(account, "department", PROVINCE), "project", asked, changed)


def test_the_unit_of_an_account_says_for_whom_it_speaks() -> None:
    asked = {"region_code": COUNTY, "department": "水务局"}
    chen = Account("陈工", "department", PROVINCE, unit="水务局")
    assert answers(chen, "opinion", asked, {"verdict"})
    assert not answers(chen._replace(unit="林业局"), "opinion", asked, {"verdict"})
    assert not answers(Account("水务局", "department", PROVINCE, unit="林业局"), "opinion", asked, {"verdict"})


def test_a_department_only_reads() -> None:
    assert write_refusal(Account("甲", "department", PROVINCE), COUNTY, COUNTY) is not None


def test_conflicts_are_settled_by_those_whom_they_concern() -> None:
    for role, name, allowed in (("officer", "甲", True), ("officer", "丙", False), ("supervisor", "丙", True),
                                ("administrator", "丙", True)):  # fmt: skip
        assert (resolve_refusal(Account(name, role, COUNTY), ("甲", "乙")) is None) is allowed
