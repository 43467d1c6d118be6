"""Ctrl+K does things, the sheet of keys is true, and the settings hold at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from ui import keys, support, theme
from ui import settings as stored
from ui.actions import Action, fitting
from ui.dialogs.keys import KeySheet
from ui.dialogs.settings import SettingsDialog
from ui.shell import PLACES
from ui.tokens import CONTRAST, CONTRAST_DARK, LIGHT
from zsdesk.words import catalogue

CONTROL = Qt.KeyboardModifier.ControlModifier
MADE = [Action("前往“同步”", "x", list), Action("新建线索", "x", list), Action("立即同步", "x", list)]
INITIALS = {"前往“同步”": "qwtb", "新建线索": "xjxs", "立即同步": "ljtb"}


def words(found: list[tuple[int, Action]]) -> list[str]:
    return [action.words for _, action in found]


def test_actions_are_found_by_words_and_initials() -> None:
    assert words(fitting(MADE, INITIALS, "xj")) == ["新建线索"]
    assert words(fitting(MADE, INITIALS, "同步")) == ["前往“同步”", "立即同步"]
    assert words(fitting(MADE, INITIALS, "tb")) == ["前往“同步”", "立即同步"]
    assert fitting(MADE, INITIALS, "立即")[0][0] == 0
    assert words(fitting(MADE, INITIALS, " ")) == words([(0, one) for one in MADE])
    assert fitting(MADE, INITIALS, "没有") == []


def typed(qtbot: Any, window: Any, text: str) -> Any:
    box = window.shell.search
    box.line.setText(text)
    box.line.typed.emit()
    qtbot.waitUntil(lambda: not box._pause.isActive() and box.showing, timeout=10_000)
    return box


def first_words(box: Any) -> list[str]:
    return [getattr(hit, "words", "") for hit in box.results.hits.hits]


def test_ctrl_k_goes_to_a_page_by_initials(window: Any, qtbot: Any) -> None:
    qtbot.keyClick(window.shell, Qt.Key.Key_K, CONTROL)
    box = window.shell.search
    assert box.showing
    qtbot.waitUntil(lambda: box._initials.get("前往“企业”") == "qwqy", timeout=10_000)
    typed(qtbot, window, "qwqy")
    qtbot.waitUntil(lambda: first_words(box)[:1] == ["前往“企业”"])
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert window.shell.current == "companies"
    assert not box.showing
    assert box.line.text() == ""


def test_ctrl_k_offers_what_the_record_in_view_offers(window: Any, qtbot: Any) -> None:
    from zsdesk.acts import records

    done: list[Any] = []
    window.work.do(records.create, "lead", {"title": "磷系正极材料"}, then=done.append)
    window.shell.go("leads")
    page = window.shell.page("leads")
    qtbot.waitUntil(lambda: page.view is not None and page.view._detail is not None, timeout=10_000)
    qtbot.waitUntil(lambda: {"记洽谈", "编辑"} <= {a.words for a in page.actions()}, timeout=10_000)
    page.actions()[1].act()
    qtbot.waitUntil(lambda: page.view.form is not None, timeout=10_000)
    assert page.actions() == []


def sheet_keys() -> set[str]:
    found = set()
    for _, group in keys.SHEET:
        for key in group:
            found |= set(key.keys.split())
    return found


def test_every_shortcut_is_on_the_sheet(window: Any, qtbot: Any) -> None:
    for place in PLACES:
        window.shell.go(place.name)
    known = sheet_keys() | {f"Ctrl+{n}" for n in range(10)} | {str(n) for n in range(1, 10)}
    real = {s.key().toString() for s in window.shell.findChildren(QShortcut)}
    assert real - known == set()
    assert real


def test_every_key_of_the_sheet_has_words() -> None:
    for title, group in keys.SHEET:
        assert title in catalogue("zh_CN")
        assert all(key.words in catalogue("zh_CN") for key in group)


def dialog(qtbot: Any, kind: type[Any]) -> Any:
    found: list[Any] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        return bool(found)

    qtbot.waitUntil(look, timeout=5_000)
    return found[0]


def test_ctrl_slash_shows_the_sheet(window: Any, qtbot: Any) -> None:
    qtbot.keyClick(window.shell, Qt.Key.Key_Slash, CONTROL)
    sheet = dialog(qtbot, KeySheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_settings_hold_at_once_and_are_kept(window: Any, qtbot: Any, qapp: QApplication) -> None:
    window.shell.rail.settings.click()
    made = dialog(qtbot, SettingsDialog)
    flash = qapp.cursorFlashTime()
    made.theme.buttons["contrast"].click()
    assert theme.tokens() in (CONTRAST, CONTRAST_DARK)
    made.theme.buttons["contrast"].click()  # one always holds
    assert made.theme.chosen() == ("contrast",)
    made.scale.buttons["150"].click()
    made.motion.buttons["no"].click()
    assert qapp.cursorFlashTime() == 0
    made.notices.buttons["no"].click()
    kept = stored.load()
    assert (kept.theme, kept.scale, kept.calm, kept.notices) == ("contrast", 150, True, False)
    made.theme.buttons["light"].click()
    assert theme.tokens() is LIGHT
    made.motion.buttons["yes"].click()
    qapp.setCursorFlashTime(flash)
    made.accept()


def test_a_strange_scale_is_mended(tmp_path: Any) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"scale": 4000, "calm": "yes"}')
    assert (stored.load(path).scale, stored.load(path).calm) == (200, False)


def test_the_report_for_support_names_the_versions(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.support.log_file", lambda: tmp_path / "zsdesk.log")
    (tmp_path / "zsdesk.log").write_text("x" * 50_000 + "end", encoding="utf-8")
    told = support.report()
    assert "zsdesk" in told.splitlines()[0]
    assert told.endswith("end")
    assert len(told) < 41_000


def test_the_foot_says_what_cannot_be_found_yet(window: Any, qtbot: Any) -> None:
    from zsdesk.store.tables import document

    def wait_for_the_index(desk: Any) -> None:
        with desk.transaction() as connection:
            connection.execute(document.insert().values(type="lead", id="0" * 36, waiting=1))

    window.work.ask(wait_for_the_index)
    qtbot.keyClick(window.shell, Qt.Key.Key_K, CONTROL)
    box = window.shell.search
    qtbot.waitUntil(lambda: box._unindexed == 1)
    typed(qtbot, window, "没有")
    qtbot.waitUntil(lambda: "1 条记录正在编入索引" in box.results.foot.text())
