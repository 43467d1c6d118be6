"""A paper being made beside the UI thread: how far it is, and a stop that is heard.

What is read of the desk is read on the data thread before; making takes seconds for a long paper, and the desk is
not kept waiting for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.handed import written
from ui.log import note
from zsdesk.errors import Cancelled, ZsdeskError
from zsdesk.words import tr

if TYPE_CHECKING:
    from zsdesk.desk import Desk
    from zsdesk.documents.content import Content


@dataclass(frozen=True)
class Wanted:
    """A paper as it was read from the desk: its file name, its content, and what it is made with.

    ``meter`` says how complete a dossier would be; other papers have none.
    """

    kind: str
    id: str
    name: str
    content: Any
    files: Callable[[str], bytes]
    templates: Path
    meter: Any = None


def wanted_paper(desk: Desk, kind: str, id: str) -> Wanted:
    """Read what a paper says, and for a dossier what it lacks; for the data thread.

    A bulletin without an id is that of the desk's region and this year, up to today.
    """
    from zsdesk.queries.papers import content
    from zsdesk.queries.papers.bulletin import bulletin_id
    from zsdesk.queries.papers.project_file import completeness

    if kind == "bulletin" and not id:
        id = bulletin_id(desk.region, "", "", desk.clock.today())
    said = desk.read(content, kind, id)
    meter = desk.read(completeness, id) if kind == "dossier" else None
    name = _brief_name(desk, id) if kind == "brief" else _name(kind, said)
    return Wanted(kind, id, f"{name}.pdf", said, desk.blob, desk.folder / "templates", meter)


def _name(kind: str, said: Content) -> str:
    """The paper's name, what it is about, its day."""
    from zsdesk.queries.papers import KINDS

    about = said.title.removesuffix(KINDS[kind].label)
    return " ".join(part for part in (KINDS[kind].label, about, said.generated.isoformat()) if part)


def _brief_name(desk: Desk, negotiation: str) -> str:
    """After its enterprise or topic, its round and its day."""
    from zsdesk.queries.lists import rows

    values = desk.read(rows, "negotiation", [negotiation], ["lead", "topics", "round", "held_at"])[0].values
    about = values["topics"] or ""
    if values["lead"]:
        row = desk.read(rows, "lead", [values["lead"]], ["company", "title"])
        about = (row[0].cells["company"] or row[0].cells["title"]) if row else about
    parts = [
        tr("Negotiation brief"), about, tr("Round {n}", n=values["round"]) if values["round"] else "",
        values["held_at"].strftime("%Y-%m-%d") if values["held_at"] else "",
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def word_file(path: Path, wanted: Wanted) -> Path:
    """Write the paper as a Word file where the officer chose."""
    from zsdesk.documents.editable import render
    from zsdesk.documents.papers import Means

    return written(path, render(wanted.kind, wanted.content, Means(templates=wanted.templates)))


class Making:
    """One attempt; ``done`` of ``of`` steps are looked up by a timer, ``stop`` may be called from any thread."""

    def __init__(self, wanted: Wanted, *, leave_out: bool = False) -> None:
        self.wanted, self.leave_out = wanted, leave_out
        self.done, self.of = 0, 0
        self.stopped = False

    def stop(self) -> None:
        """End it at the next step."""
        self.stopped = True

    def run(self) -> bytes | Exception:
        """The PDF, or why there is none; for a thread of the pool."""
        from zsdesk.documents.papers import Means, render  # fonts and PDF: half a second, only when asked for

        means = Means(
            files=self.wanted.files, templates=self.wanted.templates, step=self._step, leave_out=self.leave_out
        )
        try:
            return render(self.wanted.kind, self.wanted.content, means)
        except Exception as error:  # told in the dialog, where the officer waits for it
            if not isinstance(error, ZsdeskError):
                note("A paper could not be made", error)
            return error

    def _step(self, done: int, of: int) -> None:
        self.done, self.of = done, of
        if self.stopped:
            raise Cancelled("Stopped; no paper was made.")
