"""The commands of 谋 and 招, and from stage to stage, as scripts meet them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.zsdesk.test_commands import Run, one_sentence
from tests.zsdesk.test_commands import run as run
from zsdesk.desk import Desk


def test_a_lead_is_judged_claimed_negotiated_and_its_promises_are_screened(run: Run, tmp_path: Path) -> None:
    run("add", "company", "name=福建永荣控股", "uscc_pending=是")
    run("add", "channel", "name=贵州省福建商会", "kind=商协会")
    lead = run("add", "lead", "title=磷氟新能源材料", "company=福建永荣控股", "channel=商协会", "intent_amount=280亿",
               "received_at=2026-01-05 09:00", "channel_entry=贵州省福建商会").out.strip()  # fmt: skip
    assert {row["kind"] for row in run("lead", "late", "--json").json} == {"lead_answer", "lead_triage"}
    shown = run("lead", "show", lead, "--json").json
    assert (shown["must_claim"], shown["claimed"]) == (True, False)
    assert run("lead", "answer", lead).status == 0
    assert "理由" in one_sentence(run("lead", "triage", lead, "不跟进"))
    assert run("lead", "triage", lead, "跟进").status == 0
    assert run("lead", "conclude", lead, "无重复").status == 0
    assert "接触" in one_sentence(run("claim", "make", lead, "--unit", "瓮安县投促局", "--met", "2099-01-01 09:00"))
    claim = run("claim", "make", lead, "--unit", "瓮安县投促局", "--met", "2026-01-05 09:00").out.strip()
    assert [(c["id"], c["unit"], c["status"]) for c in run("claim", "list", "--json").json] == [
        (claim, "瓮安县投促局", "")
    ]
    for at, theirs in (("2026-02-01 09:00", "每亩 5 万"), ("2026-03-01 09:00", "每亩 8 万")):
        run("add", "negotiation", f"lead={lead}", f"held_at={at}", f"positions=地价/{theirs}/每亩 10 万",
            "agreed=一是按投产后税收地方留成返还。二是协助办理用水许可。")  # fmt: skip
    moved = run("positions", "磷氟新能源材料", "--json").json
    assert [[cell["moved"] for cell in track["cells"]] for track in moved["tracks"]] == [[False, True]]
    assert "→ " in run("positions", lead).out
    project = run("lead", "project", lead, "工业").out.strip()
    talk = run("list", "negotiation", "--json").json[0]["id"]
    assert len(run("screen", "take", talk).out.split()) == 2
    promises = run("screen", "list", "--project", project, "--json").json
    assert sorted(p["verdict"] for p in promises) == ["banned", "pass"]
    assert "公平竞争审查条例" in next(p["clause"] for p in promises if p["verdict"] == "banned")
    banned = next(p["id"] for p in promises if p["verdict"] == "banned")
    override = ("screen", "override", banned, "通过", "--reason", "有国务院批准文件")
    assert "署名" in one_sentence(run(*override))
    with Desk.open(tmp_path / "desk") as desk:
        desk.set_profile(user="李明", region="522725")
    assert run(*override).status == 0
    one = next(p for p in run("screen", "list", "--json").json if p["id"] == banned)
    assert (one["verdict"], one["screen"], one["reason"]) == ("pass", "banned", "有国务院批准文件")
    said = run("screen", "text", "对项目给予先征后返", "--json").json
    assert (said["verdict"], said["findings"][0]["label"]) == ("banned", "先征后返")
    assert [(c["leads"], c["talked"], c["signed"]) for c in run("channels", "--json").json] == [(1, 1, 0)]
    rows = run("channels", "--rows", "贵州省福建商会", "--json").json
    assert [(r["heading"], r["talked"], r["project"]) for r in rows] == [("磷氟新能源材料", True, project)]


def test_a_plan_through_steps_elements_and_sign_offs_into_the_reserve(run: Run) -> None:
    plan = run("add", "plan", "name=磷化工循环", "lead_unit=县工信局", "group=工业", "amount=331亿").out.strip()
    run("plan", "begin", plan)
    first = run("plan", "show", plan, "--json").json["steps"][0]["step"]
    assert run("plan", "step", plan, "--evidence", "省规划文件").out.strip() == first
    last = run("plan", "show", plan, "--json").json["steps"][-1]["step"]
    assert "先" in one_sentence(run("plan", "step", plan, last, "--evidence", "纪要"))
    while run("plan", "step", plan, "--evidence", "纪要").status == 0:
        pass
    for element in run("plan", "show", plan, "--json").json["elements"]:
        run("plan", "element", plan, element["element"], "--value", "有保障", "--source", "主管部门")
    assert "意见" in one_sentence(run("plan", "sign", plan, "部门联动", "不同意", "--unit", "县发改局"))
    for party, unit in (("部门联动", "县发改局"), ("企业参与", "永荣控股"), ("专业评审", "省化工设计院")):
        assert run("plan", "sign", plan, party, "同意", "--unit", unit).status == 0
    stands = run("plan", "show", plan, "--json").json["standing"]
    assert (stands["done"], stands["steps"], stands["lacking"], stands["unsigned"]) == (12, 12, [], [])
    run("set", plan, "reviewed_on=2020-01-01")
    assert [s["tone"] for s in run("plan", "list", "--stale", "--json").json] == ["red"]
    run("plan", "look", plan, "条件未变")
    assert run("plan", "list", "--stale", "--json").json == []
    project = run("plan", "project", plan).out.strip()

    ways = run("transition", project, "--json").json
    reserve = next(w for w in ways if w["to"] == "reserve")
    missing = {c["label"].removesuffix("（待核定）") for c in reserve["conditions"] if not c["met"]}
    assert missing
    assert not missing & {"核心要素表已填齐", "三方会签已同意"}
    closed = run("transition", project, "储备", "--json")
    assert (closed.status, {m["condition"] for m in json.loads(closed.out)["missing"]}) == (1, missing)
    laid = run("transition", project, "搁置", "--reason", "等待政策", "--review", "2099-01-01", "--json").json
    assert (laid["done"], laid["from"], laid["to"]) == (True, "线索", "搁置")
    back = run("transition", project, "线索", "--reason", "政策已明确", "--json").json
    assert (back["done"], back["to"]) == (True, "线索")
    assert "线索 → 搁置" in run("transition", project).out
