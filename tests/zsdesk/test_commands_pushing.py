"""The commands that push a project on, as scripts meet them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.zsdesk.test_commands import Run, one_sentence
from tests.zsdesk.test_commands import run as run


def test_a_review_from_opening_to_closing(run: Run, tmp_path: Path) -> None:
    run("add", "project", "name=磷系正极材料")
    needs = ("--need", "2400亩/土地/自然资源局", "--need", "日用水8000方/用水/水务局")
    review = run("review", "open", "磷系正极材料", *needs).out.strip()
    assert {o["department"] for o in run("review", "owed", "--json").json} == {"自然资源局", "水务局"}
    run("review", "unit", "水务局")
    assert [o["department"] for o in run("review", "owed", "--mine", "--json").json] == ["水务局"]
    said = ("有条件同意", "--condition", "办理取水许可/项目公司/2026-12-31")
    assert run("review", "opine", review, "--department", "水务局", *said).status == 0
    assert "自然资源局" in one_sentence(run("review", "close", review))
    told = run("review", "packet", review, "--department", "自然资源局", "-o", tmp_path / "q").out
    code = re.search(r"(\w{5}-){3}\w{5}", told)
    assert code is not None
    assert "土地：2400亩" in run("review", "question", tmp_path / "q", "--code", code[0]).out
    answered = run("review", "answer", tmp_path / "q", "--code", code[0], "同意", "--by", "赵工", "-o", tmp_path / "a")
    assert answered.status == 0
    assert "自然资源局\t同意\t赵工" in run("review", "merge", tmp_path / "a").out
    assert run("review", "close", review).out.strip() == "有条件通过"
    shown = run("review", "show", review, "--json").json
    assert (shown["result"], [c["closed"] for c in shown["conditions"]]) == ("conditional", [False])
    settled = ("办理取水许可", "--department", "水务局", "--evidence", "开水许〔2026〕12 号")
    run("review", "settle", review, *settled)
    assert [c["closed"] for c in run("review", "show", review, "--json").json["conditions"]] == [True]
    assert run("review", "list", "--json").json == []
    assert len(run("review", "list", "--all", "--json").json) == 1
    assert [(d["department"], d["in_time"]) for d in run("review", "departments", "--json").json] == [
        ("水务局", 1), ("自然资源局", 1)
    ]  # fmt: skip


def test_a_blocker_is_listed_cleared_and_delisted(run: Run, tmp_path: Path) -> None:
    run("add", "project", "name=磷系正极材料", "stage=签约", "region_code=520121")
    values = ("project=磷系正极材料", "owner_unit=自然资源局", "owner=赵明", "due=2026-01-10", "done_when=取得批复")
    blocker = run("add", "blocker", "title=土地报批", "kind=土地报批", "raised_on=2025-12-01", *values).out.strip()
    assert [(x["kind"], x["tone"]) for x in run("supervise", "lights", "--json").json] == [("blocker", "red")]
    listing = run("supervise", "list", "土地报批", "--reason", "久拖不决", "--until", "2099-01-10").out.strip()
    approved = ("--reason", "等批复", "--approver", "李局")
    assert run("supervise", "extend", listing, "--until", "2099-02-10", *approved).status == 0
    assert "2099-02-10" in one_sentence(run("supervise", "escalate", listing))
    delist = ("supervise", "delist", listing, "--evidence", "批复", "--reviewer", "李局")
    assert "土地报批" in one_sentence(run(*delist))
    run("supervise", "clear", blocker, "--evidence", "黔自然资审〔2026〕88 号")
    (tmp_path / "批复.txt").write_text("同意", "utf-8")
    run("attach", blocker, tmp_path / "批复.txt")
    assert run(*delist).out.strip() == listing
    assert run("supervise", "lights").out == ""
    measure = ("measure_01", "--usual", "45", "--taken", "20")
    run("supervise", "measure", "磷系正极材料", *measure)
    assert run("supervise", "measure", "磷系正极材料", "--json").json == {"measures": 1, "days": 25}


def test_an_appeal_through_its_six_steps(run: Run) -> None:
    run("add", "company", "name=贵州华星冶金有限公司")
    appeal = run("appeal", "accept", "贵州华星冶金有限公司", "变电站接入", "--text", "何时送电").out.strip()
    assert "汇聚" in one_sentence(run("appeal", "assign", appeal, "供电局"))
    run("appeal", "verify", appeal)
    run("appeal", "assess", appeal, "--kind", "要素保障", "--complex")
    assert "供电局" in run("appeal", "assign", appeal, "供电局").out
    assert [(a["step"], a["handler"]) for a in run("appeal", "list", "--json").json] == [("assigned", "供电局")]
    run("appeal", "reply", appeal, "12 月 10 日前送电")
    run("appeal", "close", appeal)
    assert "复核" in run("appeal", "recheck", appeal, "满意").out
    assert run("appeal", "rate").out.startswith("受理 1 件，办结 1 件，办结率 100.0%")


def test_a_group_meets_and_its_decisions_become_tasks(run: Run) -> None:
    run("add", "project", "name=磷系正极材料", "group=工业")
    values = ("project=磷系正极材料", "owner_unit=自然资源局", "due=2099-01-10", "coordinate=是")
    run("add", "blocker", "title=土地报批", *values)
    assert [m["title"] for m in run("group", "queue", "工业", "--json").json] == ["土地报批"]
    assert run("group", "queue", "农业").out == ""
    meeting = run("group", "meet", "工业", "--at", "2026-12-01 9:00", "--place", "201").out.strip()
    task = run("group", "assign", meeting, "--decision", "用地组卷上报/自然资源局/2099-12-10").out.strip()
    assert [t["id"] for t in run("group", "tasks", "--unit", "自然资源局", "--json").json] == [task]
    assert "完成" in one_sentence(run("group", "done", task, "--result", ""))
    run("group", "done", task, "--result", "已报省厅")
    assert run("group", "tasks").out == ""
