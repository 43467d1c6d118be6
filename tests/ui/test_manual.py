"""The manual: a page for every place, nothing that is missing, F1 at the right page; notices of the tray."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QSystemTrayIcon, QWidget

import resources
import ui
from ui import help, keys, tray
from ui.bus import Bus
from ui.dialogs.columns import Columns
from ui.dialogs.manual import Manual, text_of, topics
from ui.settings import Settings
from ui.shell import PLACES

NAMES = [topic.name for topic in topics()]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_place_has_its_page(place: Any) -> None:
    assert place.name in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_links_and_pictures_are_there(name: str) -> None:
    text = text_of(name)
    assert text.startswith("# ")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path = resources.path("manual", target)
        assert path.exists(), target
        assert path.stat().st_size < 200_000, target


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_a_picture(name: str) -> None:
    assert re.search(r"!\[[^\]]+\]\(\w+\.png\)", text_of(name))


def _dialogs() -> list[type[QDialog]]:
    """Every class of a dialog that the window has."""
    root = Path(ui.__file__).parent
    found = []
    for path in root.rglob("*.py"):
        for name in re.findall(r"^class (\w+)\(QDialog\)", path.read_text(encoding="utf-8"), re.MULTILINE):
            module = ".".join(path.relative_to(root.parent).with_suffix("").parts)
            found.append(getattr(import_module(module), name))
    return found


@pytest.mark.parametrize("kind", _dialogs(), ids=lambda kind: kind.__name__)
def test_every_dialog_is_described(kind: type[QDialog]) -> None:
    if kind is Manual:
        return
    page, section = help.TOPICS[kind.__name__]
    assert not section or f"## {section}\n" in text_of(page)


def test_f1_in_a_dialog_opens_its_section(window: Any, qtbot: Any) -> None:
    window.shell.go("leads")
    dialog = Columns([("title", "线索名称")], ["title"], window.shell)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.property("helped") is True, timeout=10_000)
    made = help.open_manual(dialog)
    assert made.list.currentItem().text() == "列表"
    top = made.page.cursorForPosition(QPoint(20, 30)).block()
    near = [top.text(), top.next().text(), top.previous().text()]
    assert "列、分组" in near, near
    assert help.open_manual(dialog) is made, "one manual over a dialog"
    dialog.close()


def test_keys_of_the_manual_are_keys_of_the_window() -> None:
    said = {key for name in NAMES for key in re.findall(r"`((?:Ctrl|Shift|Alt|F)[^`]*)`", text_of(name))}
    known = " ".join(key.keys for _, group in keys.SHEET for key in group).replace("Enter", "回车")
    assert {key for key in said if key not in known and key not in ("Shift",)} == set()


def test_f1_opens_the_page_of_what_is_in_view(window: Any, qtbot: Any) -> None:
    window.shell.go("companies")
    qtbot.keyClick(window.shell, Qt.Key.Key_F1)
    manual = window.shell._manual
    assert manual.isVisible()
    assert manual.list.currentItem().text() == "企业"
    assert "名片" in manual.page.toPlainText()
    assert not manual.grab().isNull()
    manual.page.topic.emit("lists")
    assert manual.list.currentItem().text() == "列表"
    picture = manual.page.loadResource(QTextDocument.ResourceType.ImageResource.value, _url("lists.png"))
    assert 100 < picture.width() / picture.devicePixelRatio() <= 640
    window.shell.new_record("company", {})
    page = window.shell.page("companies")
    qtbot.waitUntil(lambda: page.view is not None and page.view.form is not None, timeout=10_000)
    window.shell.show_manual()
    assert manual.list.currentItem().text() == "填写表单"
    manual.close()


def _url(name: str) -> Any:
    from PySide6.QtCore import QUrl

    return QUrl(name)


def test_an_unknown_topic_opens_the_first_page(qtbot: Any, themed: Any) -> None:
    made = Manual()
    qtbot.addWidget(made)
    made.turn_to("nothing of the kind")
    assert made.list.currentRow() == 0


class Icon(QObject):
    """Stands for the tray's icon: what was shown."""

    shown: list[tuple[str, str]] = []
    activated = Signal(object)
    messageClicked = Signal()  # noqa: N815

    def __init__(self, *_args: Any) -> None:
        super().__init__()

    isSystemTrayAvailable = staticmethod(lambda: True)  # noqa: N815

    def showMessage(self, title: str, words: str, _icon: Any) -> None:  # noqa: N802
        self.shown.append((title, words))

    def setToolTip(self, words: str) -> None:  # noqa: N802
        assert words

    def setContextMenu(self, menu: Any) -> None:  # noqa: N802
        assert len(menu.actions()) == 3

    def show(self) -> None:
        pass


class Round:
    """What a round of sync brought."""

    def __init__(self, pulled: int, conflicts: int = 0) -> None:
        self.pulled, self.conflicts = pulled, conflicts


def test_notices_come_only_while_nobody_looks_and_name_nothing(
    qtbot: Any, themed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray, "QSystemTrayIcon", Icon)
    Icon.shown.clear()
    over, bus, settings = QWidget(), Bus(), Settings()
    qtbot.addWidget(over)
    made = tray.Tray(over, bus, settings)
    monkeypatch.setattr(made, "looked_at", lambda: True)
    bus.synced.emit(Round(3))
    assert Icon.shown == []
    monkeypatch.setattr(made, "looked_at", lambda: False)
    bus.synced.emit(Round(0))
    assert Icon.shown == []
    bus.synced.emit(Round(3))
    assert [words for _, words in Icon.shown] == ["收到同事和省平台的 3 处更新。"]
    settings.notices = False
    bus.synced.emit(Round(5))
    assert len(Icon.shown) == 1
    settings.notices = True
    went: list[str] = []
    bus.go.connect(went.append)
    bus.synced.emit(Round(5, conflicts=2))
    assert Icon.shown[1][1] == "收到 5 处更新，其中 2 处与您的改动冲突。"
    made.icon.messageClicked.emit()
    assert went == ["sync"]


def test_the_tray_of_this_system_is_asked_for(qtbot: Any, themed: Any) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    made = tray.Tray(over, Bus(), Settings())
    assert (made._shown() is not None) == QSystemTrayIcon.isSystemTrayAvailable()
