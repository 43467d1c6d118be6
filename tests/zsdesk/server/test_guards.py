"""What only the acts of a desk saw to, seen to again at the province: an honest desk passes, another does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.conftest import Standing
from tests.ring import MemoryKeyring
from tests.zsdesk.server.conftest import PASSWORD, Peer, Served
from zsdesk.acts import appeals, attachments, records, returned, reviews, supervision, transitions
from zsdesk.catalogue import bundled
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.ids import new_id
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.queries.syncing import outbox
from zsdesk.records.opinion import Condition
from zsdesk.records.plan import Element, SignOff
from zsdesk.records.review import Need
from zsdesk.rules.waivers import Waiver
from zsdesk.sheets import exchange
from zsdesk.sync import client, wire

PAPER = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def officer(served: Served, county: str) -> Peer:
    return served.peer(county)


@pytest.fixture
def desk(served: Served, county: str, tmp_path: Path, ring: MemoryKeyring) -> Iterator[Desk]:
    clock = Standing(datetime(2026, 11, 24, 9, tzinfo=BEIJING), step=1000)
    made = Desk.create(tmp_path / "desk", clock=clock)
    client.enrol(made, served.url, served.user(region=county), PASSWORD)
    client.sync(made)
    yield made
    made.close()


def settled(desk: Desk) -> None:
    """Everything that the desk did is in the province's records."""
    client.sync(desk)
    assert [(w.heading, w.reason) for w in desk.read(outbox)] == []


def refused(desk: Desk) -> list[str]:
    """The sentences with which the province returned what the desk did."""
    client.sync(desk)
    return [w.reason for w in desk.read(outbox) if w.receipt == "parked"]


def stage(desk: Desk, project: str) -> Any:
    return desk.read(detail.detail, "project", project).values["stage"]


def project_of(peer: Peer, **fields: Any) -> str:
    made = peer.change("create", "project", new_id(), {"name": "项目", "region_code": peer.region, "stage": "lead",
                                                       **fields})  # fmt: skip
    assert statuses(peer.sync(made)) == ["applied"]
    return made.id


def statuses(answer: wire.SyncResponse) -> list[str]:
    return [result.status for result in answer.results]


def reason(answer: wire.SyncResponse) -> str:
    """The sentences of a refusal."""
    assert "rejected" in statuses(answer), answer.results
    return "\n".join(r.reason for r in answer.results)


def together(*changes: wire.Change) -> list[wire.Change]:
    """The changes as one local transaction."""
    return [msgspec.structs.replace(one, tx=changes[0].tx) for one in changes]


def move(peer: Peer, project: str, start: str, goal: str, **fields: Any) -> list[wire.Change]:
    """A transition and the project's move, as a desk sends them."""
    on = fields.pop("on", "2026-05-01")
    dates = fields.pop("dates", {})
    made = {"project": project, "from_stage": start, "to_stage": goal, "kind": "advance", "on": on, "catalogue": 1,
            "region_code": peer.region, **fields}  # fmt: skip
    return together(peer.change("create", "transition", new_id(), made),
                    peer.edit("project", project, stage=goal, stage_on=on, **dates))  # fmt: skip


class TestAnHonestDesk:
    def test_goes_all_the_way_and_back(self, desk: Desk) -> None:
        lead = desk.do(records.create, "lead", {"title": "正极材料", "triage": "follow", "duplicates": "none",
                                                "first_contact_unit": "县投促局"}).result  # fmt: skip
        project = desk.do(records.create, "project", {"name": "一体化", "lead": lead}).result
        elements = tuple(Element(e.label, "有", e.threshold, "met", "", "县自然资源局") for e in bundled().element)
        signed = tuple(SignOff(p, p, "张三", "agree", "2026-01-05") for p in ("department", "enterprise", "expert"))
        desk.do(records.create, "plan", {"name": "谋划", "project": project, "elements": elements, "signoffs": signed})
        desk.do(transitions.advance, project, "reserve", on=date(2026, 1, 10))
        settled(desk)
        desk.do(records.create, "negotiation", {"lead": lead, "place": "贵阳"})
        desk.do(transitions.advance, project, "negotiation", on=date(2026, 2, 1))
        review = desk.do(reviews.draft, project, "要素", (Need("水", "water", "水务局"),)).result
        (asked,) = desk.do(reviews.open_review, review).result
        desk.do(reviews.opine, asked, "conditional", conditions=(Condition("先建管网"),))
        desk.do(reviews.close, review)
        desk.do(attachments.attach_bytes, Target("project", project), "合同.pdf", PAPER)
        desk.do(records.change, "attachment", desk.read(detail.detail, "project", project).files[0].id,
                {"purpose": "contract"})  # fmt: skip
        desk.do(transitions.advance, project, "signed", on=date(2026, 3, 1))
        settled(desk)
        desk.do(reviews.settle, asked, "先建管网", "验收单")
        desk.do(reviews.reopen, review, "部门改了意见")
        desk.do(reviews.opine, asked, "agree")
        desk.do(reviews.close, review)
        desk.do(transitions.advance, project, "suspended", reason="等指标", review_on=date(2027, 1, 1))
        desk.do(transitions.advance, project, "signed", reason="指标已到")
        desk.do(transitions.correct, project, "signed", reason="日期写错", on=date(2026, 3, 2))
        settled(desk)
        desk.do(transitions.correct, project, "negotiation", reason="合同作废")
        settled(desk)
        assert stage(desk, project) == "negotiation"

    def test_enters_what_was_under_way_before(self, desk: Desk) -> None:
        started = {"name": "在建的", "stage": "started", "signed_on": date(2025, 1, 1), "started_on": date(2025, 6, 1)}
        done = desk.do(records.create, "project", started)
        settled(desk)
        desk.undo(done)
        settled(desk)

    def test_supervises_and_takes_back_what_it_just_did(self, desk: Desk) -> None:
        project = desk.do(records.create, "project", {"name": "挂牌的", "lead_unit": "工信局"}).result
        blocker = desk.do(records.create, "blocker", {
            "title": "土地报批", "project": project, "owner_unit": "自然资源局", "due": date(2026, 11, 1),
            "raised_on": date(2026, 9, 1), "done_when": "批复"}).result  # fmt: skip
        listing = desk.do(supervision.list_blocker, blocker, "超期")
        desk.undo(listing)
        settled(desk)
        matter = desk.do(supervision.list_blocker, blocker, "超期").result
        desk.do(supervision.extend, matter, date(2027, 1, 24), "等批复", "李局")
        settled(desk)
        second = desk.do(supervision.extend, matter, date(2027, 2, 24), "写错了", "李局")
        desk.undo(second)
        settled(desk)
        desk.do(attachments.attach_bytes, Target("blocker", blocker), "批复.txt", "同意转用".encode())
        desk.do(supervision.clear, blocker, "88 号")
        off = desk.do(supervision.delist, matter, "批复已到", "李局")
        settled(desk)
        desk.undo(off)
        settled(desk)

    def test_leads_an_appeal_through_its_steps(self, desk: Desk) -> None:
        company = desk.do(records.create, "company", {"name": "永荣", "uscc_pending": True}).result
        appeal = desk.do(appeals.accept, company, "变电站接入", "四月前要用电").result
        desk.do(appeals.verify, appeal)
        desk.do(appeals.assess, appeal, "factors")
        settled(desk)
        desk.do(appeals.assign, appeal, "供电局")
        desk.do(appeals.reply, appeal, "三月接入")
        desk.do(appeals.close, appeal)
        desk.do(appeals.recheck, appeal, "not", "还没接上")
        settled(desk)
        desk.do(appeals.close, appeal)
        desk.do(appeals.recheck, appeal, "satisfied")
        settled(desk)

    def test_takes_an_old_ledger_of_appeals_in_as_it_is(self, desk: Desk) -> None:
        """Closed long ago, and the ledger has neither when they were verified nor who dealt with them (补录)."""
        cells = ("诉求事项\t企业\t受理时间\t办理环节\t办结时间\t答复内容\t承办单位\t核实时间\n"
                 "变电站接入\t永荣\t2025-03-01\t复核\t2025-04-01\t\t\t\n"
                 "办证\t永荣\t2025-03-02\t督办\t\t\t\t\n"
                 "用水\t永荣\t2025-03-03\t督办\t2025-03-20\t已接通\t水务局\t2025-03-04\n")  # fmt: skip
        opened = exchange.open_cells(desk, cells, "appeal", ())
        planned = exchange.plan(desk, opened)
        assert [row.action for row in planned.rows] == ["create"] * 3, planned.rows
        assert ["补录" in "".join(row.notes) for row in planned.rows] == [True, True, False]
        exchange.take_in(desk, opened, planned)
        settled(desk)
        closed, still, _ = (row.entry.id for row in planned.rows if row.entry)
        assert desk.read(detail.detail, "appeal", closed).shown["late_entry"] == "是"
        desk.do(appeals.recheck, closed, "satisfied")
        desk.do(appeals.assign, still, "政务服务中心")
        desk.do(appeals.reply, still, "已办")
        desk.do(appeals.close, still)
        settled(desk)

    def test_takes_back_what_the_gate_refused(self, desk: Desk) -> None:
        project = desk.do(records.create, "project", {"name": "豁免的"}).result
        desk.do(transitions.advance, project, "reserve", waiver=Waiver("现场会", "没有这个人"))
        (head, *_) = refused(desk)
        assert "没有这个人" in head
        assert stage(desk, project) == "reserve"
        desk.do(records.change, "project", project, {"summary": "后来写的"})
        assert refused(desk)  # it went again with what was written since, and the gate is still closed
        desk.do(returned.take_back, next(w.op for w in desk.read(outbox) if w.receipt == "parked"))
        settled(desk)
        values = desk.read(detail.detail, "project", project).values
        assert (values["stage"], values["summary"]) == ("lead", "后来写的")


class TestStages:
    def test_no_stage_without_a_transition(self, officer: Peer) -> None:
        project = project_of(officer)
        answer = officer.sync(officer.edit("project", project, stage="signed", signed_on="2026-01-01"))
        assert "阶段" in reason(answer)
        assert officer.get("project", project)["stage"] == "lead"

    def test_no_transition_past_its_gate(self, officer: Peer) -> None:
        project = project_of(officer)
        answer = officer.sync(*move(officer, project, "lead", "reserve"))
        assert statuses(answer) == ["rejected", "rejected"]
        assert "四" in reason(answer) or "条件" in reason(answer)
        for start, goal in (("lead", "signed"), ("negotiation", "signed"), ("lead", "production")):
            assert "rejected" in statuses(officer.sync(*move(officer, project, start, goal)))
        forged = move(officer, project, "lead", "production", kind="entry")
        assert "补录" in reason(officer.sync(*forged))

    def test_a_waiver_is_given_by_who_has_the_right(self, served: Served, officer: Peer) -> None:
        city, county = officer.region[:4] + "00", officer.region
        names = {"officer": served.user("officer", "520000"), "county": served.user("supervisor", county),
                 "elsewhere": served.user("supervisor", "522700"), "city": served.user("supervisor", city)}  # fmt: skip
        for who in ("officer", "county", "elsewhere"):
            project = project_of(officer)
            given = {"waiver_reason": "现场会", "waiver_approver": names[who]}
            assert names[who] in reason(officer.sync(*move(officer, project, "lead", "reserve", **given))), who
        given = {"waiver_reason": "现场会", "waiver_approver": names["city"]}
        project = project_of(officer)
        assert statuses(officer.sync(*move(officer, project, "lead", "reserve", **given))) == ["applied", "applied"]

    def test_the_dates_are_those_of_the_transition(self, served: Served, officer: Peer) -> None:
        project = project_of(officer)
        given = {"waiver_reason": "现场会", "waiver_approver": served.user("supervisor", "520000")}
        cheat = move(officer, project, "lead", "reserve", dates={"started_on": "2026-02-01"}, **given)
        assert "日期" in reason(officer.sync(*cheat))

    def test_a_transition_is_never_changed_and_belongs_to_a_move(self, served: Served, officer: Peer) -> None:
        project = project_of(officer)
        given = {"waiver_reason": "现场会", "waiver_approver": served.user("supervisor", "520000")}
        moved = move(officer, project, "lead", "reserve", **given)
        officer.sync(*moved)
        for fields in ({"reason": "改"}, {"waiver_approver": "我"}, {"deleted_at": 1_790_000_000_000}):
            assert reason(officer.sync(officer.edit("transition", moved[0].id, **fields)))

    def test_two_who_move_it_at_once(self, served: Served, officer: Peer, county: str) -> None:
        other = served.peer(county)
        given = {"waiver_reason": "现场会", "waiver_approver": served.user("supervisor", "520000")}
        project = project_of(officer)
        other.sync()
        assert statuses(officer.sync(*move(officer, project, "lead", "reserve", **given))) == ["applied", "applied"]
        same = other.sync(*move(other, project, "lead", "reserve", **given))
        assert "rejected" not in statuses(same)
        other.sync()
        aside = {"kind": "suspension", "reason": "等", "review_on": "2027-01-01"}
        officer.sync()
        assert "rejected" not in statuses(officer.sync(*move(officer, project, "reserve", "suspended", **aside)))
        torn = other.sync(*move(other, project, "reserve", "negotiation", **given))
        assert "rejected" in statuses(torn)  # the sentence says where it is


class TestReviews:
    @pytest.fixture
    def review(self, officer: Peer) -> tuple[str, str]:
        project = project_of(officer)
        made = officer.change("create", "review", new_id(),
                              {"project": project, "subject": "会审", "opened_at": 1_780_000_000_000})  # fmt: skip
        asked = officer.change("create", "opinion", new_id(), {"review": made.id, "department": "水务局"})
        assert statuses(officer.sync(made, asked)) == ["applied", "applied"]
        return made.id, asked.id

    def test_silence_is_no_consent(self, officer: Peer, review: tuple[str, str]) -> None:
        of, asked = review
        closing = {"closed_at": 1_790_000_000_000, "result": "passed"}
        assert "水务局" in reason(officer.sync(officer.edit("review", of, **closing)))
        assert "依据" in reason(officer.sync(officer.edit("opinion", asked, verdict="disagree")))
        officer.sync(officer.edit("opinion", asked, verdict="disagree", basis="水资源论证"))
        assert reason(officer.sync(officer.edit("review", of, **closing)))
        assert reason(officer.sync(officer.edit("opinion", asked, deleted_at=1_790_000_000_000)))
        assert statuses(officer.sync(officer.edit("review", of, **closing | {"result": "refused"}))) == ["applied"]
        assert reason(officer.sync(officer.edit("opinion", asked, verdict="agree")))
        assert reason(officer.sync(officer.edit("review", of, result="passed")))
        reopened = officer.edit("review", of, closed_at=None, result=None, result_note="部门改了意见")
        assert statuses(officer.sync(reopened)) == ["applied"]
        assert statuses(officer.sync(officer.edit("opinion", asked, verdict="agree"))) == ["applied"]

    def test_no_closed_review_comes_from_nowhere(self, served: Served, officer: Peer) -> None:
        fields = {"project": project_of(officer), "subject": "假的", "result": "passed", "opened_at": 1_780_000_000_000,
                  "closed_at": 1_790_000_000_000}  # fmt: skip
        assert reason(officer.sync(officer.change("create", "review", new_id(), fields)))
        above = served.peer(officer.region, "supervisor")
        assert statuses(above.sync(above.change("create", "review", new_id(), fields))) == ["applied"]


class TestMatters:
    def test_a_listed_matter(self, officer: Peer) -> None:
        listed = {"kind": "listing", "subject": "土地", "project": project_of(officer), "owner_unit": "自然资源局",
                  "level": "county", "listed_on": "2026-10-01", "listed_by": "督查室",
                  "due": "2026-11-01"}  # fmt: skip
        made = officer.change("create", "supervision", new_id(), listed)
        officer.sync(made)

        def attempt(**fields: Any) -> wire.SyncResponse:
            return officer.sync(officer.edit("supervision", made.id, **fields))

        def longer(*until: str, approver: str = "李局") -> str:
            rows = [{"until": day, "reason": "等", "approver": approver, "on": "2026-10-20"} for day in until]
            return msgspec.json.encode(rows).decode()

        assert "延期" in reason(attempt(due="2027-11-01"))
        assert "自然资源局" in reason(attempt(due="2026-12-01", extensions=longer("2026-12-01", approver="自然资源局")))
        three = ("2026-12-01", "2027-01-01", "2027-02-01")
        assert "2" in reason(attempt(due=three[-1], extensions=longer(*three)))
        assert statuses(attempt(due=three[0], extensions=longer(three[0]))) == ["applied"]
        assert reason(attempt(extensions=longer("2028-01-01"), due="2028-01-01"))
        off = {"delisted_on": "2026-11-20", "delisted_by": "李局", "delisted_note": "批复"}
        assert "附" in reason(attempt(**off))
        file = {"target": f"supervision/{made.id}", "name": "批复.pdf", "region_code": officer.region}
        officer.sync(officer.change("create", "attachment", new_id(), file))
        assert "自然资源局" in reason(attempt(**off | {"delisted_by": "自然资源局"}))
        assert reason(attempt(deleted_at=1_790_000_000_000))
        assert statuses(attempt(**off)) == ["applied"]

    def test_an_appeal_skips_no_step(self, officer: Peer) -> None:
        company = officer.change("create", "company", new_id(), {"name": "永荣", "region_code": officer.region})
        made = officer.change("create", "appeal", new_id(),
                              {"title": "用电", "company": company.id, "step": "collected",
                               "region_code": officer.region})  # fmt: skip
        officer.sync(company, made)
        for fields in ({"step": "assessed"}, {"step": "assigned"}, {"closed_at": 1_790_000_000_000},
                       {"step": "rechecked", "satisfaction": "very"}):  # fmt: skip
            assert reason(officer.sync(officer.edit("appeal", made.id, **fields))), fields
        new = {"title": "用水", "company": company.id, "closed_at": 1_790_000_000_000, "region_code": officer.region}
        assert reason(officer.sync(officer.change("create", "appeal", new_id(), new)))
        assert reason(officer.sync(officer.edit("appeal", made.id, late_entry=1)))  # 补录 is no way around the steps
        late = officer.change("create", "appeal", new_id(), {**new, "closed_at": None, "step": "gathered",
                                                             "late_entry": 1})  # fmt: skip
        assert statuses(officer.sync(late)) == ["applied"]
        assert reason(officer.sync(officer.edit("appeal", late.id, closed_at=1_790_000_000_000)))  # nor later on

    def test_a_blocker_is_cleared_with_evidence(self, officer: Peer) -> None:
        made = officer.change("create", "blocker", new_id(), {"title": "环评", "region_code": officer.region})
        officer.sync(made)
        assert reason(officer.sync(officer.edit("blocker", made.id, cleared_on="2026-11-01")))
        done = officer.edit("blocker", made.id, cleared_on="2026-11-01", cleared_note="批复")
        assert statuses(officer.sync(done)) == ["applied"]


class TestSealedMinutes:
    def test_two_add_at_once_and_nobody_changes_what_was_signed(
        self, served: Served, officer: Peer, county: str
    ) -> None:
        other = served.peer(county)
        made = officer.change("create", "negotiation", new_id(), {
            "topics": "用地", "minutes": "用地五百亩。", "region_code": county})  # fmt: skip
        officer.sync(made)
        other.sync()
        ink = '[{"name":"王月东","side":"theirs","strokes":"1,1 2,2","minutes":""}]'
        early = other.edit("negotiation", made.id, minutes="用地六百亩。")  # made before the signing, sent after it
        assert statuses(officer.sync(officer.edit("negotiation", made.id, acknowledgement=ink))) == ["applied"]
        assert "补记" in reason(other.sync(early))

        def added(peer: Peer, no: str, author: str = "") -> str:
            had = msgspec.json.decode(peer.get("negotiation", made.id).get("supplements") or "[]")
            one = {"no": no, "at": "2026-11-24 09:00", "author": author or peer.user, "text": f"{no}水价另议"}
            return msgspec.json.encode([*had, one]).decode()

        mine = officer.edit("negotiation", made.id, supplements=added(officer, "a"))
        theirs = other.edit("negotiation", made.id, supplements=added(other, "b"))
        assert statuses(officer.sync(mine)) == ["applied"]
        assert statuses(other.sync(theirs)) == ["merged"]
        officer.sync()
        kept = officer.get("negotiation", made.id)
        assert [one["no"] for one in msgspec.json.decode(kept["supplements"])] == ["a", "b"]
        assert kept["minutes"] == "用地五百亩。"
        for forged in (added(officer, "c", other.user), "[]", None):
            assert reason(officer.sync(officer.edit("negotiation", made.id, supplements=forged)))
        new = {"topics": "x", "supplements": added(officer, "d"), "region_code": county}
        assert reason(officer.sync(officer.change("create", "negotiation", new_id(), new)))


class TestHandingOver:
    def test_nobody_hands_over_a_colleagues_record(self, served: Served, officer: Peer, county: str) -> None:
        other, above = served.peer(county), served.peer(county, "supervisor")
        mine, theirs = (officer.change("create", "lead", new_id(), {"title": "线索", "owner": owner,
                                                                    "region_code": county}) for owner in
                        (officer.user, other.user))  # fmt: skip
        part = officer.change("create", "plan", new_id(), {"name": "谋划", "lead": mine.id, "owner": other.user,
                                                           "region_code": county})  # fmt: skip
        officer.sync(mine, theirs, part)
        assert other.user in reason(officer.sync(officer.edit("lead", theirs.id, region_code="522725")))
        bundle = together(officer.edit("lead", mine.id, region_code="522725"),
                          officer.edit("lead", theirs.id, region_code="522725"))  # fmt: skip
        assert statuses(officer.sync(*bundle)) == ["rejected", "rejected"]
        taken = together(officer.edit("lead", theirs.id, owner=officer.user, region_code="522725"))
        assert reason(officer.sync(*taken))
        whole = together(officer.edit("lead", mine.id, region_code="522725"),
                         officer.edit("plan", part.id, region_code="522725"))  # fmt: skip
        assert statuses(officer.sync(*whole)) == ["applied", "applied"]
        above.sync()
        assert statuses(above.sync(above.edit("lead", theirs.id, region_code="522725"))) == ["applied"]
