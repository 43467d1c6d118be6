"""Forms: every field has its place, problems stand beside them, drafts survive, the keyboard is enough."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from ui import sources
from ui.form import Form
from ui.layouts import WIDTH, layout
from zsdesk.fields import fields
from zsdesk.ids import is_id
from zsdesk.records import TYPES

COMPANY = "示例·黔磷新材料有限公司"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("record", TYPES, ids=lambda record: record.type_name)
def test_every_field_has_one_place(record: Any) -> None:
    made = layout(record.type_name)
    shown = [f.name for f in fields(record) if not f.hidden]
    assert sorted(made.names()) == sorted(shown)
    assert made.first in shown
    for section in made.sections:
        for row in section.rows:
            assert sum(place.span for place in row) <= WIDTH


@pytest.fixture
def form(qtbot: Any, room: Any) -> Any:
    """Opens forms as the window does."""

    def opened(type_name: str, id: str = "", **initial: str) -> Form:
        source = room.run(sources.open_form, type_name, id, initial)
        made = Form(room.work, room.bus, source)
        qtbot.addWidget(made)
        made.resize(1180, 780)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.begin()
        return made

    return opened


@pytest.mark.parametrize("record", TYPES[:8], ids=lambda record: record.type_name)
def test_a_form_of_every_type_shows_every_field(form: Any, record: Any) -> None:
    made = form(record.type_name)
    assert set(made.fields) == {f.name for f in fields(record) if not f.hidden}
    assert set(made.texts()) == {f.name for f in fields(record) if not f.hidden and not f.server}
    assert not made.dirty


def test_a_lead_by_keyboard_alone(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    room.make("company", name=COMPANY)
    made = form("lead")
    typed(QApplication.focusWidget(), "磷硫铁锂氟耦合循环经济")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    typed(QApplication.focusWidget(), "黔磷")
    company = made.fields["company"].editor
    qtbot.waitUntil(lambda: company.popup.isVisible() and company.popup.list.count() > 0)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    typed(QApplication.focusWidget(), "331亿")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "yszs")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    with qtbot.waitSignal(made.saved) as saved:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    shown = room.shown("lead", saved.args[1])
    assert shown["title"] == "磷硫铁锂氟耦合循环经济"
    assert shown["company"] == COMPANY
    assert shown["intent_amount"] == "331.00 亿元"
    assert shown["channel"] == "以商招商"
    assert shown["region_code"] == "开阳县"
    assert not room.run(lambda desk: desk.drafts())


def test_a_round_begins_with_what_is_known(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    company = room.make("company", name="贵州华星")
    room.make("contact", name="王强", job_title="投资部总监", company=company)
    lead = room.make("lead", title="循环经济", first_contact_unit="开阳县投促局", company=company)
    first = form("negotiation", lead=lead)
    assert "王强" in first.texts()["attendees"], "whom the desk knows of the enterprise"
    brief = first.findChild(QShortcut)
    assert brief.key().toString() == "Ctrl+Shift+P"
    room.make("negotiation", lead=lead, topics="第一次见面", attendees="赵总/董事长//对方",
              open_points="资金配套额度", next_step="书面答复",
              next_due="2026-01-01", positions="用地/2,400 亩；用电")  # fmt: skip
    made = form("negotiation", lead=lead)
    assert made.texts()["round"] == "2"
    assert made.title.text().count("2") == 1
    assert "示例用户" in made.texts()["attendees"]
    assert "赵总" in made.texts()["attendees"], "who sat there the last time"
    assert "王强" not in made.texts()["attendees"]
    assert made.source.last_round.open_points == "资金配套额度"
    assert QApplication.focusWidget() is made.fields["place"].editor.focusProxy()
    typed(QApplication.focusWidget(), "开阳县迎宾楼")
    made._carry(made.source.last_round.positions)
    with qtbot.waitSignal(made.saved) as saved:
        qtbot.keyClick(made.fields["place"].editor.focusProxy(), Qt.Key.Key_Return, CONTROL)
    shown = room.shown("negotiation", saved.args[1])
    assert shown["round"] == "2"
    assert shown["place"] == "开阳县迎宾楼"
    assert "用地" in shown["positions"]


def test_problems_stand_beside_their_fields(qtbot: Any, typed: Any, form: Any) -> None:
    made = form("negotiation")
    made.put({"held_at": "2026-11-23 10:00", "next_due": "2026-11-22"})
    made.review()
    due = made.fields["next_due"]
    assert due.problem.isVisible()
    assert "2026-11-23" in due.problem.text()
    assert due.problem.property("state") == "bad"
    due.editor.set_text("2026-02-30")
    made.review()
    assert "2026-02-30" in due.problem.text()
    due.editor.set_text("2026-11-25")
    made.review()
    assert not due.problem.isVisible()


def test_what_is_missing_is_counted_and_led_to(form: Any) -> None:
    made = form("lead")
    assert "4" in made.lacking.text()
    made.put({"title": "循环经济", "channel": "referral"})
    made.review()
    assert "2" in made.lacking.text()
    made.lacking.clicked.emit()
    assert QApplication.focusWidget() is made.fields["company"].editor.focusProxy()


def test_a_half_filled_form_saves(qtbot: Any, room: Any, form: Any) -> None:
    made = form("lead")
    made.put({"title": "只有一个名字"})
    with qtbot.waitSignal(made.saved) as saved:
        made.save()
    assert room.shown("lead", saved.args[1])["title"] == "只有一个名字"


def test_what_is_no_value_stays_as_a_draft(qtbot: Any, room: Any, form: Any) -> None:
    made = form("lead")
    made.put({"title": "循环经济", "intent_amount": "3.2忆"})
    with qtbot.waitSignal(made.stored) as stored:
        made.save()
    shown = room.shown("lead", stored.args[1])
    assert shown["title"] == "循环经济"
    assert shown["intent_amount"] == ""
    assert made.texts()["intent_amount"] == "3.2忆"
    assert "亿" in made.fields["intent_amount"].problem.text()
    drafts = room.run(lambda desk: desk.drafts())
    assert [draft.texts for draft in drafts] == [{"intent_amount": "3.2忆"}]
    made.put({"intent_amount": "3.2亿"})
    with qtbot.waitSignal(made.saved):
        made.save()
    assert room.shown("lead", stored.args[1])["intent_amount"] == "3.20 亿元"
    assert not room.run(lambda desk: desk.drafts())


def test_a_draft_is_kept_by_itself_and_offered_after_a_crash(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    made = form("lead")
    typed(made.fields["title"].editor.line, "写到一半")
    qtbot.waitUntil(lambda: bool(made.draft_note.text()), timeout=5000)
    again = form("lead")
    assert "写到一半" in again.banner.label.text()
    again.take_draft(again.source.drafts[0])
    assert again.texts()["title"] == "写到一半"
    with qtbot.waitSignal(again.saved):
        again.save()
    assert not room.run(lambda desk: desk.drafts())


def test_a_draft_of_a_record_is_offered_and_thrown_away(qtbot: Any, room: Any, form: Any) -> None:
    lead = room.make("lead", title="循环经济")
    made = form("lead", lead)
    made.put({"next_step": "回访"})
    with qtbot.waitSignal(made.closed) as closed:
        qtbot.keyClick(made.fields["title"].editor.line, Qt.Key.Key_Escape)
    assert closed.args == [True]
    again = form("lead", lead)
    assert again.banner.isVisible()
    again._drop(again.source.drafts[0])
    qtbot.waitUntil(lambda: not room.run(lambda desk: desk.drafts()))
    assert room.shown("lead", lead)["next_step"] == ""


def test_only_changed_fields_are_written(qtbot: Any, room: Any, form: Any) -> None:
    from zsdesk.acts.records import change

    lead = room.make("lead", title="循环经济", referrer="张某")
    made = form("lead", lead)
    room.run(lambda desk: desk.do(change, "lead", lead, {"referrer": "李某"}))  # a colleague's change came in
    made.put({"next_step": "回访"})
    with qtbot.waitSignal(made.saved):
        made.save()
    shown = room.shown("lead", lead)
    assert (shown["referrer"], shown["next_step"]) == ("李某", "回访")


def test_a_field_can_be_cleared(qtbot: Any, room: Any, form: Any) -> None:
    lead = room.make("lead", title="循环经济", referrer="张某", intent_amount="3亿")
    made = form("lead", lead)
    made.put({"referrer": "", "intent_amount": ""})
    with qtbot.waitSignal(made.saved):
        made.save()
    shown = room.shown("lead", lead)
    assert (shown["referrer"], shown["intent_amount"]) == ("", "")


def test_probable_duplicates_are_shown_under_the_name(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    room.make("company", name=COMPANY)
    made = form("company")
    typed(made.fields["name"].editor.line, "黔磷新材料有限责任公司")
    qtbot.waitUntil(made.similar.isVisible, timeout=3000)
    assert COMPANY in made.similar.label.text()
    with qtbot.waitSignal(made.open_record) as opened:
        made.similar._links[0].clicked.emit()
    assert opened.args[0] == "company"


def test_an_enterprise_is_made_from_the_leads_form(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    made = form("lead")
    editor = made.fields["company"].editor
    editor.setFocus()
    typed(editor.line, "示例·赤竹科技")
    qtbot.waitUntil(lambda: editor.popup.isVisible() and editor.popup.list.count() == 1)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_id(editor.text()))
    assert room.shown("company", editor.value())["name"] == "示例·赤竹科技"


def test_a_narrow_form_has_one_column(form: Any) -> None:
    made = form("lead")
    beside = made.fields["intent_amount"].mapTo(made, made.fields["intent_amount"].rect().topLeft())
    assert beside.x() > made.width() // 4
    made.resize(460, 780)
    QApplication.processEvents()
    below = made.fields["intent_amount"].mapTo(made, made.fields["intent_amount"].rect().topLeft())
    assert below.x() < 40


def test_kept_drafts_are_offered_on_the_first_page(qtbot: Any, room: Any, form: Any) -> None:
    from ui.drafts import DraftsCard
    from ui.pages.parts import ItemRow

    lead = room.make("lead", title="循环经济")
    changed, new = form("lead", lead), form("company")
    changed.put({"next_step": "回访"})
    new.put({"name": "示例·赤竹科技"})
    changed.close_form()
    new.close_form()
    card = DraftsCard(room.work, room.bus)
    qtbot.addWidget(card)
    card.refresh()
    qtbot.waitUntil(lambda: len(card.rows) == 2)
    assert card.isVisible()
    rows = {row.accessibleName(): row for row in card.rows if isinstance(row, ItemRow)}
    assert any("循环经济" in name for name in rows)
    with qtbot.waitSignal(room.bus.new_record) as wanted:
        next(row for name, row in rows.items() if "赤竹" in name).click()
    assert wanted.args[0] == "company"


def test_choosing_the_lead_of_a_new_round_fills_in_what_follows(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    company = room.make("company", name="贵州华星")
    room.make("contact", name="王强", job_title="投资部总监", company=company)
    lead = room.make("lead", title="循环经济", first_contact_unit="开阳县投促局", company=company)
    first = form("negotiation", lead=lead)
    assert "王强" in first.texts()["attendees"], "whom the desk knows of the enterprise"
    brief = first.findChild(QShortcut)
    assert brief.key().toString() == "Ctrl+Shift+P"
    room.make("negotiation", lead=lead, topics="第一次见面", attendees="赵总/董事长//对方", open_points="资金配套额度")
    made = form("negotiation")
    assert made.texts()["round"] == "1"
    editor = made.fields["lead"].editor
    editor.setFocus()
    typed(editor.line, "循环")
    qtbot.waitUntil(lambda: editor.popup.isVisible() and editor.popup.list.count() > 0)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.texts()["round"] == "2")
    assert made.texts()["topics"] == "循环经济"
    assert made.source.last_round.open_points == "资金配套额度"
    with qtbot.waitSignal(made.saved) as saved:
        made.save()
    shown = room.shown("negotiation", saved.args[1])
    assert (shown["round"], shown["next_owner"]) == ("2", "开阳县投促局")


def test_a_new_name_is_not_held_against_the_officer_while_it_is_typed(qtbot: Any, typed: Any, form: Any) -> None:
    made = form("lead")
    company = made.fields["company"]
    company.editor.setFocus()
    typed(QApplication.focusWidget(), COMPANY)
    qtbot.waitUntil(lambda: company.editor.popup.isVisible())
    made.review()
    assert company.sentence == ""


def test_a_draft_that_is_taken_up_has_the_keyboard(qtbot: Any, typed: Any, room: Any, form: Any) -> None:
    first = form("lead")
    typed(QApplication.focusWidget(), "没写完")
    first.keep_draft()
    first.hide()
    again = form("lead")
    again.take_draft(again.source.drafts[0])
    assert again.fields["title"].editor.text() == "没写完"
    assert again.isAncestorOf(QApplication.focusWidget())


def test_a_long_heading_wraps(qtbot: Any, room: Any, form: Any) -> None:
    id = room.make("lead", title="耦合循环经济项目用地、能耗指标与蒸汽配套" * 4)
    made = form("lead", id)
    made.resize(760, 700)
    qtbot.waitUntil(lambda: made.title.wordWrap())
    assert made.minimumSizeHint().width() <= 760
