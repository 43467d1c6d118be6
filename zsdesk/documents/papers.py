"""The door of the papers: ``render(kind, content)`` gives the PDF, the same bytes for the same content.

pdf = render("brief", brief_content(session, id))
pdf = render("dossier", content, Means(files=desk.blob, step=progress))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

from zsdesk.documents import wording
from zsdesk.documents.archive import Metadata
from zsdesk.documents.content import Content
from zsdesk.documents.fonts import FontSet, installed
from zsdesk.documents.photos import Step
from zsdesk.documents.text import one_line
from zsdesk.errors import NotFound

KINDS = {
    "brief": "zsdesk.documents.brief",
}
"""The kinds of papers, and the module that draws each: ``render(content, means)``."""


def _nothing_here(sha256: str) -> bytes:
    raise NotFound("The file {sha} is not on this machine yet; sync to fetch it.", sha=sha256[:12])


@dataclass(frozen=True, slots=True)
class Means:
    """What a paper is made with, beside its content.

    ``files`` gives the bytes of a file by its hash and may be called on several threads at once;
    ``step`` is told how many of how many steps are done and raises ``Cancelled`` to stop.
    """

    fonts: FontSet = field(default_factory=installed)
    files: Callable[[str], bytes] = _nothing_here
    step: Step | None = None


def render(kind: str, content: Content, means: Means | None = None) -> bytes:
    """The paper as PDF; ``Refused`` names the characters that no font can print."""
    draw: Callable[[Content, Means], bytes] = import_module(KINDS[kind]).render
    return draw(content, means or Means())


def metadata(content: Content, kind: str) -> Metadata:
    """What the file says about itself; ``kind`` is the paper's name."""
    return Metadata(
        title=one_line(content.title) or kind,
        author=one_line(content.unit) or one_line(content.prepared_by) or wording.MISSING,
        subject=" ".join(filter(None, (kind, one_line(content.number)))),
        day=content.generated,
    )
