"""A paper before it goes out: what it lacks, how far it is, a look at it; print it, save it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import handed, register
from ui.bus import Bus
from ui.form_parts import Banner, button
from ui.log import sentence_of
from ui.making import Making, Wanted, wanted_paper, word_file
from ui.paper_view import PaperView
from ui.pictures import Pictures
from ui.printing import Printing
from ui.work import Work
from zsdesk.errors import Cancelled, Unreadable
from zsdesk.words import tr

LOOK_MS = 80
"""Between two looks at how far the paper is."""


class PaperDialog(QDialog):
    """Reads a paper's content on the data thread, makes it and draws its pages off the UI thread, hands it out."""

    def __init__(self, work: Work, bus: Bus, kind: str, id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work, self._bus = work, bus
        self.wanted: Wanted | None = None
        self.data: bytes | None = None
        self._unsigned: bytes | None = None
        self._making: Making | None = None
        self._saved_to: Path | None = None
        self._pictures = Pictures(self)
        self._pictures.made.connect(self._answered)
        self._printing = Printing(self)
        self._printing.progressed.connect(self._printed_pages)
        self._printing.printed.connect(self._printed)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_on)
        self._build()
        room = parent.window().size() if parent is not None else QSize(900, 820)
        self.resize(min(840, room.width()), max(600, room.height() - 40))
        work.ask(wanted_paper, kind, id, then=self._read, failed=self._failed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(12)
        self.name = QLabel(tr("Making the paper…"), self)
        self.name.setProperty("role", "head")
        self.name.setWordWrap(True)
        outer.addWidget(self.name)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        outer.addWidget(self.progress)
        self.banner = Banner("red", self)
        outer.addWidget(self.banner)
        self._middle = QVBoxLayout()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self.paper = PaperView()
        self.paper.shown.connect(self._drawn)
        self.paper.failed.connect(self._not_drawn)
        self._scroll.setWidget(self.paper)
        self._middle.addWidget(self._scroll, 1)
        outer.addLayout(self._middle, 1)
        outer.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.make_button = button(tr("Make the dossier"), "primary", tip=tr("What is missing is printed as 待补"))
        self.save_button = button(
            tr("Save as…"), "primary", shortcut="Ctrl S", tip=tr("Save the PDF, or a Word file to edit (Ctrl+S)")
        )
        self.print_button = button(tr("Print…"), shortcut="Ctrl P", tip=tr("Print the paper (Ctrl+P)"))
        self.sign_button = button(tr("Sign"), tip=tr("Sign with this desk's certificate; then save the signed file"))
        self.folder_button = button(tr("Open its folder"), tip=tr("Show the saved file in its folder"))
        self.stop_button = button(tr("Stop"), tip=tr("Stop making it; nothing is changed"))
        close = button(tr("Close"), shortcut="Esc", tip=tr("Close (Esc)"))
        for made, act, keys in (
            (self.make_button, self.make, None),
            (self.save_button, self.save, QKeySequence.StandardKey.Save),
            (self.print_button, self.print, QKeySequence.StandardKey.Print),
            (self.sign_button, self.sign, None),
            (self.folder_button, self.open_folder, None),
        ):
            made.setEnabled(False)
            made.setAutoDefault(False)
            made.clicked.connect(act)
            row.addWidget(made)
            if keys is not None:
                QShortcut(QKeySequence(keys), self).activated.connect(made.click)
        for made, act in ((self.stop_button, self.stop), (close, self.reject)):
            made.setAutoDefault(False)
            made.clicked.connect(act)
        self.make_button.hide()
        self.stop_button.hide()
        row.addStretch(1)
        row.addWidget(self.stop_button)
        row.addWidget(close)
        return row

    # -- making --------------------------------------------------------------------------------

    def _read(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.setWindowTitle(wanted.name.removesuffix(".pdf"))
        self.name.setText(wanted.name.removesuffix(".pdf"))
        if wanted.meter is not None and wanted.meter.gaps:
            self._show_gaps(wanted)
        else:
            self.make()

    def _show_gaps(self, wanted: Wanted) -> None:
        from ui.gaps import GapList

        self.progress.hide()
        self._scroll.hide()
        self.save_button.hide()
        self.print_button.hide()
        self.sign_button.hide()
        self.folder_button.hide()
        self.gaps = GapList(self)
        self.gaps.show_meter(wanted.meter)
        self.gaps.wanted.connect(self._fill)
        self._middle.addWidget(self.gaps, 1)
        self.make_button.setEnabled(True)
        self.make_button.show()

    def _fill(self, gap: object) -> None:
        """Open the record that a gap names, or the form of one that is to be made."""
        type_name, id = gap.type, gap.id  # type: ignore[attr-defined]
        if id and type_name != "attachment":
            self._bus.open_record.emit(type_name, id)
        elif type_name == "attachment" or not self._makes(type_name):
            self._bus.open_record.emit("project", self._project())
        else:
            self._bus.new_record.emit(type_name, {"project": self._project()})
        self.reject()

    def _project(self) -> str:
        assert self.wanted is not None
        return self.wanted.id

    @staticmethod
    def _makes(type_name: str) -> bool:
        from zsdesk.fields import fields
        from zsdesk.records import record_type

        return any(field.name == "project" for field in fields(record_type(type_name)))

    def make(self) -> None:
        """Make the paper, gaps and all."""
        self._make(leave_out=False)

    def _make(self, *, leave_out: bool) -> None:
        assert self.wanted is not None
        self.make_button.hide()
        if hasattr(self, "gaps"):
            self.gaps.hide()
        for shown in (
            self._scroll,
            self.save_button,
            self.print_button,
            self.sign_button,
            self.folder_button,
            self.progress,
        ):
            shown.show()
        self.banner.say("")
        self.progress.setRange(0, 0)
        self.stop_button.show()
        self._making = Making(self.wanted, leave_out=leave_out)
        self._look.start()
        self._pictures.run("paper", self._making.run)

    def _look_on(self) -> None:
        if self._making is not None and self._making.of:
            self.progress.setRange(0, self._making.of)
            self.progress.setValue(self._making.done)

    def stop(self) -> None:
        """Stop making it."""
        if self._making is not None:
            self._making.stop()

    def reject(self) -> None:
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)

    def _answered(self, key: str, result: object) -> None:
        if key == "paper":
            self._look.stop()
            self.stop_button.hide()
            if isinstance(result, bytes):
                self._made(result)
            else:
                self._failed(result if isinstance(result, Exception) else RuntimeError())

    def _made(self, data: bytes) -> None:
        self.data = self._unsigned = data
        self.sign_button.setEnabled(True)
        self.save_button.setEnabled(True)
        self.print_button.setEnabled(True)
        self.paper.show_paper(data)

    def _failed(self, error: Exception) -> None:
        self.progress.hide()
        if isinstance(error, Unreadable):
            self.banner.set_tone("amber")
            self.banner.say(str(error), (tr("Go on without them"), lambda: self._make(leave_out=True)))
            return
        if isinstance(error, Cancelled):
            self.banner.set_tone("blue")
            self.banner.say(str(error), (tr("Make it after all"), self.make))
            return
        self.name.setText(tr("No paper could be made"))
        self.banner.set_tone("red")
        self.banner.say(sentence_of(error))

    def _drawn(self) -> None:
        self.progress.hide()

    def _not_drawn(self) -> None:
        self.progress.hide()
        self.banner.say(tr("The preview cannot be drawn; the PDF itself can be saved."))

    # -- handing out ---------------------------------------------------------------------------

    def suggested(self) -> str:
        """Where “save as” begins: the documents folder, with the paper's name."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        folder = folder if folder.is_dir() else Path.home()  # else Qt takes the folder that the program was started in
        return str(folder / handed.fit_name(self.wanted.name)) if self.wanted else str(folder)

    def save(self) -> None:
        """Save the PDF where the officer says."""
        word = ";;Word (*.docx)" if self.wanted and self.wanted.kind != "dossier" else ""
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the paper"), self.suggested(), f"PDF (*.pdf){word}")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the PDF, or the Word file to be edited where the name asks for one; the data thread does it,
        because a network drive may be slow."""
        if self.wanted is not None and path.suffix.lower() == ".docx":
            self._work.data(word_file, path, self.wanted, then=self._written, failed=self._not_written)
        elif self.data is not None:
            self._work.data(handed.written, path, self.data, then=self._written, failed=self._not_written)

    def _written(self, path: Path) -> None:
        self._saved_to = path
        self._enter()
        self.folder_button.setEnabled(True)
        self.banner.set_tone("jade")
        self.banner.say(tr("Saved: {path}", path=path), (tr("Open"), self._open_file))

    def _not_written(self, error: Exception) -> None:
        self.banner.set_tone("red")
        self.banner.say(str(error))

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved_to)))

    def open_folder(self) -> None:
        """Show the folder of the saved file."""
        if self._saved_to is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved_to.parent)))

    def print(self) -> None:
        """Print on a printer of the system; the pages are drawn for it off the UI thread."""
        if self.data is not None:
            self._printing.ask(self.data, len(self.paper.sizes), self.name.text())

    def print_on(self, printer: QPrinter) -> None:
        """Draw the pages for a printer one after the other, and print each as it comes."""
        if self.data is not None:
            self._printing.print_on(printer, self.data, len(self.paper.sizes))

    def _printed_pages(self, done: int, of: int) -> None:
        self.progress.setRange(0, max(of, 1))
        self.progress.setValue(done)
        self.progress.show()

    def _printed(self, fine: bool) -> None:
        self.progress.hide()
        if not fine:
            self._not_drawn()
            return
        self._enter()
        self._bus.said.emit(tr("Sent to the printer."), "")

    # -- register and signature ----------------------------------------------------------------

    def _enter(self) -> None:
        """What was handed out stands in the register; the same paper once."""
        if self.wanted is not None and self._unsigned is not None:
            self._work.ask(register.enter, self.wanted, self._unsigned)

    def sign(self) -> None:
        """Sign with this desk's certificate; the signed paper is shown, to be saved or printed."""
        if self.wanted is not None and self._unsigned is not None:
            self.sign_button.setEnabled(False)
            self._work.ask(register.sign_made, self.wanted, self._unsigned, then=self._signed, failed=self._not_signed)

    def _signed(self, data: bytes) -> None:
        self.data = data
        self.paper.show_paper(data)
        self.banner.set_tone("jade")
        self.banner.say(tr("Signed. Save the file, or copy it."))

    def _not_signed(self, error: Exception) -> None:
        self.sign_button.setEnabled(True)
        self.banner.set_tone("amber")
        self.banner.say(sentence_of(error))
