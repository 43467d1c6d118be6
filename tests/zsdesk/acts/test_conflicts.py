"""Settling a conflict is an ordinary change of the record."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select

from zsdesk.acts import records
from zsdesk.acts.conflicts import Choice, Mine, Theirs, Value, resolve
from zsdesk.clock import from_ms
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Refused
from zsdesk.ids import new_id
from zsdesk.kinds import Money, Target
from zsdesk.queries import detail, syncing
from zsdesk.records import Conflict
from zsdesk.store.tables import change


@pytest.fixture
def lead(desk: Desk) -> str:
    values = {"title": "考察", "next_step": "考察", "triage": "follow", "intent_amount": Money(5)}
    return desk.do(records.create, "lead", values).result


def conflict_on(desk: Desk, lead: str, fields: dict[str, tuple[Any, Any, Any]], *, mine_is_offered: bool = True) -> str:
    """Base, kept and offered packed values by field, as the province makes a conflict."""
    base, kept, offered = ({n: v[i] for n, v in fields.items()} for i in range(3))
    record_id = new_id()
    with desk.transaction() as connection:
        connection.execute(
            insert(Conflict.__table__).values(  # type: ignore[arg-type]
                id=record_id, version=1, updated_at=0, stamps="[]", extra="{}", target=Target("lead", lead),
                field_name=next(iter(fields)), base=msgspec.json.encode(base).decode(),
                kept=msgspec.json.encode(kept).decode(), kept_by="赵强" if mine_is_offered else "王小明",
                kept_at=from_ms(1000), offered=msgspec.json.encode(offered).decode(),
                offered_by="王小明" if mine_is_offered else "赵强", offered_at=from_ms(2000),
                offered_device=desk.device if mine_is_offered else "another", status="open",
            )
        )  # fmt: skip
    return record_id


STEP = {"next_step": ("回访", "考察", "签约")}


@pytest.mark.parametrize(
    ("choice", "mine_is_offered", "held"),
    [
        (Mine(), True, "签约"),
        (Theirs(), True, "考察"),
        (Mine(), False, "考察"),
        (Theirs(), False, "签约"),
        (Value("再议"), True, "再议"),
        (Value(None), True, None),
    ],
)
def test_each_choice(desk: Desk, lead: str, choice: Choice, mine_is_offered: bool, held: str | None) -> None:
    conflict = conflict_on(desk, lead, STEP, mine_is_offered=mine_is_offered)
    done = desk.do(resolve, conflict, {"next_step": choice})
    assert desk.read(detail.detail, "lead", lead).values["next_step"] == held
    assert desk.read(syncing.conflicts, device=desk.device, user=desk.user) == []
    assert Target("conflict", conflict) in done.touched
    with desk.transaction() as connection:
        logged = connection.execute(select(change.c.type, change.c.tx).where(change.c.op_no > 1)).all()
    assert {tx for _, tx in logged} == {2}  # the record and the conflict travel together
    assert "conflict" in {name for name, _ in logged}


def test_fields_of_a_group_follow_the_side_that_was_chosen(desk: Desk, lead: str) -> None:
    fields = {"triage": ("follow", "drop", "transfer"), "triage_reason": (None, "太远", "归瓮安")}
    desk.do(resolve, conflict_on(desk, lead, fields), {"triage": Mine()})
    values = desk.read(detail.detail, "lead", lead).values
    assert (values["triage"], values["triage_reason"]) == ("transfer", "归瓮安")


def test_a_name_takes_its_pinyin_along(desk: Desk, lead: str) -> None:
    fields = {"title": ("a", "考察", "签约"), "pinyin": (None, "kao cha", "qian yue")}
    desk.do(resolve, conflict_on(desk, lead, fields), {"title": Value("重庆")})
    assert desk.read(detail.detail, "lead", lead).values["pinyin"] == "chong qing"


def test_a_settled_conflict_stays_settled(desk: Desk, lead: str) -> None:
    conflict = conflict_on(desk, lead, STEP)
    desk.do(resolve, conflict, {"next_step": Mine()})
    with pytest.raises(Refused, match="处理过"):
        desk.do(resolve, conflict, {"next_step": Theirs()})
    assert desk.read(detail.detail, "lead", lead).values["next_step"] == "签约"


def test_what_the_conflict_is_not_about(desk: Desk, lead: str) -> None:
    conflict = conflict_on(desk, lead, STEP)
    with pytest.raises(NotFound, match="title"):
        desk.do(resolve, conflict, {"title": Mine()})
    with pytest.raises(NotFound):
        desk.do(resolve, "nix", {"next_step": Mine()})
    assert len(desk.read(syncing.conflicts, device=desk.device, user=desk.user)) == 1


def test_settling_can_be_undone(desk: Desk, lead: str) -> None:
    conflict = conflict_on(desk, lead, STEP)
    desk.undo(desk.do(resolve, conflict, {"next_step": Mine()}))
    assert desk.read(detail.detail, "lead", lead).values["next_step"] == "考察"
    assert len(desk.read(syncing.conflicts, device=desk.device, user=desk.user)) == 1
