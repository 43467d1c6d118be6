"""A project's way: through gates, past them with a name under it, back by correction only — and the law of it all."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.acts import attachments, records, transitions
from zsdesk.acts import conflicts as settling
from zsdesk.catalogue import bundled
from zsdesk.clock import from_ms
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.queries import detail, stages
from zsdesk.records import Attachment, Conflict, Project, Transition
from zsdesk.records.choices import STAGES
from zsdesk.records.plan import Element, SignOff
from zsdesk.rules.gates import GateClosed, Move, judge
from zsdesk.rules.stages import order, path
from zsdesk.rules.waivers import Waiver
from zsdesk.store import settings as kept
from zsdesk.store.gate_facts import gather
from zsdesk.store.work import Work

TODAY = date(2026, 11, 24)
PAPER = b"%PDF-1.7\n%%EOF\n"


def _lead(desk: Desk, **values: Any) -> tuple[str, str]:
    lead = desk.do(records.create, "lead", {"title": "磷系正极材料", **values}).result
    project = desk.do(records.create, "project", {"name": "磷硫铁耦合循环", "lead": lead}).result
    return lead, project


def _planned(desk: Desk, project: str) -> None:
    elements = tuple(Element(e.label, "有", e.threshold, "met", "", "县自然资源局") for e in bundled().element)
    signed = tuple(
        SignOff(party, party, "张三", "agree", "2026-01-05") for party in ("department", "enterprise", "expert")
    )
    desk.do(records.create, "plan", {"name": "谋划", "project": project, "elements": elements, "signoffs": signed})


def _go(desk: Desk, project: str, to: str, **more: Any) -> str:
    return desk.do(transitions.advance, project, to, **more).result


def _values(desk: Desk, project: str) -> dict[str, Any]:
    return desk.read(detail.detail, "project", project).values


def _file(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    path.write_bytes(PAPER.replace(b"\n", name.encode(), 1) + b"\n%%EOF\n")
    return path


def test_a_project_goes_all_the_way_with_its_evidence(desk: Desk, tmp_path: Path) -> None:
    lead, project = _lead(desk, triage="follow", duplicates="none", first_contact_unit="开阳县投促局")
    with pytest.raises(GateClosed) as closed:
        _go(desk, project, "reserve")
    said = str(closed.value)
    assert [gap.condition.check for gap in closed.value.gaps] == ["elements_filled", "signed_off"]
    assert "6大核心要素标准" in said
    assert "市级及以上主管" in said
    assert _values(desk, project)["stage"] == "lead"
    _planned(desk, project)
    _go(desk, project, "reserve", on=date(2026, 1, 10))
    desk.do(records.create, "negotiation", {"lead": lead, "place": "贵阳"})
    _go(desk, project, "negotiation", on=date(2026, 2, 1))
    desk.do(records.create, "review", {"subject": "会审", "project": project, "result": "conditional",
                                       "closed_at": _now(desk)})  # fmt: skip
    _go(desk, project, "signed", on=date(2026, 3, 1), evidence=[transitions.Evidence(_file(tmp_path, "合同.pdf"))])
    permit = transitions.Evidence(_file(tmp_path, "许可.pdf"))
    with pytest.raises(GateClosed):
        _go(desk, project, "started", on=date(2026, 2, 20), evidence=[permit])
    _go(desk, project, "started", on=date(2026, 6, 1), evidence=[permit])
    _go(desk, project, "production", on=date(2026, 11, 1), evidence=[transitions.Evidence(_file(tmp_path, "投产.pdf"))])
    found = _values(desk, project)
    assert (found["stage"], found["stage_on"]) == ("production", date(2026, 11, 1))
    assert (found["signed_on"], found["started_on"], found["produced_on"]) == (
        date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 1),
    )  # fmt: skip
    way = desk.read(stages.passed, project)
    assert [p.to_stage for p in reversed(way)] == ["储备", "洽谈", "签约", "开工", "投产"]
    assert {p.version for p in way} == {1}, "each keeps the version of the catalogue that it was judged by"
    purposes = [f.name for f in desk.read(detail.files, Target("project", project))]
    assert purposes == ["合同.pdf", "许可.pdf", "投产.pdf"]


def _now(desk: Desk) -> Any:
    return from_ms(desk.clock.now_ms())


def test_a_waiver_keeps_what_was_missing_who_and_why(desk: Desk) -> None:
    _, project = _lead(desk)
    with pytest.raises(Refused, match="理由和批准人"):
        _go(desk, project, "reserve", waiver=Waiver("省领导现场会", ""))
    with pytest.raises(Refused, match="无权豁免"):
        _go(desk, project, "reserve", waiver=Waiver("省领导现场会", "王小明"))
    _go(desk, project, "reserve", waiver=Waiver("省领导现场会", "王芳"))
    (passed,) = desk.read(stages.passed, project)
    assert len(passed.unmet) == 4
    assert passed.waiver == "王芳 豁免：省领导现场会"
    with desk.transaction() as connection:
        kept.put(connection, role="supervisor")
    _go(desk, project, "negotiation", waiver=Waiver("先谈", "王小明"))


def test_it_goes_back_by_correction_only_and_keeps_its_history(desk: Desk) -> None:
    _, project = _lead(desk)
    for to in ("reserve", "negotiation", "signed"):
        _go(desk, project, to, on=date(2026, 5, 1), waiver=Waiver("试", "王芳"))
    for to in ("reserve", "lead", "production", "signed"):
        with pytest.raises(Refused):
            _go(desk, project, to, waiver=Waiver("试", "王芳"))
    with pytest.raises(Refused, match="只能通过阶段流转"):
        desk.do(records.change, "project", project, {"stage": "negotiation"})
    with pytest.raises(Refused, match="理由"):
        desk.do(transitions.correct, project, "negotiation", reason=" ")
    with pytest.raises(Refused):
        desk.do(transitions.correct, project, "started", reason="跳过去")
    desk.do(transitions.correct, project, "signed", reason="日期录错", on=date(2026, 5, 8))
    assert _values(desk, project)["signed_on"] == date(2026, 5, 8)
    done = desk.do(transitions.correct, project, "negotiation", reason="合同作废")
    assert done.undo == (), "a transition is put right by another one, not by Ctrl+Z"
    found = _values(desk, project)
    assert (found["stage"], found["stage_on"], found["signed_on"]) == ("negotiation", date(2026, 5, 1), None)
    assert len(desk.read(stages.passed, project)) == 5
    made = desk.read(stages.passed, project)[0].id
    for act, more in ((records.change, ({"reason": "改"},)), (records.delete, ())):
        with pytest.raises(Refused, match="不得改动"):
            desk.do(act, "transition", made, *more)
    with pytest.raises(Refused, match="不得改动"):
        desk.do(records.create, "transition", {"project": project, "to_stage": "signed"})


def test_aside_and_up_again_where_it_was(desk: Desk) -> None:
    _, project = _lead(desk)
    for to in ("reserve", "negotiation", "signed"):
        _go(desk, project, to, on=date(2026, 5, 1), waiver=Waiver("试", "王芳"))
    with pytest.raises(GateClosed):
        _go(desk, project, "suspended", reason="等用能指标")
    _go(desk, project, "suspended", reason="等用能指标", review_on=date(2027, 3, 1))
    assert desk.read(stages.ways, project, TODAY) == ["signed", "terminated"]
    for to in ("started", "negotiation"):
        with pytest.raises(Refused, match="应恢复到该阶段"):
            _go(desk, project, to, reason="恢复", waiver=Waiver("试", "王芳"))
    with pytest.raises(Refused, match="恢复的理由"):
        _go(desk, project, "signed")
    _go(desk, project, "signed", reason="指标已落实")
    found = _values(desk, project)
    assert (found["stage"], found["stage_on"], found["signed_on"]) == ("signed", TODAY, date(2026, 5, 1))
    with pytest.raises(GateClosed) as closed:
        _go(desk, project, "terminated", reason="企业退出")
    assert [gap.condition.check for gap in closed.value.gaps] == ["release_attached"]


def test_another_region_takes_over_and_the_first_contact_stays(desk: Desk) -> None:
    _, project = _lead(desk, first_contact_unit="贵阳市投促局")
    with pytest.raises(GateClosed):
        desk.do(transitions.transfer, project, "520100", reason="资源在瓮安")
    desk.do(transitions.transfer, project, "522725", reason="资源在瓮安")
    found = _values(desk, project)
    assert (found["region_code"], found["first_contact_unit"], found["stage"]) == ("522725", "贵阳市投促局", "lead")
    assert desk.read(stages.passed, project)[0].to_stage == "瓮安县"


def test_an_entry_from_a_ledger_says_that_no_gate_was_looked_at(desk: Desk) -> None:
    project = desk.do(records.create, "project", {"name": "老项目", "stage": "started", "signed_on": date(2025, 3, 1),
                                                  "started_on": date(2025, 6, 1)}).result  # fmt: skip
    (passed,) = desk.read(stages.passed, project)
    assert (passed.kind, passed.from_stage, passed.to_stage, passed.on) == ("补录", "线索", "开工", date(2025, 6, 1))
    assert "王小明 豁免：据既有台账补录" in passed.waiver
    assert len(passed.unmet) == 9, "every condition of the four gates on the way that was not shown to be met"
    assert _values(desk, project)["started_on"] == date(2025, 6, 1)


# -- the law ---------------------------------------------------------------------------------------

_names = itertools.count()
ACTS = ("advance", "waive", "correct", "suspend", "resume", "terminate", "transfer", "set", "create", "attach",
        "detach", "plan", "talk", "review", "triage", "banned", "undo")  # fmt: skip


def _step(desk: Desk, project: str, lead: str, act: str, stage: str, tmp_path: Path) -> None:
    """One thing that an officer might try, sensible or not."""
    day = date(2026, 5, 1)
    waiver = Waiver("试", "王芳") if act == "waive" else None
    match act:
        case "advance" | "waive":
            desk.do(transitions.advance, project, stage, on=day, reason="理由", waiver=waiver)
        case "correct":
            desk.do(transitions.correct, project, stage, reason="录错", on=day)
        case "suspend":
            desk.do(transitions.advance, project, "suspended", reason="等", review_on=date(2027, 1, 1))
        case "resume":
            desk.do(transitions.advance, project, stage, reason="恢复")
        case "terminate":
            desk.do(transitions.advance, project, "terminated", reason="不做了")
        case "transfer":
            desk.do(transitions.transfer, project, "522725", reason="资源")
        case "set":
            desk.do(records.change, "project", project, {"stage": stage, "signed_on": day})
        case "create":
            desk.do(records.create, "transition", {"project": project, "to_stage": stage})
        case "attach":
            path = tmp_path / f"{next(_names)}.pdf"
            path.write_bytes(PAPER.replace(b"\n", path.name.encode(), 1))
            purpose = {"signed": "contract", "started": "permit", "production": "production"}.get(stage, "other")
            desk.do(_attach, project, path, purpose)
        case "detach":
            files = desk.read(detail.files, Target("project", project))
            if files:
                desk.do(records.delete, "attachment", files[-1].id)
        case "plan":
            _planned(desk, project)
        case "talk":
            desk.do(records.create, "negotiation", {"project": project})
        case "review":
            desk.do(records.create, "review", {"subject": "会审", "project": project, "closed_at": _now(desk),
                                               "result": "refused" if stage == "lead" else "passed"})  # fmt: skip
        case "triage":
            desk.do(records.change, "lead", lead, {"triage": "follow", "duplicates": "none",
                                                   "first_contact_unit": "县局"})  # fmt: skip
        case "banned":
            desk.do(records.create, "commitment", {"project": project, "party": "government", "text": "税收先征后返"})
        case "undo":
            done = desk.do(records.change, "project", project, {"summary": stage})
            desk.undo(done)


def _attach(work: Work, project: str, path: Path, purpose: str) -> None:
    work.need(Attachment, attachments.attach(work, Target("project", project), path)).purpose = purpose


def _audit(desk: Desk, project: str, seen: dict[str, tuple[str, ...]]) -> None:
    """The project is where its transitions say, and each advance met its gate or names who waived what."""
    with desk.transaction() as connection:
        session = Session(connection)
        here = session.get(Project, project)
        assert here is not None
        way = list(session.scalars(select(Transition).where(Transition.project == project).order_by(Transition.id)))
        moves = [t for t in way if t.kind != "transfer"]
        assert (moves[-1].to_stage if moves else "lead") == here.stage
        at: str | None = "lead"
        for one in moves:
            assert one.from_stage == at
            at = one.to_stage
            if one.kind == "advance":
                gate = bundled().gate_of(one.from_stage or "", one.to_stage or "")
                assert gate is not None, "a gate leads there"
                unmet = seen.get(one.id)
                if unmet:
                    assert one.waiver_reason, "past an unmet gate without a waiver on record"
                    assert one.waiver_approver
                    assert tuple(u.condition for u in one.unmet or ()) == unmet
            elif one.kind == "correction":
                on_the_way = order(bundled())
                if one.from_stage in on_the_way and one.to_stage in on_the_way:
                    assert on_the_way.index(one.to_stage) <= on_the_way.index(one.from_stage), "never forwards"
        reached = {t.to_stage for t in way}
        for stage in reached & set(order(bundled())) - {"lead"}:
            for gate in path(bundled(), stage or ""):
                assert any(t.kind in ("advance", "entry") and t.to_stage == gate.go_to for t in way), (
                    "no gate is skipped"
                )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from([o.code for o in STAGES.options])), max_size=25))
def test_no_sequence_of_actions_reaches_a_stage_past_an_unmet_gate(
    desk: Desk, tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    lead, project = _lead(desk)
    seen: dict[str, tuple[str, ...]] = {}
    for act, stage in steps:
        # What the gate says before anything is done, by the rules alone: an oracle beside the act.
        unmet = desk.read(_unmet, project, stage) if act in ("advance", "waive") else ()
        before = len(desk.read(stages.passed, project))
        try:
            _step(desk, project, lead, act, stage, tmp_path)
        except Refused:
            assert len(desk.read(stages.passed, project)) == before, "what is refused changes nothing"
            continue
        way = desk.read(stages.passed, project)
        if act in ("advance", "waive") and len(way) > before:
            seen[way[0].id] = unmet
            assert act == "waive" or not unmet, "the act went past a gate that the rules say is closed"
    _audit(desk, project, seen)


def _unmet(session: Any, project: str, stage: str) -> tuple[str, ...]:
    here = session.get(Project, project)
    gate = bundled().gate_of(here.stage, stage)
    if gate is None:
        return ()
    asked = Move(stage, date(2026, 5, 1), "理由")
    return tuple(gap.condition.label for gap in judge(bundled(), gather(session, here), asked, gate).unmet)


def test_a_conflict_over_the_stage_is_settled_by_one_of_the_two(desk: Desk, make_desk: Callable[[str], Desk]) -> None:
    """A value of one's own would be a stage that nobody reached through a gate."""
    _, project = _lead(desk)

    def put(work: Work) -> str:
        made = Conflict(
            id="0198c5a0-0000-7000-8000-000000000001", version=1, updated_at=0, stamps="[]", extra="{}",
            target=Target("project", project), field_name="stage", status="open", base='{"stage":"lead"}',
            kept='{"stage":"lead"}', offered='{"stage":"reserve"}', kept_by="王小明", offered_by="李明",
        )  # fmt: skip
        work.add(made)
        return made.id

    conflict = desk.do(put).result
    with pytest.raises(Refused, match="两个值"):
        desk.do(settling.resolve, conflict, {"stage": settling.Value("production")})
    desk.do(settling.resolve, conflict, {"stage": settling.Theirs()})
