"""文书: the register of papers by record, a paper beside it, and what holds of a file that is dropped here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import handed, register, theme
from ui.bus import Bus
from ui.flow import Flow
from ui.form_parts import Banner
from ui.pages.papers_tree import EDITION, HEAD, edition_item, register_tree
from ui.pages.parts import Empty, button, text
from ui.paper_view import PaperView
from ui.printing import Printing
from ui.register import Found, Remade
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from zsdesk.queries.documents import Edition


class PapersPage(QWidget):
    """The register at the left, grouped by record; the paper at the right."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._work, self._bus = work, bus
        self.shown: Found | Remade | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(200)
        self._settle.timeout.connect(self.load)
        self._lent = False
        self._build()
        application = QGuiApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._let_go)
        bus.changed.connect(self._changed)
        bus.restyled.connect(self.update)

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setHandleWidth(16)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._register())
        self.beside = self._beside()
        self.beside.hide()
        splitter.addWidget(self.beside)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([560, 640])
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GUTTER, 14, theme.GUTTER, 16)
        row.addWidget(splitter)

    def _register(self) -> QWidget:
        left = QWidget(self)
        left.setMinimumWidth(380)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(text(tr("Papers"), "title", left))
        self.counted = text("", "muted", left)
        top.addWidget(self.counted)
        top.addStretch(1)
        self.open_button = button(tr("Verify a file…"), self.choose, icon="search", parent=left,
                                  tip=tr("Choose a PDF (Ctrl+O), or drop one anywhere on this page"))  # fmt: skip
        top.addWidget(self.open_button)
        top.addWidget(button(tr("Certificate…"), self.show_certificate, parent=left,
                             tip=tr("With what this desk signs: whose, until when; as a PKCS#12 file")))  # fmt: skip
        top.addWidget(button(tr("Templates…"), self.show_templates, parent=left,
                             tip=tr("The papers' headings and fixed words: whose are in use; a changed file checked, "
                                    "and published")))  # fmt: skip
        column.addLayout(top)
        self.line = QLineEdit(left)
        self.line.setPlaceholderText(tr("Name or number"))
        self.line.setAccessibleName(tr("Find papers by name or number"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(lambda _text: self._settle.start())
        column.addWidget(self.line)
        self.tree = register_tree(left)
        self.tree.currentItemChanged.connect(lambda now, _before: self._picked(now))
        self.tree.itemActivated.connect(lambda item, _column: self._open_record(item))
        column.addWidget(self.tree, 1)
        self.empty = Empty("file-text", left)
        self.empty.say(tr("Papers that were made stand here, with who signed them. Make one from a negotiation or a "
                          "project, or drop a PDF here to verify it."),
                       tr("Verify a file…"), self.choose)  # fmt: skip
        self.empty.hide()
        column.addWidget(self.empty, 1)
        for keys, act in (
            ("Ctrl+F", self.line.setFocus), ("Ctrl+O", self.choose), ("Ctrl+S", self.save), ("Ctrl+P", self.print),
        ):  # fmt: skip
            made = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)
        return left

    def _beside(self) -> QWidget:
        right = QFrame(self)
        right.setProperty("role", "card")
        right.setMinimumWidth(360)
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 14, 16, 1)
        column.setSpacing(10)
        self.name = text("", "head", right, wrap=True)
        column.addWidget(self.name)
        self.verdict = Banner("jade", right)
        column.addWidget(self.verdict)
        self.details = text("", "muted", right, wrap=True)
        self.details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.details.setAccessibleName(tr("What was found of the paper"))
        column.addWidget(self.details)
        column.addWidget(self._acts(right))
        self.paper = PaperView()
        self.scroll = QScrollArea(right)
        self.scroll.setWidgetResizable(True)
        self.scroll.setWidget(self.paper)
        self.scroll.setAccessibleName(tr("The paper"))
        column.addWidget(self.scroll, 1)
        column.addStretch(0)
        self._printing = Printing(self)
        self._printing.printed.connect(self._printed)
        return right

    def _acts(self, right: QWidget) -> QWidget:
        acts = QWidget(right)
        row = Flow(acts, gap=8)
        self.sign_button = button(tr("Sign"), self.sign, role="primary", icon="pencil", parent=right,
                                  tip=tr("Sign with this desk's certificate; then save the signed file"))  # fmt: skip
        self.save_button = button(tr("Save as…"), self.save, parent=right, tip=tr("Save the PDF (Ctrl+S)"))
        self.print_button = button(tr("Print…"), self.print, parent=right, tip=tr("Print the paper (Ctrl+P)"))
        self.copy_button = button(tr("Copy the file"), self.copy, parent=right,
                                  tip=tr("Copy the PDF, to paste it into a message or a folder"))  # fmt: skip
        self.make_button = QPushButton(tr("Make anew"), right)
        self.make_button.setToolTip(tr("Make a paper of this record as it stands today"))
        self.make_button.setAccessibleName(tr("Make anew"))
        self.make_button.setMenu(QMenu(self.make_button))
        for made in (self.sign_button, self.save_button, self.print_button, self.copy_button, self.make_button):
            made.setEnabled(False)
            row.addWidget(made)
        return acts

    def show_certificate(self) -> None:
        """With what this desk signs."""
        from ui.dialogs.certificate import CertificateDialog  # when it is opened

        CertificateDialog(self._work, self).open()

    def show_templates(self) -> None:
        """By which templates papers are made."""
        from ui.dialogs.templates import TemplatesDialog  # when it is opened

        TemplatesDialog(self._work, self).open()

    # -- the register --------------------------------------------------------------------------

    def opened(self) -> None:
        """The desk is open: load."""
        self.load()

    def arrive(self) -> None:
        """The page came into view: take the keyboard."""
        self.tree.setFocus() if self.tree.topLevelItemCount() else self.line.setFocus()

    def show_record(self, _type_name: str, id: str) -> None:
        """Show an entry of the register."""
        self.line.clear()
        self._work.ask(register.editions, "", then=lambda found: self._choose(found, id))

    def _changed(self, touched: Any) -> None:
        if any(target.type in ("document", "signature") for target in touched):
            self._settle.start()

    def load(self) -> None:
        """Show the register as it is."""
        self._work.ask(register.editions, self.line.text().strip(), then=self._loaded)

    def _loaded(self, found: list[Edition]) -> None:
        kept = self._current()
        self.tree.blockSignals(True)
        self.tree.clear()
        groups: dict[Any, QTreeWidgetItem] = {}
        for edition in found:
            key = edition.target or edition.subject
            if key not in groups:
                head = QTreeWidgetItem(self.tree, [edition.about or edition.name, "", ""])
                head.setData(0, EDITION, None)
                head.setFirstColumnSpanned(True)
                head.setToolTip(0, edition.about or edition.name)
                head.setSizeHint(0, QSize(0, HEAD))
                head.setFont(0, theme.font(strong=True))
                groups[key] = head
            item = edition_item(groups[key], edition)
            if kept is not None and edition.id == kept.id:
                self.tree.setCurrentItem(item)
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self.counted.setText(tr("{n} papers", n=f"{len(found):,}") if found else "")
        nothing = not found and not self.line.text().strip()
        if found and self.line.hasFocus() and not self.line.text():
            self.tree.setFocus()  # the page came into view before the register did
        self.empty.setVisible(nothing)
        self.tree.setVisible(not nothing)
        if self.shown is None and self._current() is None and groups:
            self.tree.setCurrentItem(next(iter(groups.values())).child(0))  # the newest, as a list shows its first

    def _current(self) -> Edition | None:
        item = self.tree.currentItem()
        found: Edition | None = item.data(0, EDITION) if item is not None else None
        return found

    def _picked(self, item: QTreeWidgetItem | None) -> None:
        edition = item.data(0, EDITION) if item is not None else None
        if edition is not None:
            self.name.setText(edition.name)
            self._work.ask(register.remade, edition, then=self.show_remade, failed=self._not_made)

    def _open_record(self, item: QTreeWidgetItem) -> None:
        edition = item.data(0, EDITION)
        if edition is not None and edition.target is not None:
            self._bus.open_record.emit(*edition.target)

    # -- one paper -----------------------------------------------------------------------------

    def show_remade(self, made: Remade) -> None:
        """Show an edition: the paper itself where it is still current, else what is known of it."""
        if made.edition != self._current():
            return
        self.shown, edition = made, made.edition
        tone, sentence = {
            "yes": ("jade", tr("The record still says what the paper says.")),
            "no": ("amber", tr("The record has changed since: this is not its current version.")),
        }.get(made.current, ("amber", tr("The record is not on this desk: whether the paper is current is not known.")))
        if made.data and not made.same:
            tone = "amber"
            sentence = tr("The record still says what the paper says, but made here today it is another file than the "
                          "registered one: other fonts, or another version of the program.")  # fmt: skip
        self._tell(tone, sentence, [
            tr("{kind}, edition {edition}, made by {who}", kind=edition.kind_label, edition=edition.edition,
               who=edition.made_by or "—"),
            tr("Made by template number {n} of the province", n=edition.template) if edition.template else "",
            *edition.signers,
            f"SHA-256 {edition.digest}",
            "" if made.data else tr("Of papers that are no longer current the register keeps the hash: verify the file "
                                    "that was handed out by dropping it here."),
        ])  # fmt: skip
        self._show(made.data)

    def show_found(self, found: Found) -> None:
        """Show a file and what holds of it."""
        self.shown = found
        self.tree.setCurrentItem(None)
        self.name.setText(found.name)
        self._tell("jade" if found.verdict.ok else "red", found.lines[0], list(found.lines[1:]))
        self._show(found.data)

    def _not_made(self, error: Exception) -> None:
        self.shown = None
        self._tell("red", str(error), [])
        self._show(b"")

    def _tell(self, tone: str, sentence: str, lines: list[str]) -> None:
        self.beside.show()
        self.verdict.set_tone(tone)
        self.verdict.say(sentence)
        self.details.setText("\n".join(line for line in lines if line))

    def _show(self, data: bytes) -> None:
        self.scroll.setVisible(bool(data))
        for made in (self.sign_button, self.save_button, self.print_button, self.copy_button):
            made.setEnabled(bool(data))
        if isinstance(self.shown, Remade):
            self.sign_button.setEnabled(self.shown.same)
        if isinstance(self.shown, Found):
            found = self.shown.verdict
            fine = found.sound if found.marks else found.entry is not None
            self.sign_button.setEnabled(fine and bool(found.open_places))
        menu, edition = self.make_button.menu(), self._current()
        menu.clear()
        self.make_button.setEnabled(edition is not None)
        if edition is not None:
            for kind, label in register.kinds(edition):
                menu.addAction(label, lambda k=kind, e=edition: self.make(e, k))
        if data:
            self.paper.show_paper(data)

    # -- what can be done with it --------------------------------------------------------------

    def _data(self) -> tuple[str, bytes]:
        if isinstance(self.shown, Found):
            return self.shown.name, self.shown.data
        if isinstance(self.shown, Remade):
            return f"{self.shown.edition.name}.pdf", self.shown.data
        return "", b""

    def make(self, edition: Edition, kind: str) -> None:
        """Make a paper of the record as it stands today."""
        self._work.ask(register.make, edition, kind, then=self._made)

    def _made(self, edition: Edition) -> None:
        self._bus.said.emit(tr("Made: {name}, edition {edition}", name=edition.name, edition=edition.edition), "")
        self._work.ask(register.editions, self.line.text().strip(), then=lambda found: self._choose(found, edition.id))

    def _choose(self, found: list[Edition], id: str) -> None:
        self._loaded(found)
        for at in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(at)
            for below in range(group.childCount()):
                if group.child(below).data(0, EDITION).id == id:
                    self.tree.setCurrentItem(group.child(below))

    def sign(self) -> None:
        """Sign what is shown; the signed file is shown and can be saved."""
        name, data = self._data()
        if data:
            self._work.ask(register.signed, name, data, "", then=self._signed)

    def _signed(self, found: Found) -> None:
        self.show_found(found)
        self._bus.said.emit(tr("Signed. Save the file, or copy it."), "")
        self.load()

    def save(self) -> None:
        """Save the PDF where the officer says."""
        name, data = self._data()
        if not data:
            return
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the paper"), handed.fit_name(name), "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the PDF."""
        _name, data = self._data()
        self._work.data(handed.written, path, data, then=self._saved)

    def _saved(self, path: Path) -> None:
        self._bus.said.emit(tr("Saved: {path}", path=path), "")

    def copy(self) -> None:
        """The PDF as a file on the clipboard."""
        name, data = self._data()
        if data:
            self._work.data(handed.handed_out, name, data, then=self._copied)

    def _copied(self, path: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        QGuiApplication.clipboard().setMimeData(mime)
        self._lent = True
        self._bus.said.emit(tr("Copied: paste the file where it is to go."), "")

    def _let_go(self) -> None:
        """The copy goes with the program: its file is gone, and Python is before the platform asks for it."""
        if self._lent:
            QGuiApplication.clipboard().clear()

    def print(self) -> None:
        """Print on a printer of the system."""
        name, data = self._data()
        if data:
            self._printing.ask(data, len(self.paper.sizes), name)

    def _printed(self, fine: bool) -> None:
        said = tr("Sent to the printer.") if fine else tr("The paper cannot be drawn for the printer.")
        self._bus.said.emit(said, "" if fine else "red")

    # -- files from outside --------------------------------------------------------------------

    def choose(self) -> None:
        """Choose a file to verify."""
        path, _kind = QFileDialog.getOpenFileName(self, tr("Verify a file"), "", "PDF (*.pdf)")
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Say what holds of a file."""
        self._work.ask(register.looked_at, path, then=self.show_found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.look_at(paths[0])
