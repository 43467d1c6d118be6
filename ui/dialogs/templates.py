"""The templates of papers: which is in use, one as a file to change, a changed one checked and published."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import templates
from ui.form_parts import Banner, button
from ui.shown import line
from ui.work import Work
from zsdesk.words import tr

WIDTH, HIGH, ROW = 620, 264, 28
"""Pixels: the least width of the dialog, the height of its list and of a line of it."""
_KIND = Qt.ItemDataRole.UserRole


class TemplatesDialog(QDialog):
    """The kinds of papers with whose template each uses; a file is published only after it was checked here."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._checked: templates.Checked | None = None
        self.setWindowTitle(tr("Templates of papers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(line(tr("Templates of papers"), "head"))
        said = tr("A template holds a paper's headings, their order, its red head and its fixed words. Save one as a "
                  "file, change it in any editor, and check it here.")  # fmt: skip
        outer.addWidget(line(said, "muted"))
        self.list = _list(self)
        self.list.currentItemChanged.connect(lambda _now, _before: self._allow())
        outer.addWidget(self.list)
        self.told = Banner("jade", self)
        outer.addWidget(self.told)
        outer.addLayout(self._foot())
        self.may = ""
        self._load()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.save_button = button(tr("As a file…"), tip=tr("The template in use, to be changed"))
        self.save_button.clicked.connect(self.save)
        self.check_button = button(tr("Check a file…"), tip=tr("A fault is told with its line"))
        self.check_button.clicked.connect(self.check)
        self.publish_button = button(tr("Publish…"), "primary", tip=tr("Sign it at the province and give it to every "
                                                                     "desk"))  # fmt: skip
        self.publish_button.clicked.connect(self.publish)
        leave = button(tr("Close"), shortcut="Esc")
        leave.clicked.connect(self.reject)
        for one in (self.save_button, self.check_button, self.publish_button, leave):
            one.setAutoDefault(False)
            row.addWidget(one)
        row.addStretch(1)
        self._allow()
        return row

    def _load(self) -> None:
        self._work.ask(templates.listed, then=self._show, failed=self._failed)

    def _show(self, found: templates.Listed) -> None:
        kept = self.kind()
        self.list.clear()
        for one in found.used:
            item = QTreeWidgetItem(self.list, [one.label, one.name, one.whose])
            item.setData(0, _KIND, one.kind)
            item.setSizeHint(0, QSize(0, ROW))
            item.setToolTip(2, one.whose)
            if one.kind == kept:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self.may = found.may
        self.publish_button.setVisible(not found.may)
        if found.problem and not self.told.isVisible():
            _say(self.told, found.problem, "amber")

    def kind(self) -> str:
        """The kind of papers that is chosen."""
        item = self.list.currentItem()
        return str(item.data(0, _KIND)) if item is not None else ""

    def _allow(self) -> None:
        for one in (self.save_button, self.check_button):
            one.setEnabled(bool(self.kind()))
        self.publish_button.setEnabled(self._checked is not None)

    # -- files ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where to, and write the template in use."""
        path, _kind = QFileDialog.getSaveFileName(self, tr("As a file…"), f"{self.kind()}.yaml", "YAML (*.yaml)")
        if path:
            self._work.ask(templates.save, self.kind(), Path(path), then=self._saved, failed=self._failed)

    def _saved(self, path: Path) -> None:
        _say(self.told, tr("Written to {name}. Change it in any editor, and check it here.", name=path.name), "jade")

    def check(self) -> None:
        """Ask which file, and say whether it can be used."""
        path, _kind = QFileDialog.getOpenFileName(self, tr("Check a file…"), "", "YAML (*.yaml *.yml)")
        if path:
            self._checked = None
            self._allow()
            self._work.ask(templates.checked, self.kind(), Path(path), then=self._fine, failed=self._failed)

    def _fine(self, found: templates.Checked) -> None:
        for at in range(self.list.topLevelItemCount()):
            if self.list.topLevelItem(at).data(0, _KIND) == found.kind:
                self.list.setCurrentItem(self.list.topLevelItem(at))
        self._checked = found
        self._allow()
        then = (
            tr("An administrator of the province can publish it, or it lies in the desk's folder “templates” for this "
               "desk alone.")
            if self.may
            else tr("Published, it holds on every desk after its next sync; the papers of before stay as they are.")
        )  # fmt: skip
        _say(self.told, " ".join((tr("{name} can be used.", name=found.name), then)), "jade")

    def publish(self) -> None:
        """Make the file that was checked the province's."""
        one = self._checked
        if one is None:
            return
        self._checked = None
        self._allow()
        _say(self.told, tr("Asking the province…"), "amber")
        job = partial(templates.publish, self._work.desk, self._work.call_from_network, one)
        self._work.network(job, then=self._published, failed=self._failed)

    def _published(self, number: int) -> None:
        _say(
            self.told,
            tr("It is published as template number {n}; desks take it in at their next sync.", n=number),
            "jade",
        )
        self._load()

    def _failed(self, error: Exception) -> None:
        self._allow()
        _say(self.told, str(error), "red")


def _list(parent: QWidget) -> QTreeWidget:
    made = QTreeWidget(parent)
    made.setHeaderLabels([tr("Paper"), tr("Called in the template"), tr("Whose template")])
    made.setAccessibleName(tr("Templates of papers"))
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setMinimumHeight(HIGH)
    made.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return made


def _say(banner: Banner, sentence: str, tone: str) -> None:
    banner.set_tone(tone)
    banner.say(sentence)
