"""The manual in a window of its own: it stays open beside the work, and F1 turns to the page that is meant."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

import resources
from ui import theme
from zsdesk.words import language, tr

PICTURE = 640
"""How wide a picture stands at most, in logical pixels."""


class Topic(NamedTuple):
    """A page of the manual: the name of its file, its heading."""

    name: str
    heading: str


def topics() -> list[Topic]:
    """The pages in the order of their numbers: ``10-today.md`` is called ``today``."""
    found: list[Topic] = []
    for path in sorted(resources.path("manual", ".").glob("*.md")):
        heading = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").strip()
        found.append(Topic(path.stem.partition("-")[2], heading))
    return found


def text_of(name: str) -> str:
    """The Markdown of a page."""
    return next(resources.path("manual", ".").glob(f"*-{name}.md")).read_text(encoding="utf-8")


class _Page(QTextBrowser):
    """Shows one page; pictures fit its width."""

    topic = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._clicked)
        self.setAccessibleName(tr("Manual"))

    def loadResource(self, kind: int, url: QUrl) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        from PySide6.QtGui import QPixmap  # with the first picture

        picture = QPixmap(str(resources.path("manual", url.path())))
        ratio = self.devicePixelRatioF()
        wide = min(PICTURE, self.viewport().width() - 40)
        if picture.width() > wide * ratio:
            picture = picture.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def _clicked(self, url: QUrl) -> None:
        if url.scheme():
            QDesktopServices.openUrl(url)
        else:
            self.topic.emit(url.path().removesuffix(".md").partition("-")[2])


class Manual(QDialog):
    """The pages at the left, the one that is read at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Manual"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(980, 680)
        self.list = QListWidget(self)
        self.list.setFixedWidth(190)
        self.list.setAccessibleName(tr("Pages of the manual"))
        for topic in topics():
            item = QListWidgetItem(topic.heading, self.list)
            item.setData(Qt.ItemDataRole.UserRole, topic.name)
        self.list.currentItemChanged.connect(lambda item, _before: self._show(item.data(Qt.ItemDataRole.UserRole)))
        self.page = _Page(self)
        self.page.topic.connect(self.turn_to)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(self.page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addLayout(row)
        self._restyle()

    def _restyle(self) -> None:
        tokens = theme.tokens()
        self.page.document().setDefaultStyleSheet(
            "p { margin: 6px 0; } li { margin-top: 2px; margin-bottom: 4px; }"
            ".h1 { font-size: 22px; margin-top: 4px; margin-bottom: 12px; }"
            ".h2 { font-size: 16px; margin-top: 22px; margin-bottom: 6px; }"
            f"a {{ color: {tokens.jade}; }} code {{ color: {tokens.jade}; }}"
        )

    def turn_to(self, name: str, section: str = "") -> None:
        """Show a page, from one of its headings on; the first page where there is none of the name."""
        items = [self.list.item(at) for at in range(self.list.count())]
        wanted = next((i for i in items if i.data(Qt.ItemDataRole.UserRole) == name), items[0])
        self.list.setCurrentItem(wanted)
        if section:
            self.page.scrollToAnchor(section)

    def _show(self, name: str) -> None:
        # By way of HTML: only that heeds the style sheet of the document.
        plain = QTextDocument()
        plain.setMarkdown(text_of(name))
        self.page.setHtml(_bare(plain.toHtml()))
        if language() != "zh_CN":
            self.setWindowTitle(tr("Manual") + " (中文)")


def _bare(html: str) -> str:
    """Without the sizes, families and margins that Qt writes beside every word: the style sheet has them.

    A heading becomes a paragraph of a class of its own: Qt adds steps of its own to the size of ``h1`` and ``h2``.
    Sections can be turned to by the words of their heading.
    """
    plain = re.sub(r"(font-(family|size)|margin-(top|bottom)):[^;\"]*;?", "", html)
    named = re.sub(r"(<h2[^>]*>)(.*?)(</h2>)", lambda h: f'{h[1]}<a name="{_words(h[2])}"></a>{h[2]}{h[3]}', plain)
    return re.sub(r"<(/?)h([12])\b", lambda found: "</p" if found[1] else f'<p class="h{found[2]}"', named)


def _words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).strip()
