"""The templates of papers in the window: a file checked with its line, published to a real province, in use at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from tests.province import Province
from ui.dialogs.templates import TemplatesDialog
from zsdesk.documents.templates import load, source
from zsdesk.sync import client


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """The file that is chosen when a dialog of the system asks for one."""

    def chosen(path: Path) -> None:
        for ask in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, ask, lambda *_a: (str(path), ""))

    return chosen


def opened(room: Any, qtbot: Any) -> TemplatesDialog:
    made = TemplatesDialog(room.work)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.list.topLevelItemCount() == 8, timeout=10_000)
    return made


def told(made: TemplatesDialog) -> str:
    return "".join(label.text() for label in made.told.findChildren(QLabel))


def whose(made: TemplatesDialog) -> dict[str, str]:
    items = [made.list.topLevelItem(n) for n in range(made.list.topLevelItemCount())]
    return {item.text(0): item.text(2) for item in items}


def test_an_officer_takes_one_as_a_file_and_is_told_the_line_of_a_fault(
    room: Any, qtbot: Any, tmp_path: Path, choose: Callable[[Path], None]
) -> None:
    made = opened(room, qtbot)
    assert set(whose(made).values()) == {"程序自带"}
    assert not made.publish_button.isVisible()
    file = tmp_path / "notice.yaml"
    choose(file)
    made.list.setCurrentItem(made.list.topLevelItem(3))
    made.save()
    qtbot.waitUntil(lambda: "notice.yaml" in told(made), timeout=10_000)
    assert file.read_text("utf-8") == source("notice")
    file.write_text(source("notice").replace("{owner_unit}", "{owner}"), "utf-8")
    made.check()
    qtbot.waitUntil(lambda: "owner" in told(made), timeout=10_000)
    assert "第 14 行" in told(made)
    (room.work.desk.folder / "templates").mkdir()
    (room.work.desk.folder / "templates" / "brief.yaml").write_text(source("brief"), "utf-8")
    assert whose(opened(room, qtbot))["洽谈简报"] == "本机自有文件"


def test_an_administrator_publishes_one_at_a_running_province(
    room: Any, qtbot: Any, tmp_path: Path, choose: Callable[[Path], None]
) -> None:
    province = Province(tmp_path / "province")
    try:
        password = province.add("管模板", "administrator", "520000")
        room.run(client.enrol, province.url, "管模板", password)
        file = tmp_path / "minutes.yaml"
        file.write_text(source("minutes").replace("洽谈内容", "商谈内容"), "utf-8")
        choose(file)
        made = opened(room, qtbot)
        qtbot.waitUntil(made.publish_button.isVisible, timeout=10_000)
        assert not made.publish_button.isEnabled()
        made.check()
        qtbot.waitUntil(made.publish_button.isEnabled, timeout=10_000)
        assert made.kind() == "minutes"
        made.publish_button.click()
        qtbot.waitUntil(lambda: "第1号" in whose(made)["洽谈纪要"], timeout=30_000)
        assert "模板第1号" in told(made)
        found = load("minutes", room.work.desk.folder / "templates")
        assert (found.number, dict(found.chapters)["minutes"]) == (1, "商谈内容")
    finally:
        province.stop()
