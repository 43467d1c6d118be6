"""洽谈简报: what a negotiation came to, on one page that an officer lays before a leader.

What is empty prints as 待补, never as a guess.  The page always is one page: type goes down in
steps from 14 pt to 9 pt (小五, the least that is read with ease on paper), and what then still
does not fit is cut, each cut ending visibly with “……（全文见纪要）”.

    pdf = render(BriefContent(title="…", generated=date(2026, 11, 24)))
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from zsdesk.documents import wording
from zsdesk.documents.archive import Metadata
from zsdesk.documents.blocks import stack
from zsdesk.documents.brief_content import BriefContent, Revenue, Step, digest
from zsdesk.documents.brief_layout import HEAD, fit
from zsdesk.documents.fonts import FontSet, installed
from zsdesk.documents.page import BOTTOM, LEFT, new_sheet
from zsdesk.documents.paper import MM, Paper
from zsdesk.documents.text import one_line, paragraphs
from zsdesk.errors import Refused

__all__ = ["BriefContent", "Revenue", "Step", "digest", "render", "write"]


def render(content: BriefContent, fonts: FontSet | None = None) -> bytes:
    """The brief as one A4 page, PDF/A-2a and PDF/UA-1; the same content gives the same bytes.

    ``fonts`` are the computer's licensed faces where it has them (:func:`fonts.installed`);
    :func:`fonts.bundled` gives bytes that do not depend on the computer.  ``Refused`` names the
    characters that no font can print.
    """
    fonts = fonts or installed()
    fonts.require(part for text in content.texts() for part in paragraphs(text))
    layout = fit(content, fonts)
    paper = Paper(layout.root)
    sheet = new_sheet(paper, fonts)
    stack(layout.rows, sheet, LEFT, HEAD)
    layout.signatures.draw(sheet, LEFT, BOTTOM - layout.signatures.height)
    layout.code.draw(sheet, LEFT, BOTTOM + 3 * MM)
    return paper.finish(_metadata(content))


def write(content: BriefContent, path: Path, fonts: FontSet | None = None) -> None:
    """Render to ``path``, whole or not at all; an existing file is replaced.

    ``Refused`` if a character cannot be printed or the place cannot be written.
    """
    data = render(content, fonts)
    name = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".brief-", delete=False) as file:
            name = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        if name:
            with suppress(OSError):
                Path(name).unlink()
        reason = error.strerror or str(error)
        raise Refused("{path} cannot be written ({reason}).", path=str(path), reason=reason) from error


def _metadata(content: BriefContent) -> Metadata:
    return Metadata(
        title=one_line(content.title) or wording.BRIEF,
        author=one_line(content.unit) or one_line(content.prepared_by) or wording.MISSING,
        subject=" ".join(filter(None, (wording.BRIEF, one_line(content.number)))),
        day=content.generated,
    )
