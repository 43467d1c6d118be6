"""The small parts of pages."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from ui.pages.parts import Card, ItemRow


@pytest.fixture
def card(qtbot: Any, themed: Any) -> Card:
    made = Card("到期")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def fill(card: Card, qtbot: Any, *names: str) -> None:
    before = list(card.rows)
    card.put([ItemRow(name, "") for name in names], "没有")
    qtbot.wait(0)
    assert not any(row.isVisible() and row in card.rows for row in before)


def held() -> str:
    focused = QApplication.focusWidget()
    return "" if focused is None else focused.accessibleName()


def test_the_keyboard_stays_on_its_line_when_the_lines_are_read_again(card: Card, qtbot: Any) -> None:
    fill(card, qtbot, "甲", "乙", "丙")
    card.rows[1].setFocus()
    fill(card, qtbot, "新", "甲", "乙", "丙")
    assert held() == "乙"
    fill(card, qtbot, "新", "甲", "丙")  # gone: the line that took its place
    assert held() == "丙"
    fill(card, qtbot, "甲")
    assert held() == "甲"


def test_lines_that_do_not_have_the_keyboard_do_not_take_it(card: Card, qtbot: Any) -> None:
    fill(card, qtbot, "甲")
    fill(card, qtbot, "乙")
    assert held() == ""


def test_the_button_of_the_same_line_keeps_the_keyboard(card: Card, qtbot: Any) -> None:
    def rows(*names: str) -> None:
        made = [ItemRow(name, "") for name in names]
        for row in made:
            row.offer("撤回", lambda: None, "")
        card.put(made, "没有")
        qtbot.wait(0)

    rows("甲", "乙")
    button = card.rows[1]._offered
    button.setFocus()
    rows("甲", "乙", "丙")
    assert QApplication.focusWidget() is card.rows[1]._offered
