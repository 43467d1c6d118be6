"""文书: the register by record, a paper beside it, signing, and files that are dropped here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from tests.zsdesk.signing.papers import Office, certified
from ui import pdf
from ui.pages.papers import EDITION, PapersPage
from ui.register import Found, Remade
from zsdesk.signing import papers


@pytest.fixture
def talks(room: Any) -> tuple[str, str]:
    """Two rounds; of the first a brief was made twice, of the second once."""
    room.run(certified)
    first = room.make("negotiation", topics="用地", agreed="五百亩")
    second = room.make("negotiation", topics="用能")
    room.run(papers.make, "brief", first)
    from zsdesk.acts.records import change

    room.run(lambda desk: desk.do(change, "negotiation", first, {"agreed": "六百亩"}))
    room.run(papers.make, "brief", first)
    room.run(papers.make, "brief", second)
    return first, second


@pytest.fixture
def page(room: Any, qtbot: Any, talks: tuple[str, str]) -> PapersPage:
    made = PapersPage(room.work, room.bus)
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    made.opened()
    qtbot.waitUntil(lambda: made.tree.topLevelItemCount() == 2, timeout=10_000)
    return made


def pick(page: PapersPage, qtbot: Any, edition: int) -> Remade:
    """Choose an edition of the record that has two."""
    for at in range(page.tree.topLevelItemCount()):
        group = page.tree.topLevelItem(at)
        for below in range(group.childCount()):
            item = group.child(below)
            if group.childCount() == 2 and item.data(0, EDITION).edition == edition:
                wanted = item.data(0, EDITION).id
                page.tree.setCurrentItem(item)
                qtbot.waitUntil(
                    lambda w=wanted: isinstance(page.shown, Remade) and page.shown.edition.id == w, timeout=10_000
                )
                return page.shown  # type: ignore[return-value]
    raise AssertionError(edition)


def test_the_current_paper_is_shown_and_of_an_old_one_its_hash(page: PapersPage, qtbot: Any) -> None:
    assert sorted(page.tree.topLevelItem(n).childCount() for n in range(2)) == [1, 2]
    shown = pick(page, qtbot, 2)
    qtbot.waitUntil(lambda: len(page.paper.sizes) == 1, timeout=10_000)
    assert page.sign_button.isEnabled()
    old = pick(page, qtbot, 1)
    assert old.data == b""
    assert old.edition.digest in page.details.text()
    assert old.edition.digest != shown.edition.digest
    assert not page.save_button.isEnabled()
    assert page.verdict.property("tone") == "amber"


def test_signed_saved_and_dropped_again_it_holds(page: PapersPage, room: Any, qtbot: Any, tmp_path: Path) -> None:
    pick(page, qtbot, 2)
    page.sign_button.click()
    qtbot.waitUntil(lambda: isinstance(page.shown, Found), timeout=20_000)
    assert page.verdict.property("tone") == "jade"
    path = tmp_path / "已签.pdf"
    page.save_to(path)
    qtbot.waitUntil(path.exists, timeout=10_000)
    data = path.read_bytes()
    damaged = tmp_path / "改过.pdf"
    damaged.write_bytes(data[:900] + bytes([data[900] ^ 1]) + data[901:])
    for file, tone in ((damaged, "red"), (path, "jade")):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file))])
        drop = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                          Qt.KeyboardModifier.NoModifier)  # fmt: skip
        page.dropEvent(drop)
        qtbot.waitUntil(lambda f=file: page.shown.name == f.name, timeout=20_000)  # type: ignore[union-attr]
        assert page.verdict.property("tone") == tone
    assert "示例用户" in page.details.text()
    qtbot.waitUntil(lambda: _signers(page) == ["经办 示例用户"], timeout=10_000)
    page.copy_button.click()
    qtbot.waitUntil(_clipboard_has_files, timeout=10_000)
    copied = Path(QGuiApplication.clipboard().mimeData().urls()[0].toLocalFile())
    assert copied.read_bytes() == data
    QGuiApplication.clipboard().clear()  # Python would be gone when the platform lets go of it


def _signers(page: PapersPage) -> list[str]:
    groups = (page.tree.topLevelItem(n) for n in range(page.tree.topLevelItemCount()))
    items = (group.child(n) for group in groups for n in range(group.childCount()))
    return [item.text(2) for item in items if item.text(2) != "—"]


def test_found_by_name_and_made_anew(page: PapersPage, qtbot: Any, room: Any, talks: tuple[str, str]) -> None:
    page.line.setText("用能")
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() == 1, timeout=10_000)
    page.line.clear()
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() == 2, timeout=10_000)
    pick(page, qtbot, 1)
    [brief, *_others] = page.make_button.menu().actions()
    assert brief.text() == "洽谈简报"
    brief.trigger()
    qtbot.waitUntil(lambda: isinstance(page.shown, Remade) and page.shown.edition.edition == 2, timeout=20_000)
    [minutes] = [a for a in page.make_button.menu().actions() if a.text() == "洽谈纪要"]
    minutes.trigger()
    qtbot.waitUntil(lambda: isinstance(page.shown, Remade) and page.shown.edition.kind == "minutes", timeout=20_000)


def test_everything_has_a_name_and_is_reached_by_keys(page: PapersPage) -> None:
    for made in page.findChildren(QAbstractButton):
        if made.isVisibleTo(page) and made.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert made.accessibleName() or made.text(), made
    for made in (page.tree, page.line, page.details, page.scroll):
        assert made.accessibleName()
    page.arrive()
    assert page.tree.hasFocus() or not page.isActiveWindow()


def test_an_empty_register_says_what_to_do(room: Any, qtbot: Any) -> None:
    made = PapersPage(room.work, room.bus)
    qtbot.addWidget(made)
    made.opened()
    qtbot.waitUntil(lambda: made.empty.isVisibleTo(made), timeout=10_000)
    assert made.empty.action.text()
    assert not made.beside.isVisibleTo(made), "no blank card beside it"


def _clipboard_has_files() -> bool:
    mime = QGuiApplication.clipboard().mimeData()
    return mime is not None and bool(mime.urls())


def test_signatures_are_drawn() -> None:
    """PDFium draws the fields of a form only when it is told to."""
    from tests.zsdesk.signing.papers import signed, unsigned

    bare = unsigned()
    data = signed(bare, "officer", Office().identity("李明"))
    assert pdf.page(data, 0, 40) != pdf.page(bare, 0, 40)
