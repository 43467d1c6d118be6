"""What can be done with the record in view: as many buttons as a line holds, the others under ⋯ with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QPushButton, QSizePolicy, QWidget

from ui import icons
from ui.actions import Action as Offer
from ui.deeds import MAKES, deeds_of
from ui.form_parts import button
from ui.names import type_icon
from ui.sources import Page
from zsdesk.records import record_type
from zsdesk.words import label, tr

GAP = 8
MOST = 5
"""Buttons beside ⋯ at most, however wide the line is: more are read one by one, not seen."""
MORE = "Ctrl+."


class Action(NamedTuple):
    """A button of the detail: its English words, its key, and what it asks for."""

    name: str
    words: str
    key: str
    tip: str


EDIT = Action("edit", "Edit", "Ctrl+E", "Edit this record")
BRIEF = Action("brief", "Make brief", "Ctrl+Shift+P", "The one-page brief of the latest round: preview, print, save")
PAPERS: dict[str, tuple[Action, ...]] = {
    "project": (Action("paper:dossier", "Dossier", "Ctrl+Shift+D", "What it lacks, then the dossier as a PDF"),),
    "negotiation": (Action("paper:minutes", "Minutes", "Ctrl+Shift+M", "The minutes for both sides to sign"),),
    "supervision": (Action("paper:notice", "Notice", "Ctrl+Shift+P", "The notice of this supervision as a PDF"),),
    "meeting": (Action("paper:agenda", "Agenda", "Ctrl+Shift+P", "The agenda of this meeting as a PDF"),),
    "visit": (
        Action("paper:pack", "Site pack", "Ctrl+Shift+P", "Course, seats, the enterprise and the talks, as a PDF"),
    ),
    "handover": (Action("paper:handover", "Handover sheet", "Ctrl+Shift+P", "The sheet of this handover as a PDF"),),
}
"""The papers that can be made about a record of a type, beside the brief."""
ROUND = Action("negotiation", "Log a round", "Ctrl+R", "Log a negotiation of this record; the round number follows")
ACTIONS: dict[str, tuple[Action, ...]] = {
    "lead": (ROUND, EDIT, BRIEF),
    "project": (
        Action("gate:", "Next stage", "Ctrl+G", "What the gate to the next stage asks for, and the way through it"),
        EDIT,
        ROUND,
        BRIEF,
    ),
    "negotiation": (
        EDIT,
        BRIEF,
        Action("table", "For the visitor", "F11", "Large type over the whole screen, nothing internal; read back"),
        Action("next", "Log the next round", "Ctrl+R", "Log the round that follows this one"),
    ),
    "company": (
        Action("lead", "New lead", "Ctrl+R", "A new lead of this enterprise"),
        Action("contact", "New contact", "Ctrl+Shift+K", "A new contact of this enterprise"),
        EDIT,
    ),
}
"""The actions of a type, the main one first; every other type can be edited."""


def actions_of(page: Page) -> tuple[Action, ...]:
    """What a record offers as it stands, the main thing first."""
    if page.detail.deleted:
        return ()
    done = tuple(Action(deed.name, deed.words, deed.key, deed.tip) for deed in deeds_of(page))
    own = ACTIONS.get(page.detail.type)
    papers = PAPERS.get(page.detail.type, ())
    if own is not None:
        return (*own, *papers, *done)
    rare = tuple(action for action in done if not action.key)  # none of these is what a record is opened for
    return (*(action for action in done if action.key), EDIT, *papers, *rare)


def latest_round(page: Page) -> str:
    """The negotiation whose brief is meant: this one, or the newest of this record; empty where there is none."""
    if page.detail.type == "negotiation":
        return page.detail.id
    return next((r.id for r in page.detail.related if r.type == "negotiation"), "")


class Offered(NamedTuple):
    """An action and its button, which stands in the line or, hidden, behind an entry of the menu."""

    action: Action
    button: QPushButton


class ActionBar(QWidget):
    """One line: the first button and Edit always, then in their order as many as have room, then Add and ⋯."""

    acted = Signal(str)
    """The name of an action: ``edit``, ``brief``, ``delete``, ``restore``, ``copy``, or ``new:`` and a type."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setProperty("role", "actions")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._owner = owner
        self._page: Page | None = None
        self._offered: list[Offered] = []
        self._shortcuts: list[QShortcut] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 4, 0, 4)
        self._row.setSpacing(GAP)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._add = self._menu_button(f"{tr('Add')} ▾", tr("A record that belongs to this one"), self._fill_add)
        self._more = self._menu_button("⋯", f"{tr('More actions')} ({MORE})", self._fill_more)
        self._more.setAccessibleName(tr("More actions"))
        self._more.setFixedSize(40, 32)
        self._row.addWidget(self._add)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        QShortcut(MORE, owner).activated.connect(self._more.showMenu)

    def _menu_button(self, words: str, tip: str, fill: object) -> QPushButton:
        made = button(words, tip=tip)
        menu = QMenu(made)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(fill)
        made.setMenu(menu)
        return made

    def show_page(self, page: Page) -> None:
        """Offer what a record offers."""
        self._page = page
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        for _action, made in self._offered:
            self._row.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._shortcuts = []
        self._offered = []
        for at, action in enumerate(actions_of(page)):
            made = self._button(action, "primary" if at == 0 else "")
            self._row.insertWidget(at, made)
            self._offered.append(Offered(action, made))
            if action is BRIEF and not latest_round(page):
                made.setEnabled(False)
                made.setToolTip(tr("A brief is made of a negotiation: log a round first."))
        self._order_tabs()
        self._fit()

    def _order_tabs(self) -> None:
        """Tab goes from left to right, though Add and ⋯ were there before the buttons of this record."""
        before = self._add.previousInFocusChain()
        for made in (*(made for _action, made in self._offered), self._add, self._more):
            self.setTabOrder(before, made)
            before = made

    def _button(self, action: Action, role: str) -> QPushButton:
        made = button(tr(action.words), role, tip=f"{tr(action.tip)} ({action.key})")
        made.clicked.connect(lambda: self.acted.emit(action.name))
        # The list beside has a Ctrl+E of its own; the other keys work from the list as well.
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut = QShortcut(action.key, self._owner)
        shortcut.setContext(inside if action is EDIT else Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(made.click)
        self._shortcuts.append(shortcut)
        return made

    # -- what has room -------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the buttons that have room; what cannot be pressed now gives way to what can."""
        self._add.setVisible(bool(self._makes()))
        always = [made for at, (action, made) in enumerate(self._offered) if at == 0 or action is EDIT]
        others = [made for _action, made in self._offered if made not in always]
        shown = list(always)
        room = self.width() - sum(_wide(made) for made in (self._more, *always))
        room -= _wide(self._add) if self._makes() else 0
        for made in sorted(others, key=lambda one: not one.isEnabled()):
            room -= _wide(made)
            if room < -GAP or len(shown) == MOST:
                break
            shown.append(made)
        for _action, made in self._offered:
            made.setVisible(made in shown)

    def _makes(self) -> Sequence[str]:
        if self._page is None or self._page.detail.deleted:
            return ()
        return MAKES.get(self._page.detail.type, ())

    def _fill_add(self) -> None:
        """The records that are made of this one; the search box offers them too."""
        menu = self._add.menu()
        menu.clear()
        for type_name in self._makes():
            words = label(record_type(type_name).type_label)
            menu.addAction(icons.icon(type_icon(type_name), "muted"), words,
                           partial(self.acted.emit, f"new:{type_name}"))  # fmt: skip

    def _fill_more(self) -> None:
        """What has no room, each with its key, and what is rare."""
        menu = self._more.menu()
        menu.clear()
        for action, made in self._offered:
            if made.isHidden():
                entry = menu.addAction(f"{made.text()}\t{action.key}", made.click)
                entry.setEnabled(made.isEnabled())
                entry.setToolTip(made.toolTip())
        menu.addSeparator()
        menu.addAction(tr("Copy the link"), partial(self.acted.emit, "copy"))
        menu.addSeparator()
        deleted = self._page is not None and self._page.detail.deleted
        menu.addAction(tr("Restore") if deleted else tr("Delete"),
                       partial(self.acted.emit, "restore" if deleted else "delete"))  # fmt: skip

    # -- the search box ------------------------------------------------------------------------

    def offers(self) -> list[Offer]:
        """What can be done with this record now, in the line or not, for the search box."""
        return [
            Offer(made.text(), "chevron-right", made.click, action.key)
            for action, made in self._offered if made.isEnabled()
        ] + [
            Offer(tr("Add: {type}", type=label(record_type(kind).type_label)), type_icon(kind),
                  partial(self.acted.emit, f"new:{kind}"))
            for kind in self._makes()
        ]  # fmt: skip


def _wide(made: QPushButton) -> int:
    """What a button takes of the line, its gap included."""
    made.ensurePolished()
    return made.sizeHint().expandedTo(made.minimumSize()).width() + GAP
