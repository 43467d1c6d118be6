"""A round for the visitor's eyes: nothing internal is there at all, and every line is read back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from ui.bus import Bus
from ui.dialogs.signing_places import SigningPlaces
from ui.dialogs.table_mode import TableMode, lines
from ui.sources import open_page

POSITIONS = "用地/2,400 亩/先供 1,600 亩/一期不少于 1,500 亩/close；税收/先征后返/未回应/不得承诺/open"


@pytest.fixture
def mode(room: Any, qtbot: Any) -> Any:
    lead = room.make("lead", title="磷系正极材料")
    people = "李明/局长/县投促局/我方；陈䶮/总监/黔磷/对方"
    id = room.make(
        "negotiation",
        lead=lead,
        place="开阳县迎宾楼",
        attendees=people,
        positions=POSITIONS,
        agreed="一期选址确定。\n四日内互换文本。",
        open_points="资金配套额度",
        risks="供电无书面答复",
        next_step="提交并联会审",
        next_owner="县投促局",
        next_due="2026-12-01",
    )
    page = room.run(open_page, "negotiation", id)
    made = TableMode(page, None, partial(SigningPlaces, room.work, Bus()))
    qtbot.addWidget(made)
    made.open()
    return made


def texts(mode: Any) -> str:
    return "\n".join(label.text() for label in mode.findChildren(QLabel))


def test_nothing_internal_is_in_the_window(mode: Any) -> None:
    seen = texts(mode) + "".join(widget.accessibleName() for widget in mode.findChildren(QPushButton))
    for inside in ("不少于", "不得承诺", "书面答复", "底线", "风险"):
        assert inside not in seen
    for outside in (
        "2,400 亩",
        "先供 1,600 亩",
        "基本一致",
        "一期选址确定。",
        "资金配套额度",
        "2026-12-01",
        "陈䶮 总监",
    ):
        assert outside in seen


def test_every_line_is_read_back_by_the_space_bar(mode: Any, qtbot: Any) -> None:
    assert [line.heading for line in lines(mode.page)] == ["用地", "税收", "议定", "", "分歧", "下一步"]
    for number in range(6):
        qtbot.keyClick(mode.scroll, Qt.Key.Key_Space)
        assert mode.lines[number].property("state") == "now"
    qtbot.keyClick(mode.scroll, Qt.Key.Key_Up)
    assert mode.lines[4].property("state") == "now"
    qtbot.keyClick(mode.scroll, Qt.Key.Key_Space)
    qtbot.keyClick(mode.scroll, Qt.Key.Key_Space)
    assert mode.all_read
    assert mode.told.text() == "6 条已全部宣读。"
    assert not mode.grab().isNull()
    qtbot.keyClick(mode.scroll, Qt.Key.Key_Space)
    assert mode.lines[0].property("state") == "now"


def test_both_sides_sign_after_the_last_line(room: Any, mode: Any, qtbot: Any) -> None:
    for _ in range(6):
        mode.read_next()
    assert mode.findChild(SigningPlaces) is None
    mode.read_next()
    places = mode.findChild(SigningPlaces).places
    assert [place.person.name for place in places] == ["陈䶮", "李明"]
    assert "不少于" not in texts(mode)
    place = places[0]
    assert not place.done.isEnabled()  # nothing is written yet
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(place.pad, left, none, QPoint(60, 40))
    QTest.mouseMove(place.pad, QPoint(200, 90))
    QTest.mouseRelease(place.pad, left, none, QPoint(240, 60))
    place.done.click()
    qtbot.waitUntil(lambda: "陈䶮已签署。" in texts(mode), timeout=10_000)
    [ink] = room.run(open_page, "negotiation", mode.page.detail.id).detail.values["acknowledgement"]
    assert (ink.name, ink.side) == ("陈䶮", "theirs")
    assert not place.pad.isEnabled()
    assert place.done.isHidden()


def test_escape_goes_back(mode: Any, qtbot: Any) -> None:
    qtbot.keyClick(mode.scroll, Qt.Key.Key_Escape)
    assert not mode.isVisible()


def test_a_round_without_anything_says_so(room: Any, qtbot: Any) -> None:
    id = room.make("negotiation", place="开阳")
    made = TableMode(room.run(open_page, "negotiation", id))
    qtbot.addWidget(made)
    assert "还没有记录内容" in texts(made)
    assert made.next.isHidden()
