"""First start, unlocking, and the brief before it goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog

from ui import pdf
from ui.dialogs import first_start
from ui.dialogs.first_start import FirstStart, address_problem
from ui.dialogs.paper import PaperDialog
from ui.dialogs.unlock import Unlock
from ui.form_parts import Link
from zsdesk.words import set_language


@pytest.fixture
def first(qtbot: Any, room: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(first_start, "_keyring_available", lambda: False)
    made = FirstStart(room.work, room.bus)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.start_button.isEnabled)
    yield made
    set_language("zh_CN")


def filled(dialog: FirstStart) -> None:
    dialog.user_line.setText("李某")
    dialog.region_editor.set_text("开阳县")
    dialog.unit_line.setText("开阳县投促局")
    dialog.pass_line.setText("长一点的口令八位")
    dialog.again_line.setText("长一点的口令八位")


def test_the_first_start_asks_what_it_needs(first: FirstStart) -> None:
    first.accept()
    assert first.banner.isVisible()
    filled(first)
    first.again_line.setText("不一样")
    assert first.trouble()
    filled(first)
    first.accept()
    assert first.result() == QDialog.DialogCode.Accepted
    assert (first.user, first.region, first.unit, first.url) == ("李某", "520121", "开阳县投促局", "")
    assert first.passphrase == "长一点的口令八位"


def test_connecting_now_needs_an_address_and_an_account(first: FirstStart) -> None:
    filled(first)
    first.when.choose(["now"])
    first.when.toggled.emit()
    assert first.url_line.isVisible()
    first.url_line.setText("http://example.org")
    assert "https://" in first.trouble()
    first.url_line.setText("https://example.org")
    assert first.trouble()
    first.account_line.setText("li")
    first.password_line.setText("secret")
    assert first.trouble() == ""
    first.accept()
    assert (first.url, first.account, first.password) == ("https://example.org", "li", "secret")


def test_plain_http_is_for_this_machine_only() -> None:
    assert address_problem("http://127.0.0.1:8000") == ""
    assert address_problem("http://10.0.0.1") != ""
    assert address_problem("ftp://example.org") != ""
    assert address_problem("") != ""


def test_the_language_changes_at_once_and_keeps_what_was_typed(first: FirstStart) -> None:
    filled(first)
    first.languages.choose(["en"])
    first.languages.toggled.emit()
    assert first.language == "en"
    assert first.start_button.text() == "Begin"
    assert first.user_line.text() == "李某"
    assert first.region_editor.value() == "520121"
    assert first.unit_line.text() == "开阳县投促局"


def test_no_passphrase_where_there_is_a_keyring(qtbot: Any, room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_start, "_keyring_available", lambda: True)
    made = FirstStart(room.work, room.bus)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.start_button.isEnabled)
    assert not made.pass_line.isVisible()


def test_unlock_says_what_was_wrong(qtbot: Any, themed: Any) -> None:
    dialog = Unlock(None, "口令不对")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.open_button.isEnabled()
    dialog.line.setText("x")
    assert dialog.open_button.isEnabled()


@pytest.fixture
def brief(qtbot: Any, room: Any) -> PaperDialog:
    company = room.make("company", name="示例·黔磷新材料")
    lead = room.make("lead", title="循环经济", company=company, intent_amount="331亿")
    negotiation = room.make("negotiation", lead=lead, held_at="2026-11-23 10:00", place="开阳县迎宾楼",
                            attendees="李某/局长//我方；王某/董事长//对方")  # fmt: skip
    dialog = PaperDialog(room.work, room.bus, "brief", negotiation)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.paper.pages) or dialog.banner.isVisible(), timeout=30_000)
    return dialog


def test_the_brief_is_previewed_named_and_saved(qtbot: Any, brief: PaperDialog, tmp_path: Path) -> None:
    assert len(brief.paper.sizes) == 1
    assert Path(brief.suggested()).name == "洽谈简报 示例·黔磷新材料 第 1 轮洽谈 2026-11-23.pdf"
    brief.save_to(tmp_path / "brief.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "brief.pdf").exists() and brief.folder_button.isEnabled())
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF-")
    brief.save_to(tmp_path / "brief.docx")
    qtbot.waitUntil(lambda: (tmp_path / "brief.docx").exists() and "brief.docx" in brief.banner.label.text())
    assert (tmp_path / "brief.docx").read_bytes().startswith(b"PK")
    brief.save_to(tmp_path / "no such folder" / "brief.pdf")
    qtbot.waitUntil(lambda: "no such folder" in brief.banner.label.text())


def test_the_brief_is_printed(qtbot: Any, room: Any, brief: PaperDialog, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    brief.print_on(printer)
    qtbot.waitUntil(lambda: bool(room.said), timeout=20_000)
    assert len(pdf.pictures((tmp_path / "printed.pdf").read_bytes(), 40)) == 1


@pytest.fixture
def dossier(qtbot: Any, room: Any) -> PaperDialog:
    company = room.make("company", name="永荣", uscc_pending="是")
    project = room.make("project", name="盘州磷氟煤产业基地", companies="永荣")
    room.make("milestone", name="开工", project=project, planned_on="2026-12-01")
    assert company
    dialog = PaperDialog(room.work, room.bus, "dossier", project)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test looks at it afterwards
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.wanted is not None, timeout=30_000)
    return dialog


def test_a_dossier_shows_what_it_lacks_before_it_is_made(qtbot: Any, room: Any, dossier: PaperDialog) -> None:
    assert dossier.data is None
    assert "%" in dossier.gaps.words.text()
    links = {link.text(): link for link in reversed(dossier.gaps.findChildren(Link))}
    assert "责任单位" in links
    assert "洽谈：尚无登记" in links
    opened: list[tuple[str, str]] = []
    room.bus.open_record.connect(lambda type_name, id: opened.append((type_name, id)))
    links["责任单位"].clicked.emit()
    assert dossier.wanted is not None
    assert opened == [("project", dossier.wanted.id)]


def test_a_gap_without_a_record_opens_a_form_of_one(room: Any, dossier: PaperDialog) -> None:
    asked: list[tuple[str, object]] = []
    room.bus.new_record.connect(lambda type_name, texts: asked.append((type_name, texts)))
    next(link for link in dossier.gaps.findChildren(Link) if "洽谈：" in link.text()).clicked.emit()
    assert dossier.wanted is not None
    assert asked == [("negotiation", {"project": dossier.wanted.id})]


def test_it_is_made_with_gaps_and_previewed_page_by_page(qtbot: Any, dossier: PaperDialog, tmp_path: Path) -> None:
    dossier.make_button.click()
    qtbot.waitUntil(lambda: bool(dossier.paper.pages), timeout=30_000)
    assert len(dossier.paper.sizes) == 5
    assert len(dossier.paper.pages) < 5  # only what is in sight
    assert not dossier.progress.isVisible()
    dossier.save_to(tmp_path / "卷宗.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "卷宗.pdf").exists() and dossier.folder_button.isEnabled())


def test_a_file_that_cannot_be_read_is_named_and_left_out_if_wanted(
    qtbot: Any, room: Any, dossier: PaperDialog
) -> None:
    from zsdesk.acts.attachments import attach_bytes
    from zsdesk.kinds import Target

    assert dossier.wanted is not None
    target = Target("project", dossier.wanted.id)
    room.run(lambda desk: desk.do(attach_bytes, target, "批复.pdf", b"%PDF-1.7 broken %%EOF"))
    again = PaperDialog(room.work, room.bus, "dossier", dossier.wanted.id)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again.wanted is not None, timeout=30_000)
    again.make_button.click()
    qtbot.waitUntil(lambda: "批复.pdf" in again.banner.label.text(), timeout=30_000)
    next(link for link in again.banner.findChildren(Link) if link.isVisible()).clicked.emit()
    qtbot.waitUntil(lambda: again.data is not None, timeout=30_000)


def test_making_can_be_stopped(qtbot: Any, dossier: PaperDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from ui.making import Making

    held, step = threading.Event(), Making._step

    def slow(self: Making, done: int, of: int) -> None:
        held.wait(10)
        step(self, done, of)

    monkeypatch.setattr(Making, "_step", slow)
    dossier.make_button.click()
    dossier.stop_button.click()
    held.set()
    qtbot.waitUntil(lambda: "已停止" in dossier.banner.label.text(), timeout=30_000)
    assert dossier.data is None
    assert not dossier.save_button.isEnabled()


def test_a_bulletin_of_this_year_needs_no_record(qtbot: Any, room: Any) -> None:
    dialog = PaperDialog(room.work, room.bus, "bulletin", "")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.paper.pages), timeout=30_000)
    assert dialog.wanted is not None
    assert dialog.wanted.name.startswith("招商引资工作简报 ")
