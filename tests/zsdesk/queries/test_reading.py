"""Detail, today, names, likeness, and what the sync centre reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, update

from zsdesk.acts import records
from zsdesk.acts.attachments import attach_bytes
from zsdesk.clock import BEIJING, from_ms, to_ms
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Problems
from zsdesk.ids import new_id
from zsdesk.kinds import Money, Person, Target
from zsdesk.queries import agenda, detail, duplicates, syncing, today
from zsdesk.queries.papers import brief_content, minutes_content
from zsdesk.records import Conflict
from zsdesk.store.tables import State, change, heard
from zsdesk.words import set_language

DAY = date(2026, 11, 24)
Add = Callable[..., str]


@pytest.fixture
def add(desk: Desk) -> Add:
    return lambda type_name, /, **values: desk.do(records.create, type_name, values).result


def at(*parts: int) -> datetime:
    return datetime(2026, 11, *parts, tzinfo=BEIJING)  # type: ignore[misc, arg-type]


# -- one record ------------------------------------------------------------------------------------


def test_detail_follows_references_both_ways(desk: Desk, add: Add) -> None:
    company = add("company", name="华星")
    lead = add("lead", title="磷矿", company=company, intent_amount=Money(320_000_000))
    talk = add("negotiation", lead=lead, topics="用电", held_at=at(24, 10))
    project = add("project", name="一期", companies=(company,))
    found = desk.read(detail.detail, "lead", lead)
    assert (found.heading, found.type, found.deleted, found.version, found.receipt) == (
        "磷矿",
        "lead",
        False,
        0,
        "local",
    )
    assert found.shown["company"] == "华星"
    assert found.shown["intent_amount"] == "3.20 亿元"
    assert found.shown["referrer"] == ""
    assert {(r.type, r.id, r.field) for r in found.related} == {
        ("company", company, "企业"),
        ("negotiation", talk, "洽谈"),
    }
    assert {r.id for r in desk.read(detail.detail, "company", company).related} == {lead, project}
    assert desk.read(detail.detail, "project", project).shown["companies"] == "华星"
    desk.do(records.delete, "negotiation", talk)
    assert [r.id for r in desk.read(detail.detail, "lead", lead).related] == [company]
    assert desk.read(detail.detail, "negotiation", talk).deleted


def test_what_is_not_here_is_said(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿", company=new_id())
    assert desk.read(detail.detail, "lead", lead).shown["company"] == "（不在本工作台）"
    assert desk.read(detail.heading, "lead", "nix") == "（不在本工作台）"
    with pytest.raises(NotFound, match="nix"):
        desk.read(detail.detail, "lead", "nix")
    with pytest.raises(NotFound):
        desk.read(detail.type_of, "nix")
    assert desk.read(detail.type_of, lead) == "lead"


def test_files_of_a_record(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿")
    target = Target("lead", lead)
    first = desk.do(attach_bytes, target, "一.txt", b"one", caption="现场").result
    second = desk.do(attach_bytes, target, "二.txt", b"two").result
    files = desk.read(detail.detail, "lead", lead).files
    assert [(f.id, f.name, f.size, f.caption, f.present) for f in files] == [
        (first, "一.txt", 3, "现场", True),
        (second, "二.txt", 3, "", True),
    ]


def test_the_timeline_holds_what_others_did(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿")
    now = desk.clock.now_ms()
    with desk.transaction() as connection:
        connection.execute(
            insert(heard).values(type="lead", id=lead, version=2, fields='{"next_step":"考察","pinyin":"x","newer":1}',
                                 before='{"next_step":null}', at=now, actor="赵强")
        )  # fmt: skip
    event = desk.read(detail.timeline, "lead", lead)[0]
    assert (event.who, event.field, event.before, event.after, event.receipt) == (
        "赵强",
        "next_step",
        "",
        "考察",
        "accepted",
    )
    assert len(desk.read(detail.timeline, "lead", lead)) == 2


def test_a_record_that_came_from_elsewhere_has_a_beginning_too(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿")
    with desk.transaction() as connection:
        connection.execute(change.delete())
    (event,) = desk.read(detail.timeline, "lead", lead)
    assert (event.kind, event.who) == ("create", "王小明")


# -- today -----------------------------------------------------------------------------------------


def test_meetings_of_the_day_in_their_order(desk: Desk, add: Add) -> None:
    company = add("company", name="华星")
    lead = add("lead", title="磷矿", company=company)
    late = add("negotiation", lead=lead, held_at=at(24, 23, 59), place="迎宾楼")
    early = add("visit", subject="考察", company=company, held_at=at(24, 0))
    next_day = add("negotiation", held_at=at(25, 0))
    add("negotiation", held_at=at(23, 23, 59))
    desk.do(records.delete, "visit", add("visit", held_at=at(24, 12)))
    meetings = desk.read(today.today, "王小明", DAY).meetings
    assert [m.id for m in meetings] == [early, late]
    assert meetings[1].note == "迎宾楼 · 华星"
    assert meetings[1].at_ms == to_ms(at(24, 23, 59))
    assert [m.id for m in desk.read(today.today, "王小明", DAY).tomorrow] == [next_day]


def test_what_is_due_and_how_urgent(desk: Desk, add: Add) -> None:
    due = {
        days: add("lead", title=f"{days}", next_due=DAY + timedelta(days=days), next_step="回访")
        for days in (-3, 0, 1, 2, 3, 7)
    }
    add("lead", title="later", next_due=DAY + timedelta(days=8))
    add("lead", title="another's", next_due=DAY, owner="赵强")
    desk.do(records.delete, "lead", add("lead", title="gone", next_due=DAY))
    dues = [item for item in desk.read(today.today, "王小明", DAY).dues if item.note == "回访"]
    assert [d.id for d in dues] == [due[d] for d in sorted(due)]
    assert [d.tone for d in dues] == ["red", "red", "amber", "amber", "blue", "blue"]


def test_a_later_round_takes_the_next_step_over(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿")

    def rounds() -> list[str]:
        return [item.id for item in desk.read(today.today, "王小明", DAY).dues if item.type == "negotiation"]

    first = add("negotiation", lead=lead, next_due=DAY, next_step="一")
    assert rounds() == [first]
    second = add("negotiation", lead=lead, next_due=DAY + timedelta(days=1), next_step="二")
    assert rounds() == [second]


def test_the_month_so_far(desk: Desk, add: Add) -> None:
    add("lead", title="一", received_at=at(1, 0), intent_amount=Money(100))
    add("lead", title="二", received_at=at(20, 0), intent_amount=Money(23))
    add("lead", title="三", received_at=datetime(2026, 10, 31, 23, 59, tzinfo=BEIJING), intent_amount=Money(7))
    desk.do(records.delete, "lead", add("lead", title="四", received_at=at(20, 0), intent_amount=Money(9)))
    add("negotiation", held_at=at(3, 9))
    assert desk.read(today.today, "王小明", DAY).month == agenda.Month(2, 1, 123)
    assert desk.read(today.counts) == {"lead": 3, "company": 0, "negotiation": 1, "project": 0}


def test_news_of_others(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿")
    now = to_ms(at(24, 8))
    with desk.transaction() as connection:
        for at_ms, actor in ((now - 3_600_000, "甲"), (now, "乙"), (now - 5 * 86_400_000, "丙")):
            connection.execute(
                insert(heard).values(type="lead", id=lead, version=2, fields="{}", before="{}", at=at_ms, actor=actor)
            )
    (news,) = desk.read(today.today, "王小明", DAY).news
    assert (news.id, news.at_ms) == (lead, now)
    assert news.note.startswith("乙 · ")


def test_greetings() -> None:
    assert [today.greeting(at(24, hour)) for hour in (3, 4, 11, 12, 17, 18)] == [
        "晚上好", "上午好", "上午好", "下午好", "下午好", "晚上好",
    ]  # fmt: skip
    set_language("en")
    assert today.greeting(at(24, 9)) == "Good morning"


# -- names -----------------------------------------------------------------------------------------


def test_names_become_ids(desk: Desk, add: Add) -> None:
    star = add("company", name="贵州华星")
    other = add("company", name="贵州立根", aliases=("立根集团",))

    def meant(text: str) -> Any:
        return desk.parse("lead", {"company": text})["company"]

    assert meant("贵州华星") == star
    assert meant(" 贵州华星 ") == star
    assert meant("华星") == star
    assert meant("gzlg") == other
    assert meant("立根集团") == other
    assert meant(star.upper()) == star
    assert desk.parse("project", {"companies": "华星、立根；华星"})["companies"] == (star, other)
    assert meant("  ") is None


def test_names_that_none_or_several_have(desk: Desk, add: Add) -> None:
    ids = [add("company", name=name) for name in ("贵州华星", "贵州立根", "双胞", "双胞")]
    for text, said in (("贵州", "华星"), ("双胞", ids[2]), ("没有", "没有叫"), (new_id(), "没有 id")):
        with pytest.raises(Problems) as told:
            desk.parse("lead", {"company": text})
        assert said in told.value.fields["company"]
    desk.do(records.delete, "company", ids[3])
    assert desk.parse("lead", {"company": "双胞"})["company"] == ids[2]


def test_every_wrong_field_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(Problems) as told:
        desk.parse("lead", {"title": "磷矿", "intent_amount": "3.2忆", "next_due": "2026-02-30", "deleted_at": "今天"})
    assert set(told.value.fields) == {"intent_amount", "next_due", "deleted_at"}
    assert "忆" in str(told.value)
    with pytest.raises(NotFound):
        desk.parse("lead", {"titel": "x"})
    assert desk.parse("lead", {"title": "", "intent_amount": "3.2亿"}) == {
        "title": None, "intent_amount": Money(320_000_000),
    }  # fmt: skip


def test_days_are_read_by_the_desk_s_clock(desk: Desk) -> None:
    assert desk.parse("lead", {"next_due": "明天"})["next_due"] == date(2026, 11, 25)


# -- likeness --------------------------------------------------------------------------------------


def test_similar_enterprises(desk: Desk, add: Add) -> None:
    star = add("company", name="贵州华星冶金有限公司", uscc="91350100M000100Y43")
    add("company", name="贵州立根集团有限公司")
    alike = duplicates.similar_companies

    def found(name: str, uscc: str | None = None, exclude: str = "") -> list[str]:
        return [h.id for h in desk.read(alike, name, uscc, exclude)]

    assert found("华星冶金") == [star]
    assert found("贵州华星冶金股份有限公司") == [star]
    assert found("贵州华兴冶金有限公司") == [star]  # one character mistyped
    assert found("完全不同", "91350100M000100Y43") == [star]
    assert found("贵州华星冶金有限公司", exclude=star) == []
    assert found("重庆长安") == []
    assert found("") == []
    desk.do(records.delete, "company", star)
    assert found("华星冶金", "91350100M000100Y43") == []


# -- the sync centre -------------------------------------------------------------------------------


def test_the_outbox_shows_what_is_not_settled_refused_first(desk: Desk, add: Add) -> None:
    first, second = add("lead", title="一"), add("lead", title="二")
    desk.do(records.change, "lead", first, {"next_step": "回访", "title": "一一"})
    desk.do(records.delete, "lead", second)
    with desk.transaction() as connection:
        connection.execute(update(change).where(change.c.op_no == 3).values(state=State.PARKED, reason="地区不对"))
        connection.execute(update(change).where(change.c.op_no == 2).values(state=State.ACCEPTED))
    found = desk.read(syncing.outbox)
    assert [(w.id, w.fields, w.receipt, w.reason) for w in found] == [
        (first, ("线索名称", "下一步"), "parked", "地区不对"),
        (first, ("新建",), "local", ""),
        (second, ("删除",), "local", ""),
    ]
    assert (desk.status().pending, desk.status().parked) == (2, 1)


def conflict_on(desk: Desk, lead: str, *, offered_device: str = "", kept_by: str = "赵强", **fields: Any) -> str:
    """A conflict as the province makes it: base, kept and offered packed values by field."""
    base, kept, offered = ({n: v[i] for n, v in fields.items()} for i in range(3))
    record_id = new_id()
    with desk.transaction() as connection:
        table = Conflict.__table__
        connection.execute(
            insert(table).values(  # type: ignore[arg-type]
                id=record_id, version=1, updated_at=0, stamps="[]", extra="{}", target=Target("lead", lead),
                field_name=next(iter(fields)), base=msgspec.json.encode(base).decode(),
                kept=msgspec.json.encode(kept).decode(), kept_by=kept_by, kept_at=from_ms(1000),
                offered=msgspec.json.encode(offered).decode(), offered_by="李明", offered_at=from_ms(2000),
                offered_device=offered_device, status="open", created_at=from_ms(3000),
            )
        )  # fmt: skip
    return record_id


def test_conflicts_from_both_sides(desk: Desk, add: Add) -> None:
    lead = add("lead", title="磷矿")
    record_id = conflict_on(desk, lead, offered_device=desk.device, next_step=("回访", "考察", "签约"))
    (view,) = desk.read(syncing.conflicts, device=desk.device, user="王小明")
    (field,) = view.fields
    assert (view.id, view.record_id, view.heading) == (record_id, lead, "磷矿")
    assert (field.base_text, field.mine_text, field.theirs_text) == ("回访", "签约", "考察")
    assert (view.mine_by, view.theirs_by) == ("李明", "赵强")
    (other,) = desk.read(syncing.conflicts, device="another", user="赵强")
    assert (other.fields[0].mine, other.fields[0].theirs) == ("考察", "签约")
    assert desk.status().conflicts == 1
    assert [i.id for i in desk.read(today.today, "王小明", DAY).conflicts] == [lead]


def test_a_paper_on_a_talk_names_a_unit_even_before_the_first_contact_is_entered(desk: Desk) -> None:
    lead = desk.do(records.create, "lead", {"title": "储能电池"}).result
    people = (Person("李某", "局长", "开阳县投促局", "ours"), Person("王某", "", "某某科技", "theirs"))
    talk = desk.do(records.create, "negotiation", {"lead": lead, "attendees": people}).result
    assert desk.read(brief_content, talk).unit == desk.read(minutes_content, talk).unit == "开阳县投促局"
    desk.do(records.change, "lead", lead, {"first_contact_unit": "贵阳市投促局"})
    assert desk.read(brief_content, talk).unit == "贵阳市投促局"
