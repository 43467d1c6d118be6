"""The record's panel: detail, actions, form and back, timeline, related records."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from ui.record_view import RecordView

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(qtbot: Any, room: Any) -> RecordView:
    made = RecordView(room.work, room.bus)
    qtbot.addWidget(made)
    made.resize(460, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def words(widget: Any) -> str:
    """Everything that is written in a widget."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def shown(qtbot: Any, view: RecordView, type_name: str, id: str) -> Any:
    view.show_record(type_name, id)
    qtbot.waitUntil(lambda: view._detail is not None and view._detail.page is not None
                    and view._detail.page.detail.id == id)  # fmt: skip
    return view.detail


def press(view: RecordView, name: str) -> None:
    """Click the detail's button called ``name``."""
    next(b for b in view.detail.findChildren(QPushButton) if b.accessibleName() == name).click()


def test_the_module_loads_no_store() -> None:
    code = "import sys, ui.record_view; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_lead_in_full(qtbot: Any, room: Any, view: RecordView) -> None:
    company = room.make("company", name="示例·黔磷新材料", uscc="91350100M000100Y43")
    lead = room.make("lead", title="循环经济", company=company, intent_amount="331亿", needs="land")
    detail = shown(qtbot, view, "lead", lead)
    text = words(detail)
    for part in ("循环经济", "示例·黔磷新材料", "91350100M000100Y43", "331.00 亿元", "土地"):
        assert part in text
    assert "渠道" in text  # what is missing is named, quietly


def test_related_records_open(qtbot: Any, room: Any, view: RecordView) -> None:
    from ui.related import RelatedRow

    lead = room.make("lead", title="循环经济")
    negotiation = room.make("negotiation", lead=lead, topics="用地")
    detail = shown(qtbot, view, "lead", lead)
    row = detail.findChildren(RelatedRow)[0]
    with qtbot.waitSignal(view.open_record) as opened:
        qtbot.keyClick(row, Qt.Key.Key_Return)
    assert opened.args == ["negotiation", negotiation]


def test_the_timeline_strikes_through_what_was(qtbot: Any, room: Any, view: RecordView) -> None:
    from zsdesk.acts.records import change

    lead = room.make("lead", title="循环经济", intent_amount="300亿")
    detail = shown(qtbot, view, "lead", lead)
    amount = room.run(lambda desk: desk.parse("lead", {"intent_amount": "331亿"}))
    room.run(lambda desk: room.work.did.emit(desk.do(change, "lead", lead, amount)))
    qtbot.waitUntil(lambda: "331.00" in words(detail.timeline))
    line = next(label.text() for label in detail.timeline.findChildren(QLabel) if "331.00" in label.text())
    assert "<s" in line
    assert line.index("300.00") < line.index("331.00")
    assert "示例用户" in line


def test_a_round_is_logged_from_the_lead_by_keyboard(qtbot: Any, typed: Any, room: Any, view: RecordView) -> None:
    lead = room.make("lead", title="循环经济", first_contact_unit="开阳县投促局")
    shown(qtbot, view, "lead", lead)
    with qtbot.waitSignal(view.edit_started):
        qtbot.keyClick(view, Qt.Key.Key_R, CONTROL)
    form: Any = view.form
    assert form.texts()["lead"] == lead
    assert form.texts()["round"] == "1"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.fields["place"].editor.focusProxy())
    typed(QApplication.focusWidget(), "开阳县迎宾楼")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    typed(QApplication.focusWidget(), "王某 董事长")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    typed(QApplication.focusWidget(), "用地")
    with qtbot.waitSignal(view.saved) as saved:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert saved.args[0] == "negotiation"
    values = room.shown("negotiation", saved.args[1])
    assert values["place"] == "开阳县迎宾楼"
    assert "王某" in values["attendees"]
    assert "示例用户" in values["attendees"]
    assert "用地" in values["positions"]
    qtbot.waitUntil(lambda: view.detail.page is not None and view.detail.page.detail.type == "negotiation")


def test_escape_keeps_a_draft_and_says_so(qtbot: Any, typed: Any, room: Any, view: RecordView) -> None:
    lead = room.make("lead", title="循环经济")
    shown(qtbot, view, "lead", lead)
    with qtbot.waitSignal(view.edit_started):
        press(view, "编辑")
    form: Any = view.form
    form.put({"next_step": "回访"})
    with qtbot.waitSignal(view.closed):
        qtbot.keyClick(form.fields["title"].editor.line, Qt.Key.Key_Escape)
    assert room.said
    assert view.form is None
    qtbot.waitUntil(lambda: bool(view.detail.page.drafts))
    with qtbot.waitSignal(view.edit_started):
        view._act("draft")
    qtbot.waitUntil(lambda: view.form is not None and view.form.texts()["next_step"] == "回访")


def test_another_record_leaves_the_form_with_its_draft(qtbot: Any, room: Any, view: RecordView) -> None:
    first, second = room.make("lead", title="甲"), room.make("lead", title="乙")
    view.edit_record("lead", first)
    qtbot.waitUntil(lambda: view.form is not None)
    view.form.put({"referrer": "张某"})
    with qtbot.waitSignal(view.closed):
        view.show_record("lead", second)
    qtbot.waitUntil(lambda: view._detail is not None and view._detail.page is not None)
    assert view.detail.page.detail.id == second
    assert [d.id for d in room.run(lambda desk: desk.drafts())] == [first]


def test_deleting_is_undoable_and_shown(qtbot: Any, room: Any, view: RecordView) -> None:
    lead = room.make("lead", title="循环经济")
    shown(qtbot, view, "lead", lead)
    with qtbot.waitSignal(room.work.did):
        view._act("delete")
    qtbot.waitUntil(lambda: view.detail.page.detail.deleted)
    qtbot.waitUntil(lambda: "恢复" in words(view.detail))
    view._act("restore")
    qtbot.waitUntil(lambda: not view.detail.page.detail.deleted)


def test_a_record_that_is_gone_is_said(qtbot: Any, room: Any, view: RecordView) -> None:
    from zsdesk.ids import new_id

    view.show_record("lead", new_id())
    qtbot.waitUntil(lambda: bool(room.said))


@pytest.mark.parametrize("type_name", ["company", "contact", "channel", "lead", "project", "negotiation", "visit"])
def test_every_type_is_shown_and_edited(qtbot: Any, room: Any, view: RecordView, type_name: str) -> None:
    from zsdesk.records import record_type

    title = record_type(type_name).title_field
    id = room.make(type_name, **{title: "示例"})
    detail = shown(qtbot, view, type_name, id)
    assert "示例" in words(detail)
    view.edit_record(type_name, id)
    qtbot.waitUntil(lambda: view.form is not None)
    assert view.form.texts()[title] == "示例"


def test_what_has_no_room_stands_under_more_with_its_key(qtbot: Any, room: Any, view: RecordView) -> None:
    lead = room.make("lead", title="循环经济")
    room.make("negotiation", lead=lead, topics="用地")
    detail = shown(qtbot, view, "lead", lead)
    more = next(b for b in detail.actions.findChildren(QPushButton) if b.accessibleName() == "更多操作")

    def behind() -> dict[str, bool]:
        more.menu().aboutToShow.emit()
        texts = [action.text() for action in more.menu().actions() if "\t" in action.text()]
        return {text.split("\t")[0]: text.split("\t")[1].startswith("Ctrl+") for text in texts}

    def visible() -> list[str]:
        return [made.text() for _, made in detail.actions._offered if made.isVisible()]

    qtbot.waitUntil(lambda: visible()[:2] == ["记洽谈", "编辑"])
    assert len(visible()) <= 5
    assert behind()
    assert any(behind().values())
    assert set(visible()).isdisjoint(behind())
    assert {offer.words for offer in detail.offers()} >= {*visible(), *behind()}
    before = len(visible())
    view.resize(340, 800)
    qtbot.waitUntil(lambda: len(visible()) < before)
    assert visible()[:2] == ["记洽谈", "编辑"]  # the main thing and Edit never give way
    assert "研判" in behind()
    qtbot.keyClick(view, Qt.Key.Key_T, CONTROL)  # a key works whether its button has room or not
    qtbot.waitUntil(lambda: any(w.isVisible() and w.windowTitle() == "研判" for w in QApplication.topLevelWidgets()))


def test_what_belongs_to_it_stands_beside_where_there_is_room(qtbot: Any, room: Any, view: RecordView) -> None:
    from ui.related import RelatedRow

    lead = room.make("lead", title="循环经济")
    room.make("negotiation", lead=lead, topics="用地")
    detail = shown(qtbot, view, "lead", lead)
    row = detail.findChildren(RelatedRow)[0]
    narrow = row.mapTo(detail, row.rect().topLeft())
    view.resize(1000, 800)
    qtbot.waitUntil(lambda: row.mapTo(detail, row.rect().topLeft()).x() > 500)
    assert row.mapTo(detail, row.rect().topLeft()).y() < narrow.y()


def test_nothing_is_squeezed_where_the_window_is_low(qtbot: Any, room: Any, view: RecordView) -> None:
    view.resize(340, 260)
    full = {"intent_amount": "3亿", "channel": "以商招商", "summary": "示例" * 60, "next_step": "回访", "owner": "李明"}
    one, other = room.make("lead", title="甲"), room.make("lead", title="乙" * 40, **full)
    for id in (one, other, one, other):
        inside = shown(qtbot, view, "lead", id).widget()
        qtbot.waitUntil(lambda i=inside: i.height() >= i.heightForWidth(i.width()), timeout=3_000)


def test_a_record_that_left_the_desk_closes_with_its_name(qtbot: Any, room: Any, view: RecordView) -> None:
    from zsdesk.kinds import Target
    from zsdesk.records import Lead
    from zsdesk.sync import removal

    lead = room.make("lead", title="移交出去的")
    shown(qtbot, view, "lead", lead)

    def leave(desk: Any) -> None:
        with desk.transaction() as connection:
            removal._remove(connection, Lead, [lead])

    room.run(leave)
    with qtbot.waitSignal(view.closed):
        room.bus.changed.emit((Target("lead", lead),))
    assert view._stack.currentWidget() is view._empty
    assert "移交出去的" in room.said[-1]
    assert lead not in room.said[-1]
