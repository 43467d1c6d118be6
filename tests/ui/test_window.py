"""The whole window on a real desk: pages, keys, quick add, undo, search, language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from ui.log import unexpected
from ui.rail import page_keys
from ui.shell import PLACES
from zsdesk.acts import records
from zsdesk.clock import from_ms
from zsdesk.kinds import Money

CONTROL = Qt.KeyboardModifier.ControlModifier


def do(qtbot: Any, window: Any, act: Any, *args: Any) -> Any:
    """Run an act on the window's desk; its ``Done``."""
    answers: list[Any] = []
    window.work.do(act, *args, then=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0]


def read(qtbot: Any, window: Any, fn: Any) -> Any:
    answers: list[Any] = []
    window.work.data(lambda: answers.append((fn(window.work.desk),)))
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0][0]


def fill(work: Any) -> None:
    company = records.create(work, "company", {"name": "示例·黔磷新材料有限公司"})
    for n in range(3):
        values = {"title": f"磷硫铁锂氟 {n}", "company": company, "intent_amount": Money((n + 1) * 100_000_000)}
        lead = records.create(work, "lead", values)
    records.create(work, "negotiation", {"lead": lead, "place": "开阳县迎宾楼", "agreed": "先供一期用地"})
    records.create(work, "project", {"name": "循环经济项目", "total_investment": Money(33_100_000_000)})


@pytest.fixture
def filled(window: Any, qtbot: Any) -> Any:
    do(qtbot, window, fill)
    return window


def leads(qtbot: Any, window: Any) -> Any:
    """The page of leads with its first record shown."""
    window.shell.go("leads")
    page = window.shell.page("leads")
    qtbot.waitUntil(lambda: page.list.view.current_id() != "" and page.view is not None, timeout=10_000)
    qtbot.waitUntil(lambda: page.view.id == page.list.view.current_id())
    return page


def test_every_page_opens_with_its_key(filled: Any, qtbot: Any) -> None:
    for name, key in page_keys(PLACES).items():
        qtbot.keyClick(filled.shell, key[-1], CONTROL)
        place = next(place for place in PLACES if place.name == name)
        assert filled.shell.current == place.name
        assert filled.shell.rail.buttons[place.name].isChecked()
        assert not filled.shell.grab().isNull()


def test_the_rail_counts(filled: Any, qtbot: Any) -> None:
    buttons = filled.shell.rail.buttons
    qtbot.waitUntil(lambda: buttons["leads"].count == "3", timeout=5_000)
    assert (buttons["companies"].count, buttons["negotiations"].count, buttons["projects"].count) == ("1", "1", "1")
    assert "示例用户" in filled.shell.rail.who.text()


def test_the_list_says_how_many_and_how_much(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    assert page.counted.text() == "3 条 · 意向 6.0 亿元"
    assert page.list.body.currentWidget() is page.list.view


def test_arrow_keys_show_the_record_and_enter_goes_to_it(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    qtbot.keyClick(page.list.view, Qt.Key.Key_Down)
    second = page.list.model.ids[1]
    qtbot.waitUntil(lambda: page.view.id == second)
    with qtbot.waitSignal(page.list.view.opened):
        qtbot.keyClick(page.list.view, Qt.Key.Key_Return)


def test_ctrl_e_edits_over_the_whole_page_and_esc_comes_back(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    page.edit_current()
    qtbot.waitUntil(lambda: page.view.form is not None, timeout=10_000)
    assert not page.left.isVisible()
    qtbot.keyClick(page.view.form, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.left.isVisible())
    assert page.view.form is None


def test_filters_narrow_the_list_and_come_off(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    with qtbot.waitSignal(page.list.model.arrived):
        page.list.line.setText("没有这样的词")
    assert page.list.body.currentWidget() is page.list.empty
    with qtbot.waitSignal(page.list.model.arrived):
        page.list.empty.action.click()
    assert len(page.list.model.ids) == 3
    chip = page.list.chips[("unset", "triage")]
    with qtbot.waitSignal(page.list.model.arrived):
        chip.click()
    assert page.list.wanted.filters == (("triage", ""),)
    assert len(page.list.model.ids) == 3
    with qtbot.waitSignal(page.list.model.arrived):
        page.list.chips[("mine", "owner")].click()
    assert dict(page.list.wanted.filters) == {"triage": "", "owner": "示例用户"}


def test_a_chip_with_a_menu_filters_by_choice(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    chip = page.list.chips[("choice", "channel")]
    qtbot.waitUntil(lambda: chip._menu is not None)
    with qtbot.waitSignal(page.list.model.arrived):
        chip._menu.actions()[0].trigger()
    assert page.list.wanted.filters == (("channel", "office"),)
    assert chip.isChecked()
    assert "驻外办" in chip.text()


def test_an_empty_list_teaches(window: Any, qtbot: Any) -> None:
    window.shell.go("companies")
    page = window.shell.page("companies")
    qtbot.waitUntil(lambda: page.list.body.currentWidget() is page.list._empty, timeout=10_000)
    assert "企业" in page.list.empty.sentence.text()
    assert not page.right.isVisible()
    page.list.empty.action.click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.form is not None, timeout=10_000)


def test_quick_add_saves_a_lead_in_one_line_and_ctrl_z_takes_it_back(window: Any, qtbot: Any, typed: Any) -> None:
    shell = window.shell
    qtbot.keyClick(shell, Qt.Key.Key_N, CONTROL)
    assert shell.quick.isVisible()
    typed(shell.quick.line, "固态电池隔膜二期")
    qtbot.keyClick(shell.quick.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.current == "leads", timeout=10_000)
    page = shell.page("leads")
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 1, timeout=10_000)
    assert shell.toast.isVisible()
    assert shell.toast.label.text() == "线索已保存"
    qtbot.keyClick(shell, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.list.model.ids == [], timeout=10_000)
    assert shell.toast.label.text() == "已撤销"
    qtbot.keyClick(shell, Qt.Key.Key_Z, CONTROL)
    assert shell.toast.label.text() == "没有可撤销的操作。"


def test_quick_add_reads_the_line_and_a_part_can_be_left_out(window: Any, qtbot: Any, typed: Any) -> None:
    quick = window.shell.quick
    quick.start()
    typed(quick.line, "宁德时代 投资部 13800001234 意向3亿 开阳")
    assert quick.height() > 200  # the forms are in view
    qtbot.waitUntil(lambda: len(quick.heard.buttons) == 6, timeout=10_000)
    qtbot.waitUntil(lambda: quick.heard.height() >= 6 * 20)  # no row is squeezed
    assert quick.rect().contains(quick.buttons[-1].geometry())
    quick.heard.buttons["preferred_regions"].click()
    assert len(quick.heard.buttons) == 5
    assert not quick.grab().isNull()
    qtbot.keyClick(quick.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.current == "leads", timeout=10_000)
    made = {t: read(qtbot, window, lambda desk, t=t: desk.read(ids_of, t)) for t in ("lead", "company", "contact")}
    assert [len(found) for found in made.values()] == [1, 1, 1]
    assert window.shell.toast.label.text() == "线索已保存", "not what else was made on the way"
    qtbot.keyClick(window.shell, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: window.shell.toast.label.text() == "已撤销", timeout=10_000)
    assert read(qtbot, window, lambda desk: desk.read(ids_of, "contact")) == []
    assert read(qtbot, window, lambda desk: desk.read(ids_of, "company")) == []


def ids_of(session: Any, type_name: str) -> list[str]:
    from zsdesk.queries.lists import ListQuery, ids

    return ids(session, ListQuery(type_name))


CARD = "示例·黔磷新材料有限公司\n陈䶮 投资总监\n手机 13800001234"


def test_a_card_that_is_pasted_becomes_a_contact(window: Any, qtbot: Any, qapp: QApplication) -> None:
    quick = window.shell.quick
    quick.start()
    qapp.clipboard().setText(CARD)
    qtbot.keyClick(quick.line, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: "contact.job_title" in quick.heard.buttons, timeout=10_000)
    qtbot.keyClick(quick.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.current == "companies", timeout=10_000)
    assert len(read(qtbot, window, lambda desk: desk.read(ids_of, "contact"))) == 1


def test_enter_comes_faster_than_the_reading(window: Any, qtbot: Any, typed: Any) -> None:
    quick = window.shell.quick
    quick.start()
    typed(quick.line, "恒芯能源 固态电池 3亿")
    qtbot.keyClick(quick.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.current == "leads", timeout=10_000)
    assert len(read(qtbot, window, lambda desk: desk.read(ids_of, "company"))) == 1


def test_quick_add_waits_for_the_input_method(window: Any, qtbot: Any, qapp: QApplication) -> None:
    window.shell.quick.start()
    line = window.shell.quick.line
    qapp.sendEvent(line, QInputMethodEvent("dianchi", []))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.shell.quick.isVisible()
    assert read(qtbot, window, lambda desk: desk.count()) == 0


def test_quick_add_opens_forms_by_key(window: Any, qtbot: Any) -> None:
    window.shell.quick.start()
    window.shell.quick.line.setText("一家企业")
    window.shell.quick.form("company")
    page = window.shell.page("companies")
    qtbot.waitUntil(lambda: page.view is not None and page.view.form is not None, timeout=10_000)
    assert window.shell.current == "companies"


def search(qtbot: Any, window: Any, words: str) -> Any:
    box = window.shell.search
    if box.showing:
        box.leave()
    box.line.clear()
    box.start()
    box.line.setText(words)
    box.line.typed.emit()
    qtbot.waitUntil(lambda: box.showing and box.answered == words, timeout=10_000)
    return box


def test_enter_waits_for_the_answer(filled: Any, qtbot: Any) -> None:
    box = filled.shell.search
    box.start()
    box.line.setText("xhjj")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)  # at once: what is in view answers nothing typed
    qtbot.waitUntil(lambda: filled.shell.current == "projects", timeout=10_000)


def test_search_finds_by_pinyin_marks_and_opens(filled: Any, qtbot: Any) -> None:
    box = search(qtbot, filled, "黔磷")
    assert box.results.hits.hits[0].type == "company"
    hit = box.results.hits.hits[0]
    start, end = hit.marks[0]
    assert hit.snippet[start:end] == "黔磷"
    box = search(qtbot, filled, "xhjj")
    assert box.results.hits.hits[0].type == "project"
    assert not box.results.grab().isNull()
    box = search(qtbot, filled, "磷硫")
    assert len(box.results.hits.hits) >= 3
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    assert box.results.list.currentIndex().row() == 1
    chosen = box.results.hits.hits[1]
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert not box.showing
    qtbot.waitUntil(lambda: filled.shell.current in ("leads", "negotiations"))
    page = filled.shell.page(filled.shell.current)
    qtbot.waitUntil(lambda: page.view is not None and page.view.id == chosen.id, timeout=10_000)


def test_search_says_when_it_finds_nothing(filled: Any, qtbot: Any) -> None:
    box = search(qtbot, filled, "没有这样的词")
    assert box.results.hits.hits == []
    assert "没有找到" in box.results.foot.text()
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    assert not box.showing


def test_search_never_starts_while_an_input_method_composes(
    filled: Any, qtbot: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = filled.shell.search
    box.start()
    asked: list[str] = []
    monkeypatch.setattr("ui.asks.find", lambda desk, text, limit: asked.append(text) or [])
    qapp.sendEvent(box.line, QInputMethodEvent("lin", []))
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    qtbot.wait(150)
    assert asked == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("磷")
    qapp.sendEvent(box.line, commit)
    qtbot.waitUntil(lambda: asked == ["磷"])


def test_a_deleted_record_is_not_found_in_the_list(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    gone = page.list.model.ids[0]
    do(qtbot, filled, records.delete, "lead", gone)
    qtbot.waitUntil(lambda: len(page.list.model.ids) == 2)
    qtbot.waitUntil(lambda: page.view.id in page.list.model.ids)


def test_the_board_shows_stages_with_sums_and_opens_a_card(filled: Any, qtbot: Any) -> None:
    filled.shell.go("projects")
    page = filled.shell.page("projects")
    qtbot.waitUntil(lambda: "lead" in page.board._lanes, timeout=10_000)
    lane = page.board._lanes["lead"]
    assert (lane.name.text(), lane.sum.text()) == ("线索", "1 · 331.0 亿")
    assert not page.board._lanes["suspended"].isVisible()
    assert page.counted.text() == "1 个 · 331.0 亿元"
    assert lane.list.currentIndex().isValid(), "the keyboard came to the first card when the cards came"
    qtbot.keyClick(lane.list, Qt.Key.Key_Return)
    assert page.right.isVisible()
    qtbot.keyClick(filled.shell, Qt.Key.Key_Escape)
    assert not page.right.isVisible()
    page.tabs["project"].click()
    qtbot.waitUntil(lambda: page.list.view.current_id() != "", timeout=10_000)
    assert not page.on_board


def test_today_opens_what_is_due_by_its_number(filled: Any, qtbot: Any) -> None:
    def due(work: Any) -> None:
        records.create(work, "lead", {"title": "到期的线索", "next_step": "回访", "next_due": work.clock_today()})

    def with_day(work: Any) -> None:
        from zsdesk.clock import from_ms

        work.clock_today = lambda: from_ms(work.clock.now_ms()).date()
        due(work)

    do(qtbot, filled, with_day)
    filled.shell.go("today")
    page = filled.shell.page("today")
    qtbot.waitUntil(lambda: any("到期的线索" in row.accessibleName() for row in page.dues.rows), timeout=10_000)
    assert "1 件今天到期" in page.summary.text()
    assert page.figures["leads"].text() == "4"
    qtbot.keyClick(page, "1")
    assert filled.shell.current == "leads"


def test_what_is_due_today_comes_first_then_the_newest_that_is_late(qapp: Any, qtbot: Any) -> None:
    from ui.pages.owed_card import OwedCard, parted
    from zsdesk.queries.agenda import Item

    day = date(2026, 11, 26)
    ages = (-400, -3, 0, 5, *range(-20, -11))
    items = [Item("lead", f"{n}", f"线索{n}", "", None, day + timedelta(n), "red") for n in ages]
    card = OwedCard("我欠的", "无")
    qtbot.addWidget(card)
    card.show_parts(parted(items, day), day)
    assert [row.text() for row in card.items] == [
        "线索0",
        "线索-3",
        *(f"线索{n}" for n in range(-12, -16, -1)),
        "线索5",
    ]
    more = next(row for row in card.rows if row.text() == "还有 6 项")
    more.click()
    assert [row.text() for row in card.items][-2:] == ["线索-400", "线索5"], "it unfolds where it stands"
    got = []
    card.opened.connect(lambda *record: got.append(record))
    card.items[1].click()
    assert got == [("lead", "-3")]


def test_the_pack_of_tomorrows_visit_is_one_click_away(window: Any, qtbot: Any) -> None:
    from ui.dialogs.paper import PaperDialog

    def arrange(work: Any) -> None:
        tomorrow = from_ms(work.clock.now_ms()) + timedelta(days=1)
        records.create(work, "visit", {"subject": "考察磷氟产业园", "held_at": tomorrow, "agenda": "看地块"})
        records.create(work, "negotiation", {"topics": "用地", "held_at": tomorrow})

    do(qtbot, window, arrange)
    window.shell.go("today")
    page = window.shell.page("today")
    qtbot.waitUntil(lambda: len(page.tomorrow.rows) == 2, timeout=10_000)
    offered = {row.accessibleName().split()[1]: row.findChild(QPushButton) for row in page.tomorrow.rows}
    assert [name for name, found in offered.items() if found] == ["考察磷氟产业园"]
    offered["考察磷氟产业园"].click()
    dialog = page.findChild(PaperDialog)
    qtbot.waitUntil(lambda: bool(dialog.paper.pages), timeout=20_000)
    assert "考察资料包" in dialog.windowTitle()
    dialog.close()


def test_every_control_has_a_name_and_a_tooltip_or_words(filled: Any, qtbot: Any) -> None:
    for place in PLACES:
        filled.shell.go(place.name)
    leads(qtbot, filled)
    filled.shell.quick.start()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QTableView)
    nameless = [
        f"{type(control).__name__} {control.objectName()} in {type(control.parent()).__name__}"
        for kind in kinds for control in filled.shell.findChildren(kind)
        if not (control.accessibleName() or control.property("text")) and not of_qt(control)
    ]  # fmt: skip
    assert nameless == []


def of_qt(control: QWidget) -> bool:
    """Parts that Qt itself puts into a control: a table's corner, a line's clear button."""
    return control.objectName().startswith("qt_") or isinstance(control.parent(), (QLineEdit, QTableView))


def test_the_language_changes_at_once(filled: Any, qtbot: Any) -> None:
    leads(qtbot, filled)
    filled.set_language("en")
    assert filled.shell.rail.buttons["leads"].text() == "Leads"
    assert filled.shell.current == "leads"
    page = filled.shell.page("leads")
    qtbot.waitUntil(lambda: page.counted.text() == "3 leads · intended CNY 600.0 M", timeout=10_000)
    filled.set_language("zh_CN")
    assert filled.shell.rail.buttons["leads"].text() == "线索"


def test_light_and_dark_change_at_once(filled: Any, qtbot: Any) -> None:
    leads(qtbot, filled)
    before = filled.shell.grab().toImage().pixelColor(400, 60)
    filled.theme.choose("dark")
    after = filled.shell.grab().toImage().pixelColor(400, 60)
    filled.theme.choose("light")
    assert before.lightness() > 200
    assert after.lightness() < 60


def test_errors_are_said_as_sentences(filled: Any, qtbot: Any) -> None:
    def wrong() -> None:
        raise RuntimeError("secret field")

    filled.work.data(wrong)
    qtbot.waitUntil(lambda: filled.shell.toast.label.text() == str(unexpected()))
    assert "secret" not in filled.shell.toast.label.text()


class Flashes(QObject):
    """Notes every window that appears."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.property('role')}")
        return False


def test_no_other_window_ever_flashes_up(filled: Any, qtbot: Any, qapp: QApplication) -> None:
    flashes = Flashes()
    qapp.installEventFilter(flashes)
    try:
        page = leads(qtbot, filled)
        for place in PLACES:
            filled.shell.go(place.name)
            qtbot.wait(60)
        do(qtbot, filled, records.delete, "lead", page.list.model.ids[0])
        filled.shell.go("leads")
        page.edit_current()
        qtbot.waitUntil(lambda: page.view.form is not None, timeout=10_000)
        qtbot.wait(100)
    finally:
        qapp.removeEventFilter(flashes)
    assert flashes.seen == []


def test_a_form_that_was_asked_for_is_not_overtaken_by_the_list(filled: Any, qtbot: Any) -> None:
    filled.shell.new_record("lead", {"title": "新的"})
    page = filled.shell.page("leads")
    page._show_current()  # as the list does, when its rows come in before the form
    qtbot.waitUntil(lambda: page.view.form is not None, timeout=10_000)
    qtbot.wait(120)
    assert page.view.form is not None
    assert page.view.form.texts()["title"] == "新的"


def test_the_rail_leads_out_of_a_form_that_lies_over_its_own_page(filled: Any, qtbot: Any) -> None:
    page = leads(qtbot, filled)
    page.edit_current()
    qtbot.waitUntil(lambda: page.view.form is not None, timeout=10_000)
    page.view.form.put({"referrer": "张某"})
    filled.shell.go("companies")
    filled.shell.go("leads")
    assert page.view.form is not None  # back from elsewhere the form is where it was
    filled.shell.rail.buttons["leads"].click()
    assert page.view.form is None
    assert page.left.isVisible()
    qtbot.waitUntil(lambda: "草稿" in filled.shell.toast.label.text(), timeout=10_000)
    drafts = read(qtbot, filled, lambda desk: desk.drafts())
    assert [draft.texts["referrer"] for draft in drafts] == ["张某"]


def test_no_name_is_cut_while_another_column_has_room(window: Any, qtbot: Any) -> None:
    name = "贵州华星磷煤化工一体化循环经济有限公司"

    def arrange(work: Any) -> None:
        company = records.create(work, "company", {"name": name, "uscc_pending": True})
        records.create(work, "lead", {"title": "短", "company": company})

    do(qtbot, window, arrange)
    page = leads(qtbot, window)
    view = page.list.view
    at = next(i for i, column in enumerate(page.list.model.columns) if column.name == "company")
    need = view.fontMetrics().horizontalAdvance(name)
    qtbot.waitUntil(lambda: view.columnWidth(at) >= need + 16, timeout=10_000)
    heads = [view.fontMetrics().horizontalAdvance(column.heading) for column in page.list.model.columns]
    assert all(view.columnWidth(i) >= head for i, head in enumerate(heads) if not view.isColumnHidden(i))
