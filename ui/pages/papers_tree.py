"""The register of papers as a tree: records, and under each its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ui.days import moment_words
from zsdesk.clock import to_ms
from zsdesk.words import tr

if TYPE_CHECKING:
    from zsdesk.queries.documents import Edition

EDITION = Qt.ItemDataRole.UserRole
HEAD, ROW = 34, 28
"""Pixels: the height of a record's line, and of a paper's."""


def register_tree(parent: QWidget) -> QTreeWidget:
    """An empty register."""
    made = QTreeWidget(parent)
    made.setColumnCount(3)
    made.setHeaderLabels([tr("Paper"), tr("Made on"), tr("Signed by")])
    made.setAccessibleName(tr("The register of papers, by record"))
    made.setRootIsDecorated(True)
    made.setIndentation(18)
    made.setIconSize(QSize(16, 16))
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in (1, 2):
        made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    made.header().setStretchLastSection(False)
    return made


def edition_item(group: QTreeWidgetItem, edition: Edition) -> QTreeWidgetItem:
    """A paper's line under its record."""
    from zsdesk.clock import Clock

    made = moment_words(to_ms(edition.made_at), Clock().today()) if edition.made_at else ""
    words = tr("{kind}, edition {edition}", kind=edition.kind_label, edition=edition.edition)
    item = QTreeWidgetItem(group, [words, made, "、".join(edition.signers) or "—"])
    item.setData(0, EDITION, edition)
    item.setSizeHint(0, QSize(0, ROW))
    item.setToolTip(0, edition.name)
    item.setToolTip(2, "\n".join(edition.signers))
    return item
