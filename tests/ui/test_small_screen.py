"""A screen of 1366 × 768 at 150% has 910 × 512 logical pixels: everything is there, nothing runs out of the window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.paint import two_lines
from ui.shell import PLACES
from ui.theme import Theme

SMALL = (910, 448)
"""Without the system's task bar and the window's frame."""


def test_every_page_fits(qtbot: Any, window: Any) -> None:
    shell = window.shell
    shell.resize(*SMALL)
    for place in PLACES:
        shell.go(place.name)
        qtbot.waitUntil(lambda: not window.work._waiting, timeout=20_000)
        assert (shell.width(), shell.height()) == SMALL, place.name
        page = shell.page(place.name)
        assert page.mapTo(shell, page.rect().bottomRight()).x() < SMALL[0]
        for part in _parts(page):
            right = part.mapTo(page, part.rect().topRight()).x()
            assert right <= page.width(), (place.name, part.objectName() or type(part).__name__)


def _parts(page: Any) -> list[QWidget]:
    return [part for part in (getattr(page, "left", None), getattr(page, "right", None)) if part and part.isVisible()]


def test_the_rail_makes_room(qtbot: Any, window: Any) -> None:
    shell = window.shell
    shell.resize(1366, 820)
    wide = shell.rail.width()
    shell.resize(*SMALL)
    assert shell.rail.width() < wide / 2
    assert not shell.rail.who.isVisible()
    assert "线索" in shell.rail.buttons["leads"].toolTip()
    shell.resize(1366, 820)
    assert shell.rail.width() == wide
    assert shell.rail.who.isVisible()


def test_an_empty_board_says_what_to_do(qtbot: Any, window: Any) -> None:
    shell = window.shell
    shell.resize(*SMALL)
    shell.go("projects")
    board = shell.page("projects").board
    qtbot.waitUntil(board.empty.isVisible, timeout=20_000)
    board.empty.action.click()
    qtbot.waitUntil(lambda: shell.page("projects").view is not None and shell.page("projects").view.form is not None)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("短名", ["短名"]),
        ("贵州乌蒙山区磷煤化工与新能源电池材料", 2),
        ("贵州乌蒙山区磷煤化工与新能源电池材料一体化循环经济产业园招商引资重大项目", 2),
        ("年产 200000 吨 phosphate 项目", 2),
    ],
)
def test_a_long_name_takes_two_lines(themed: Theme, text: str, lines: list[str] | int) -> None:
    metrics = QFontMetrics(theme.font(strong=True))
    found = two_lines(text, metrics.horizontalAdvance("十二个字的宽度一二三四五"), metrics)
    assert found == lines or len(found) == lines
    assert all(
        metrics.horizontalAdvance(line) <= metrics.horizontalAdvance("十二个字的宽度一二三四五") for line in found
    )
    assert text.replace(" ", "").startswith("".join(found).replace(" ", "").rstrip("…"))


def test_a_word_is_not_broken(themed: Theme) -> None:
    metrics = QFontMetrics(theme.font())
    first, second = two_lines("磷酸铁锂 phosphate 项目", metrics.horizontalAdvance("磷酸铁锂 phosp"), metrics)
    assert (first, second[:9]) == ("磷酸铁锂", "phosphate")
