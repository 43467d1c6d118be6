"""机制目录: what the program takes for granted, entry by entry; what is 待核定; the next version and its publishing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import catalogue_asks as asks
from ui.bus import Bus
from ui.flow import Flow
from ui.pages.parts import Card, ItemRow, button, text
from ui.work import Work
from zsdesk.words import label, tr

OPEN = "assumed"
"""The chip that shows what is 待核定, of all sections."""


class CatalogueView(QScrollArea):
    """What holds, or the draft of the next version; a line opens its entry."""

    counted = Signal(int)
    """How many entries are 待核定."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._bus = work, bus
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view: Any = None
        self._user = ""
        self._shown = OPEN
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 6, 8)
        column.setSpacing(12)
        self.head = Card("", inside)
        self.head.column.setSpacing(4)
        self.note = text("", "muted", self.head, wrap=True)
        self.problem: QLabel = text("", "problem", self.head, wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        for widget in (self.note, self.problem):
            self.head.column.addWidget(widget)
        self.head.column.addLayout(self._buttons)
        self._make_buttons()
        self.chip_holder = QWidget(inside)
        self._flow = Flow(self.chip_holder, gap=6)
        self.chips: dict[str, QPushButton] = {}
        self.cards: dict[str, Card] = {}
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        for part in (self.head, self.chip_holder):
            column.addWidget(part)
        column.addLayout(self._cards)
        column.addStretch(1)
        self.setWidget(inside)
        bus.synced.connect(lambda _result: self.load() if self.view is not None else None)

    def _make_buttons(self) -> None:
        made = {
            name: button(tr(words), then, role=role, tip=tr(tip), parent=self.head)
            for name, words, then, role, tip in (
                ("begin", "Edit the next version", lambda: self._do(asks.begin), "primary",
                 "A draft on this desk, which holds nowhere until it is published"),
                ("publish", "Publish…", self.ask_to_publish, "primary",
                 "Sign it at the province and give it to every desk"),
                ("confirm", "Confirm those shown", self.ask_to_confirm, "",
                 "All entries below that are 待核定, in one go"),
                ("add", "Add an entry", self.ask_to_add, "", "At the end of the section in view"),
                ("changes", "What changes", self.show_changes, "quiet", "Every change beside what holds now"),
                ("save", "As a file…", self.ask_where, "quiet", "TOML, to be read, edited or handed on"),
                ("load", "From a file…", self.ask_which, "quiet",
                 "A file becomes the draft; a fault is told with its line"),
                ("discard", "Discard the draft", self.ask_to_discard, "quiet", "What holds stays as it is"),
            )
        }  # fmt: skip
        for one in made.values():
            self._buttons.addWidget(one)
        self._buttons.addStretch(1)
        self.buttons = made

    # -- reading -------------------------------------------------------------------------------

    def load(self) -> None:
        """Look at what holds, or at the draft."""
        self._work.ask(_looked, then=self._show)

    def enter(self) -> None:
        """Give the keyboard to the first line."""
        rows = [row for card in self.cards.values() for row in card.rows if isinstance(row, ItemRow)]
        (rows[0] if rows else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, answer: tuple[Any, str]) -> None:
        self.view, self._user = answer
        view = self.view
        words = tr("Draft of version {n}", n=view.version) if view.draft else tr("Version {n}", n=view.version)
        self.head.heading.setText(f"{words} · {view.title}")
        self.note.setText(self._said())
        self.problem.setText(self._warned())
        self.problem.setVisible(bool(self.problem.text()))
        may = not view.may
        self.buttons["begin"].setVisible(may and not view.draft)
        self.buttons["load"].setVisible(may)
        for name in ("publish", "confirm", "add", "changes", "discard"):
            self.buttons[name].setVisible(may and view.draft)
        self.buttons["publish"].setEnabled(bool(view.changes))
        self.buttons["changes"].setEnabled(bool(view.changes))
        self._show_chips()
        self._fill()
        self.counted.emit(view.assumed)

    def _said(self) -> str:
        view = self.view
        parts = [tr("In force from {day}.", day=view.effective), tr("{n} entries are 待核定.", n=view.assumed)]
        if view.draft:
            parts = [tr("Will hold from {day}.", day=view.effective), parts[1],
                     tr("{n} changes, not published yet.", n=len(view.changes))]  # fmt: skip
        elif view.note:
            parts.append(view.note)
        if view.may:
            parts.append(view.may)
        return " ".join(parts)

    def _warned(self) -> str:
        clashes = "、".join(self.view.clashes)
        said = tr("A version was published meanwhile that changed these too; look at them before you publish: {names}",
                  names=clashes) if clashes else ""  # fmt: skip
        return "\n".join(part for part in (self.view.problem, said) if part)

    def _show_chips(self) -> None:
        wanted = [(OPEN, label("待核定"), self.view.assumed)]
        wanted += [(section, label(name), count) for section, name, count, _ in self.view.sections if count]
        for key, words, count in wanted:
            if key not in self.chips:
                made = QPushButton(self.chip_holder)
                made.setCheckable(True)
                made.setAutoExclusive(True)
                made.setProperty("role", "chip")
                made.clicked.connect(partial(self.show_section, key))
                made.setToolTip(words)
                self.chips[key] = made
                self._flow.addWidget(made)
            self.chips[key].setText(f"{words} {count}")
            self.chips[key].setAccessibleName(f"{words} {count}")
        self.chips[self._shown].setChecked(True)

    def show_section(self, key: str, _checked: bool = False) -> None:
        """Show a section, or what is 待核定."""
        self._shown = key
        self.chips[key].setChecked(True)
        self._fill()

    def rows(self) -> list[Any]:
        """The entries in view."""
        if self._shown == OPEN:
            return [row for row in self.view.rows if row.standing == "assumed"]
        return [row for row in self.view.rows if row.section == self._shown]

    def _fill(self) -> None:
        by_section: dict[str, list[Any]] = {}
        for row in self.rows():
            by_section.setdefault(row.section, []).append(row)
        names = {section: name for section, name, _, _ in self.view.sections}
        for card in self.cards.values():
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for section, rows in by_section.items():
            card = Card(f"{label(names[section])} · {len(rows)}", self.widget())
            card.put([self._line(row) for row in rows], "")
            self.cards[section] = card
            self._cards.addWidget(card)
        if not by_section:
            card = Card(tr("Nothing is 待核定 any more."), self.widget())
            self.cards[""] = card
            self._cards.addWidget(card)
        open_ones = any(row.standing == "assumed" for row in self.rows())
        self.buttons["confirm"].setEnabled(open_ones)
        self.buttons["add"].setEnabled(self._shown != OPEN)

    def _line(self, row: Any) -> ItemRow:
        standing = {"assumed": ("待核定", "amber"), "stated": ("有出处", "blue"), "confirmed": ("已核定", "jade")}
        words, tone = standing[row.standing]
        changed = {"added": tr("new"), "changed": tr("changed"), "confirmed": tr("confirmed")}.get(row.change, "")
        heading = " · ".join(part for part in (row.label, row.value) if part)
        used = "" if not row.records else tr("in {n} records", n=row.records)
        note = " · ".join(part for part in (changed, row.use, used, row.confirmed) if part)
        made = ItemRow(heading, note, left=label(words), tone=tone)
        made.clicked.connect(partial(self.open_entry, row))
        return made

    def open_entry(self, row: Any, _checked: bool = False) -> None:
        """The sheet of an entry."""
        self._work.ask(asks.entry, row.section, row.code, then=partial(self._open, row))

    def _open(self, row: Any, found: tuple[Any, dict[str, str]]) -> None:
        entry, texts = found
        sheet = import_module("ui.dialogs.entry").EntrySheet(
            self._work, self._user, row, entry, texts, not self.view.may, self
        )
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.changed.connect(self.load)
        sheet.open()

    # -- editing -------------------------------------------------------------------------------

    def _do(self, ask: Any, *args: Any) -> None:
        self._work.ask(ask, *args, then=lambda _done: self.load())

    def ask_to_confirm(self) -> None:
        """Confirm what is in view and still 待核定."""
        parts = import_module("ui.dialogs.entry")
        keys = [(row.section, row.code) for row in self.rows() if row.standing == "assumed"]
        title = tr("Confirm {n} entries", n=len(keys))
        self._dialog(
            title, parts.confirm_sentence(), parts.confirming(self._user), parts.confirm_all(keys), self._loaded
        )

    def ask_to_add(self) -> None:
        """One more entry of the section in view."""
        from ui.deeds.base import Asked
        from zsdesk.catalogue import bundled, typed
        from zsdesk.fields import Field

        section = self._shown
        first = getattr(bundled(), section)[0]
        asked = [Asked(Field(f.name, f.kind, f.chinese, required=f.name in ("code", "label")))
                 for f in (typed.ENTRY_FIELDS["code"], *typed.fields_of(first))]  # fmt: skip
        sentence = tr("The code is what records and rules keep: small Latin letters, digits and _. It is 待核定 first.")
        self._dialog(tr("Add an entry"), sentence, asked, lambda desk, values: asks.add(desk, section, values),
                     self._loaded)  # fmt: skip

    def ask_to_discard(self) -> None:
        """Throw the draft away, after asking."""
        sentence = tr("{n} changes are thrown away. What holds stays as it is.", n=len(self.view.changes))
        self._dialog(tr("Discard the draft"), sentence, (), lambda desk, _values: asks.discard(desk), self._loaded)

    def ask_to_publish(self) -> None:
        """From when it holds and what it is called; then the province signs it."""
        from zsdesk.kinds import Day

        parts = import_module("ui.dialogs.entry")
        title, note = self.view.title, self.view.note
        if (
            self.view.version == 2
        ):  # the first of the province's own: what the program says of its own is not true of it
            title, note = title.removesuffix("（程序自带）"), ""
        asked = parts.heading(Day().edit(self.view.effective), title, note)
        sentence = tr("{n} changes become version {version}: the province signs it, and every desk takes it in with "
                      "its next sync. A published version stays; a mistake is put right by the next one.",
                      n=len(self.view.changes), version=self.view.version)  # fmt: skip
        self._dialog(tr("Publish…"), sentence, asked, asks.head, self._publish)

    def _publish(self, _done: object) -> None:
        self._bus.said.emit(tr("Asking the province…"), "")
        self.buttons["publish"].setEnabled(False)
        job = partial(asks.publish, self._work.desk, self._work.call_from_network)
        self._work.network(job, then=self._published, failed=self._refused)

    def _published(self, version: int) -> None:
        self._bus.said.emit(tr("Version {version} is published; desks take it in at their next sync.", version=version),
                            "")  # fmt: skip
        self.load()

    def _refused(self, error: Exception) -> None:
        self.load()
        self._bus.said.emit(str(error), "red")

    def _loaded(self, _done: object) -> None:
        self.load()

    def _dialog(self, title: str, sentence: str, asked: Sequence[Any], run: Any, then: Any) -> None:
        from zsdesk.clock import Clock

        made = import_module("ui.dialogs.deed").DeedDialog
        dialog = made(self._work, title, sentence, asked, run, Clock().today(), self)
        dialog.told.connect(then)
        dialog.open()

    # -- changes and files ---------------------------------------------------------------------

    def show_changes(self) -> None:
        """What the draft changes, beside what holds."""
        import_module("ui.dialogs.changes").Changes(self.view.changes, self).open()

    def ask_where(self) -> None:
        """Write it to a file."""
        name = f"{tr('Catalogue')}-{self.view.version}.toml"
        path, _kind = QFileDialog.getSaveFileName(self, tr("As a file…"), name, "*.toml")
        if path:
            self._work.ask(asks.save, Path(path), then=lambda made: self._bus.said.emit(str(made), ""))

    def ask_which(self) -> None:
        """Take a file as the draft."""
        path, _kind = QFileDialog.getOpenFileName(self, tr("From a file…"), "", "*.toml")
        if path:
            self._do(asks.load, Path(path))


def _looked(desk: Any) -> tuple[Any, str]:
    return asks.view(desk), desk.user
