"""Start of the window: the only place where its objects are wired to each other."""

from __future__ import annotations

import gc
import os
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from ui import asks, log, qt_words, sync_asks
from ui import settings as stored
from ui.bus import Bus
from ui.garbage import Garbage
from ui.help import Help
from ui.shell import Shell
from ui.sync_loop import SyncLoop
from ui.theme import STYLE, Theme
from ui.undo import Undo
from ui.upkeep import Upkeep
from ui.work import Work
from zsdesk import words
from zsdesk.errors import NeedsPassphrase, WrongPassphrase, ZsdeskError
from zsdesk.paths import default_desk

if TYPE_CHECKING:
    from zsdesk.desk import Desk
    from zsdesk.store.vault import Vault

MEANWHILE = 60
"""Milliseconds until the window has painted what it knows of its page."""


class Application(QObject):
    """Everything between the first paint and the last."""

    def __init__(self, app: QApplication, folder: Path, settings: stored.Settings) -> None:
        super().__init__(app)
        self._app, self._folder, self.settings = app, folder, settings
        words.set_language(settings.language or words.language_from_environment() or "zh_CN")
        self.theme = Theme(app, settings.theme)
        self.bus = Bus(self)
        self.work = Work(self)
        self.garbage = Garbage(self)
        self.help = Help(app)
        self.undo = Undo(self.work, self.bus, self)
        self.loop = SyncLoop(self.work, self.bus, self)
        self.upkeep = Upkeep(self.work, self)
        self.bus.did.connect(self.upkeep.later)
        self.loop.finished.connect(self.upkeep.later)
        self.work.did.connect(self._did)
        self.work.failed.connect(self._failed)
        self.bus.enrolled.connect(lambda: self.shell.ask_whose())
        self.theme.changed.connect(self.bus.restyled)
        self.shell: Shell = self._shell()

    # -- the window ----------------------------------------------------------------------------

    def _shell(self) -> Shell:
        pages = {
            "today": partial(self._page, "ui.pages.today", "TodayPage"),
            "leads": partial(self._ledgers, "leads", "LEADS", "CLAIMS"),
            "companies": partial(self._ledgers, "companies", "COMPANIES", "CONTACTS", "CHANNELS"),
            "negotiations": partial(self._ledgers, "negotiations", "NEGOTIATIONS", "VISITS"),
            "projects": partial(self._page, "ui.pages.projects", "ProjectsPage", self.settings),
            "reviews": partial(self._page, "ui.pages.reviews", "ReviewsPage", self.settings),
            "supervision": partial(self._page, "ui.pages.supervision", "SupervisionPage", self.settings),
            "appeals": partial(self._page, "ui.pages.appeals", "AppealsPage", self.settings),
            "statistics": partial(self._page, "ui.pages.statistics", "StatisticsPage"),
            "papers": partial(self._page, "ui.pages.papers", "PapersPage"),
            "planning": partial(self._page, "ui.pages.planning", "PlanningPage", self.settings),
            "sync": partial(self._page, "ui.pages.sync", "SyncPage", self.loop),
        }
        shell = Shell(self.work, self.bus, self.undo, pages)
        shell.settings_wanted.connect(self._show_settings)
        self.loop.pill_changed.connect(shell.show_pill)
        shell.closing.connect(self._closing)
        shell.restore_place(self.settings.geometry)
        return shell

    def _page(self, module: str, name: str, *more: Any) -> QWidget:
        """A page; its module is read when it is first shown, so that the first paint waits for one page only."""
        made: QWidget = getattr(import_module(module), name)(self.work, self.bus, *more)
        return made

    def _ledgers(self, name: str, *ledgers: str) -> QWidget:
        known = import_module("ui.pages.ledgers")
        return self._page("ui.pages.ledger_page", "LedgerPage", self.settings, name,
                          tuple(getattr(known, ledger) for ledger in ledgers))  # fmt: skip

    def _show_settings(self) -> None:
        from ui.dialogs.settings import SettingsDialog  # when it is opened

        dialog = SettingsDialog(self.settings, self.theme, self.bus, self.set_language, self.shell)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def start(self) -> None:
        """Paint the window; everything heavy comes after."""
        page = self.settings.page
        self.shell.go(page if page in self.shell.rail.buttons else "today")
        self.shell.painted.connect(self._painted)
        self.shell.show()

    def set_language(self, language: str) -> None:
        """Speak another language at once: the window is built again, an open form is kept as a draft."""
        words.set_language(language)
        qt_words.speak(self._app, language)
        self.settings.language = language
        old, page = self.shell, self.shell.current
        self.settings.geometry = old.place()
        old.closing.disconnect(self._closing)
        self.shell = self._shell()
        self.shell.go(page)
        self.shell.show()
        old.close()
        old.deleteLater()
        if self.work.desk is not None:
            self.shell.desk_opened()
            self._make_tray()
            self.loop.refresh()

    def _painted(self) -> None:
        if self.settings.calm:
            self.theme.calm(True)
        qt_words.speak(self._app, words.language())
        self.garbage.start()
        self._look()

    # -- opening the desk ----------------------------------------------------------------------

    def _look(self) -> None:
        self.work.data(asks.look, self._folder, self.shell.current, self.shell.kept_fields, then=self._looked)

    def _looked(self, look: asks.Look | None) -> None:
        if look is None:
            self._first_start()
            return
        self._open(None, look.vault)
        if look.sight is not None:
            self.shell.show_sight(look.sight)
        # The first record of a list is shown as soon as the desk is open: what it takes of the records is loaded while
        # that opens, on the thread that has nothing to do yet; here the window would stand still for it.  Widgets'
        # classes are made here only.
        QTimer.singleShot(MEANWHILE, self, partial(self.work.network, asks.load_detail, then=self._libraries_loaded))

    def _libraries_loaded(self, _none: object) -> None:
        import_module("ui.detail")

    def _open(self, passphrase: str | None, vault: Vault | None = None) -> None:
        self.work.open(partial(asks.open_desk, self._folder, passphrase, vault), self._opened, self._not_opened)

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, NeedsPassphrase | WrongPassphrase):
            from ui.dialogs.unlock import Unlock

            given = Unlock.ask(self.shell, str(error) if isinstance(error, WrongPassphrase) else "")
            if given is None:
                self.shell.close()
            else:
                self._open(given)
            return
        self._notice(error)

    def _notice(self, error: Exception) -> None:
        """The desk cannot be used: say why in the window itself, with a way to try again."""
        from ui.notice import Notice

        if not isinstance(error, ZsdeskError):
            log.note("The desk could not be opened", error)
        notice = Notice(log.sentence_of(error), self.shell)
        notice.again.connect(self._look)
        notice.quit.connect(self.shell.close)
        notice.open_over(self.shell)

    def _first_start(self) -> None:
        from ui.dialogs.first_start import FirstStart

        dialog = FirstStart(self.work, self.bus, self.shell)
        if not dialog.exec():
            self.shell.close()
            return
        if dialog.language != words.language() or dialog.language != self.settings.language:
            self.set_language(dialog.language)
        then = partial(self._created, dialog.url, dialog.account, dialog.password)
        make = partial(
            asks.create_desk, self._folder, dialog.passphrase or None, dialog.user, dialog.region, dialog.unit
        )
        self.work.open(make, then, self._not_opened)

    def _created(self, url: str, account: str, password: str, desk: Desk) -> None:
        self._opened(desk)
        if url:
            job = partial(sync_asks.enrol, desk, url, account, password, self.work.call_from_network)
            self.work.network(job, then=lambda _none: self.bus.enrolled.emit(), failed=self._not_enrolled)

    def _not_enrolled(self, error: Exception) -> None:
        self.bus.go.emit("sync")
        self.bus.said.emit(log.sentence_of(error), "red")

    def _opened(self, desk: Desk) -> None:
        if desk.crowded:
            full = words.tr(
                "The disk is full: everything can be looked at, but nothing more can be saved until some space is free."
            )
            self.bus.said.emit(full, "red")
        self._make_tray()
        self.shell.desk_opened()
        self.loop.start()
        self.upkeep.later()
        self.garbage.settle()

    def _make_tray(self) -> None:
        from ui.tray import Tray  # after the first paint

        Tray(self.shell, self.bus, self.settings)

    # -- while it runs -------------------------------------------------------------------------

    def _did(self, done: Any) -> None:
        self.bus.did.emit(done)
        self.bus.changed.emit(done.touched)

    def _failed(self, error: Exception) -> None:
        if log.is_ours(error):
            label, copy = words.tr("Copy the log for support"), partial(import_module("ui.support").copy_log, self.bus)
            self.bus.offered.emit(log.sentence_of(error), label, copy)
        else:
            self.bus.said.emit(log.sentence_of(error), "red")

    def _closing(self) -> None:
        self.settings.geometry = self.shell.place()
        self.settings.page = self.shell.current or "today"
        stored.save(self.settings)
        self.loop.stop()
        self.garbage.stop()
        kept = self.shell.kept()
        self.work.stop(lambda desk: asks.leave(desk, kept))
        self._app.quit()


def main(argv: list[str], desk_folder: Path | None) -> int:
    """Run the window on a desk; the exit status."""
    gc.disable()  # until the first paint: nothing is thrown away before it
    settings = stored.load()
    if settings.scale != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(settings.scale / 100))  # read when Qt starts, and not again
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(["zsdesk", *STYLE, *argv])
    assert isinstance(app, QApplication)
    app.setApplicationName("zsdesk")
    app.setDesktopFileName("zsdesk")
    application = Application(app, desk_folder or default_desk(), settings)
    log.keep(lambda sentence: application.bus.said.emit(sentence, "red"))
    application.start()
    return app.exec()
