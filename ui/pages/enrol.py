"""Enrol this desk at a province: an address, an account, a password, once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from ui import sync_asks
from ui.bus import Bus
from ui.pages.parts import Card, button, text
from ui.work import Work
from zsdesk.words import tr


class EnrolCard(Card):
    """Asks for the account and hands it over; the password is not kept."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(tr("Enrol at the province"), parent)
        self._work, self._bus = work, bus
        self.url = self._line(tr("Address of the provincial server"), "https://")
        self.account = self._line(tr("Account"))
        self.password = self._line(tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for line, words in ((self.url, tr("Address")), (self.account, tr("Account")), (self.password, tr("Password"))):
            form.addRow(text(words, "muted", self), line)
            line.setMaximumWidth(420)
            line.returnPressed.connect(self.enrol)
        self.problem: QLabel = text("", "problem", self, wrap=True)
        self.problem.hide()
        self.go = button(tr("Enrol"), self.enrol, role="primary", tip=tr("Enrol (Enter)"), parent=self)
        foot = QHBoxLayout()
        foot.addWidget(self.go)
        foot.addStretch(1)
        self.column.addLayout(form)
        self.column.addSpacing(8)
        self.column.addWidget(self.problem)
        self.column.addSpacing(4)
        self.column.addLayout(foot)

    def begin(self) -> None:
        """Take the keyboard where nothing is written yet."""
        self.url.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, name: str, placeholder: str = "") -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        line.setPlaceholderText(placeholder)
        line.setToolTip(name)
        return line

    def enrol(self) -> None:
        """Ask the province; what was typed stays until it says yes."""
        url, account, password = self.url.text().strip(), self.account.text().strip(), self.password.text()
        missing = next((line for line in (self.url, self.account, self.password) if not line.text().strip()), None)
        if missing is not None:
            self._say(tr("Fill in address, account and password."))
            missing.setFocus()
            return
        self.go.setEnabled(False)
        self.go.setText(tr("Asking the province…"))
        job = partial(sync_asks.enrol, self._work.desk, url, account, password, self._work.call_from_network)
        self._work.network(job, then=self._enrolled, failed=self._failed)

    def _enrolled(self, _none: object) -> None:
        self._rest()
        self.password.clear()
        self._bus.said.emit(tr("Enrolled. The first sync begins."), "")
        self._bus.enrolled.emit()

    def _failed(self, error: Exception) -> None:
        self._rest()
        self._say(str(error))

    def _rest(self) -> None:
        self.go.setEnabled(True)
        self.go.setText(tr("Enrol"))
        self.problem.hide()

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
