"""签约项目卷宗: all that is known of a signed project, to be read ten years later.

Cover, contents, ten chapters, the originals page by page, 签署页; one count of pages from the first to the last.
An original that cannot be opened is left out, and the list of enclosures says so and why.
"""

from __future__ import annotations

from dataclasses import replace

from zsdesk.documents import wording
from zsdesk.documents.appendix import append
from zsdesk.documents.blocks import Anchor, Row, Style, height, paragraph, set_text, show, space, stack
from zsdesk.documents.compose import Composer, Enclosed
from zsdesk.documents.content import Document, Enclosure
from zsdesk.documents.flow import draw, paginate
from zsdesk.documents.fonts import Role
from zsdesk.documents.originals import Original, open_original
from zsdesk.documents.page import BODY_PITCH, HEIGHT, TITLE_SIZE, WIDTH
from zsdesk.documents.paper import Paper, Sheet
from zsdesk.documents.papers import Means, metadata
from zsdesk.documents.photos import Unusable
from zsdesk.documents.red_head import rule, sign
from zsdesk.documents.signatures import LEADER, OFFICER, SUPERVISOR, framed, seal
from zsdesk.documents.stamp import stamped
from zsdesk.documents.story import BODY, FACTS, Story
from zsdesk.documents.structure import Element
from zsdesk.documents.tables import table
from zsdesk.documents.templates import Template, filled, values_of
from zsdesk.documents.text import one_line, paragraphs
from zsdesk.documents.titles import balanced

_KIND = Style(Role.TITLE, 36.0, 52.0, align="centre")
_STEPS_AFTER = 3  # drawn, laid out, written


def render(content: Document, means: Means) -> bytes:
    """The dossier; ``Refused`` names the characters that no font can print."""
    template = means.words("dossier")
    means.fonts.require(part for text in (*content.texts(), *template.texts()) for part in paragraphs(text))
    pictures = sum(1 for file in content.enclosures if file.picture)
    means.expect(len(content.enclosures) + pictures + _STEPS_AFTER)
    return _Dossier(content, template, means).render()


class _Dossier:
    def __init__(self, content: Document, template: Template, means: Means) -> None:
        self.content, self.template, self.means = content, template, means
        self.story = Story(means.fonts)
        self.paper = Paper(self.story.root)
        self.enclosed = [self._open(file) for file in content.enclosures]
        self.left_out = sum(1 for enclosed in self.enclosed if enclosed.why)
        self.composer = Composer(self.story, self.paper, content, template, means, self.enclosed)
        self.composer.values["left_out"] = str(self.left_out)
        self.pages = 0

    def _open(self, file: Enclosure) -> Enclosed:
        """Photos are shown in their chapter; anything else is opened to be appended."""
        if file.picture:
            self.means.advance()
            return Enclosed(None)
        original = Original(file.name, file.media_type, file.sha256, file.size, lambda: self.means.files(file.sha256))
        try:
            return Enclosed(open_original(original))
        except Unusable as why:
            self.means.unreadable(file.name, str(why))
            return Enclosed(None, str(why))
        finally:
            self.means.advance()

    def render(self) -> bytes:
        """Cover, contents, chapters, originals, 签署页."""
        story, fonts = self.story, self.means.fonts
        story.row(self._cover(story.root.add("Sect")))
        at, contents = len(story.rows), story.root.add("Sect")
        self.composer.chapters(fresh=True)
        self.means.require_readable()
        self._originals(story.root.add("Sect"))
        self._signing_page()
        self.means.advance()
        story.contents(at, contents)
        leaves = paginate(story.rows)
        self.pages = len(leaves)
        draw(self.paper, leaves, fonts)
        self.means.advance()
        made = self.paper.finish(metadata(self.content, self.template))
        self.means.advance()
        return made

    # -- cover ---------------------------------------------------------------------------------

    def _cover(self, parent: Element) -> Row:
        """Who made it in red, what it is, of which project; who signs, and the code to check it by."""
        content, fonts = self.content, self.means.fonts
        values = values_of(content, self.template)
        unit = sign(filled(self.template.red_header, values), parent, fonts)
        kind = paragraph(set_text(self.template.name, _KIND, WIDTH, fonts), _KIND, WIDTH, parent.add("H1"))
        name = Style(Role.TITLE, TITLE_SIZE, TITLE_SIZE * 1.5, align="centre")
        lines = balanced(one_line(filled(self.template.title, values)) or wording.MISSING, name, WIDTH, fonts)[:6]
        title = paragraph(lines, name, WIDTH, parent.add("P"))
        facts = self._facts(values, parent)
        signed = framed(((OFFICER, content.prepared_by), (SUPERVISOR, content.reviewed_by)), WIDTH, parent, fonts)
        code = stamped(content, parent, fonts)
        parts = ([unit, rule()], kind, title, facts, [signed], [code])
        free = HEIGHT - sum(height(rows) for rows in parts)
        shares = (0.16, 0.10, 0.28, 0.26, 0.20)

        def draw_cover(sheet: Sheet, x: float, y: float) -> None:
            for n, rows in enumerate(parts):
                y = stack(rows, sheet, x, y)
                y += max(free, 0.0) * shares[n] if n < len(shares) else 0.0

        return Row(HEIGHT, draw_cover, fresh=True, bare=True)

    def _facts(self, values: dict[str, str], parent: Element) -> list[Row]:
        content, style = self.content, replace(FACTS, value_lines=3)
        shown = {**values, "version": content.version}
        cells = [
            [
                *style.pair(wording.FACTS["number"], shown["number"]),
                *style.pair(wording.FACTS["secrecy"], shown["secrecy"]),
            ],
            [*style.pair(wording.FACTS["day"], shown["day"]), *style.pair(wording.FACTS["version"], shown["version"])],
            style.pair(wording.FACTS["unit"], shown["unit"], span=3),
        ]
        return table(cells, style.columns(WIDTH, 4), parent.add("Table"), self.means.fonts)

    # -- originals and the last page -----------------------------------------------------------

    def _originals(self, parent: Element) -> None:
        for number, enclosed in enumerate(self.enclosed, 1):
            if enclosed.opened is not None:
                rows, anchor = append(self.paper, enclosed.opened, number, parent, self.means.fonts)
                self.story.rows += rows
                if rows:
                    self.story.anchors.append(anchor)

    def _signing_page(self) -> None:
        story, content, fonts, composer = self.story, self.content, self.means.fonts, self.composer
        heading = composer.said("signing_heading")
        style = Style(Role.TITLE, TITLE_SIZE, TITLE_SIZE * 1.5, align="centre")
        rows = paragraph(set_text(heading, style, WIDTH, fonts), style, WIDTH, story.root.add("H2"))
        anchor = Anchor(heading, 1)
        story.rows += [replace(rows[0], fresh=True, anchor=anchor, glued=True), *rows[1:], space(BODY_PITCH)]
        story.anchors.append(anchor)
        said = [composer.said("declaration")]
        if content.enclosures:
            said.append(composer.said("declaration_files"))
        if self.left_out:
            said.append(composer.said("declaration_left_out"))
        story.text("".join(said))
        story.row(self._page_count())
        story.gap(BODY_PITCH)
        story.row(framed(((LEADER, ""),), WIDTH * 0.5, story.root, fonts))
        story.gap(BODY_PITCH)
        story.row(seal(content.unit, composer.values["day"], story.root, fonts, style=BODY))

    def _page_count(self) -> Row:
        """How many pages there are is known when they are drawn."""
        element = self.story.root.add("P")

        def draw_count(sheet: Sheet, x: float, y: float) -> None:
            (line, *_) = set_text(wording.PAGES.format(pages=self.pages), BODY, WIDTH, self.means.fonts)
            with sheet.content(element):
                show(sheet, line, BODY, x, y, WIDTH)

        return Row(BODY_PITCH, draw_count)
