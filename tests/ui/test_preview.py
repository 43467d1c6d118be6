"""Files are looked at in the window, and facts say how fresh they are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt

from ui import demo
from ui.dialogs.preview import FilePreview, looked_at, upright
from ui.facts import known_since, old_facts
from ui.files import FilesPanel, first_page
from ui.sources import open_page
from zsdesk.acts import attachments
from zsdesk.kinds import Target


@pytest.fixture
def panel(room: Any, qtbot: Any, tmp_path: Path) -> Any:
    """A negotiation with a photo, its own brief, and a text."""
    id = room.make("negotiation", place="开阳县迎宾楼", topics="磷系正极材料", attendees="李明/局长/县投促局/我方")
    (tmp_path / "照片.jpg").write_bytes(demo.photo())
    (tmp_path / "简报.pdf").write_bytes(room.run(lambda desk: desk.brief(id)))
    (tmp_path / "说明.txt").write_text("说明", encoding="utf-8")
    for name in ("照片.jpg", "简报.pdf", "说明.txt"):
        room.run(lambda desk, n=name: desk.do(attachments.attach, Target("negotiation", id), tmp_path / n))
    made = FilesPanel(room.work, room.bus, Target("negotiation", id))
    qtbot.addWidget(made)
    made.reload()
    qtbot.waitUntil(lambda: len(made.tiles) == 3, timeout=10_000)
    return made


def tile(panel: Any, name: str) -> Any:
    return next(one for one in panel.tiles if one.file.name == name)


def test_a_photo_then_the_pdf_by_the_arrow_key(room: Any, panel: Any, qtbot: Any) -> None:
    files = [one.file for one in panel.tiles]
    preview = FilePreview(room.work, files, tile(panel, "照片.jpg").file)
    qtbot.addWidget(preview)
    preview.open()
    assert len(preview.files) == 2
    qtbot.waitUntil(lambda: preview.stack.currentIndex() == 0 and not preview.picture.image.isNull(), timeout=20_000)
    step = Qt.Key.Key_Right if preview.at == 0 else Qt.Key.Key_Left
    qtbot.keyClick(preview, step)
    assert preview.name.text() == "简报.pdf"
    qtbot.waitUntil(lambda: preview.stack.currentIndex() == 1 and len(preview.paper.sizes) >= 1, timeout=20_000)
    assert not preview.grab().isNull()


def test_what_is_no_picture_says_so(room: Any, panel: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.dialogs.preview.handed.read_file", lambda desk, sha: b"no picture")
    preview = FilePreview(room.work, [tile(panel, "照片.jpg").file], tile(panel, "照片.jpg").file)
    qtbot.addWidget(preview)
    preview.open()
    qtbot.waitUntil(lambda: preview.trouble.text() == "这个文件无法在此显示。", timeout=10_000)


def test_other_files_go_to_the_system(panel: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    outside: list[Any] = []
    monkeypatch.setattr(panel, "open_outside", outside.append)
    assert not looked_at(tile(panel, "说明.txt").file)
    panel.open(tile(panel, "说明.txt"))
    assert [one.name for one in outside] == ["说明.txt"]


def test_a_pdf_has_the_head_of_its_first_page_as_thumbnail(room: Any, panel: Any, qtbot: Any) -> None:
    paper = tile(panel, "简报.pdf")
    qtbot.waitUntil(lambda: paper._image is not None, timeout=20_000)
    sha = paper.file.sha256
    small = first_page(room.run(lambda desk: desk.blob(sha)), QSize(120, 80))
    assert (small.width(), small.height()) == (120, 80)


def test_a_photo_stands_upright_and_is_no_larger_than_a_screen() -> None:
    assert max(upright(demo.photo()).width(), upright(demo.photo()).height()) <= 2400
    assert upright(b"nothing").isNull()


def test_a_fact_says_who_wrote_it_and_that_it_is_old(room: Any) -> None:
    id = room.make("lead", title="磷系正极材料", intent_amount="3亿")
    page = room.run(open_page, "lead", id)
    assert known_since(page, "intent_amount").startswith("示例用户 写于 ")
    assert old_facts(page) == []
    later = page._replace(today=page.today + timedelta(days=200))
    assert old_facts(later) == ["意向投资"]
    assert "值得再问一次" in known_since(later, "intent_amount")
    assert known_since(page._replace(events=()), "intent_amount") == ""
