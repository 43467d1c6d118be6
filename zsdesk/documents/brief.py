"""洽谈简报: what a negotiation came to, on one page that an officer lays before a leader.

What is empty prints as 待补, never as a guess.  The page always is one page: type goes down in
steps from 14 pt to 9 pt (小五, the least that is read with ease on paper), and what then still
does not fit is cut, each cut ending visibly with “……（全文见纪要）”.

    pdf = render(BriefContent(title="…", generated=date(2026, 11, 24)))
"""

from __future__ import annotations

from zsdesk.documents.blocks import stack
from zsdesk.documents.brief_content import BriefContent
from zsdesk.documents.brief_layout import HEAD, fit
from zsdesk.documents.page import BOTTOM, LEFT, new_sheet
from zsdesk.documents.paper import MM, Paper
from zsdesk.documents.papers import Means, metadata
from zsdesk.documents.text import paragraphs


def render(content: BriefContent, means: Means | None = None) -> bytes:
    """The brief as one A4 page, PDF/A-2a and PDF/UA-1; the same content gives the same bytes.

    The fonts are the computer's licensed faces where it has them (:func:`fonts.installed`);
    :func:`fonts.bundled` gives bytes that do not depend on the computer.  ``Refused`` names the
    characters that no font can print.
    """
    means = means or Means()
    fonts, template = means.fonts, means.words("brief")
    fonts.require(part for text in (*content.texts(), *template.texts()) for part in paragraphs(text))
    layout = fit(content, fonts, template)
    paper = Paper(layout.root)
    sheet = new_sheet(paper, fonts)
    stack(layout.rows, sheet, LEFT, HEAD)
    layout.signatures.draw(sheet, LEFT, BOTTOM - layout.signatures.height)
    layout.code.draw(sheet, LEFT, BOTTOM + 3 * MM)
    return paper.finish(metadata(content, template))
