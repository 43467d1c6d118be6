"""A PDF on a printer of the system: its pages are drawn off the UI thread one by one, and printed as they come."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from ui import pdf
from ui.pictures import Pictures

PRINT_DPI = 300


class Printing(QObject):
    """Prints one paper at a time."""

    progressed = Signal(int, int)
    """So many of so many pages are printed."""
    printed = Signal(bool)
    """Done, or false where a page could not be drawn."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._data, self._pages = b"", 0
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None
        self._pictures = Pictures(self)
        self._pictures.made.connect(self._drawn)

    def ask(self, data: bytes, pages: int, name: str) -> None:
        """Ask which printer, then print."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(printer.pageLayout().pageSize().id())
        printer.setFullPage(True)
        printer.setDocName(name)
        if QPrintDialog(printer, self._parent).exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer, data, pages)

    def print_on(self, printer: QPrinter, data: bytes, pages: int) -> None:
        """Draw the pages for a printer one after the other, and print each as it comes."""
        self._printer, self._painter = printer, None
        self._data, self._pages = data, pages
        self.progressed.emit(0, pages)
        self._next(0)

    def _next(self, number: int) -> None:
        data = self._data
        self._pictures.run(str(number), lambda: pdf.page(data, number, PRINT_DPI))

    def _drawn(self, key: str, page: object) -> None:
        assert self._printer is not None
        number = int(key)
        if not isinstance(page, QImage):
            self._end(fine=False)
            return
        if self._painter is None:
            self._painter = QPainter(self._printer)
        else:
            self._printer.newPage()
        sheet = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        self._painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), page)
        self.progressed.emit(number + 1, self._pages)
        if number + 1 < self._pages:
            self._next(number + 1)
        else:
            self._end(fine=True)

    def _end(self, *, fine: bool) -> None:
        if self._painter is not None:
            self._painter.end()
        self._painter = self._printer = None
        self.printed.emit(fine)
