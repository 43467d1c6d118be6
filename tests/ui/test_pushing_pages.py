"""会审, 督办, 诉求 in the window: what an officer does there, with the real widgets over a real desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from ui.dialogs.deed import DeedDialog


def shown(window: Any, qtbot: Any, page: str, type_name: str, id: str) -> Any:
    """The page with a record in view."""
    window.shell.open_record(type_name, id)
    made = window.shell.page(page)
    qtbot.waitUntil(
        lambda: made.view is not None and made.view.detail.page is not None and made.view.detail.page.detail.id == id,
        timeout=10_000,
    )
    return made


def do(window: Any, qtbot: Any, act: Any, *args: Any) -> Any:
    """An act on the data thread; what it gave."""
    found: list[Any] = []
    window.work.do(act, *args, then=lambda done: found.append(done.result))
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0]


def press(page: Any, words: str) -> None:
    """A button of the record in view, by its words."""
    next(action for action in page.actions() if action.words == words).act()


def dialog(qtbot: Any) -> DeedDialog:
    """The dialog that asks."""
    found: list[DeedDialog] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, DeedDialog) and w.isVisible()]
        return bool(found)

    qtbot.waitUntil(look, timeout=5_000)
    return found[0]


def answered(qtbot: Any, made: DeedDialog, **texts: str) -> None:
    """Fill the dialog in, do it, and wait until it is gone."""
    for name, text in texts.items():
        made.fields[name].editor.set_text(text)
    gone: list[bool] = []
    made.finished.connect(lambda _code: gone.append(True))
    made.done_button.click()
    qtbot.waitUntil(lambda: bool(gone), timeout=10_000)


def test_a_review_is_opened_answered_and_closed(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records, reviews
    from zsdesk.records.review import Need

    project = do(window, qtbot, records.create, "project", {"name": "磷系正极材料"})
    review = do(window, qtbot, reviews.draft, project, "用水保障", [Need("日用水 8,000 方", "water", "水务局")])
    page = shown(window, qtbot, "reviews", "review", review)
    press(page, "发起会审")
    answered(qtbot, dialog(qtbot))
    detail = page.view.detail
    qtbot.waitUntil(lambda: bool(detail.page.extra.voices), timeout=10_000)
    press(page, "办结会审")
    made = dialog(qtbot)
    made.done_button.click()
    qtbot.waitUntil(lambda: "水务局" in made.banner.label.text(), timeout=10_000)  # silence is no consent
    made.reject()
    opinion = detail.page.extra.voices[0].id
    page = shown(window, qtbot, "reviews", "opinion", opinion)
    press(page, "提交意见")
    made = dialog(qtbot)
    made.done_button.click()
    assert made.fields["verdict"].problem.text() == "待补充。"
    answered(qtbot, made, verdict="agree", text="水源可保障")
    page = shown(window, qtbot, "reviews", "review", review)
    qtbot.waitUntil(lambda: detail.page.extra.result == "passed", timeout=10_000)
    press(page, "办结会审")
    answered(qtbot, dialog(qtbot), note="要素有保障")
    qtbot.waitUntil(lambda: detail.page.detail.values["result"] == "passed", timeout=10_000)
    assert [a.words for a in page.actions()] == ["重新会审", "编辑"]


def test_a_red_light_is_listed_and_its_blocker_cleared(window: Any, qtbot: Any) -> None:
    from datetime import date, timedelta

    from zsdesk.acts import records

    project = do(window, qtbot, records.create, "project", {"name": "磷系正极材料"})
    late = date.today() - timedelta(9)
    values = {"title": "土地报批", "project": project, "owner_unit": "自然资源局", "due": late, "done_when": "取得批复"}
    do(window, qtbot, records.create, "blocker", values)
    window.shell.go("supervision")
    page = window.shell.page("supervision")
    qtbot.waitUntil(lambda: [r.text() for r in page.lights.red.rows] == ["土地报批"], timeout=10_000)
    page.lights.red.rows[0].click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.detail.page is not None, timeout=10_000)
    press(page, "挂牌")
    answered(qtbot, dialog(qtbot), reason="超期九天")
    qtbot.waitUntil(lambda: [r.text() for r in page.lights.listed.rows] == ["土地报批"], timeout=10_000)
    qtbot.waitUntil(lambda: [a.words for a in page.actions()][:2] == ["销号", "编辑"], timeout=10_000)
    press(page, "销号")
    answered(qtbot, dialog(qtbot), evidence="黔自然资审〔2026〕88 号")
    qtbot.waitUntil(lambda: page.view.detail.page.detail.values["cleared_by"] == "示例用户", timeout=10_000)
    qtbot.waitUntil(lambda: page.counted.text() == "红牌 0，黄牌 0，在牌 1", timeout=10_000)


def test_an_appeal_is_led_through_its_steps(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import appeals, records

    company = do(window, qtbot, records.create, "company", {"name": "贵州华星冶金有限公司"})
    appeal = do(window, qtbot, appeals.accept, company, "变电站接入", "何时送电")
    page = shown(window, qtbot, "appeals", "appeal", appeal)
    detail = page.view.detail
    for words, texts, step in (
        ("核实", {}, "gathered"), ("研判", {"kind": "factors"}, "assessed"),
        ("转办", {"handler": "供电局"}, "assigned"),
        ("答复", {"reply": "12 月 10 日前送电"}, "assigned"), ("办结", {}, "supervised"),
        ("复核", {"satisfaction": "very"}, "rechecked"),
    ):  # fmt: skip
        qtbot.waitUntil(lambda words=words: words in [a.words for a in page.actions()], timeout=10_000)
        press(page, words)
        answered(qtbot, dialog(qtbot), **texts)
        qtbot.waitUntil(lambda step=step: detail.page.extra.step == step, timeout=10_000)
    qtbot.waitUntil(lambda: "办结率 100.0%" in page.counted.text(), timeout=10_000)


def test_a_queue_becomes_a_meeting_and_its_decision_a_task(window: Any, qtbot: Any) -> None:
    from datetime import date

    from zsdesk.acts import meetings, records
    from zsdesk.records.meeting import Decision

    project = do(window, qtbot, records.create, "project", {"name": "磷系正极材料", "group": "industry"})
    values = {
        "title": "土地报批",
        "project": project,
        "owner_unit": "自然资源局",
        "due": date.today(),
        "coordinate": True,
    }
    do(window, qtbot, records.create, "blocker", values)
    window.shell.go("reviews")
    page = window.shell.page("reviews")
    page.show_segment("queues")
    qtbot.waitUntil(lambda: page.counted.text() == "1 项待议", timeout=10_000)
    page.queues.cards["industry"].call.click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.type == "meeting", timeout=10_000)
    detail = page.view.detail
    qtbot.waitUntil(lambda: detail.page is not None and detail.page.detail.type == "meeting", timeout=10_000)
    decision = (Decision("组卷上报", "自然资源局", "2026-12-10"),)
    do(window, qtbot, meetings.decide, page.view.id, decision)
    qtbot.waitUntil(lambda: "决定转任务" in [a.words for a in page.actions()], timeout=10_000)
    press(page, "决定转任务")
    answered(qtbot, dialog(qtbot))
    qtbot.waitUntil(
        lambda: [r.type for r in detail.page.detail.related if r.type == "task"] == ["task"], timeout=10_000
    )


def test_a_question_goes_out_as_a_file_and_its_answer_comes_back(
    window: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zsdesk.acts import records, reviews
    from zsdesk.records.review import Need

    project = do(window, qtbot, records.create, "project", {"name": "磷系正极材料"})
    review = do(window, qtbot, reviews.draft, project, "用水保障", [Need("日用水 8,000 方", "water", "水务局")])
    opinion = do(window, qtbot, reviews.open_review, review)[0]
    asked, answer = tmp_path / "q.zsask", tmp_path / "q.zsanswer"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(asked), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(answer if answer.exists() else asked), ""))
    page = shown(window, qtbot, "reviews", "opinion", opinion)
    press(page, "生成征询文件包")
    answered(qtbot, dialog(qtbot))
    boxes: list[QMessageBox] = []
    qtbot.waitUntil(lambda: bool(boxes.extend(page.findChildren(QMessageBox)) or boxes), timeout=10_000)
    code = boxes[0].text().split()[-1]
    boxes[0].close()
    page.answer_packet()
    answered(qtbot, dialog(qtbot), code=code)
    qtbot.waitUntil(lambda: "verdict" in dialog(qtbot).fields, timeout=10_000)
    answered(qtbot, dialog(qtbot), verdict="agree", by="陈工")
    qtbot.waitUntil(answer.exists, timeout=10_000)
    press(page, "收回答复文件包")
    answered(qtbot, dialog(qtbot))
    qtbot.waitUntil(lambda: page.view.detail.page.detail.values["answered_by"] == "陈工", timeout=10_000)


def test_a_project_is_handed_over(window: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zsdesk.acts import records

    project = do(window, qtbot, records.create, "project", {"name": "磷系正极材料", "stage": "signed"})
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "p.zip"), ""))
    window.shell.go("projects")
    window.shell.page("projects").show_segment("project")
    page = shown(window, qtbot, "projects", "project", project)
    press(page, "移交在建库")
    answered(qtbot, dialog(qtbot), to_unit="县发展改革局")
    assert (tmp_path / "p.zip").exists()
    qtbot.waitUntil(lambda: "收回回执" in [a.words for a in page.actions()], timeout=10_000)


def test_a_lead_goes_to_another_region_and_it_is_said_what_that_comes_to(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records

    lead = do(window, qtbot, records.create, "lead", {"title": "磷系正极材料"})
    do(window, qtbot, records.create, "negotiation", {"lead": lead, "topics": "用地"})
    page = shown(window, qtbot, "leads", "lead", lead)
    press(page, "移交其他地区…")
    made = dialog(qtbot)
    assert made.foretold.text() == ""
    made.fields["region"].editor.set_text("瓮安县")
    made.fields["region"].editor.edited.emit()
    qtbot.waitUntil(lambda: "2 条记录" in made.foretold.text(), timeout=10_000)
    assert "黔南布依族苗族自治州" in made.foretold.text()
    assert "离开本机" in made.foretold.text()
    answered(qtbot, made)
    found = do(window, qtbot, lambda work: work.get("lead", lead).region_code)
    assert found == "522725"


def test_every_record_that_has_a_page_is_shown_there(window: Any, qtbot: Any) -> None:
    from ui.names import PAGE_OF

    for type_name, name in PAGE_OF.items():
        page = window.shell.page(name)
        assert type_name == "document" or type_name in page.types, (type_name, name)
