"""A question that came as a sealed file: read it with its code, answer it, and save the answer to be carried back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.bus import Bus
from ui.deeds.base import Asked, of_field, value
from ui.deeds.reviews import SAYS
from ui.dialogs.deed import DeedDialog
from ui.work import Work
from zsdesk.kinds import Text
from zsdesk.sheets import opinions
from zsdesk.words import tr


class PacketAnswer:
    """The steps: which file, its code, the answer, where to."""

    def __init__(self, work: Work, bus: Bus, parent: QWidget) -> None:
        self._work, self._bus, self._parent = work, bus, parent
        self._path = Path()
        self._code = ""

    def start(self) -> None:
        """Choose the file."""
        shown = f"{tr('Sealed question')} (*{opinions.QUESTION})"
        path, _kind = QFileDialog.getOpenFileName(self._parent, tr("Answer a packet"), "", shown)
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Ask for the code of a file."""
        self._path = path
        dialog = DeedDialog(
            self._work, tr("Open the packet"),
            tr("The code was told another way than the file: by telephone, perhaps."),
            (value("code", Text(), "口令"),), self._read, date.today(), self._parent,
        )  # fmt: skip
        dialog.told.connect(self._ask)
        dialog.open()

    def _read(self, _desk: Any, values: Any) -> opinions.Question:
        self._code = values["code"]
        return opinions.read_question(self._path, self._code)

    def _ask(self, question: opinions.Question) -> None:
        facts = "\n".join(f"{name}：{text}" for name, text in question.facts)
        about = "\n".join(part for part in (question.subject, question.asked, question.background, facts) if part)
        dialog = DeedDialog(
            self._work, tr("Answer for {department}", department=question.department), about, _answers(),
            self._answer, date.today(), self._parent,
        )  # fmt: skip
        dialog.told.connect(self._answered)
        dialog.open()

    def _answer(self, desk: Any, values: Any) -> Path:
        out = self._path.with_suffix(opinions.ANSWER)
        opinions.answer(
            self._path, self._code, out, values["verdict"], text=values["text"] or "", basis=values["basis"] or "",
            conditions=values["conditions"] or (), by=values["by"], now_ms=desk.clock.now_ms(),
        )  # fmt: skip
        return out

    def _answered(self, out: Path) -> None:
        self._bus.said.emit(tr("The answer lies in {path}: carry it back to whoever asked.", path=out), "")


def _answers() -> tuple[Asked, ...]:
    return (
        value("verdict", SAYS, "意见结论"),
        of_field("opinion", "text", lines=3),
        of_field("opinion", "basis"),
        of_field("opinion", "conditions", widths=(4, 3, 2, 2, 3)),
        value("by", Text(), "经办人"),
    )
