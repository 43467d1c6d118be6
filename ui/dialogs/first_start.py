"""The first start: language, who works here, whether to connect now, and the passphrase if one is needed."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.bus import Bus
from ui.editors.base import Surroundings
from ui.editors.chips import Toggles
from ui.editors.places import RegionEditor
from ui.form_parts import Banner, button, clear
from ui.work import Work
from zsdesk.clock import Clock
from zsdesk.errors import Invalid
from zsdesk.kinds import Region
from zsdesk.words import language, set_language, tr

SHORTEST = 8
SIDE = 32
FOOT = 180
"""What the buttons, a sentence above them and the window's frame need."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def address_problem(url: str) -> str:
    """What is wrong with a server's address, or nothing: https everywhere, plain http on this machine only."""
    parts = urlsplit(url.strip())
    if parts.scheme == "https" and parts.hostname:
        return ""
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return ""
    return tr("The address begins with https:// — copy it from the letter of the province.")


class FirstStart(QDialog):
    """Fills ``language, user, region, unit, url, account, password, passphrase``; what is left out stays empty."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lacking: QWidget = self
        """What the first trouble is about: it gets the keyboard."""
        self.user = self.region = self.unit = self.url = self.account = self.password = self.passphrase = ""
        self.language = language()
        self._keyring: bool | None = None
        self.setMinimumWidth(560)
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(0, 0, 0, 24)
        self._frame.setSpacing(0)
        self._build()
        work.data(_keyring_available, then=self._keyring_known)

    def _line(self, hint: str, *, secret: bool = False) -> QLineEdit:
        made = QLineEdit(self)
        made.setPlaceholderText(hint)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _heading(self, text: str, role: str = "head") -> QLabel:
        made = QLabel(text, self)
        made.setProperty("role", role)
        made.setWordWrap(True)
        return made

    def _build(self) -> None:
        clear(self._frame)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        self._outer = QVBoxLayout(inside)
        self._outer.setContentsMargins(SIDE, 28, SIDE, 12)
        self._outer.setSpacing(12)
        self.setWindowTitle(tr("Welcome to zsdesk"))
        self._outer.addWidget(self._heading(tr("Welcome to zsdesk"), "title"))
        self._outer.addWidget(self._heading(
            tr("Everything is kept encrypted on this machine and works without a network."), "muted"))  # fmt: skip
        self.languages = Toggles([("zh_CN", "中文"), ("en", "English")], single=True, parent=self)
        self.languages.choose([self.language])
        self.languages.toggled.connect(self._language_chosen)
        self._outer.addWidget(self.languages)
        self._ask_who()
        self._ask_server()
        self._ask_passphrase()
        self._outer.addStretch(1)
        self._scroll.setWidget(inside)
        self._frame.addWidget(self._scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(SIDE, 0, SIDE, 0)
        self.banner = Banner("red", self)
        foot.addWidget(self.banner)
        foot.addLayout(self._buttons())
        self._frame.addLayout(foot)
        self._show_passphrase()
        self.user_line.setFocus()

    def _ask_who(self) -> None:
        self._outer.addWidget(self._heading(tr("Who works here")))
        self.user_line = self._line(tr("Your name, as colleagues know it"))
        self.region_editor = RegionEditor(Region(), Surroundings(Clock().today()), self)
        self.region_editor.line.setPlaceholderText(tr("County or prefecture, by name or pinyin initials: ky"))
        self.unit_line = self._line(tr("Your bureau, as your papers name it"))
        self._outer.addLayout(
            self._rows(
                (tr("Name"), self.user_line), (tr("Region"), self.region_editor), (tr("Your unit"), self.unit_line)
            )
        )

    def _ask_server(self) -> None:
        self._outer.addWidget(self._heading(tr("The province's server")))
        self.when = Toggles([("later", tr("Connect later")), ("now", tr("Connect now"))], single=True, parent=self)
        self.when.choose(["later"])
        self.when.toggled.connect(self._when_chosen)
        self._outer.addWidget(self.when)
        self.url_line = self._line("https://")
        self.account_line = self._line(tr("Account given by the province"))
        self.password_line = self._line(tr("Password"), secret=True)
        self._server = self._holder(
            (tr("Address"), self.url_line), (tr("Account"), self.account_line), (tr("Password"), self.password_line)
        )
        self._server.hide()
        self._outer.addWidget(self._server)

    def _ask_passphrase(self) -> None:
        self.pass_line = self._line(tr("At least {count} characters", count=SHORTEST), secret=True)
        self.again_line = self._line(tr("The same again"), secret=True)
        self._passphrase = self._holder((tr("Passphrase"), self.pass_line), (tr("Again"), self.again_line))
        self._pass_heading = self._heading(tr("A passphrase for this desk"))
        self._pass_why = self._heading(
            tr("This machine has no keyring for the key. The passphrase opens the desk; without it nobody can, "
               "not even we."), "muted")  # fmt: skip
        for widget in (self._pass_heading, self._pass_why, self._passphrase):
            self._outer.addWidget(widget)

    def _rows(self, *rows: tuple[str, QWidget]) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for words, widget in rows:
            label = QLabel(words, self)
            label.setProperty("role", "muted")
            label.setFixedWidth(72)
            label.setMinimumHeight(32)
            label.setBuddy(widget)
            (widget.focusProxy() or widget).setAccessibleName(words)
            form.addRow(label, widget)
        return form

    def _holder(self, *rows: tuple[str, QWidget]) -> QWidget:
        holder = QWidget(self)
        form = self._rows(*rows)
        form.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(form)
        return holder

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(10)
        self.start_button = button(tr("Begin"), "primary", tip=tr("Make the desk and open it (Enter)"))
        self.start_button.setDefault(True)
        self.start_button.setEnabled(self._keyring is not None)
        self.start_button.clicked.connect(self.accept)
        leave = button(tr("Quit"), tip=tr("Make nothing and leave (Esc)"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        row.addWidget(self.start_button)
        row.addWidget(leave)
        row.addStretch(1)
        return row

    def _keyring_known(self, available: bool) -> None:
        self._keyring = available
        self.start_button.setEnabled(True)
        self._show_passphrase()

    def _show_passphrase(self) -> None:
        for widget in (self._pass_heading, self._pass_why, self._passphrase):
            widget.setVisible(self._keyring is False)
        self._fit()

    def _fit(self) -> None:
        """As high as what it asks; on a low screen the questions scroll, and the buttons stay in view."""
        width = self.minimumWidth()
        wanted = self._outer.totalHeightForWidth(width)
        screen = self.screen().availableGeometry()
        self._scroll.setFixedHeight(min(wanted, screen.height() - FOOT))
        self.adjustSize()
        below = self.frameGeometry().bottom() - screen.bottom()
        if self.isVisible() and below > 0:
            self.move(self.pos() - QPoint(0, below))

    def _language_chosen(self) -> None:
        kept = self.user_line.text(), self.region_editor.text(), self.unit_line.text()
        self.language = (self.languages.chosen() or (self.language,))[0]
        set_language(self.language)
        self._build()
        self.user_line.setText(kept[0])
        self.region_editor.set_text(kept[1])
        self.unit_line.setText(kept[2])

    def _when_chosen(self) -> None:
        self._server.setVisible("now" in self.when.chosen())
        self._fit()

    def trouble(self) -> str:
        """What keeps the desk from being made, or nothing."""
        self._lacking = self.user_line
        if not self.user_line.text().strip():
            return tr("Write your name: it stands in the history of what you change.")
        self._lacking = self.region_editor
        try:
            if self.region_editor.value() is None:
                return tr("Choose your region: it decides whose records you see.")
        except Invalid as error:
            return str(error)
        if "now" in self.when.chosen():
            self._lacking = self.url_line
            if problem := address_problem(self.url_line.text()):
                return problem
            self._lacking = self.password_line if self.account_line.text().strip() else self.account_line
            if not self.account_line.text().strip() or not self.password_line.text():
                return tr("Account and password are needed to connect; or choose to connect later.")
        if self._keyring is False:
            self._lacking = self.pass_line
            if len(self.pass_line.text()) < SHORTEST:
                return tr("The passphrase needs at least {count} characters.", count=SHORTEST)
            self._lacking = self.again_line
            if self.pass_line.text() != self.again_line.text():
                return tr("The two passphrases differ: type them again.")
        return ""

    def accept(self) -> None:
        """Take what was typed, or say what is missing."""
        self.region_editor.tidy()
        if problem := self.trouble():
            self.banner.say(problem)
            self._lacking.setFocus()
            return
        self.user, self.region = self.user_line.text().strip(), self.region_editor.value()
        self.unit = self.unit_line.text().strip()
        if "now" in self.when.chosen():
            self.url, self.account = self.url_line.text().strip(), self.account_line.text().strip()
            self.password = self.password_line.text()
        self.passphrase = self.pass_line.text() if self._keyring is False else ""
        super().accept()


def _keyring_available() -> bool:
    from zsdesk.store.vault import keyring_available  # asks the system's bus, which may take a moment

    return keyring_available()
