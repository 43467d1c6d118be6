"""The brief before it goes out: look at it, print it, save it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
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

from ui import handed, pdf, sources, theme
from ui.bus import Bus
from ui.form_parts import Banner, button
from ui.pictures import Pictures
from ui.sources import Brief
from ui.work import Work
from zsdesk.words import tr

SCREEN_DPI = 180
PRINT_DPI = 300
GAP = 16


class Paper(QWidget):
    """The pages, one under the other, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: list[QImage] = []

    def show_pages(self, pages: list[QImage]) -> None:
        """Show these pages."""
        self.pages = pages
        self._fit()

    def _width(self) -> int:
        return min(self.width() - 2 * GAP, 900)

    def _heights(self) -> list[int]:
        return [round(self._width() * page.height() / page.width()) for page in self.pages]

    def _fit(self) -> None:
        self.setMinimumHeight(sum(self._heights()) + GAP * (len(self.pages) + 1))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top, width = GAP, self._width()
        for page, height in zip(self.pages, self._heights(), strict=True):
            rect = QRect(QPoint((self.width() - width) // 2, top), QSize(width, height))
            painter.drawImage(QRectF(rect), page)
            painter.setPen(QColor(theme.tokens().line_strong))
            painter.drawRect(rect)
            top += height + GAP


class BriefDialog(QDialog):
    """Makes the brief on the data thread, draws its pages off the UI thread, and hands it out."""

    def __init__(self, work: Work, bus: Bus, negotiation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Negotiation brief"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._work, self._bus = work, bus
        self.brief: Brief | None = None
        self._saved_to: Path | None = None
        self._pictures = Pictures(self)
        self._pictures.made.connect(self._drawn)
        self._build()
        room = parent.window().size() if parent is not None else QSize(900, 820)
        self.resize(min(840, room.width()), max(600, room.height() - 40))
        work.ask(sources.make_brief, negotiation, then=self._made, failed=self._failed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(12)
        self.name = QLabel(tr("Making the brief …"), self)
        self.name.setProperty("role", "head")
        outer.addWidget(self.name)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        outer.addWidget(self.progress)
        self.banner = Banner("red", self)
        outer.addWidget(self.banner)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        self.paper = Paper()
        scroll.setWidget(self.paper)
        outer.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.save_button = button(tr("Save as …"), "primary", shortcut="Ctrl S", tip=tr("Save the PDF (Ctrl+S)"))
        self.print_button = button(tr("Print …"), shortcut="Ctrl P", tip=tr("Print the brief (Ctrl+P)"))
        self.folder_button = button(tr("Open its folder"), tip=tr("Show the saved file in its folder"))
        close = button(tr("Close"), shortcut="Esc", tip=tr("Close (Esc)"))
        for made, act, keys in (
            (self.save_button, self.save, QKeySequence.StandardKey.Save),
            (self.print_button, self.print, QKeySequence.StandardKey.Print),
            (self.folder_button, self.open_folder, None),
        ):
            made.setEnabled(False)
            made.setAutoDefault(False)
            made.clicked.connect(act)
            row.addWidget(made)
            if keys is not None:
                QShortcut(QKeySequence(keys), self).activated.connect(made.click)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addStretch(1)
        row.addWidget(close)
        outer.addLayout(row)

    def _made(self, brief: Brief) -> None:
        self.brief = brief
        self.name.setText(brief.name.removesuffix(".pdf"))
        self.save_button.setEnabled(True)
        self.print_button.setEnabled(True)
        self._pictures.run("screen", lambda: pdf.pictures(brief.data, SCREEN_DPI))

    def _failed(self, error: Exception) -> None:
        self.progress.hide()
        self.name.setText(tr("No brief could be made"))
        self.banner.say(str(error))

    def _drawn(self, key: str, result: object) -> None:
        self.progress.hide()
        if not isinstance(result, list):
            self.banner.say(tr("The preview cannot be drawn; the PDF itself can be saved."))
        elif key == "screen":
            self.paper.show_pages(result)
        else:
            self._paint(result)

    def suggested(self) -> str:
        """Where “save as” begins: the documents folder, with the brief's name."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        folder = folder if folder.is_dir() else Path.home()  # else Qt takes the folder that the program was started in
        return str(folder / handed.fit_name(self.brief.name)) if self.brief else str(folder)

    def save(self) -> None:
        """Save the PDF where the officer says."""
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the brief"), self.suggested(), "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the PDF; the data thread does it, because a network drive may be slow."""
        if self.brief is not None:
            data = self.brief.data
            self._work.data(handed.written, path, data, then=self._written, failed=self._not_written)

    def _written(self, path: Path) -> None:
        self._saved_to = path
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
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setPageSize(self._printer.pageLayout().pageSize().id())
        self._printer.setFullPage(True)
        self._printer.setDocName(self.name.text())
        dialog = QPrintDialog(self._printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(self._printer)

    def print_on(self, printer: QPrinter) -> None:
        """Draw the pages for a printer, then print them."""
        if self.brief is not None:
            self._printer = printer
            data = self.brief.data
            self.progress.show()
            self._pictures.run("print", lambda: pdf.pictures(data, PRINT_DPI))

    def _paint(self, pages: list[QImage]) -> None:
        painter = QPainter(self._printer)
        sheet = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        for number, page in enumerate(pages):
            if number:
                self._printer.newPage()
            painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), page)
        painter.end()
        self._bus.said.emit(tr("Sent to the printer."), "")
