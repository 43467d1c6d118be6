"""The people at the table sign on the screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ui.deeds import named
from ui.dialogs.deed import DeedDialog
from ui.editors.handwriting import HandwritingEditor


def test_a_signature_is_written_on_the_pad(room: Any, qtbot: Any) -> None:
    id = room.make(
        "negotiation", topics="用地", minutes="商定五百亩", attendees="王月东/部长/贵州华星/对方；李明/科长//我方"
    )
    page = room.run(_page, id)
    deed = named(page, "acknowledge")
    assert deed is not None
    dialog = DeedDialog(room.work, deed.words, deed.sentence, deed.asked(page),
                        lambda desk, values: deed.run(desk, id, values), page.today)  # fmt: skip
    qtbot.addWidget(dialog)
    dialog.show()
    editor = dialog.fields["strokes"].editor
    assert isinstance(editor, HandwritingEditor)
    dialog.done_button.click()
    assert dialog.isVisible()  # nothing is written yet
    pad = editor.pad
    left, right = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for start, end in ((QPoint(60, 40), QPoint(200, 90)), (QPoint(80, 100), QPoint(240, 60))):
        QTest.mousePress(pad, left, right, start)
        QTest.mouseMove(pad, (start + end) / 2)
        QTest.mouseMove(pad, end)
        QTest.mouseRelease(pad, left, right, end)
    assert editor.text().count(";") == 1
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert editor.text().count(";") == 0
    assert editor.text()
    dialog.done_button.click()
    qtbot.waitUntil(lambda: room.run(_page, id).detail.values["acknowledgement"] is not None, timeout=10_000)
    [ink] = room.run(_page, id).detail.values["acknowledgement"]
    assert (ink.name, ink.side) == ("王月东", "theirs")
    assert ink.strokes
    again = room.run(_page, id)
    left_over = named(again, "acknowledge")
    assert left_over is not None
    assert [one.label for one in left_over.asked(again)[0].declared.kind.options] == ["科长 李明"]  # type: ignore[attr-defined]


def _page(desk: Any, id: str) -> Any:
    from ui.sources import open_page

    return open_page(desk, "negotiation", id)
