"""The files of a record: dropped, pasted, chosen, opened, described."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QMimeData, QSize, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFileDialog, QLabel, QSizePolicy, QWidget

from ui import handed
from ui.bus import Bus
from ui.flow import Flow
from ui.form_parts import Banner, Card
from ui.pictures import Pictures
from ui.theme import restyle
from ui.tiles import PICTURE, AddTile, Tile
from ui.work import Work
from zsdesk.acts import attachments, records
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.words import tr

SHOWN_BYTES = 40 * 1024 * 1024
"""A picture larger than this gets no thumbnail: reading it would hold up the data thread."""


class FilesPanel(Card):
    """Tiles of a record's files, and a place for more.

    ``need_target(then)`` is asked for a record where there is none yet (a form that was not saved).
    """

    def __init__(self, work: Work, bus: Bus, target: Target | None, files: Sequence[Any] = (), *,
                 need_target: Callable[[Callable[[Target], None]], None] | None = None, framed: bool = True,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(tr("Files"), parent)
        if not framed:
            self.setProperty("role", "")
            self.inside.setContentsMargins(0, 0, 0, 0)
        self._work, self._bus = work, bus
        self._target = target
        self._need_target = need_target
        self._pictures = Pictures(self)
        self._pictures.made.connect(self._made)
        self._waiting: dict[str, list[Callable[[bytes], None]]] = {}
        self._running = 0
        self.setAcceptDrops(True)
        self.tiles: list[Tile] = []
        holder = QWidget(self)
        self._flow = Flow(holder, gap=8)
        policy = holder.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        holder.setSizePolicy(policy)
        self.add_tile = AddTile(holder)
        self.add_tile.clicked.connect(self.choose)
        self._flow.addWidget(self.add_tile)
        self.inside.addWidget(holder)
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.note.hide()
        self.inside.addWidget(self.note)
        self.trouble = Banner("red", self)
        self.inside.addWidget(self.trouble)
        self._bus.changed.connect(self._changed)
        self.show_files(files)

    # -- showing -------------------------------------------------------------------------------

    def set_target(self, target: Target, *, read: bool = True) -> None:
        """Belong to a record from now on; its files are read unless the caller brings them."""
        if self._target != target:
            self._target = target
            self.trouble.say("")
            if read:
                self.reload()

    def reload(self) -> None:
        """Read the record's files again."""
        if self._target is not None:
            self._work.read(detail.files, self._target, then=self.show_files)

    def _changed(self, touched: Sequence[Target]) -> None:
        if any(target.type == "attachment" for target in touched):
            self.reload()

    def show_files(self, files: Sequence[Any]) -> None:
        """Show these files; tiles of files that stay are kept, so nothing flickers."""
        kept = {tile.file.id: tile for tile in self.tiles}
        wanted = [file.id for file in files]
        for id, tile in kept.items():
            if id not in wanted:
                self._flow.removeWidget(tile)
                tile.hide()
                tile.deleteLater()
        self.tiles = []
        for at, file in enumerate(files):
            tile = kept.get(file.id)
            if tile is None:
                tile = self._tile(file)
                self._flow.insert(at, tile)
                tile.show()
            tile.describe(file)
            self._picture(tile)
            self.tiles.append(tile)
        self.title.setText(tr("Files {count}", count=len(files)) if files else tr("Files"))
        self.updateGeometry()

    def _tile(self, file: Any) -> Tile:
        tile = Tile(file, self.add_tile.parentWidget())
        tile.opened.connect(lambda: self.open(tile))
        tile.captioned.connect(lambda text: self.caption(tile, text))
        tile.removed.connect(lambda: self.remove(tile))
        tile.copy_wanted.connect(lambda: self.save_as(tile))
        return tile

    def _picture(self, tile: Tile) -> None:
        """Show the file itself where it is here and not too large, or the small picture that came before it."""
        file = tile.file
        whole = file.present and file.size <= SHOWN_BYTES
        sheet = file.media_type == "application/pdf" and whole
        if not file.media_type.startswith("image/") and not sheet:
            return
        key = file.sha256 if whole else f"small {file.sha256}"
        if tile.picture_key == key:
            return
        tile.picture_key = key
        known = self._pictures.known(key)
        if known is not None:
            tile.show_picture(known)
            return
        scale = self.devicePixelRatioF()
        size = QSize(round(PICTURE.width() * scale), round(PICTURE.height() * scale))
        then = self._first_page(key, size) if sheet else self._shrinker(key, size)
        if whole:
            self._work.ask(handed.read_file, file.sha256, then=then, failed=self._no_thumbnail)
        else:
            self._work.read(detail.preview, file.sha256, then=lambda data: then(data) if data else None)

    def _shrinker(self, key: str, size: QSize) -> Callable[[bytes], None]:
        pictures = self._pictures
        return lambda data: pictures.shrink(key, data, size) if shiboken6.isValid(pictures) else None

    def _first_page(self, key: str, size: QSize) -> Callable[[bytes], None]:
        pictures = self._pictures
        return lambda data: pictures.run(key, lambda: first_page(data, size)) if shiboken6.isValid(pictures) else None

    def _no_thumbnail(self, error: Exception) -> None:
        """Without its bytes a file shows its sign; opening it says why."""

    def _made(self, key: str, result: object) -> None:
        if type(result) is QImage:
            for tile in self.tiles:
                if tile.picture_key == key and not result.isNull():
                    tile.show_picture(result)
        elif isinstance(result, bytes):
            for then in self._waiting.pop(key, []):
                then(result)

    # -- adding --------------------------------------------------------------------------------

    def choose(self) -> None:
        """Add files by the system's dialog."""
        paths, _kind = QFileDialog.getOpenFileNames(self, tr("Attach files"))
        self.add_paths([Path(path) for path in paths])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Attach files, each for itself: one that is refused does not keep the others out."""
        if paths:
            self._with_target(lambda target: self._attach_paths(target, paths))

    def _attach_paths(self, target: Target, paths: Sequence[Path]) -> None:
        self.trouble.say("")
        for path in paths:
            self._start(path.name)
            self._work.do(attachments.attach, target, path, then=self._attached, failed=self._refused)

    def add_picture(self, image: QImage) -> None:
        """Attach a picture from the clipboard."""
        name = tr("Picture {when}.png", when=f"{datetime.now():%Y-%m-%d %H%M%S}")
        self._start(name)
        self._waiting.setdefault(name, []).append(lambda data: self._attach_bytes(name, data))
        self._pictures.encode(name, image)

    def _attach_bytes(self, name: str, data: bytes) -> None:
        self._with_target(lambda target: self._work.do(attachments.attach_bytes, target, name, data,
                                                       then=self._attached, failed=self._refused))  # fmt: skip

    def _with_target(self, then: Callable[[Target], None]) -> None:
        if self._target is not None:
            then(self._target)
        elif self._need_target is not None:
            self._need_target(then)

    def _start(self, name: str) -> None:
        self._running += 1
        self.note.setText(tr("Attaching “{name}”…", name=name))
        self.note.show()

    def _end(self) -> None:
        self._running = max(0, self._running - 1)
        self.note.setVisible(self._running > 0)

    def _attached(self, _done: object) -> None:
        self._end()
        self.reload()

    def _refused(self, error: Exception) -> None:
        self._end()
        said = self.trouble.label.text()
        self.trouble.say(f"{said}\n{error}" if said else str(error), (tr("Understood"), lambda: self.trouble.say("")))

    # -- one file ------------------------------------------------------------------------------

    def open(self, tile: Tile) -> None:
        """Look at a picture or a PDF here; anything else opens with the system's program for it."""
        preview = import_module("ui.dialogs.preview")  # draws PDFs: with the first file that is looked at
        if not preview.looked_at(tile.file):
            self.open_outside(tile.file)
            return
        dialog = preview.FilePreview(self._work, [one.file for one in self.tiles], tile.file, self)
        dialog.open_wanted.connect(self.open_outside)
        dialog.copy_wanted.connect(self.save_copy)
        dialog.open()

    def open_outside(self, file: Any) -> None:
        """Open a file with the system's program for it, from a private copy that goes with the program."""
        self._work.ask(handed.hand_out, file.sha256, file.name, then=self._open_path, failed=self._refused)

    def _open_path(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.trouble.say(tr("No program of this machine opens “{name}”. Save it elsewhere and open it there.",
                                name=path.name))  # fmt: skip

    def save_as(self, tile: Tile) -> None:
        """Save a copy where the officer says."""
        self.save_copy(tile.file)

    def save_copy(self, file: Any) -> None:
        """Save a copy where the officer says."""
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save a copy"), file.name)
        if path:
            self._work.ask(handed.copy_to, file.sha256, Path(path), failed=self._refused)

    def caption(self, tile: Tile, text: str) -> None:
        """Describe a file."""
        self._work.do(records.change, "attachment", tile.file.id, {"caption": text.strip() or None},
                      then=self._attached, failed=self._refused)  # fmt: skip

    def remove(self, tile: Tile) -> None:
        """Take a file away; Ctrl+Z brings it back."""
        self._work.do(records.delete, "attachment", tile.file.id, then=self._attached, failed=self._refused)

    # -- drop and paste ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()
            restyle(self.add_tile, "over", True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self.add_tile, "over", False)

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self.add_tile, "over", False)
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def on_paste(self, event: QKeyEvent) -> bool:
        """Take what the clipboard holds, if the key pastes and there are files or a picture."""
        return event.matches(QKeySequence.StandardKey.Paste) and self.take(QGuiApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> bool:
        """Attach what is dropped or pasted; false where it is neither files nor a picture."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.add_paths(paths)
            return True
        if mime.hasImage():
            image = mime.imageData()
            self.add_picture(image if isinstance(image, QImage) else image.toImage())
            return True
        return False


def takes(mime: QMimeData) -> bool:
    """Whether there is something to attach."""
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())


def first_page(data: bytes, size: QSize) -> QImage:
    """The head of a PDF's first page, as wide as ``size``; a null one where there is none."""
    pdf = import_module("ui.pdf")
    pages = pdf.sizes(data)
    if not pages or not pages[0].width():
        return QImage()
    drawn: QImage = pdf.page(data, 0, pdf.POINTS * size.width() / pages[0].width())
    return drawn.copy(0, 0, size.width(), min(size.height(), drawn.height())).scaled(size)
