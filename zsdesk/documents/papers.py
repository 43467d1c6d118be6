"""The door of the papers: ``render(kind, content)`` gives the PDF, the same bytes for the same content.

pdf = render("brief", brief_content(session, id))
pdf = render("dossier", content, Means(files=desk.blob, step=progress))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from zsdesk.documents import wording
from zsdesk.documents.archive import Metadata
from zsdesk.documents.content import Content
from zsdesk.documents.fonts import FontSet, installed
from zsdesk.documents.photos import Step
from zsdesk.documents.templates import Template, load
from zsdesk.documents.text import one_line
from zsdesk.errors import NotFound, Unreadable
from zsdesk.words import tr

_OWN = {"brief": "zsdesk.documents.brief", "dossier": "zsdesk.documents.dossier"}
"""Kinds with a page of their own; all others are official papers with a red head."""


def _nothing_here(sha256: str) -> bytes:
    raise NotFound("The file {sha} is not on this machine yet; sync to fetch it.", sha=sha256[:12])


@dataclass(slots=True)
class Means:
    """What a paper is made with, beside its content.

    ``files`` gives the bytes of a file by its hash and may be called on several threads at once;
    ``templates`` is the folder of the province's own; ``step`` is told how many of how many steps are
    done and raises ``Cancelled`` to stop.  With ``leave_out`` files that cannot be read are left out, and the
    paper says so; else they are refused by name.  ``template`` is the number of the province's by which a paper was
    made before (0: none of the province's), to make it again; else it is made by the one in use.
    """

    fonts: FontSet = field(default_factory=installed)
    files: Callable[[str], bytes] = _nothing_here
    templates: Path | None = None
    step: Step | None = None
    leave_out: bool = False
    template: int | None = None
    steps: int = 1
    _done: int = 0
    _unreadable: list[tuple[str, str]] = field(default_factory=list)

    def words(self, kind: str) -> Template:
        """The template of a kind of papers."""
        return load(kind, self.templates, self.template)

    def expect(self, steps: int) -> None:
        """So many steps are to come."""
        self.steps, self._done = steps, 0

    def unreadable(self, name: str, why: str) -> None:
        """A file that cannot be taken in, for a reason of ``wording``."""
        self._unreadable.append((name, _advice(why)))

    def require_readable(self) -> None:
        """``Unreadable`` where files would have to be left out, and that was not asked for."""
        if self._unreadable and not self.leave_out:
            raise Unreadable(tuple(self._unreadable))

    def advance(self) -> None:
        """One more step is done; ``Cancelled`` where the officer stopped it."""
        self._done += 1
        if self.step:
            self.step(min(self._done, self.steps), self.steps)


def _advice(why: str) -> str:
    """What is wrong with a file, and what to do about it."""
    return {
        wording.ENCRYPTED: tr("is encrypted: save it without its password and attach it again"),
        wording.NOT_HERE: tr("has not reached this computer yet: sync first"),
        wording.TOO_MANY_PIXELS: tr("has too many pixels: save it smaller and attach it again"),
    }.get(why, tr("is damaged: attach it again from where it came"))


def render(kind: str, content: Content, means: Means | None = None) -> bytes:
    """The paper as PDF; ``Refused`` names the characters that no font can print."""
    means = means or Means()
    if kind in _OWN:
        own: Callable[[Content, Means], bytes] = import_module(_OWN[kind]).render
        return own(content, means)
    official: Callable[[str, Content, Means], bytes] = import_module("zsdesk.documents.official").render
    return official(kind, content, means)


def metadata(content: Content, template: Template) -> Metadata:
    """What the file says about itself, and by which of the province's templates it was made."""
    made_by = wording.MADE_BY.format(number=template.number) if template.number else ""
    return Metadata(
        title=one_line(content.title) or template.name,
        author=one_line(content.unit) or one_line(content.prepared_by) or wording.MISSING,
        subject=" ".join(filter(None, (template.name, one_line(content.number), made_by))),
        day=content.generated,
    )
