"""A list with its detail: what every record page has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import asks, theme
from ui.bus import Bus
from ui.flow import Flow
from ui.pages.ledger_list import LedgerList
from ui.pages.ledgers import Ledger
from ui.pages.parts import text
from ui.settings import Settings
from ui.theme import restyle
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.actions import Action
    from ui.record_view import RecordView

SETTLE = 40
"""Milliseconds on a row before its detail is loaded: holding an arrow key does not load them all."""
DETAIL = 440


class LedgerPage(QWidget):
    """Lists at the left, the record at the right; a form takes the whole width."""

    name = ""

    def __init__(
        self, work: Work, bus: Bus, settings: Settings, name: str, ledgers: Sequence[Ledger],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._work, self._bus, self._settings, self.name = work, bus, settings, name
        self._is_open = False
        self._shown = ("", "")
        self._editing = False
        self.view: RecordView | None = None
        self._ledgers = {ledger.type: ledger for ledger in ledgers}
        self._lists: dict[str, LedgerList] = {}
        self._build()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self._show_current)
        self._keys()

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.left = QWidget(self)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._heading())
        self.stack = QStackedWidget(self.left)
        column.addWidget(self.stack, 1)
        self._list_of(self.types[0])
        self.right = QFrame(self)
        self.right.setProperty("role", "card")
        self.right_column = QVBoxLayout(self.right)
        self.right_column.setContentsMargins(1, 1, 1, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setHandleWidth(16)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(0, 1)
        self.left.setMinimumWidth(400)
        self.right.setMinimumWidth(320)
        self.splitter.setSizes(self._settings.splits.get(self.name) or [720, DETAIL])
        self.splitter.splitterMoved.connect(self._remember_split)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.GUTTER, 14, theme.GUTTER, 16)
        row.addWidget(self.splitter)

    def _list_of(self, type_name: str) -> LedgerList:
        """The list of a type; made when it is first wanted, so that the window paints sooner."""
        if type_name not in self._lists:
            ledger = self._ledgers[type_name]
            made = LedgerList(self._work, self._bus, ledger, self.new_here, self.stack, self._settings)
            made.model.arrived.connect(lambda _listing, m=made: self._arrived(m))
            made.view.chosen.connect(lambda _id: self._settle.start())
            made.view.opened.connect(lambda _id: self.open_current())
            self._lists[type_name] = made
            self.stack.addWidget(made)
        return self._lists[type_name]

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.title = text(tr(self._ledgers[self.types[0]].title), "title", self.left)
        self.counted: QLabel = text("", "muted", self.left)
        row.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        self.tabs: dict[str, QPushButton] = {}
        if segments := self.segments():
            row.addWidget(self._tabs(segments), 1)
        row.addWidget(self.counted)  # after the tabs: they stay where they are, whatever is counted
        if not segments:
            row.addStretch(1)
        return row

    def _tabs(self, segments: Sequence[tuple[str, str]]) -> QWidget:
        """One for each list of the page; they wrap where the list is narrow."""
        holder = QWidget(self.left)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        flow = Flow(holder, gap=8)
        flow.setContentsMargins(0, 3, 0, 0)
        for key, words in segments:
            tab = QPushButton(words, holder)
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            tab.setProperty("role", "chip")
            tab.setAccessibleName(words)
            tab.setToolTip(words)
            tab.clicked.connect(lambda _=False, k=key: self.show_segment(k))
            self.tabs[key] = tab
            flow.addWidget(tab)
        next(iter(self.tabs.values())).setChecked(True)
        return holder

    @property
    def types(self) -> Sequence[str]:
        """The types of records that the page lists."""
        return tuple(self._ledgers)

    def segments(self) -> list[tuple[str, str]]:
        """What the page switches between: key and word; nothing where it has one list only."""
        return [(name, tr(made.title)) for name, made in self._ledgers.items()] if len(self._ledgers) > 1 else []

    def _keys(self) -> None:
        for keys, action in (
            ("Ctrl+F", lambda: self.list.line.setFocus(Qt.FocusReason.ShortcutFocusReason)),
            ("Ctrl+Shift+N", self.new_here),
            ("Ctrl+Shift+E", lambda: self.list.edit_selected()),
            ("Ctrl+Shift+S", lambda: self.list.tools.export()),
        ):
            made = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(action)
        for keys, action in (("Ctrl+E", self.edit_current),):
            made = QShortcut(QKeySequence(keys), self.left, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(action)

    # -- the shell's side ----------------------------------------------------------------------

    def opened(self) -> None:
        """The desk is open: load the lists."""
        self._is_open = True
        self.list.load()
        self._settle.start()

    @property
    def begins_with(self) -> tuple[str, tuple[str, ...]]:
        """The list that the page begins with: its type, its columns."""
        first = self._list_of(self.types[0])
        return first.ledger.type, first.model.fields

    def show_seen(self, seen: tuple[asks.Listing, Sequence[Any]]) -> None:
        """The beginning of the list as it was left, while the desk is not open yet."""
        self.list.model.show_seen(*seen)

    def arrive(self) -> None:
        """The page came into view."""
        if not self._editing:
            self.focus_list()

    def home(self) -> None:
        """The page was asked for while it is in view: the list, an open form put away as a draft."""
        if self._editing and self.view is not None:
            self.view.leave_form()

    def focus_list(self) -> None:
        """Give the keyboard to the list."""
        showing = self.list.body.currentWidget()
        (self.list.view if showing is self.list.view else self.list.empty.action).setFocus()

    def show_record(self, type_name: str, id: str) -> None:
        """Show a record: in the list where it is there, and beside it in any case."""
        self.show_segment(type_name)
        self._list_of(type_name).view.choose(id)
        self._show(type_name, id)

    def mend_record(self, type_name: str, id: str, field: str, reason: str) -> None:
        """Open the form of a record at the field for which the province returned it."""
        self.show_record(type_name, id)
        self.record_view().edit_record(type_name, id, returned=(field, reason))

    def new_record(self, type_name: str, texts: Mapping[str, str]) -> None:
        """Open an empty form."""
        self.show_segment(type_name)
        self.record_view().edit_record(type_name, "", dict(texts))

    @property
    def topic(self) -> str:
        """The page of the manual that is meant: a form has its own, the form of a round another."""
        if not self._editing or self.view is None or self.view.form is None:
            return self.name
        return "negotiations" if self.view.form.source.type == "negotiation" else "forms"

    def actions(self) -> Sequence[Action]:
        """What the record beside the list offers, for the search box."""
        if self.view is None or self._editing or not self.right.isVisible():
            return []
        return self.view.actions()

    # -- lists ---------------------------------------------------------------------------------

    @property
    def list(self) -> LedgerList:
        """The list in view."""
        current = self.stack.currentWidget()
        return current if isinstance(current, LedgerList) else self._list_of(self.types[0])

    def show_segment(self, key: str) -> None:
        """Show another list of the page."""
        wanted = self._list_of(key)
        if key in self.tabs:
            self.tabs[key].setChecked(True)
        if wanted is not self.stack.currentWidget():
            self.stack.setCurrentWidget(wanted)
            if self._is_open and wanted.model.wanted is None:
                wanted.load()
            self._count()
            self._make_room()
            self._settle.start()

    def _arrived(self, made: LedgerList) -> None:
        if made is self.list:
            self._count()
            self._make_room()

    def _make_room(self) -> None:
        """An empty list has the page to itself."""
        if not self._editing:
            self.right.setVisible(bool(self.list.model.ids) or self._shown[0] == self.list.ledger.type)

    def _count(self) -> None:
        self.counted.setText(self.list.heading)

    # -- the record beside it ------------------------------------------------------------------

    def record_view(self) -> RecordView:
        """The record's panel; made when the first record is shown, after the window has painted."""
        if self.view is None:
            from ui.record_view import RecordView  # loads the records, which the first paint must not wait for

            self.view = RecordView(self._work, self._bus, self.right)
            self.right_column.addWidget(self.view)
            self.view.open_record.connect(self._bus.open_record.emit)
            self.view.edit_started.connect(self._started)
            self.view.saved.connect(self._saved)
            self.view.closed.connect(self._closed)
        return self.view

    def _show_current(self) -> None:
        id = self.list.view.current_id()
        waits = self.view is not None and self.view.opening  # for a form, whose place nothing else may take
        if id and not self._editing and self._is_open and not waits:
            self._show(self.list.ledger.type, id)

    def _show(self, type_name: str, id: str) -> None:
        if (type_name, id) != self._shown or self._editing:
            self._shown = (type_name, id)
            self._back()
            self.right.show()
            self.record_view().show_record(type_name, id)

    def open_current(self) -> None:
        """Enter: go over to the record."""
        self._settle.stop()
        self._show_current()
        if self.view is not None:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_current(self) -> None:
        """Ctrl+E in the list."""
        id = self.list.view.current_id()
        if id:
            self._settle.stop()
            self._shown = (self.list.ledger.type, id)
            self.record_view().edit_record(self.list.ledger.type, id)

    def new_here(self) -> None:
        """An empty form of the list's type."""
        ledger = self.list.ledger
        self.record_view().edit_record(ledger.makes or ledger.type, "")

    def _started(self) -> None:
        self._editing = True
        self.left.hide()
        restyle(self.right, "role", "")
        self.right.show()

    def _back(self) -> None:
        self._editing = False
        restyle(self.right, "role", "card")
        self.left.show()

    def _saved(self, type_name: str, id: str) -> None:
        self._back()
        self._shown = ("", "")
        if type_name in self._ledgers:
            self.show_segment(type_name)
            self._list_of(type_name).view.choose(id)
            self._show(type_name, id)
            self.focus_list()
        else:
            self._bus.open_record.emit(type_name, id)

    def _closed(self) -> None:
        self._back()
        self._shown = ("", "")
        self._show_current()
        self.focus_list()

    def _remember_split(self, _position: int, _index: int) -> None:
        self._settings.splits[self.name] = self.splitter.sizes()
