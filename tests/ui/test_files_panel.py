"""Files: dropped, pasted, refused with a sentence, described, handed out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from ui import handed
from ui.files import FilesPanel, takes
from zsdesk.kinds import Target


@pytest.fixture
def panel(qtbot: Any, room: Any) -> FilesPanel:
    lead = room.make("lead", title="循环经济")
    made = FilesPanel(room.work, room.bus, Target("lead", lead))
    qtbot.addWidget(made)
    made.resize(280, 300)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def photo(path: Path) -> Path:
    Image.effect_noise((640, 480), 80).save(path)
    return path


def drop(panel: FilesPanel, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    nothing = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, nothing)
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                       nothing)  # fmt: skip
    QApplication.sendEvent(panel, event)


def test_dropped_files_become_tiles_with_pictures(qtbot: Any, panel: FilesPanel, tmp_path: Path) -> None:
    text = tmp_path / "纪要.txt"
    text.write_text("会谈纪要")
    drop(panel, photo(tmp_path / "厂区.jpg"), text)
    qtbot.waitUntil(lambda: len(panel.tiles) == 2)
    assert [tile.file.name for tile in panel.tiles] == ["厂区.jpg", "纪要.txt"]
    qtbot.waitUntil(lambda: panel.tiles[0]._image is not None)
    assert panel.tiles[1]._image is None
    assert "2" in panel.title.text()


def test_a_small_picture_is_shown_until_the_original_has_come(
    qtbot: Any, room: Any, panel: FilesPanel, tmp_path: Path
) -> None:
    Image.new("RGB", (640, 480), "red").save(tmp_path / "现场.jpg")
    drop(panel, tmp_path / "现场.jpg")
    qtbot.waitUntil(lambda: len(panel.tiles) == 1 and panel.tiles[0]._image is not None)
    (tile,) = panel.tiles

    def present(value: int) -> Any:
        def mark(desk: Any) -> None:
            with desk.transaction() as connection:
                connection.exec_driver_sql("UPDATE file SET present = ?", (value,))

        return mark

    room.run(present(0))  # as on another desk that has only the record and its preview yet
    other = FilesPanel(room.work, room.bus, Target("lead", panel._target.id))
    qtbot.addWidget(other)
    other.reload()
    qtbot.waitUntil(lambda: bool(other.tiles) and other.tiles[0]._image is not None)
    (shown,) = other.tiles
    assert (shown.file.present, shown.picture_key) == (False, f"small {tile.file.sha256}")
    assert QColor(shown._image.pixel(20, 20)).red() > 200
    room.run(present(1))
    room.bus.changed.emit((Target("attachment", tile.file.id),))
    qtbot.waitUntil(lambda: shown.picture_key == tile.file.sha256)


def test_a_picture_is_pasted(qtbot: Any, panel: FilesPanel) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#0E6B55"))
    QGuiApplication.clipboard().setImage(image)
    assert takes(QGuiApplication.clipboard().mimeData())
    assert panel.take(QGuiApplication.clipboard().mimeData())
    qtbot.waitUntil(lambda: len(panel.tiles) == 1)
    assert panel.tiles[0].file.media_type == "image/png"


def test_refused_files_are_told_one_by_one_and_the_others_stay(qtbot: Any, panel: FilesPanel, tmp_path: Path) -> None:
    whole = photo(tmp_path / "好的.jpg")
    truncated = tmp_path / "半张.jpg"
    truncated.write_bytes(whole.read_bytes()[:2000])
    with zipfile.ZipFile(tmp_path / "合同.pdf", "w") as archive:
        archive.writestr("a.txt", "x")
    drop(panel, truncated, tmp_path / "合同.pdf", whole)
    qtbot.waitUntil(lambda: len(panel.tiles) == 1)
    qtbot.waitUntil(lambda: panel.trouble.label.text().count("\n") == 1)
    assert "半张.jpg" in panel.trouble.label.text()
    assert "合同.pdf" in panel.trouble.label.text()
    assert panel.trouble.isVisible()


def test_a_caption_is_written_in_place(qtbot: Any, typed: Any, panel: FilesPanel, tmp_path: Path) -> None:
    drop(panel, photo(tmp_path / "厂区.jpg"))
    qtbot.waitUntil(lambda: len(panel.tiles) == 1)
    tile = panel.tiles[0]
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_F2)
    typed(tile._line, "经开区 A 地块")
    qtbot.keyClick(tile._line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.tiles[0].file.caption == "经开区 A 地块")


def test_a_file_is_taken_away(qtbot: Any, panel: FilesPanel, tmp_path: Path) -> None:
    drop(panel, photo(tmp_path / "厂区.jpg"))
    qtbot.waitUntil(lambda: len(panel.tiles) == 1)
    qtbot.keyClick(panel.tiles[0], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not panel.tiles)


def test_a_file_is_handed_out_and_copied(qtbot: Any, room: Any, panel: FilesPanel, tmp_path: Path) -> None:
    path = photo(tmp_path / "厂区.jpg")
    drop(panel, path)
    qtbot.waitUntil(lambda: len(panel.tiles) == 1)
    sha = panel.tiles[0].file.sha256
    copy = room.run(handed.hand_out, sha, "a/b:c.jpg")
    assert copy.read_bytes() == path.read_bytes()
    assert copy.name == "a_b_c.jpg"
    assert copy.parent.parent.stat().st_mode & 0o077 == 0
    assert room.run(handed.copy_to, sha, tmp_path / "copy.jpg").read_bytes() == path.read_bytes()


def test_a_form_is_saved_when_a_file_is_dropped_on_it(qtbot: Any, room: Any, tmp_path: Path) -> None:
    from ui import sources
    from ui.form import Form

    form = Form(room.work, room.bus, room.run(sources.open_form, "lead", "", {}))
    qtbot.addWidget(form)
    form.show()
    form.put({"title": "循环经济"})
    with qtbot.waitSignal(form.stored) as stored:
        drop(form.files, photo(tmp_path / "厂区.jpg"))
    qtbot.waitUntil(lambda: len(form.files.tiles) == 1)
    assert room.shown("lead", stored.args[1])["title"] == "循环经济"
    assert form.files.mapTo(form, QPoint(0, 0)).x() >= 0


def test_large_pictures_do_not_hold_up_the_window(qtbot: Any, panel: FilesPanel, tmp_path: Path) -> None:
    import time

    big = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).save(big, "JPEG", quality=92)
    paths = []
    for number in range(4):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(big.getvalue() + bytes([number]))
        paths.append(path)
    begun = time.perf_counter()
    longest, last = 0.0, begun
    drop(panel, *paths)
    while time.perf_counter() - begun < 60 and sum(tile._image is not None for tile in panel.tiles) < 4:
        QApplication.processEvents()
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert longest < 0.25
