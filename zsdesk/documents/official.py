"""The papers with a red head: notice, minutes, agenda, bulletin, handover sheet.

One page order for all of them: head, title, to whom, opening words, chapters, close.  What differs is told
by :data:`SHAPES`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zsdesk.documents import wording
from zsdesk.documents.blocks import space
from zsdesk.documents.compose import Composer, Enclosed
from zsdesk.documents.content import Document
from zsdesk.documents.flow import draw, paginate
from zsdesk.documents.page import BODY_PITCH, BOTTOM, LEFT
from zsdesk.documents.paper import MM, Paper
from zsdesk.documents.papers import Means, metadata
from zsdesk.documents.red_head import imprint, rule, sign, under
from zsdesk.documents.signatures import OFFICER, SUPERVISOR, seal, signed_by
from zsdesk.documents.stamp import stamped
from zsdesk.documents.story import BODY, Story
from zsdesk.documents.templates import filled
from zsdesk.documents.text import one_line, paragraphs

_STEPS = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind has beside its chapters.

    ``above`` is the white over the sign in points, 35 mm where the paper goes out as a document
    (GB/T 9704-2012, 7.2.4); ``numbered`` puts the number under the sign, else unit; ``closing`` are words at the end.
    """

    above: float = 0.0
    numbered: bool = False
    opening: str = ""
    closing: str = ""
    sealed: bool = False
    imprint: bool = False


SHAPES = {
    "notice": Shape(above=35 * MM, numbered=True, opening="opening", sealed=True, imprint=True),
    "minutes": Shape(opening="opening", closing="closing"),
    "agenda": Shape(),
    "pack": Shape(),
    "bulletin": Shape(opening="opening", imprint=True),
    "handover": Shape(opening="opening", sealed=True),
}


def render(kind: str, content: Document, means: Means) -> bytes:
    """The paper; ``Refused`` names the characters that no font can print."""
    template, fonts = means.words(kind), means.fonts
    fonts.require(part for text in (*content.texts(), *template.texts()) for part in paragraphs(text))
    shape = SHAPES[kind]
    pictures = sum(1 for file in content.enclosures if file.picture)
    means.expect(pictures + _STEPS)
    story = Story(fonts)
    paper = Paper(story.root)
    listed = [Enclosed(None, listed=True) for _ in content.enclosures]
    composer = Composer(story, paper, content, template, means, listed)
    _head(story, composer, shape)
    composer.chapters()
    means.advance()
    _close(story, composer, shape)
    leaves = paginate(story.rows)
    code = stamped(content, story.root, fonts)
    draw(paper, leaves, fonts)
    code.draw(paper.sheets[0], LEFT, BOTTOM + 3 * MM)
    means.advance()
    made = paper.finish(metadata(content, template))
    means.advance()
    return made


def _head(story: Story, composer: Composer, shape: Shape) -> None:
    content, values = composer.content, composer.values
    if shape.above:
        story.row(replace(space(shape.above, glued=True), white=False))
    story.row(sign(filled(composer.template.red_header, values), story.root, story.fonts))
    story.row(space(BODY_PITCH / 2, glued=True))
    left = content.number if shape.numbered else content.unit
    story.row(under(left, values["day"], story.root, story.fonts))
    story.row(rule())
    story.title(filled(composer.template.title, values), above=BODY_PITCH, below=BODY_PITCH / 2)
    if one_line(content.addressee):
        story.text(wording.ADDRESSEE.format(unit=one_line(content.addressee)), style=replace(BODY, indent=0.0))
    if shape.opening:
        story.text(composer.said(shape.opening))


def _close(story: Story, composer: Composer, shape: Shape) -> None:
    content, root, fonts = composer.content, story.root, story.fonts
    if shape.closing:
        story.gap(6.0)
        story.text(composer.said(shape.closing))
    story.gap(BODY_PITCH / 2)
    if shape.sealed:
        story.row(seal(content.unit, composer.values["day"], root, fonts, style=BODY))
        story.gap(8.0)
    story.row(signed_by(((OFFICER, content.prepared_by), (SUPERVISOR, content.reviewed_by)), root, fonts))
    if shape.imprint:
        story.rows += imprint(content.copies, content.unit, composer.values["day"], root, fonts)
