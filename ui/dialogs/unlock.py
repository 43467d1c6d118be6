"""Asks for the passphrase of a desk whose key is not in a keyring."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.form_parts import Banner, button
from zsdesk.words import tr


class Unlock(QDialog):
    """One line for the passphrase, and what was wrong with the last one."""

    def __init__(self, parent: QWidget | None = None, error: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Unlock the desk"))
        self.setMinimumWidth(420)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        title = QLabel(tr("Unlock the desk"), self)
        title.setProperty("role", "title")
        outer.addWidget(title)
        why = QLabel(
            tr("Everything on this desk is encrypted. This machine has no keyring, so the passphrase opens it."), self
        )
        why.setProperty("role", "muted")
        why.setWordWrap(True)
        outer.addWidget(why)
        self.line = QLineEdit(self)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setPlaceholderText(tr("Passphrase"))
        self.line.setAccessibleName(tr("Passphrase"))
        outer.addWidget(self.line)
        banner = Banner("red", self)
        banner.say(error)
        outer.addWidget(banner)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.open_button = button(tr("Unlock"), "primary", tip=tr("Open the desk (Enter)"))
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        leave = button(tr("Quit"), tip=tr("Leave it locked (Esc)"))
        leave.setAutoDefault(False)
        self.line.textChanged.connect(lambda text: self.open_button.setEnabled(bool(text)))
        self.open_button.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        row.addWidget(self.open_button)
        row.addWidget(leave)
        row.addStretch(1)
        outer.addLayout(row)

    @staticmethod
    def ask(parent: QWidget | None, error: str = "") -> str | None:
        """The passphrase that was typed, or ``None`` where the officer leaves."""
        dialog = Unlock(parent, error)
        return dialog.line.text() if dialog.exec() == QDialog.DialogCode.Accepted else None
