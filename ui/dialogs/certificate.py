"""The desk's certificate: whose, until when, revoked or not; out of the desk and into it as a PKCS#12 file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import certificates
from ui.form_parts import Banner, button
from ui.shown import line
from ui.work import Work
from zsdesk.words import tr

WIDTH = 520


class CertificateDialog(QDialog):
    """Shows the certificate; the passphrase stands in this dialog only while a file is written or read."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.setWindowTitle(tr("Certificate for signing"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(line(tr("Certificate for signing"), "head"))
        self.state = Banner("jade", self)
        outer.addWidget(self.state)
        self.rows = QFormLayout()
        self.rows.setHorizontalSpacing(18)
        self.rows.setVerticalSpacing(6)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        outer.addLayout(self.rows)
        outer.addWidget(line(tr("A PKCS#12 file carries the key and the certificate to another machine of yours. Who "
                                "has the file and its passphrase signs in your name."), "muted"))  # fmt: skip
        self.passphrase = QLineEdit(self)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(tr("Passphrase of the file"))
        self.passphrase.setAccessibleName(tr("Passphrase of the file"))
        self.passphrase.textChanged.connect(lambda _text: self._allow())
        outer.addWidget(self.passphrase)
        self.told = Banner("red", self)
        outer.addWidget(self.told)
        outer.addLayout(self._foot())
        self._there = False
        self._work.ask(certificates.shown, then=self._show, failed=self._failed)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.export_button = button(tr("Export…"), tip=tr("Write key and certificate into a PKCS#12 file"))
        self.export_button.clicked.connect(self.export)
        self.import_button = button(tr("Import…"), tip=tr("Sign with the key of a PKCS#12 file from now on"))
        self.import_button.clicked.connect(self.take_in)
        leave = button(tr("Close"), shortcut="Esc")
        leave.clicked.connect(self.reject)
        for one in (self.export_button, self.import_button, leave):
            one.setAutoDefault(False)
            row.addWidget(one)
        row.addStretch(1)
        self.export_button.setEnabled(False)
        self.import_button.setEnabled(False)
        return row

    def _allow(self) -> None:
        written = bool(self.passphrase.text())
        self.export_button.setEnabled(written and self._there)
        self.import_button.setEnabled(written)

    def _show(self, found: certificates.Shown) -> None:
        while self.rows.rowCount():
            self.rows.removeRow(0)
        for name, words in found.lines:
            value = line(words)
            value.setFixedHeight(value.fontMetrics().height() + 4)  # a banner of two lines takes no room of it
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setFixedHeight(value.minimumHeight())
            self.rows.addRow(label, value)
        self._there = bool(found.lines)
        _say(self.state, found.sentence, found.tone)
        self._allow()
        self.resize(self.width(), self.layout().totalHeightForWidth(self.width()))

    # -- files ---------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where to, and write the file."""
        path, _kind = QFileDialog.getSaveFileName(self, tr("Export…"), f"{tr('Certificate')}.p12", "PKCS#12 (*.p12)")
        if path:
            self._busy()
            self._work.ask(certificates.export, Path(path), self.passphrase.text(),
                           then=self._exported, failed=self._failed)  # fmt: skip

    def _exported(self, path: Path) -> None:
        self.passphrase.clear()
        _say(self.told, tr("Written to {name}. Keep it where nobody else comes.", name=path.name), "jade")

    def take_in(self) -> None:
        """Ask which file, and sign with its key from now on."""
        path, _kind = QFileDialog.getOpenFileName(self, tr("Import…"), "", "PKCS#12 (*.p12 *.pfx)")
        if path:
            self._busy()
            self._work.ask(certificates.take_in, Path(path), self.passphrase.text(),
                           then=self._taken, failed=self._failed)  # fmt: skip

    def _taken(self, found: certificates.Shown) -> None:
        self.passphrase.clear()
        self._show(found)
        _say(self.told, tr("The desk signs with this certificate now."), "jade")

    def _busy(self) -> None:
        self.told.say("")
        self.export_button.setEnabled(False)
        self.import_button.setEnabled(False)

    def _failed(self, error: Exception) -> None:
        self._allow()
        _say(self.told, str(error), "red")


def _say(banner: Banner, sentence: str, tone: str) -> None:
    banner.set_tone(tone)
    banner.say(sentence)
