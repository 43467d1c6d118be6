"""Declarations: each field once, with all that derives from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import BigInteger, Double, Text
from sqlalchemy.dialects import sqlite

from zsdesk.errors import NotFound
from zsdesk.fields import Record, derived, field_of, fields, group_of, is_long, money_fields
from zsdesk.kinds import Money, Ref, Refs
from zsdesk.records import BY_NAME, TYPES, Company, Lead, Negotiation, Project, record_type

RECORDS = pytest.mark.parametrize("record", TYPES, ids=lambda record: record.type_name)
COMMON = ("number", "region_code", "owner", "secrecy", "created_at", "deleted_at", "pinyin")


@RECORDS
def test_fields_are_listed_once_own_ones_first(record: type[Record]) -> None:
    names = [f.name for f in fields(record)]
    assert len(set(names)) == len(names)
    assert set(names[-len(COMMON) :]) == set(COMMON)
    assert not [name for name in names if name.endswith("_yuan")]
    assert all(name.isidentifier() and name == name.lower() for name in names)


@RECORDS
def test_labels_are_there_and_tell_fields_apart(record: type[Record]) -> None:
    labels = [f.label for f in fields(record)]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert record.type_label


@RECORDS
def test_the_title_is_searched_and_its_pinyin_goes_with_it(record: type[Record]) -> None:
    title = field_of(record, record.title_field)
    assert title.search == "title" or record.type_name in ("conflict", "shared_view")
    assert set(group_of(record, "pinyin")) == {record.title_field, "pinyin"}
    assert group_of(record, record.title_field) == group_of(record, "pinyin")


@RECORDS
def test_every_field_is_in_its_own_group(record: type[Record]) -> None:
    for declared in fields(record):
        assert declared.name in group_of(record, declared.name)


@RECORDS
def test_columns_hold_what_the_kind_packs(record: type[Record]) -> None:
    wanted = {"text": Text, "int": BigInteger, "float": Double}
    for declared in fields(record):
        column = record.__table__.columns[declared.name]
        assert isinstance(column.type.load_dialect_impl(sqlite.dialect()), wanted[declared.kind.storage])
        assert column.nullable


@RECORDS
def test_sums_in_yuan_derive_from_money_and_from_nothing_else(record: type[Record]) -> None:
    sums = {c.key for c in record.__table__.columns if c.key.endswith("_yuan")}
    assert sums == {f"{f.name}_yuan" for f in money_fields(record)}
    assert set(derived(record, {})) == sums
    assert set(derived(record, {}).values()) <= {None}


@RECORDS
def test_references_point_at_types_that_exist(record: type[Record]) -> None:
    for declared in fields(record):
        if isinstance(declared.kind, Ref | Refs):
            assert declared.kind.to in BY_NAME


@RECORDS
def test_what_is_sorted_has_an_index_without_deleted_rows(record: type[Record]) -> None:
    names = {index.name for index in record.__table__.indexes}  # type: ignore[attr-defined]
    assert {f"ix_{record.__tablename__}_live", f"ix_{record.__tablename__}_updated_at"} <= names
    assert f"ix_{record.__tablename__}_region_code" in names
    for index in record.__table__.indexes:  # type: ignore[attr-defined]
        assert index.dialect_options["sqlite"]["where"] is not None


def test_the_sum_of_a_foreign_amount() -> None:
    found = derived(Project, {"total_investment": "5000000 USD 7.12 2026-11-24", "contract_amount": "9"})
    assert found == {"total_investment_yuan": 35_600_000, "fixed_investment_yuan": None, "contract_amount_yuan": 9}


def test_groups_that_move_together() -> None:
    assert set(group_of(Lead, "triage")) == {"triage", "triage_reason", "transfer_to", "triaged_at"}
    assert set(group_of(Project, "stage_on")) == {"stage", "stage_on", "signed_on", "started_on", "produced_on"}
    assert group_of(Lead, "summary") == ("summary",)


def test_packing_leaves_nothing_as_it_is() -> None:
    amount = field_of(Lead, "intent_amount")
    assert amount.pack(None) is None
    assert amount.unpack(None) is None
    assert amount.show(None) == ""
    assert amount.unpack(amount.pack(Money(3, "USD", Decimal("7"), date(2026, 1, 1)))).currency == "USD"


def test_unknown_names_say_what_there_is() -> None:
    with pytest.raises(NotFound, match=r"titel.*intent_amount") as told:
        field_of(Lead, "titel")
    assert "pinyin" not in str(told.value)
    with pytest.raises(NotFound, match=r"leads.*negotiation"):
        record_type("leads")


def test_paragraphs_are_known() -> None:
    assert is_long(field_of(Lead, "summary"))
    assert not is_long(field_of(Lead, "title"))
    assert not is_long(field_of(Lead, "pinyin"))


def test_a_record_is_called_by_its_title() -> None:
    assert Company(name="华星").heading == "华星"
    assert Company().heading == "企业"
    assert Negotiation(topics="用电").heading == "用电"


def test_intensity_of_an_investment() -> None:
    project = Project(total_investment=Money(600_000_000), land_mu=300.0)
    assert project.intensity == 200.0
    project.fixed_investment = Money(300_000_000)
    assert project.intensity == 100.0
    project.land_mu = None
    assert project.intensity is None


def test_terms_lie_ahead_and_what_was_held_or_received_lies_behind() -> None:
    sides = {f"{record.type_name}.{f.name}": getattr(f.kind, "side", None) for record in TYPES for f in fields(record)}
    assert {name for name, side in sides.items() if name.endswith(("due", "next_due")) and side != "future"} == set()
    assert (sides["lead.received_at"], sides["negotiation.held_at"], sides["visit.held_at"]) == ("past",) * 3
