"""Chapters as rows: each kind of block is set here, once for all papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from zsdesk.documents import wording
from zsdesk.documents.charts import GANTT_ROWS, arrivals, gantt, positions
from zsdesk.documents.content import (
    Arrivals,
    Block,
    Chapter,
    Document,
    EnclosureList,
    Facts,
    Gantt,
    Hand,
    Heading,
    InkSignatures,
    Items,
    PairedBars,
    Picture,
    Pictures,
    Positions,
    Revenues,
    Said,
    Table,
    Text,
)  # fmt: skip
from zsdesk.documents.figures import Bar, bar_chart, paired_chart
from zsdesk.documents.gallery import HIGH, WIDE, Caption, gallery
from zsdesk.documents.handwriting import handwritten
from zsdesk.documents.originals import Opened
from zsdesk.documents.page import WIDTH
from zsdesk.documents.paper import Paper
from zsdesk.documents.papers import Means
from zsdesk.documents.photos import Photo, Unusable, prepare_all
from zsdesk.documents.story import CELL, LABEL, NOTE, Story
from zsdesk.documents.tables import ALL_LINES, Cell, table
from zsdesk.documents.templates import Template, filled, values_of
from zsdesk.documents.text import one_line

ROUNDS = 8
"""Rounds that stand beside each other in one chart of positions."""

_CHART_HIGH, _PAIRS_HIGH = 96.0, 120.0
_YEARS = 8
_LIST = replace(CELL, size=9.0, pitch=12.6)
_INK, _INKED = 27.0, 48.0  # pt, the height of a line to sign on, and of one that was signed on the screen


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An enclosure as it was opened: its pages, or why it could not be taken in; ``listed`` is not opened at all."""

    opened: Opened | None
    why: str = ""
    listed: bool = False


class Composer:
    """Writes a document's chapters into a story."""

    def __init__(
        self, story: Story, paper: Paper, content: Document, template: Template, means: Means,
        enclosed: Sequence[Enclosed] = (),
    ) -> None:  # fmt: skip
        self.story, self.paper, self.content = story, paper, content
        self.template, self.means, self.enclosed = template, means, enclosed
        self.values = values_of(content, template)

    def chapters(self, *, fresh: bool = False) -> None:
        """All chapters, in the template's order; one that the content has not is left out."""
        by_key = {chapter.key: chapter for chapter in self.content.chapters}
        for key, heading in self.template.chapters:
            if key in by_key:
                self._chapter(by_key[key], heading, fresh=fresh)
                fresh = False

    def _chapter(self, chapter: Chapter, heading: str, *, fresh: bool) -> None:
        self.story.heading(1, filled(heading, self.values), fresh=fresh)
        for block in chapter.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        story = self.story
        match block:
            case Heading(text, level):
                story.heading(level, one_line(text) or wording.MISSING)
            case Facts(pairs):
                story.facts(pairs)
            case Text(text, lead):
                story.text(text, lead=lead)
            case Items(texts, lead):
                story.items(texts, lead=lead)
            case Said(key):
                story.text(self.said(key))
            case Table(heads, rows, widths, centred, caption):
                story.table(heads, rows, widths, centred=centred, caption=caption)
            case EnclosureList():
                self._enclosure_list()
            case InkSignatures():
                self._ink(block)
            case _:
                self._figure(block)

    def said(self, key: str) -> str:
        """Words of the template."""
        return filled(self.template.words[key], self.values)

    # -- figures -------------------------------------------------------------------------------

    def _figure(self, block: Block) -> None:
        story, fonts = self.story, self.means.fonts
        match block:
            case Gantt(nodes, start):
                for at in range(0, len(nodes), GANTT_ROWS):
                    part = nodes[at : at + GANTT_ROWS]
                    story.row(gantt(part, start, self.content.generated, story.root, fonts))
                    story.gap(10.0)
            case Positions(stands, heads):
                for first in range(0, len(heads), ROUNDS):
                    some = [s._replace(rounds=s.rounds[first : first + ROUNDS]) for s in stands]
                    for at in range(0, len(some), GANTT_ROWS):
                        rows = some[at : at + GANTT_ROWS]
                        story.rows += positions(rows, heads[first : first + ROUNDS], story.root, fonts)
                        story.gap(10.0)
            case Arrivals(sums, promised, start):
                story.row(arrivals(sums, promised, start, self.content.generated, story.root, fonts))
                story.gap(10.0)
            case Revenues(years):
                bars = [Bar(str(r.year), float(r.value), f"{r.value:f}") for r in years if r.value.is_finite()]
                if bars:
                    shown = bars[-_YEARS:]
                    wide = min(WIDTH, 90.0 + 48.0 * len(shown))
                    story.row(bar_chart(wording.REVENUE, shown, wide, _CHART_HIGH, story.root, fonts))
                    story.gap(10.0)
            case PairedBars(title, series, pairs):
                story.row(paired_chart(title, series, pairs, WIDTH, _PAIRS_HIGH, story.root, fonts))
                story.gap(10.0)
            case Pictures(pictures):
                self._pictures(pictures)

    def _pictures(self, pictures: Sequence[Picture]) -> None:
        """The photos as they become ready; one that cannot be shown has an empty frame that says why."""
        story, names = self.story, {file.sha256: file.name for file in self.content.enclosures}

        def source(sha256: str) -> Callable[[], bytes]:
            return lambda: self.means.files(sha256)

        def noted() -> Iterator[Photo | Unusable]:
            made = prepare_all([source(p.sha256) for p in pictures], WIDE, HIGH, self._stepped)
            for picture, photo in zip(pictures, made, strict=True):
                if isinstance(photo, Unusable):
                    self.means.unreadable(names.get(picture.sha256, picture.text), str(photo))
                yield photo

        where = self.template.words["photo_place"]
        captions = [
            Caption(p.text, p.taken, filled(where, {**self.values, "region": p.region, "coordinates": p.coordinates}))
            for p in pictures
        ]
        story.rows += gallery(self.paper, noted(), captions, story.root, story.fonts)

    def _stepped(self, _done: int, _of: int) -> None:
        self.means.advance()

    # -- lists ---------------------------------------------------------------------------------

    def _enclosure_list(self) -> None:
        """Names, pages and hashes of the enclosures, and of each what became of it."""
        rows = []
        for number, (file, enclosed) in enumerate(zip(self.content.enclosures, self.enclosed, strict=True), 1):
            pages = str(len(enclosed.opened.leaves) or "—") if enclosed.opened else "—"
            fate = _fate(file.picture, enclosed)
            rows.append((str(number), file.name, file.of or "—", pages, _size(file.size), _halved(file.sha256), fate))
        self.story.table(
            wording.ENCLOSURE_HEADS, rows, (3.2, 10.6, 7.0, 3.6, 6.4, 26.2, 7.0), centred=(0, 3, 4), cell=_LIST
        )

    def _ink(self, block: InkSignatures) -> None:
        """Lines to sign on by hand, a table for each side; who signed on the screen has signed already."""
        story, line = self.story, replace(CELL, pitch=_INK)
        heads = [Cell(text, LABEL, scope="Column") for text in wording.INK_HEADS]
        widths = (WIDTH * 0.48, WIDTH * 0.32, WIDTH * 0.20)
        for name, people in block.sides:
            story.note(f"{name}：", style=replace(NOTE, role=LABEL.role))
            story.rows[-1] = replace(story.rows[-1], glued=True)
            signers = [p if isinstance(p, Hand) else Hand(p, "", "", "") for p in people or ("",)]
            high = [replace(line, pitch=_INKED) if p.strokes else line for p in signers]
            rows = [[Cell(one_line(p.who) or wording.MISSING, h, most=ALL_LINES), Cell("", h), Cell(p.on, h)]
                    for p, h in zip(signers, high, strict=True)]  # fmt: skip
            drawn = table([heads, *rows], widths, story.root.add("Table"), story.fonts)
            for at, signer in enumerate(signers, len(drawn) - len(signers)):
                if signer.strokes:
                    drawn[at] = handwritten(drawn[at], signer, widths, story.root)
            story.rows += drawn
            story.gap(8.0)
        if block.digest:
            story.note(wording.INK_DIGEST.format(digest=block.digest))
        if block.stale:
            story.note(wording.INK_STALE)


def _fate(picture: int, enclosed: Enclosed) -> str:
    if enclosed.listed:
        return wording.HANDED
    if picture:
        return wording.SHOWN_AS.format(number=picture)
    if enclosed.opened is None:
        return wording.LEFT_OUT.format(why=enclosed.why)
    return wording.FOLLOWS if enclosed.opened.leaves else wording.NOT_PAGES


def _halved(sha256: str) -> str:
    """On two lines of like length."""
    return f"{sha256[:32]}\n{sha256[32:]}"


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 100_000 else f"{size / 1024:.1f} kB"
