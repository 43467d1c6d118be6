"""Laws that hold for the editor of every kind, and what single editors understand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from ui.editors import EDITORS, Editor, Found, Surroundings, editor_for
from ui.editors.base import ReadOnly
from zsdesk import kinds
from zsdesk.fields import fields
from zsdesk.ids import new_id
from zsdesk.kinds import Money, Person, Position2D, Target
from zsdesk.records import TYPES
from zsdesk.records.choices import NEEDS, industries
from zsdesk.records.negotiation import POSITION_STATUS, Negotiation, Position

TODAY = date(2026, 11, 23)
ONE, TWO = new_id(), new_id()
POSITIONS = next(f.kind for f in fields(Negotiation) if f.name == "positions")

SAMPLES: list[tuple[kinds.Kind[Any], Any]] = [
    (kinds.AnyRef(), Target("lead", ONE)),
    (kinds.Blob(), "ab" * 32),
    (industries(), "C26"),
    (kinds.Coordinates(), Position2D(27.0567, 106.965)),
    (kinds.Count(), 12),
    (kinds.Day(), date(2026, 6, 12)),
    (kinds.Email(), "li@example.com"),
    (kinds.Flag(), True),
    (kinds.Flag(), False),
    (kinds.Handwriting(), "10,20 300,240;50,60 700,300"),
    (kinds.Instant(), datetime(2026, 11, 23, 2, 0, tzinfo=UTC)),
    (kinds.LongText(), "第一段\n第二段，很长" + "长" * 400),
    (kinds.MoneyKind(), Money(33_100_000_000)),
    (kinds.MoneyKind(), Money(5_000_000, "USD")),
    (kinds.People(), (Person("王某", "董事长", "示例企业", "theirs"), Person("李某", "局长", "", "ours"),
                      Person("张某"))),
    (kinds.Phones(), ("13800000000", "0851-85550000转801")),
    (kinds.Quantity("亩"), 2400.5),
    (kinds.Ref("company"), ONE),
    (kinds.Refs("company"), (ONE, TWO)),
    (kinds.Region(), "520121"),
    (kinds.Regions(), ("520121", "522301")),
    (POSITIONS, (Position("用地", "2,400 亩", "先供 1,600 亩", "不少于 1,500", "close"), Position("用电"))),
    (kinds.Tags(*NEEDS), ("land", "policy")),
    (kinds.Text(), "磷硫铁锂氟耦合循环经济"),
    (kinds.Texts(), ("黔磷", "示例磷业")),
    (kinds.Uscc(), "91350100M000100Y43"),
]  # fmt: skip

BAD: list[tuple[kinds.Kind[Any], str]] = [
    (industries(), "没有这一行"),
    (kinds.Coordinates(), "那边"),
    (kinds.Count(), "三"),
    (kinds.Day(), "2026-02-30"),
    (kinds.Email(), "li at example"),
    (kinds.Flag(), "也许"),
    (kinds.Instant(), "2026-02-30 10:00"),
    (kinds.MoneyKind(), "3.2忆"),
    (kinds.People(), "[{]"),
    (kinds.Phones(), "1385××"),
    (kinds.Quantity("亩"), "很多"),
    (kinds.Ref("company"), "没有这家"),
    (kinds.Refs("company"), "没有这家"),
    (kinds.Region(), "火星县"),
    (kinds.Regions(), "火星县"),
    (POSITIONS, '[{"item":"用地","status":"也许"}]'),
    (POSITIONS, "[{]"),
    (kinds.Tags(*NEEDS), "阳光"),
    (kinds.Uscc(), "91350100M000100Y44"),
]  # fmt: skip


def name(sample: tuple[kinds.Kind[Any], Any]) -> str:
    return type(sample[0]).__name__


@pytest.fixture
def around() -> Surroundings:
    return Surroundings(TODAY)


def made(qtbot: Any, kind: kinds.Kind[Any], around: Surroundings) -> Editor:
    editor = editor_for(kind, around)
    qtbot.addWidget(editor)
    editor.resize(480, 40)
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    return editor


def test_every_kind_has_an_editor() -> None:
    declared = {type(f.kind) for record in TYPES for f in fields(record) if not f.hidden}
    assert all(any(base in EDITORS for base in kind.__mro__) for kind in declared)
    assert {type(kind) for kind, _ in SAMPLES} >= set(EDITORS) - {kinds.Rows}


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_a_value_comes_back(qtbot: Any, around: Surroundings, sample: tuple[kinds.Kind[Any], Any]) -> None:
    kind, value = sample
    editor = made(qtbot, kind, around)
    editor.set_value(value)
    assert editor.value() == value
    assert kind.parse(editor.text(), today=TODAY) == value
    assert editor.sentence() == ""


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_a_draft_comes_back(qtbot: Any, around: Surroundings, sample: tuple[kinds.Kind[Any], Any]) -> None:
    first, second = made(qtbot, sample[0], around), made(qtbot, sample[0], around)
    first.set_value(sample[1])
    second.set_text(first.text())
    assert second.value() == sample[1]


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_nothing_is_none(qtbot: Any, around: Surroundings, sample: tuple[kinds.Kind[Any], Any]) -> None:
    editor = made(qtbot, sample[0], around)
    editor.set_value(sample[1])
    editor.set_value(None)
    assert editor.value() is None
    assert editor.text() == ""
    assert editor.sentence() == ""


@pytest.mark.parametrize("sample", BAD, ids=name)
def test_what_is_no_value_stays_and_is_said(
    qtbot: Any, around: Surroundings, sample: tuple[kinds.Kind[Any], str]
) -> None:
    kind, text = sample
    editor = made(qtbot, kind, around)
    said: list[str] = []
    editor.problem.connect(said.append)
    editor.set_text(text)
    assert editor.text() == text
    assert said
    assert said[-1]
    assert editor.sentence() == said[-1]
    editor.set_text("")
    assert said[-1] == ""


def test_read_only_where_a_field_is_the_provinces(qtbot: Any, around: Surroundings) -> None:
    editor = editor_for(kinds.Text(), around, read_only=True)
    qtbot.addWidget(editor)
    editor.set_text("QZ-2026-000123")
    assert isinstance(editor, ReadOnly)
    assert editor.text() == "QZ-2026-000123"


def test_money_echoes_the_whole_amount(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.MoneyKind(), around)
    typed(editor.line, "3.2亿")
    assert editor.value() == Money(320_000_000)
    assert "320,000,000" in editor.echo.text()
    assert editor.echo.isVisible()


def test_a_day_is_typed_short_and_written_out(qtbot: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.Day(), around)
    qtbot.keyClicks(editor.line, "1201")
    editor.tidy()
    assert editor.line.text() == "2026-12-01"
    assert "8" in editor.echo.text()


def test_a_day_is_picked_by_the_keyboard(qtbot: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.Day(), around)
    editor.window().resize(480, 400)
    editor.set_value(TODAY)
    editor.line.setFocus()
    qtbot.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.calendar.isVisible()
    qtbot.keyClick(editor.line, Qt.Key.Key_Down)
    qtbot.keyClick(editor.line, Qt.Key.Key_Right)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == date(2026, 12, 1)
    assert not editor.calendar.isVisible()


def test_a_picked_day_keeps_the_time(qtbot: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.Instant(), around)
    editor.set_text("2026-11-23 10:20")
    editor._picked(date(2026, 11, 25))
    assert editor.text() == "2026-11-25 10:20"


def test_a_choice_by_pinyin_initials(qtbot: Any, around: Surroundings) -> None:
    from zsdesk.records.choices import CHANNELS

    editor: Any = made(qtbot, CHANNELS, around)
    editor.line.setFocus()
    qtbot.keyClicks(editor.line, "yszs")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == "referral"
    assert editor.line.text() == "以商招商"


def test_regions_by_pinyin_initials(qtbot: Any, around: Surroundings) -> None:
    one: Any = made(qtbot, kinds.Region(), around)
    one.line.setFocus()
    qtbot.keyClicks(one.line, "ky")
    assert one.popup.list.item(0).text() == "开阳县"
    qtbot.keyClick(one.line, Qt.Key.Key_Return)
    assert one.value() == "520121"
    several: Any = made(qtbot, kinds.Regions(), around)
    several.box.line.setFocus()
    qtbot.keyClicks(several.box.line, "ky")
    qtbot.keyClick(several.box.line, Qt.Key.Key_Return)
    assert several.value() == ("520121",)
    qtbot.keyClick(several.box.line, Qt.Key.Key_Backspace)
    assert several.value() is None


def test_a_credit_code_is_checked_while_it_is_typed(qtbot: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.Uscc(), around)
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    qtbot.keyClicks(editor.line, "91350100M000100Y4")
    assert editor.sentence() == ""
    qtbot.keyClicks(editor.line, "3")
    assert editor.echo.text()
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(editor.line, "4")
    assert "91350100M000100Y44" in editor.sentence()


def test_rows_enter_adds_one_and_empty_ones_are_dropped(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, POSITIONS, around)
    typed(editor.rows[0][0].area, "用地")
    qtbot.keyClick(editor.rows[0][0].area, Qt.Key.Key_Return)
    assert editor.rows[1][0].area.hasFocus()
    typed(editor.rows[1][0].area, "用电")
    typed(editor.rows[1][4].area, "待议")
    assert editor.value() == (Position("用地"), Position("用电", status="open"))
    assert len(editor.rows) == 3
    editor.rows[1][0].area.setFocus()
    qtbot.keyClick(editor.rows[1][0].area, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == (Position("用地"),)


def test_internal_columns_are_marked(qtbot: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, POSITIONS, around)
    marked = [cell.column.name for cell in editor.rows[0] if cell.property("tone") == "amber"]
    assert marked == ["bottom"]


def test_people_are_typed_one_after_the_other(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.People(), around)
    ours, theirs = editor.sides["ours"], editor.sides["theirs"]
    typed(ours.line, "李某 局长 开阳县投促局")
    qtbot.keyClick(ours.line, Qt.Key.Key_Return)
    typed(theirs.line, "王某/董事长")
    assert editor.value() == (
        Person("李某", "局长", "开阳县投促局", "ours"),
        Person("王某", "董事长", "", "theirs"),
    )
    qtbot.keyClick(ours.line, Qt.Key.Key_Backspace)
    assert ours.line.text() == "李某/局长/开阳县投促局"


def test_a_record_is_found_by_typing_or_made(qtbot: Any, typed: Any) -> None:
    def find(_type: str, text: str, then: Any) -> None:
        then([Found(ONE, "示例·黔磷新材料", "开阳县")] if "黔" in text else [])

    def make(_type: str, given: str, then: Any) -> None:
        then(Found(TWO, given))

    editor: Any = made(qtbot, kinds.Ref("company"), Surroundings(TODAY, find, lambda *_: None, make))
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    typed(editor.line, "黔磷")
    qtbot.waitUntil(lambda: editor.popup.isVisible())
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == ONE
    assert editor.line.text() == "示例·黔磷新材料"
    editor.line.selectAll()
    typed(editor.line, "赤竹")
    qtbot.waitUntil(lambda: editor.popup.list.count() == 1 and "赤竹" in editor.popup.list.item(0).text())
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == TWO
    assert editor.line.text() == "赤竹"


def test_composing_triggers_nothing(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.Regions(), around)
    editor.set_value(("520121",))
    line = editor.box.line
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("kai", []))
    assert line.composing
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert editor.value() == ("520121",)
    typed(line, "开")
    assert not line.composing
    assert line.text() == "开"


def test_letters_of_a_choice_are_no_mistake_while_the_list_offers(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, POSITION_STATUS, around)
    said: list[str] = []
    editor.problem.connect(said.append)
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    typed(editor.line, "d")
    assert editor.popup.list.item(0).text() == "待议"
    assert said == []
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    editor.tidy()
    assert said != []


def test_a_list_of_one_line_shows_it_whole(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, kinds.Region(), around)
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    typed(editor.line, "kaiyang")
    shown = editor.popup.list
    qtbot.waitUntil(lambda: shown.isVisible() and shown.count() == 1)
    assert shown.verticalScrollBar().maximum() == 0
    assert shown.viewport().height() >= shown.visualItemRect(shown.item(0)).height()


def test_a_name_that_is_no_record_is_offered_again_when_the_line_is_entered(qtbot: Any, typed: Any) -> None:
    around = Surroundings(TODAY, lambda _type, _text, then: then([]), lambda *_: None, lambda *_: None)
    editor: Any = made(qtbot, kinds.Ref("company"), around)
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    typed(editor.line, "赤竹")
    qtbot.waitUntil(lambda: editor.popup.isVisible())
    editor.line.clearFocus()
    assert not editor.popup.isVisible()
    assert "赤竹" in editor.sentence()
    qtbot.mouseClick(editor.arrow, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: editor.popup.isVisible())
    assert "赤竹" in editor.popup.list.item(0).text()


def test_a_click_into_a_cell_of_options_shows_them(qtbot: Any, typed: Any, around: Surroundings) -> None:
    editor: Any = made(qtbot, POSITIONS, around)
    cell = next(cell for cell in editor.rows[0] if cell.options)
    qtbot.mouseClick(cell.area.viewport(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cell.popup.isVisible())
    cell.area.setFocus()
    qtbot.waitUntil(cell.area.hasFocus)
    typed(cell.area, "d")
    assert cell.popup.list.item(0).text() == "待议"
    qtbot.keyClick(cell.area, Qt.Key.Key_Return)
    assert (cell.text(), cell.popup.isVisible()) == ("open", False)
