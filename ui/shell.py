"""The window: rail, command bar, pages, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import asks
from ui.actions import Action
from ui.bus import Bus
from ui.command_bar import CommandBar
from ui.names import PAGE_OF, type_icon, type_word
from ui.rail import Place, Rail, page_keys
from ui.undo import Undo
from ui.work import Work
from zsdesk.clock import Clock
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.dialogs.manual import Manual
    from ui.quick_add import QuickAdd
    from ui.sight import Sight
    from ui.toast import Toast

PLACES = (
    Place("today", "Today", "sun-medium"),
    Place("leads", "Leads", "lightbulb"),
    Place("companies", "Companies", "building-2"),
    Place("negotiations", "Negotiations", "handshake"),
    Place("projects", "Projects", "folder-kanban"),
    Place("reviews", "Reviews", "users"),
    Place("supervision", "Supervision", "triangle-alert"),
    Place("appeals", "Appeals", "phone"),
    Place("statistics", "Statistics", "table-2"),
    Place("papers", "Papers", "file-text"),
    Place("planning", "Planning", "layers"),
    Place("sync", "Sync", "refresh-cw"),
)


NARROW = 1000
"""A window of less logical pixels shows icons only in its rail."""


class Page(Protocol):
    """What the shell asks of a page; every page is a widget besides."""

    def opened(self) -> None:
        """The desk is open: load."""

    def arrive(self) -> None:
        """The page came into view: take the keyboard."""


class RecordPage(Page, Protocol):
    """A page that shows records."""

    def show_record(self, type_name: str, id: str) -> None:
        """Show a record beside the list."""

    def new_record(self, type_name: str, texts: Mapping[str, str]) -> None:
        """Open an empty form."""


class Shell(QWidget):
    """The one window."""

    painted = Signal()
    """The first paint is over."""
    closing = Signal()
    settings_wanted = Signal()

    def __init__(self, work: Work, bus: Bus, undo: Undo, pages: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Investment desk"))
        self.setMinimumSize(860, 440)  # a screen of 1366 × 768 at 150% has 910 × 512, frame and task bar included
        self._work, self._bus, self._undo = work, bus, undo
        self._makers = pages
        self._pages: dict[str, Any] = {}
        self._open = False
        self._first = True
        self._whose = ("", "")
        self._counts: Mapping[str, int] = {}
        self._build()
        self._keys()
        self._wire()

    def _build(self) -> None:
        self.rail = Rail(PLACES, self)
        self.stack = QStackedWidget(self)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        bar = CommandBar(self._work, self._bus, self.actions, self)
        self.search, self.add, self.pill, self.show_pill = bar.search, bar.add, bar.pill, bar.show_pill
        right.addWidget(bar)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self._quick: QuickAdd | None = None
        self._toast: Toast | None = None
        self._manual: Manual | None = None

    def _keys(self) -> None:
        for name, key in page_keys(PLACES).items():
            self._key(key, partial(self.go, name))
        self._key("Ctrl+K", self.search.start)
        self._key("Ctrl+N", lambda: self.quick.start())
        self._key("F5", self._bus.sync_wanted.emit)
        self._key("Ctrl+Z", self._undo.undo)
        self._key("Ctrl+,", self.rail.settings.click)
        self._key("Ctrl+/", self.show_keys)
        self._key("F1", self.show_manual)

    def _key(self, keys: str, action: Callable[[], Any]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _wire(self) -> None:
        self.rail.went.connect(self.go)
        self.rail.settings.clicked.connect(self.settings_wanted)
        self.add.clicked.connect(lambda: self.quick.start())
        self.search.left.connect(self._to_page)
        self.pill.clicked.connect(lambda: self.go("sync"))
        self._bus.go.connect(self.go)
        self._bus.open_record.connect(self.open_record)
        self._bus.mend_record.connect(self.mend_record)
        self._bus.new_record.connect(self.new_record)
        self._bus.open_conflict.connect(self._open_conflict)
        self._bus.open_merge.connect(self._open_merge)
        self._bus.said.connect(self._say)
        self._bus.offered.connect(lambda sentence, words, act: self.toast.say(sentence, words, act))
        self._undo.offered.connect(self._offer_undo)
        self._bus.status_changed.connect(self._status)
        self._bus.changed.connect(self._changed)
        self._bus.day_counted.connect(self._day_counted)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.timeout.connect(lambda: self._work.ask(asks.counts, then=self._counted))

    @property
    def toast(self) -> Toast:
        """The sentence at the foot; made when there is one."""
        if self._toast is None:
            from ui.toast import Toast  # not before the first paint

            self._toast = Toast(self)
        return self._toast

    @property
    def quick(self) -> QuickAdd:
        """The panel of quick adding; made when it is first wanted."""
        if self._quick is None:
            from ui.quick_add import QuickAdd  # not before the first paint

            self._quick = QuickAdd(self._work, self._bus, self.add, self)
            self._quick.left.connect(self._to_page)
        return self._quick

    def _to_page(self) -> None:
        if self.current:
            self._pages[self.current].arrive()

    # -- pages ---------------------------------------------------------------------------------

    def page(self, name: str) -> Any:
        """The page called ``name``; made when it is first needed."""
        if name not in self._pages:
            made = self._makers[name]()
            self._pages[name] = made
            self.stack.addWidget(made)
            if self._open:
                made.opened()
        return self._pages[name]

    @property
    def current(self) -> str:
        """The name of the page in view."""
        return next((n for n, page in self._pages.items() if page is self.stack.currentWidget()), "")

    def go(self, name: str) -> None:
        """Show a page; where it is in view already, what it begins with: its list, and not a form over it."""
        if name not in self._makers:
            return
        page = self.page(name)
        if page is self.stack.currentWidget() and (home := getattr(page, "home", None)) is not None:
            home()
        self._turn_to(name)

    def _turn_to(self, name: str) -> None:
        page = self.page(name)
        self.stack.setCurrentWidget(page)
        self.rail.show_page(name)
        if not self._first:
            page.arrive()

    def open_record(self, type_name: str, id: str) -> None:
        """Show a record on the page of its type."""
        name = PAGE_OF.get(type_name)
        if name is not None:
            self._turn_to(name)
            self.page(name).show_record(type_name, id)

    def mend_record(self, type_name: str, id: str, field: str, reason: str) -> None:
        """Open the form of a returned record at the field that is wrong; what has no form is shown."""
        page = self.page(PAGE_OF.get(type_name, "sync"))
        if hasattr(page, "mend_record"):
            self.go(PAGE_OF[type_name])
            page.mend_record(type_name, id, field, reason)
        else:
            self.open_record(type_name, id)

    def new_record(self, type_name: str, texts: Mapping[str, str]) -> None:
        """Open an empty form on the page of its type."""
        name = PAGE_OF[type_name]
        self._turn_to(name)
        self.page(name).new_record(type_name, texts)

    def _open_conflict(self, id: str) -> None:
        self._turn_to("sync")
        self.page("sync").show_conflict(id)

    def _open_merge(self, one: str, other: str) -> None:
        self._turn_to("sync")
        self.page("sync").show_merge(one, other)

    def actions(self) -> list[Action]:
        """What the search box offers to do: first what the page in view offers, then what holds everywhere."""
        here = getattr(self._pages.get(self.current), "actions", list)()
        made = [Action(tr("Note a lead in one line"), "plus", lambda: self.quick.start(), "Ctrl+N")]
        keys = page_keys(PLACES)
        made += [
            Action(tr("Go to “{page}”", page=tr(p.label)), p.icon, partial(self.go, p.name), keys.get(p.name, ""))
            for p in PLACES if p.name != self.current
        ]  # fmt: skip
        made += [
            Action(tr("Bulletin of this year's figures"), "file-text", self.show_bulletin),
            Action(tr("Sync now"), "refresh-cw", self._bus.sync_wanted.emit, "F5"),
            Action(tr("Undo the last action"), "undo-2", self._undo.undo, "Ctrl+Z"),
            Action(tr("Settings"), "settings", self.settings_wanted.emit, "Ctrl+,"),
            Action(tr("Keys"), "keyboard", self.show_keys, "Ctrl+/"),
            Action(tr("Manual"), "info", self.show_manual, "F1"),
        ]
        new = [
            Action(tr("New {type}", type=type_word(kind)), type_icon(kind), partial(self.new_record, kind, {}))
            for kind in PAGE_OF
        ]
        return [*here, *made, *new]

    def show_bulletin(self) -> None:
        """The bulletin of the desk's region and this year, up to today."""
        from ui.dialogs.paper import PaperDialog  # when it is opened

        PaperDialog(self._work, self._bus, "bulletin", "", self).open()

    def show_manual(self, topic: str = "") -> None:
        """The manual, at the page of what is in view."""
        if self._manual is None:
            from ui.dialogs.manual import Manual  # when it is opened

            self._manual = Manual(self)
        self._manual.turn_to(topic or self.topic())
        self._manual.show()
        self._manual.raise_()

    def topic(self) -> str:
        """The page of the manual that is meant: that of the open form, else of the page in view."""
        return str(getattr(self._pages.get(self.current), "topic", "") or self.current)

    def show_keys(self) -> None:
        """The sheet of keys."""
        from ui.dialogs.keys import KeySheet  # when it is opened

        sheet = KeySheet(self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    # -- what is kept for the next start -------------------------------------------------------

    @property
    def kept_fields(self) -> tuple[str, ...]:
        """The columns of the list that the page in view begins with."""
        shown = getattr(self._pages.get(self.current), "begins_with", None)
        return shown[1] if shown else ()

    def kept(self) -> asks.Kept | None:
        """What the next start shows at once, where the page in view is one that can."""
        shown = getattr(self._pages.get(self.current), "begins_with", None)
        return None if shown is None else asks.Kept(self.current, *shown, self._whose, self._counts)

    def show_sight(self, sight: Sight) -> None:
        """The page as it was left, until the desk is open and says what it is now."""
        shown = sight.shown(Clock().now_ms())
        if shown is not None and not self._open:
            self.page(sight.page).show_seen(shown)
            self._named(sight.who)
            self._counted(sight.counts)

    # -- what the others say

    def _say(self, sentence: str, _tone: str) -> None:
        self.toast.say(sentence)

    def _offer_undo(self, sentence: str) -> None:
        self.toast.say(sentence, tr("Undo"), self._undo.undo, tr("Undo (Ctrl+Z)"))

    def _changed(self, _touched: object) -> None:
        self._recount.start(400)

    # -- what the desk says --------------------------------------------------------------------

    def desk_opened(self) -> None:
        """The desk is open: every page in the making loads."""
        self._open = True
        for page in self._pages.values():
            page.opened()
        if self.current:
            self._pages[self.current].arrive()
        self.ask_whose()
        self._recount.start(250)

    def ask_whose(self) -> None:
        """Show at the foot of the rail whose desk this is."""
        self._work.ask(asks.whose, then=self._named)

    def _named(self, whose: tuple[str, str]) -> None:
        self._whose = whose
        self.rail.show_who(*whose)

    def _status(self, status: Any) -> None:
        self.rail.show_size(size_words(status.size_bytes))
        waits = status.conflicts + status.parked
        self.rail.show_counts({"sync": (str(waits) if waits else "", True)})

    def _counted(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        by_page = {PAGE_OF[t]: n for t, n in counts.items() if t in PAGE_OF}
        self.rail.show_counts({name: (f"{n:,}" if n else "", False) for name, n in by_page.items()})

    def _day_counted(self, count: int, reds: int) -> None:
        shown = {"today": (count, False), "supervision": (reds, True)}
        self.rail.show_counts({name: (f"{n:,}" if n else "", urgent) for name, (n, urgent) in shown.items()})

    # -- the window itself ---------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first:
            self._first = False
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW)

    def restore_place(self, geometry: str) -> None:
        """Where the window was last time; a common size the first time."""
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            room = self.screen().availableSize() - QSize(16, 48)  # the frame that the system draws around it
            self.resize(QSize(1366, 820).boundedTo(room))

    def place(self) -> str:
        """Where the window is, for the settings."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._open:
            self._recount.start(1_000)  # a day may have passed while the window lay below others

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt's buttons take the space bar only; officers press Enter.
        now = self.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(now, QAbstractButton):
            now.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


def size_words(size: int) -> str:
    """``14.2 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:.2f} GB"
