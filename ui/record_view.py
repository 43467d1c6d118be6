"""The right side of a list page: nothing chosen, a record's detail, or its form.

Only this file is read when the window starts: what draws details and forms loads the records, and so
SQLAlchemy, which the first paint must not wait for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from ui import asks
from ui.bus import Bus
from ui.work import Work
from zsdesk.errors import NotFound
from zsdesk.kinds import Target
from zsdesk.words import tr

if TYPE_CHECKING:
    from ui.actions import Action
    from ui.deeds import Deed
    from ui.detail import DetailView
    from ui.form import Form
    from ui.sources import Page, Source


_PARTS = frozenset({
    "attachment", "negotiation", "contact", "review", "opinion", "agreement", "milestone", "progress", "fund_arrival",
    "blocker", "supervision", "measure_applied", "handover", "appeal", "meeting", "task",
})  # fmt: skip
"""Types that may stand on the page of another record without being known there yet."""


class RecordView(QWidget):
    """Shows and edits one record at a time."""

    open_record = Signal(str, str)
    """Another record is wanted: type and id."""
    edit_started = Signal()
    """A form is shown: the page may give it more room."""
    saved = Signal(str, str)
    """A form was saved for good: type and id."""
    closed = Signal()
    """The form is gone, or the record that was shown."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.type = ""
        self.id = ""
        self.form: Form | None = None
        self.opening = False
        """Whether a form was asked for that is not there yet: nothing else may take its place."""
        self._detail: DetailView | None = None
        self._asked = 0
        self._returned: tuple[str, str] | None = None
        self._stack = QStackedWidget(self)
        self._empty = QLabel(tr("Choose a record on the left, or make a new one (Ctrl+N)."), self)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setAcceptDrops(True)
        bus.changed.connect(self._changed)

    # -- detail --------------------------------------------------------------------------------

    @property
    def detail(self) -> DetailView:
        """The detail, made when the first record is shown."""
        if self._detail is None:
            made: DetailView = import_module("ui.detail").DetailView(self._work, self._bus, self)
            made.acted.connect(self._act)
            made.open_record.connect(self.open_record)
            self._detail = made
            self._stack.addWidget(made)
        return self._detail

    def show_record(self, type_name: str, id: str) -> None:
        """Show a record; an open form is left, its text kept as a draft."""
        left = self._leave_form()
        self.opening = False
        self.type, self.id = type_name, id
        self._reload()
        if left:
            self.closed.emit()

    def _reload(self) -> None:
        if self.id:
            self._asked += 1
            self._work.ask(_numbered, self._asked, "open_page", self.type, self.id,
                           then=self._shown, failed=self._not_shown)  # fmt: skip

    def _shown(self, answer: tuple[int, Page]) -> None:
        asked, page = answer
        if asked != self._asked or self.form is not None:
            return
        self.detail.show_page(page)
        self._stack.setCurrentWidget(self.detail)

    def _not_shown(self, error: Exception) -> None:
        self.opening = False
        page = None if self._detail is None else self._detail.page
        if isinstance(error, NotFound) and page is not None and page.detail.id == self.id and self.form is None:
            self._left(page.detail.heading)
            return
        self._bus.said.emit(str(error), "amber")
        if self.form is None:
            self._stack.setCurrentWidget(self._empty)

    def _left(self, heading: str) -> None:
        """The record in view left this desk: another region has it now."""
        self.id = ""
        self._stack.setCurrentWidget(self._empty)
        self._bus.said.emit(tr("“{name}” is no longer on this desk: it belongs to another region now. Nothing is lost.",
                               name=heading), "amber")  # fmt: skip
        self.closed.emit()

    def _changed(self, touched: Sequence[Target]) -> None:
        if self.form is not None or not self.id or self._detail is None or self._detail.page is None:
            return
        near = {self.id, *(related.id for related in self._detail.page.detail.related)}
        if any(target.id in near or target.type in _PARTS for target in touched):
            self._reload()

    # -- actions -------------------------------------------------------------------------------

    def actions(self) -> list[Action]:
        """What the record in view offers, for the search box."""
        if self._detail is None or self._stack.currentWidget() is not self._detail:
            return []
        return self._detail.offers()

    def _act(self, name: str) -> None:
        page = self.detail.page
        if page is None:
            return
        if name in ("edit", "draft"):
            self.edit_record(self.type, self.id, resume=name == "draft")
        elif name == "brief":
            self.show_brief(self.detail.latest_round())
        elif name.startswith("paper:"):
            self.show_paper(name.removeprefix("paper:"), self.id)
        elif name in ("negotiation", "lead", "contact"):
            of = {"lead": "company", "contact": "company"}.get(name, self.type)
            self.edit_record(name, "", {of: self.id})
        elif name == "next":
            of = "lead" if page.detail.values["lead"] else "project"
            self.edit_record("negotiation", "", {of: page.detail.values[of] or ""})
        elif name == "table":
            places = partial(import_module("ui.dialogs.signing_places").SigningPlaces, self._work, self._bus)
            import_module("ui.dialogs.table_mode").TableMode(page, self.window(), places).open_over()
        elif name.startswith("new:"):
            of = {self.type: self.id}
            if project := page.detail.values.get("project"):
                of["project"] = project
            self.edit_record(name.removeprefix("new:"), "", of)
        elif name.startswith("gate:"):
            sheet = import_module("ui.dialogs.gate").GateSheet
            sheet(self._work, self._bus, self.id, name.removeprefix("gate:"), self).open()
        elif name == "copy":
            QGuiApplication.clipboard().setText(f"{self.type}/{self.id}")
            self._bus.said.emit(tr("Copied."), "")
        elif (deed := import_module("ui.deeds").named(page, name)) is not None:
            self.ask_for(deed, page)
        else:
            act = getattr(import_module("zsdesk.acts.records"), {"delete": "delete", "restore": "restore"}[name])
            self._work.do(act, self.type, self.id, then=self._acted)

    def _acted(self, _done: object) -> None:
        self._reload()

    def ask_for(self, deed: Deed, page: Page) -> None:
        """Ask what a deed of the record in view needs, and do it."""
        more: dict[str, Path] = {}
        if deed.saves or deed.opens:
            path = self._path_for(deed, page)
            if path is None:
                return
            more["path"] = path
        dialog = import_module("ui.dialogs.deed").DeedDialog(
            self._work, tr(deed.words), tr(deed.sentence), deed.asked(page),
            lambda desk, values: deed.run(desk, page.detail.id, {**values, **more}), page.today, self,
            deed.foretells and partial(deed.foretells, id=page.detail.id),
        )  # fmt: skip
        dialog.told.connect(partial(self._told, deed, Target(page.detail.type, page.detail.id)))
        dialog.open()

    def _path_for(self, deed: Deed, page: Page) -> Path | None:
        """Where a deed writes, or what it reads."""
        if deed.saves:
            name = import_module("ui.handed").fit_name(f"{page.detail.heading}{deed.saves}")
            path, _kind = QFileDialog.getSaveFileName(self, tr(deed.words), name, f"*{deed.saves}")
        else:
            path, _kind = QFileDialog.getOpenFileName(self, tr(deed.words), "", deed.opens)
        return Path(path) if path else None

    def _told(self, deed: Deed, target: Target, result: object) -> None:
        """A deed of several acts touched the record, and may have something to say that is not to be missed."""
        self._bus.changed.emit((target,))
        if deed.tells is not None:
            box = QMessageBox(QMessageBox.Icon.NoIcon, tr(deed.words), deed.tells(result), parent=self)
            box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    def show_brief(self, negotiation: str) -> None:
        """Open the preview of a negotiation's brief."""
        if negotiation:
            self.show_paper("brief", negotiation)

    def show_paper(self, kind: str, id: str) -> None:
        """Open the preview of a paper about a record."""
        import_module("ui.dialogs.paper").PaperDialog(self._work, self._bus, kind, id, self).open()

    # -- form ----------------------------------------------------------------------------------

    def edit_record(
        self, type_name: str, id: str = "", initial: Mapping[str, str] | None = None, *, resume: bool = False,
        returned: tuple[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Open the form of a record, or of a new one with ``initial`` texts; ``resume`` takes its draft at once.

        ``returned`` is the field for which the province returned the record, and its sentence.
        """
        self._leave_form()
        self._returned = returned
        self._asked += 1
        self.opening = True
        self._work.ask(_numbered, self._asked, "open_form", type_name, id, dict(initial or {}),
                       then=partial(self._make_form, resume), failed=self._not_shown)  # fmt: skip

    def _make_form(self, resume: bool, answer: tuple[int, Source]) -> None:
        asked, source = answer
        if asked == self._asked:
            form = import_module("ui.form").Form(self._work, self._bus, source, self._stack)
            # A form has hundreds of widgets: it is made in one turn of the event loop and laid out in a later one,
            # after what has come in between (with 0 it would be the next, before any of it).
            QTimer.singleShot(1, form, partial(self._open_form, asked, form, resume))

    def _open_form(self, asked: int, form: Form, resume: bool) -> None:
        if asked != self._asked:
            form.deleteLater()
            return
        self.opening = False
        form.saved.connect(self._form_saved)
        form.closed.connect(self._form_closed)
        form.open_record.connect(self._form_opens)
        form.brief_wanted.connect(self.show_brief)
        self.form = form
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        self.edit_started.emit()
        form.begin()
        if self._returned is not None:
            form.mend(*self._returned)
        QTimer.singleShot(asks.WARM_AFTER, self, lambda: self._work.ask(asks.warm))
        if resume and form.source.drafts:
            form.take_draft(form.source.drafts[0])

    def leave_form(self) -> None:
        """Put an open form away and show what was there before it."""
        if self._leave_form():
            if self.id:
                self._reload()
            else:
                self._stack.setCurrentWidget(self._empty)
            self.closed.emit()

    def _leave_form(self) -> bool:
        """Put an open form away, what is unsaved kept as its draft; whether there was one."""
        if self.form is None:
            return False
        dirty = self.form.dirty
        self.form.keep_draft()
        self._drop_form()
        self._say_kept(dirty)
        return True

    def _drop_form(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self._stack.removeWidget(form)
            form.hide()
            form.deleteLater()

    def _say_kept(self, kept: bool) -> None:
        if kept:
            self._bus.said.emit(tr("Not saved yet; kept as a draft. Open it again to go on."), "amber")

    def _form_saved(self, type_name: str, id: str) -> None:
        self._drop_form()
        self.type, self.id = type_name, id
        self._reload()
        self.saved.emit(type_name, id)

    def _form_closed(self, kept: bool) -> None:
        self._drop_form()
        self._say_kept(kept)
        if self.id:
            self._reload()
        else:
            self._stack.setCurrentWidget(self._empty)
        self.closed.emit()

    def _form_opens(self, type_name: str, id: str) -> None:
        self.open_record.emit(type_name, id)

    # -- files ---------------------------------------------------------------------------------

    def _files(self) -> Any:
        if self.form is not None:
            return self.form.files
        shown = self._detail is not None and self._stack.currentWidget() is self._detail
        return self._detail.files if shown and self._detail is not None else None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if (files := self._files()) is not None:
            files.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if (files := self._files()) is not None:
            files.dropEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        files = self._files()
        if files is not None and files.on_paste(event):
            event.accept()
        else:
            super().keyPressEvent(event)


def _numbered(desk: Any, asked: int, name: str, *args: Any) -> tuple[int, Any]:
    """Run a function of ``ui.sources`` on the data thread; the answer knows which question it answers."""
    return asked, getattr(import_module("ui.sources"), name)(desk, *args)
