"""The views of a list: saved on this desk, shared with the region, handed over as a text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.bus import Bus
from ui.later import call
from ui.table import LazyModel
from ui.work import Work
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.view_asks import View

VIEWS = "ui.view_asks"
LONGEST = 40
"""Characters of a name."""


def tool_button(words: str, tip: str, make: Callable[[], QMenu], parent: QWidget) -> QPushButton:
    """A quiet button that opens a menu made at that moment."""
    made = QPushButton(words, parent)
    made.setProperty("role", "quiet")
    made.setProperty("slim", "true")
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.clicked.connect(lambda: make().popup(made.mapToGlobal(made.rect().bottomLeft())))
    return made


def shown(model: LazyModel) -> tuple[str, ...]:
    """The fields of the columns in view, without the receipt; a column of two fields counts as its main one."""
    return tuple(c.name for c in model.columns if c.name not in ("", "receipt"))


class ListViews(QObject):
    """The button of the views, and what is behind it."""

    applied = Signal(object)
    """A view is wanted: its ``View``."""

    def __init__(self, work: Work, bus: Bus, model: LazyModel, type_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._work, self._bus, self._model, self._type, self._over = work, bus, model, type_name, parent
        self.known: list[View] = []
        """The views of this desk, then those that are shared."""
        self.named = ""
        """The name of the view in force; empty once it was changed."""
        self.button = tool_button(tr("View ▾"), tr("Saved and shared views of this list"), self.menu, parent)
        bus.changed.connect(self._touched)

    def load(self) -> None:
        """The desk is open: which views there are."""
        self._work.ask(call, VIEWS, "views", self._type, then=self._know)

    def _know(self, views: list[View]) -> None:
        self.known = views

    def _touched(self, touched: Any) -> None:
        if any(target.type == "shared_view" for target in touched):
            self.load()

    # -- the menu ------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be shown, saved, shared and forgotten."""
        menu = QMenu(self._over)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        own, theirs = [v for v in self.known if not v.id], [v for v in self.known if v.id]
        for view in own:
            self._entry(menu, view, view.name)
        if theirs:
            menu.addSeparator()
            menu.addAction(tr("Shared in the region")).setEnabled(False)
            for view in theirs:
                self._entry(menu, view, " · ".join(part for part in (view.name, view.owner) if part))
        if not self.known:
            menu.addAction(tr("No view is saved yet")).setEnabled(False)
        menu.addSeparator()
        for title, then in ((tr("Save this list as a view…"), self.save),
                            (tr("Share this list with the region…"), self.share)):  # fmt: skip
            menu.addAction(title, partial(self._named, title, then))
        menu.addAction(tr("Copy this list for a colleague"), self.copy)
        if QGuiApplication.clipboard().text().strip().startswith("zsdesk-view:"):
            menu.addAction(tr("Show the list from the clipboard"), self._receive)
        self._forgetting(menu, own, theirs)
        return menu

    def _entry(self, menu: QMenu, view: View, words: str) -> None:
        action = menu.addAction(words, partial(self.apply, view))
        action.setCheckable(True)
        action.setChecked(view.name == self.named)

    def _forgetting(self, menu: QMenu, own: list[View], theirs: list[View]) -> None:
        """Own views are forgotten; what this officer shared is taken back from everybody."""
        mine = [view for view in theirs if view.owner == getattr(self._work.desk, "user", "")]
        if not own and not mine:
            return
        drop = menu.addMenu(tr("Forget a view"))
        for view in own:
            drop.addAction(view.name, partial(self.forget, view.name))
        for view in mine:
            drop.addAction(tr("{name} (no longer shared)", name=view.name), partial(self.unshare, view))

    # -- acting --------------------------------------------------------------------------------

    def view(self, name: str) -> View:
        """The list as it is arranged now."""
        made: View = import_module(VIEWS).View(name, self._model.wanted, shown(self._model))
        return made

    def _name(self, name: str) -> None:
        self.named = name
        self.button.setText(f"{name} ▾" if name else tr("View ▾"))

    def apply(self, view: View) -> None:
        """Arrange the list as a view says."""
        self._name(view.name)
        self.applied.emit(view)

    def changed(self) -> None:
        """The list is another one now: no view says what it shows."""
        self._name("")

    def _named(self, title: str, then: Callable[[str], None]) -> None:
        from PySide6.QtWidgets import QInputDialog, QLineEdit  # when they are wanted: the first paint is not

        name, fine = QInputDialog.getText(self._over, title, tr("Name of the view"),
                                          QLineEdit.EchoMode.Normal, self.named)  # fmt: skip
        if fine and name.strip():
            then(name.strip()[:LONGEST])

    def save(self, name: str) -> None:
        """Keep the list as it is under a name."""
        self._name(name)
        self._work.ask(call, VIEWS, "keep_view", self.view(name), then=self._know)

    def share(self, name: str) -> None:
        """Give the list as it is to all who see this region."""
        self._name(name)
        self._work.ask(call, VIEWS, "share", self.view(name), then=lambda _done: self._bus.said.emit(
            tr("Shared: whoever sees this region has it with the next sync, under “View”."), ""
        ))  # fmt: skip

    def unshare(self, view: View) -> None:
        """Take a shared view back."""
        if view.name == self.named:
            self.changed()
        self._work.ask(call, VIEWS, "unshare", view.id)

    def forget(self, name: str) -> None:
        """Forget a view of this desk."""
        if name == self.named:
            self.changed()
        self._work.ask(call, VIEWS, "drop_view", self._type, name, then=self._know)

    def copy(self) -> None:
        """The list as a text, for a colleague who is not of this region or has no network."""
        view = self.view(self.named or tr("From a colleague"))
        QGuiApplication.clipboard().setText(import_module(VIEWS).shared(view))
        self._bus.said.emit(tr("Copied. A colleague pastes it with “View → Show the list from the clipboard”."), "")

    def _receive(self) -> None:
        view = import_module(VIEWS).received(QGuiApplication.clipboard().text())
        if view.wanted.type == self._type:
            self.apply(view)
        else:
            self._bus.said.emit(tr("This view is of another list."), "amber")
