"""The unit of work: records, change log, shadow and index move together, or not at all."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from zsdesk.acts import records
from zsdesk.desk import Desk, Done
from zsdesk.errors import Invalid, NotFound, Refused
from zsdesk.kinds import Money, Position2D
from zsdesk.queries import detail, lists, search
from zsdesk.records import Company, Lead, Negotiation
from zsdesk.store.tables import State, change, document, shadow
from zsdesk.store.work import Work


def logged(desk: Desk) -> list[Any]:
    with desk.transaction() as connection:
        return list(connection.execute(select(change).order_by(change.c.op_no)).all())


def shadows(desk: Desk) -> list[Any]:
    with desk.transaction() as connection:
        return list(connection.execute(select(shadow)).all())


def add(desk: Desk, type_name: str = "lead", **values: Any) -> str:
    return desk.do(records.create, type_name, values).result


def accept(desk: Desk, version: int = 1) -> None:
    """As if the province had taken everything in."""
    with desk.transaction() as connection:
        connection.execute(update(change).where(change.c.state != State.SUPERSEDED).values(state=State.ACCEPTED))
        for record in (Lead, Company, Negotiation):
            connection.execute(update(record.__table__).values(version=version))  # type: ignore[arg-type]


def park(desk: Desk, op_no: int, reason: str = "不行") -> None:
    with desk.transaction() as connection:
        connection.execute(update(change).where(change.c.op_no == op_no).values(state=State.PARKED, reason=reason))


def test_a_new_record_is_logged_with_what_it_holds(desk: Desk) -> None:
    done = desk.do(records.create, "lead", {"title": "磷矿", "intent_amount": Money(320_000_000)})
    (row,) = logged(desk)
    assert (row.type, row.id, row.action, row.base, row.state) == ("lead", done.result, "create", 0, State.LOCAL)
    assert row.actor == "王小明"
    held = json.loads(row.fields)
    assert held["title"] == "磷矿"
    assert held["intent_amount"] == "320000000"
    assert held["pinyin"] == "lin kuang"
    assert "intent_amount_yuan" not in held
    assert json.loads(row.before) == {}
    assert done.undo == (row.op_no,)
    assert [tuple(t) for t in done.touched] == [("lead", done.result)]


def test_only_changed_fields_are_logged(desk: Desk) -> None:
    lead = add(desk, title="磷矿", next_step="回访")
    desk.do(records.change, "lead", lead, {"title": "磷矿", "next_step": "考察", "referrer": None})
    row = logged(desk)[-1]
    assert row.action == "change"
    assert json.loads(row.fields) == {"next_step": "考察"}
    assert json.loads(row.before) == {"next_step": "回访"}


def test_nothing_changed_is_nothing_logged(desk: Desk) -> None:
    lead = add(desk, title="磷矿", intent_amount=Money(5), needs=("land",))
    done = desk.do(records.change, "lead", lead, {"title": "磷矿", "intent_amount": Money(5), "needs": ("land",)})
    assert done.touched == done.undo == ()
    assert len(logged(desk)) == 1


def test_a_change_that_is_taken_back_in_the_same_act_is_no_change(desk: Desk) -> None:
    lead = add(desk, title="磷矿")

    def dither(work: Work) -> None:
        record = work.need(Lead, lead)
        record.next_step = "一"
        record.next_step = None

    assert desk.do(dither).touched == ()


def test_the_name_carries_its_pinyin_and_the_sum_its_yuan(desk: Desk) -> None:
    lead = add(desk, title="贵州华星", intent_amount=Money(7))
    desk.do(records.change, "lead", lead, {"title": "重庆", "intent_amount": Money(2, "USD")})
    row = logged(desk)[-1]
    assert json.loads(row.fields) == {"title": "重庆", "pinyin": "chong qing", "intent_amount": "2 USD"}
    assert json.loads(row.before) == {"title": "贵州华星", "pinyin": "gui zhou hua xing", "intent_amount": "7"}
    assert desk.read(lists.totals, lists.ListQuery("lead")) == lists.Totals(1, 0)
    desk.do(records.change, "lead", lead, {"title": "ACME", "intent_amount": Money(9)})
    assert json.loads(logged(desk)[-1].fields)["pinyin"] is None
    assert desk.read(lists.totals, lists.ListQuery("lead")) == lists.Totals(1, 9)


def test_one_act_is_one_transaction_and_the_next_is_another(desk: Desk) -> None:
    def two(work: Work) -> None:
        records.create(work, "company", {"name": "甲"})
        records.create(work, "company", {"name": "乙"})

    desk.do(two)
    add(desk, title="丙")
    assert [row.tx for row in logged(desk)] == [1, 1, 2]


def test_a_failing_act_leaves_nothing(desk: Desk) -> None:
    def failing(work: Work) -> None:
        lead = records.create(work, "lead", {"title": "不会留下"})
        records.change(work, "lead", lead, {"next_step": "也不会"})
        raise Refused("stop")

    with pytest.raises(Refused):
        desk.do(failing)
    assert logged(desk) == []
    assert desk.read(lists.ids, lists.ListQuery("lead", include_deleted=True)) == []
    assert desk.read(search.find, "不会") == []
    with desk.transaction() as connection:
        assert connection.execute(select(document)).all() == []
    assert add(desk, title="之后") == desk.read(lists.ids, lists.ListQuery("lead"))[0]


def test_a_bug_in_an_act_leaves_nothing_either(desk: Desk) -> None:
    lead = add(desk, title="磷矿")

    def buggy(work: Work) -> None:
        records.change(work, "lead", lead, {"title": "改了"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.do(buggy)
    assert desk.read(detail.heading, "lead", lead) == "磷矿"
    assert len(logged(desk)) == 1


def test_what_could_not_be_read_back_is_never_written(desk: Desk) -> None:
    lead = add(desk, title="磷矿")
    for values in ({"next_step": "长" * 501}, {"channel": "nowhere"}, {"preferred_regions": ("999999",)}):
        with pytest.raises(Invalid):
            desk.do(records.change, "lead", lead, values)
    with pytest.raises(Invalid):
        add(desk, "negotiation", coordinates=Position2D(float("nan"), 0))
    assert desk.read(detail.detail, "lead", lead).values["next_step"] is None


def test_defaults_are_filled(desk: Desk) -> None:
    lead = add(desk, title="磷矿")
    values = desk.read(detail.detail, "lead", lead).values
    assert (values["region_code"], values["owner"], values["secrecy"]) == ("520100", "王小明", "internal")
    assert values["received_at"] == values["created_at"].replace(second=0)
    talk = add(desk, "negotiation", lead=lead)
    second = add(desk, "negotiation", lead=lead)
    assert [desk.read(detail.detail, "negotiation", i).values["round"] for i in (talk, second)] == [1, 2]
    assert desk.read(detail.heading, "negotiation", second) == "第2轮 · 磷矿"


def test_a_field_of_the_province_cannot_be_typed(desk: Desk) -> None:
    lead = add(desk, title="磷矿")
    for act, args in (
        (records.create, ("lead", {"number": "XS-1"})),
        (records.change, ("lead", lead, {"number": "1"})),
    ):
        with pytest.raises(Refused, match="编号"):
            desk.do(act, *args)  # type: ignore[arg-type]


def test_a_missing_record_is_named(desk: Desk) -> None:
    with pytest.raises(NotFound, match="nix"):
        desk.do(records.change, "lead", "nix", {"title": "x"})


# -- the shadow ------------------------------------------------------------------------------------


def test_the_province_s_row_is_kept_beneath_the_first_edit(desk: Desk) -> None:
    lead = add(desk, title="磷矿", next_step="回访")
    desk.do(records.change, "lead", lead, {"next_step": "考察"})
    assert shadows(desk) == []  # the province has no row of it yet
    accept(desk, version=4)
    desk.do(records.change, "lead", lead, {"next_step": "签约", "title": "磷矿二期"})
    desk.do(records.change, "lead", lead, {"next_step": "再议"})
    (kept,) = shadows(desk)
    row = json.loads(kept.row)
    assert kept.version == 4
    assert (row["next_step"], row["title"], row["pinyin"]) == ("考察", "磷矿", "lin kuang")
    assert logged(desk)[-1].base == 4


# -- parked changes --------------------------------------------------------------------------------


def test_a_parked_change_travels_with_the_next_one(desk: Desk) -> None:
    lead = add(desk, title="磷矿", next_step="回访", referrer="甲")
    accept(desk)
    desk.do(records.change, "lead", lead, {"next_step": "考察", "referrer": "乙"})
    desk.do(records.change, "lead", lead, {"next_step": "签约"})
    for row in logged(desk)[1:]:
        park(desk, row.op_no)
    desk.do(records.change, "lead", lead, {"title": "磷矿二期", "referrer": "丙"})
    states = [row.state for row in logged(desk)]
    assert states == [State.ACCEPTED, State.SUPERSEDED, State.SUPERSEDED, State.LOCAL]
    row = logged(desk)[-1]
    fields, before = json.loads(row.fields), json.loads(row.before)
    assert (fields["next_step"], fields["referrer"], fields["title"]) == ("签约", "丙", "磷矿二期")
    assert (before["next_step"], before["referrer"], before["title"]) == ("回访", "甲", "磷矿")
    assert set(fields) == set(before)


def test_a_parked_new_record_is_made_by_its_next_change(desk: Desk) -> None:
    lead = add(desk, title="磷矿")
    park(desk, 1)
    desk.do(records.change, "lead", lead, {"title": "磷矿二期"})
    row = logged(desk)[-1]
    assert (row.action, row.base) == ("create", 0)
    assert json.loads(row.fields)["title"] == "磷矿二期"
    assert json.loads(row.fields)["region_code"] == "520100"


def test_undo_takes_back_its_own_change_not_the_parked_ones_it_took_up(desk: Desk) -> None:
    lead = add(desk, title="磷矿", next_step="回访", referrer="甲")
    accept(desk)
    desk.do(records.change, "lead", lead, {"next_step": "考察", "referrer": "乙"})
    park(desk, 2)
    done = desk.do(records.change, "lead", lead, {"title": "磷矿二期", "referrer": "丙"})
    desk.undo(done)
    values = desk.read(detail.detail, "lead", lead).values
    assert (values["title"], values["next_step"], values["referrer"]) == ("磷矿", "考察", "乙")


def test_undo_of_a_change_that_made_a_parked_record_keeps_the_record(desk: Desk) -> None:
    lead = add(desk, title="磷矿")
    park(desk, 1)
    desk.undo(desk.do(records.change, "lead", lead, {"title": "磷矿二期", "referrer": "乙"}))
    found = desk.read(detail.detail, "lead", lead)
    assert (found.deleted, found.heading, found.values["referrer"]) == (False, "磷矿", None)


# -- undo ------------------------------------------------------------------------------------------


def test_undo_writes_back_what_it_found(desk: Desk) -> None:
    lead = add(desk, title="磷矿", next_due=date(2026, 12, 1))
    done = desk.do(records.change, "lead", lead, {"title": "铜矿", "next_due": None, "intent_amount": Money(5)})
    back = desk.undo(done)
    values = desk.read(detail.detail, "lead", lead).values
    assert (values["title"], values["next_due"], values["intent_amount"]) == ("磷矿", date(2026, 12, 1), None)
    assert [h.id for h in desk.read(search.find, "磷矿")] == [lead]
    assert desk.read(search.find, "铜矿") == []
    desk.undo(back)  # and forth again
    assert desk.read(detail.heading, "lead", lead) == "铜矿"
    assert len(logged(desk)) == 4


def test_undo_of_making_deletes_and_of_deleting_restores(desk: Desk) -> None:
    done = desk.do(records.create, "lead", {"title": "磷矿"})
    gone = desk.undo(done)
    assert desk.read(detail.detail, "lead", done.result).deleted
    assert logged(desk)[-1].action == "delete"
    desk.undo(gone)
    assert not desk.read(detail.detail, "lead", done.result).deleted
    assert logged(desk)[-1].action == "restore"
    assert [h.id for h in desk.read(search.find, "磷矿")] == [done.result]


def test_undo_leaves_alone_what_was_changed_since(desk: Desk) -> None:
    lead = add(desk, title="磷矿", next_step="回访")
    done = desk.do(records.change, "lead", lead, {"title": "铜矿", "next_step": "考察"})
    desk.do(records.change, "lead", lead, {"next_step": "签约"})
    desk.undo(done)
    values = desk.read(detail.detail, "lead", lead).values
    assert (values["title"], values["next_step"]) == ("磷矿", "签约")


def test_undo_of_nothing_is_nothing(desk: Desk) -> None:
    assert desk.undo(Done(None, (), ())).touched == ()


# -- deletion --------------------------------------------------------------------------------------


def test_deleting_is_soft_and_takes_the_attachments_along(desk: Desk) -> None:
    from zsdesk.acts.attachments import attach_bytes
    from zsdesk.kinds import Target

    lead = add(desk, title="磷矿")
    first = desk.do(attach_bytes, Target("lead", lead), "一.txt", b"one").result
    second = desk.do(attach_bytes, Target("lead", lead), "二.txt", b"two").result
    desk.do(records.delete, "attachment", first)
    done = desk.do(records.delete, "lead", lead)
    assert {t.id for t in done.touched} == {lead, second}
    assert desk.read(lists.ids, lists.ListQuery("lead")) == []
    assert desk.read(search.find, "磷矿") == []
    assert desk.do(records.delete, "lead", lead).touched == ()
    desk.do(records.restore, "lead", lead)
    assert [f.id for f in desk.read(detail.detail, "lead", lead).files] == [second]
    assert [h.id for h in desk.read(search.find, "磷矿")] == [lead]


# -- history ---------------------------------------------------------------------------------------


def test_history_says_who_when_from_and_to(desk: Desk) -> None:
    company = add(desk, "company", name="华星")
    lead = add(desk, title="磷矿")
    desk.set_profile(user="李梅", region="520100")
    desk.do(records.change, "lead", lead, {"company": company, "intent_amount": Money(320_000_000)})
    desk.do(records.delete, "lead", lead)
    desk.do(records.restore, "lead", lead)
    events = desk.read(detail.timeline, "lead", lead)
    assert [e.kind for e in events] == ["restore", "delete", "change", "change", "create"]
    assert [e.who for e in events] == ["李梅"] * 4 + ["王小明"]
    told = {e.field: (e.label, e.before, e.after, e.receipt) for e in events if e.kind == "change"}
    assert told == {"company": ("企业", "", "华星", "local"), "intent_amount": ("意向投资", "", "3.20 亿元", "local")}
    assert [e.at_ms for e in events] == sorted((e.at_ms for e in events), reverse=True)


def test_history_keeps_its_order_where_the_clock_stands_still(desk: Desk, clock: Any) -> None:
    clock.step = 0
    lead = add(desk, title="一")
    for title in "二三四":
        desk.do(records.change, "lead", lead, {"title": title})
    assert [e.after for e in desk.read(detail.timeline, "lead", lead)] == ["四", "三", "二", ""]


# -- the index follows -----------------------------------------------------------------------------


def test_a_new_name_is_found_at_what_points_at_it(desk: Desk) -> None:
    company = add(desk, "company", name="贵州华星")
    lead = add(desk, title="磷矿", company=company)
    talk = add(desk, "negotiation", lead=lead, topics="首轮")
    project = add(desk, "project", name="一期", companies=(company,))
    everything = {company, lead, talk, project}
    assert {h.id for h in desk.read(search.find, "华星")} == everything
    desk.do(records.change, "company", company, {"name": "贵州立根"})
    assert desk.read(search.find, "华星") == []
    assert {h.id for h in desk.read(search.find, "立根")} == everything
    desk.do(records.change, "company", company, {"aliases": ("黔磷",)})
    assert {h.id for h in desk.read(search.find, "黔磷")} == everything


def test_a_read_only_query_cannot_write(desk: Desk) -> None:
    from sqlalchemy.orm import Session

    def sneaky(session: Session) -> None:
        session.add(Lead(id="x", version=0, updated_at=0, stamps="[]", extra="{}", title="不行"))
        session.flush()

    desk.read(sneaky)  # rolled back
    assert desk.read(lists.ids, lists.ListQuery("lead")) == []
