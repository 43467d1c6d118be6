"""Completeness and likeness: pure functions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsdesk.clock import BEIJING
from zsdesk.fields import fields
from zsdesk.kinds import Money, Person
from zsdesk.records import TYPES
from zsdesk.rules.completeness import missing, problems
from zsdesk.rules.duplicates import core, likeness

TODAY = date(2026, 11, 24)
HELD = datetime(2026, 11, 24, 23, 30, tzinfo=BEIJING)


def test_a_draft_misses_just_its_required_fields() -> None:
    for record in TYPES:
        required = [f.name for f in fields(record) if f.required]
        assert missing(record.type_name, {}) == required
        assert set(problems(record.type_name, {}, TODAY)) >= set(required)


def test_the_credit_code_may_follow_where_the_officer_says_so() -> None:
    assert "uscc" in missing("company", {"name": "华星"})
    assert "uscc" not in missing("company", {"name": "华星", "uscc_pending": True})
    assert "uscc" in missing("company", {"name": "华星", "uscc_pending": False})


@pytest.mark.parametrize(
    ("name", "values", "wrong"),
    [
        ("negotiation", {"held_at": HELD, "next_due": date(2026, 11, 23)}, {"next_due"}),
        ("negotiation", {"held_at": HELD, "next_due": date(2026, 11, 24)}, set()),
        ("negotiation", {"attendees": (Person("李", side="ours"),)}, {"attendees"}),
        ("negotiation", {"attendees": (Person("王", side="theirs"),)}, {"attendees"}),
        ("negotiation", {"attendees": (Person("李", side="ours"), Person("王", side="theirs"))}, set()),
        ("project", {"total_investment": Money(100), "contract_amount": Money(10**8)}, {"contract_amount"}),
        ("project", {"total_investment": Money(10**8), "contract_amount": Money(10**8)}, set()),
        ("project", {"total_investment": Money(10**8), "contract_amount": Money(10**9, "USD")}, set()),
        ("project", {"planned_start": TODAY, "planned_production": date(2026, 1, 1)}, {"planned_production"}),
        ("lead", {"triage": "follow"}, {"next_step"}),
        ("lead", {"triage": "drop"}, {"triage_reason"}),
        ("lead", {"triage": "drop", "triage_reason": "太远"}, set()),
        ("lead", {"intent_amount": Money(32)}, {"intent_amount"}),
    ],
)
def test_contradictions_and_doubts(name: str, values: dict[str, Any], wrong: set[str]) -> None:
    found = problems(name, values, TODAY)
    assert {n for n in found if n in values or n not in missing(name, values)} - {"total_investment"} == wrong
    assert all(found.values())


@pytest.mark.parametrize(
    ("name", "told_apart_by"),
    [
        ("贵州华星冶金有限公司", "贵州华星冶金"),
        ("华星（贵州）科技股份有限公司", "华星"),
        ("有限公司", "有限公司"),
        ("", ""),
    ],
)
def test_the_part_of_a_name_that_tells_it_apart(name: str, told_apart_by: str) -> None:
    assert core(name) == told_apart_by


def test_likeness() -> None:
    assert likeness("贵州华星冶金有限公司", "贵州华星冶金股份公司") == 1.0
    assert likeness("华星冶金", "贵州华星冶金有限公司") == 0.9
    assert likeness("贵州华兴冶金", "贵州华星冶金") >= 0.75
    assert likeness("重庆长安", "贵州华星") < 0.75


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_degree(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1.0
