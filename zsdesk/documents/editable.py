"""The same papers as Word files, for leaders who edit them: page, type and words of GB/T 9704-2012.

The faces are named, not embedded: 方正小标宋简体, 仿宋_GB2312, 黑体 and 楷体_GB2312 are what offices have.
A signed or archived paper is the PDF; the file says no number of its own version beyond what it was made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from zsdesk.documents import wording
from zsdesk.documents.blocks import Style
from zsdesk.documents.brief_content import BriefContent
from zsdesk.documents.content import (
    Block,
    Chapter,
    Content,
    Document,
    EnclosureList,
    Facts,
    Hand,
    Heading,
    InkSignatures,
    Items,
    PairedBars,
    Pairs,
    Revenues,
    Said,
    Table,
    Text,
)  # fmt: skip
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.official import SHAPES, Shape
from zsdesk.documents.papers import Means
from zsdesk.documents.templates import Template, filled, values_of
from zsdesk.documents.text import one_line, paragraphs
from zsdesk.documents.titles import balanced
from zsdesk.documents.wording import MISSING, chinese_number

KINDS = ("brief", *SHAPES)
"""The papers that are made as Word files too; a dossier with its originals is none to be edited."""

_SONG, _FANG, _HEI, _KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_LATIN = "Times New Roman"
_BODY, _SMALL, _TITLE, _PAGE = 16.0, 10.5, 22.0, 14.0  # pt: 3号, 五号, 2号, 4号
_PITCH = 28.95  # pt: 22 lines in 225 mm
_ROOM = 425.0  # pt for a line of the title: Word sets Latin letters and digits a little apart
_RED = RGBColor(204, 0, 0)
_THUMBNAIL = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day that a zip can hold: the same content, the same bytes


def render(kind: str, content: Content, means: Means) -> bytes:
    """The paper as a Word file; the same content gives the same bytes."""
    template = means.words(kind)
    means.fonts.require(part for text in (*content.texts(), *template.texts()) for part in paragraphs(text))
    shape = SHAPES.get(kind, Shape())
    document = as_document(content) if isinstance(content, BriefContent) else content
    assert isinstance(document, Document)
    return _Writer(document, template, shape, means.fonts).write()


def as_document(brief: BriefContent) -> Document:
    """A brief as chapters of blocks; in Word it takes the pages that it needs."""
    strip = (("编号", brief.number), ("密级", brief.secrecy), ("洽谈时间", brief.held), ("洽谈地点", brief.place),
             ("我方", brief.our_side), ("对方", brief.their_side))  # fmt: skip
    steps = tuple((s.matter, s.unit, s.due) for s in brief.next_steps) or (("", "", ""),)
    talks = (
        Items(brief.agreed, lead=wording.AGREED),
        Items(brief.demands, lead=wording.DEMANDS),
        Items(brief.open_points, lead=wording.OPEN_POINTS),
    )
    strengths: tuple[Block, ...] = (Items(brief.strengths),)
    if brief.revenue:
        strengths = (*strengths, Revenues(brief.revenue))
    return Document(
        title=brief.title, generated=brief.generated, number=brief.number, version=brief.version, digest=brief.stamp,
        unit=brief.unit, secrecy=brief.secrecy, prepared_by=brief.prepared_by, reviewed_by=brief.reviewed_by,
        chapters=(
            Chapter("overview", (Facts((*strip, *brief.overview)),)),
            Chapter("strengths", strengths),
            Chapter("talks", talks),
            Chapter("risks", (Items(brief.risks),)),
            Chapter("next_steps", (Table((wording.MATTER, wording.UNIT, wording.DUE), steps, (20, 11, 8), (1, 2)),)),
        ),
    )  # fmt: skip


class _Writer:
    def __init__(self, content: Document, template: Template, shape: Shape, fonts: FontSet) -> None:
        self.content, self.template, self.shape, self.fonts = content, template, shape, fonts
        self.values = values_of(content, template)
        self.file = docx.Document()
        self.counts = [0] * 4

    def write(self) -> bytes:
        self._page()
        self._head()
        by_key = {chapter.key: chapter for chapter in self.content.chapters}
        for key, heading in self.template.chapters:
            if key in by_key:
                self._heading(1, filled(heading, self.values))
                for block in by_key[key].blocks:
                    self._block(block)
        self._close()
        return _repacked(self.file)

    # -- page ----------------------------------------------------------------------------------

    def _page(self) -> None:
        section = self.file.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)  # 7 mm under the type area
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(_PITCH * 20)))
        self.file.settings.odd_and_even_pages_header_footer = True
        for footer, align in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
        ):  # fmt: skip
            _page_number(footer.paragraphs[0], align)
        self._styles()
        core, day = self.file.core_properties, self.content.generated
        core.title, core.author = one_line(self.content.title), one_line(self.content.unit)
        core.subject, core.language, core.comments = self.template.name, "zh-CN", ""
        core.created = core.modified = _noon(day)
        core.last_modified_by = ""

    def _styles(self) -> None:
        for name, face, bold in (("Normal", _FANG, False), ("Heading 1", _HEI, False), ("Heading 2", _KAI, False),
                                 ("Title", _SONG, False)):  # fmt: skip
            style = self.file.styles[name]
            _face(style.element.get_or_add_rPr(), face)
            style.font.size = Pt(_TITLE if name == "Title" else _BODY)
            style.font.bold, style.font.color.rgb = bold, RGBColor(0, 0, 0)
            form = style.paragraph_format
            form.space_before = form.space_after = Pt(0)
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_PITCH)
        border = self.file.styles["Title"].element.find(f".//{qn('w:pBdr')}")
        if border is not None:
            border.getparent().remove(border)

    # -- head and close ------------------------------------------------------------------------

    def _head(self) -> None:
        sign = self._line(filled(self.template.red_header, self.values), _SONG, 32.0, align="center", colour=_RED)
        sign.paragraph_format.line_spacing = Pt(44)
        left = self.content.number if self.shape.numbered else self.content.unit
        under = self._line(f"{one_line(left) or MISSING}\t{self.values['day']}", _FANG, _BODY)
        under.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
        _under_rule(under)
        title = self.file.add_paragraph(style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(_PITCH / 2)
        title.paragraph_format.line_spacing = Pt(33)
        text = one_line(filled(self.template.title, self.values)) or MISSING
        for n, line in enumerate(balanced(text, Style(Role.TITLE, _TITLE, 33.0), _ROOM, self.fonts)):
            run = title.add_run(line.text)
            if n:
                run._r.insert(0, OxmlElement("w:br"))
        if one_line(self.content.addressee):
            self._line(wording.ADDRESSEE.format(unit=one_line(self.content.addressee)), _FANG, _BODY)
        if self.shape.opening:
            self._text(filled(self.template.words[self.shape.opening], self.values))

    def _close(self) -> None:
        if self.shape.closing:
            self._text(filled(self.template.words[self.shape.closing], self.values))
        self._line("", _FANG, _BODY)
        if self.shape.sealed:
            for text in (one_line(self.content.unit) or MISSING, self.values["day"]):
                made = self._line(text, _FANG, _BODY, align="right")
                made.paragraph_format.right_indent = Pt(4 * _BODY)
        signers = (("officer", self.content.prepared_by), ("supervisor", self.content.reviewed_by))
        named = "　　　　".join(f"{wording.SIGNERS[role]}：{one_line(who) or MISSING}" for role, who in signers)
        self._line(named, _KAI, 12.0)
        if self.shape.imprint:
            if one_line(self.content.copies):
                self._line(wording.COPIES.format(units=one_line(self.content.copies)), _FANG, _PAGE)
            printed = wording.PRINTED.format(unit=one_line(self.content.unit) or MISSING, day=self.values["day"])
            self._line(printed, _FANG, _PAGE)
        stamp = f"{wording.NUMBER_AT_CODE}{one_line(self.content.number) or MISSING}　{wording.DIGEST}"
        self._line(stamp + self.content.stamp[:16].upper(), _KAI, 9.0)

    # -- blocks --------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                self._heading(level, text)
            case Facts(pairs):
                self._facts(pairs)
            case Text(text, lead):
                self._text(text, lead)
            case Items(texts, lead):
                self._items(texts, lead)
            case Said(key):
                self._text(filled(self.template.words[key], self.values))
            case Table(heads, rows, widths, centred, _):
                self._table(heads, rows, widths, centred)
            case Revenues(years):
                values = (wording.REVENUE, *(f"{y.value:f}" for y in years))
                self._table((wording.YEARS, *(str(y.year) for y in years)), (values,), (10, *(6 for _ in years)), ())
            case PairedBars():
                pass  # its months stand in the table under it
            case EnclosureList():
                files = [(str(n), f.name, f.of or "—", f.sha256) for n, f in enumerate(self.content.enclosures, 1)]
                columns = tuple(wording.ENCLOSURE_HEADS[i] for i in (0, 1, 2, 5))
                self._table(columns, files, (4, 12, 10, 14), (0,))
            case InkSignatures():
                for name, people in block.sides:
                    self._line(f"{name}：", _HEI, _SMALL)
                    named = [p.who if isinstance(p, Hand) else p for p in people or ("",)]
                    lines = [(one_line(p) or MISSING, "\u3000", "\u3000") for p in named]
                    self._table(wording.INK_HEADS, lines, (19, 13, 8), (), tall=True)
            case _:
                raise AssertionError(f"no editable paper holds {type(block).__name__}")

    def _heading(self, level: int, text: str) -> None:
        at = level - 1
        self.counts[at] += 1
        self.counts[at + 1 :] = [0] * (3 - at)
        count = self.counts[at]
        number = (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}．", f"（{count}）")[at]
        made = self.file.add_paragraph(number + (one_line(text) or MISSING), style=f"Heading {min(level, 2)}")
        _indent(made)

    def _text(self, text: str, lead: str = "") -> None:
        for n, part in enumerate(paragraphs(text) or (MISSING,)):
            made = self.file.add_paragraph()
            made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _indent(made)
            if lead and n == 0:
                _run(made, lead, _KAI, _BODY)
            _run(made, part, _FANG, _BODY)

    def _items(self, texts: Sequence[str], lead: str) -> None:
        shown = [text for text in texts if paragraphs(text)]
        if lead and len(shown) > 1:
            self._text(lead)
            lead = ""
        for n, text in enumerate(shown or [MISSING], 1):
            self._text(f"{n}．{text.strip()}" if len(shown) > 1 else text, lead)

    def _line(self, text: str, face: str, size: float, *, align: str = "left", colour: RGBColor | None = None) -> Any:
        made = self.file.add_paragraph()
        made.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT,
                          "center": WD_ALIGN_PARAGRAPH.CENTER}[align]  # fmt: skip
        _run(made, text, face, size, colour)
        return made

    def _facts(self, pairs: Pairs) -> None:
        rows = []
        for n in range(0, len(pairs), 2):
            some = [*pairs[n : n + 2], ("", "\u3000")][:2]
            rows.append([cell for label, value in some for cell in (label, value)])
        table = self._grid(len(rows), 4, (6, 14, 6, 14))
        for row, cells in zip(table.rows, rows, strict=True):
            for n, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                _fill(
                    cell, text if n % 2 == 0 else (text or MISSING), _HEI if n % 2 == 0 else _FANG, centred=n % 2 == 0
                )

    def _table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], centred: Sequence[int],
        *, tall: bool = False,
    ) -> None:  # fmt: skip
        table = self._grid(len(rows) + 1, len(heads), widths)
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            _fill(cell, text, _HEI, centred=True)
        repeat = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        for row, cells in zip(table.rows[1:], rows, strict=True):
            if tall:
                row.height = Pt(27)
            for n, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                _fill(cell, text or MISSING, _FANG, centred=n in centred)

    def _grid(self, rows: int, columns: int, widths: Sequence[float]) -> Any:
        table = self.file.add_table(rows, columns, style="Table Grid")
        table.autofit = False
        share = 156 / sum(widths)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width * share)
            for cell in column.cells:
                cell.width = Mm(width * share)
        return table


# -- what python-docx has no words for -------------------------------------------------------------


def _face(properties: Any, face: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, name in (("w:ascii", _LATIN), ("w:hAnsi", _LATIN), ("w:cs", _LATIN), ("w:eastAsia", face)):
        fonts.set(qn(key), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _run(paragraph: Any, text: str, face: str, size: float, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(text)
    _face(run._r.get_or_add_rPr(), face)
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _fill(cell: Any, text: str, face: str, *, centred: bool) -> None:
    parts = paragraphs(text) or ("",)
    for n, part in enumerate(parts):
        made = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        made.paragraph_format.line_spacing = Pt(16)
        loose = OxmlElement("w:snapToGrid")  # the lines of a cell do not wait for those of the page
        loose.set(qn("w:val"), "0")
        made._p.get_or_add_pPr().insert_element_before(loose, "w:spacing", "w:ind", "w:jc", "w:rPr")
        _run(made, part, face, _SMALL)


def _indent(paragraph: Any) -> None:
    """Two characters, whatever the size of the type."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(round(2 * _BODY * 20)))


def _under_rule(paragraph: Any) -> None:
    """A red rule under a paragraph."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("w:val", "single"), ("w:sz", "12"), ("w:space", "4"), ("w:color", "CC0000")):
        rule.set(qn(key), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _page_number(paragraph: Any, align: Any) -> None:
    """“— n —”, one character in from the outer edge (GB/T 9704-2012, 7.5)."""
    paragraph.alignment = align
    side = "right_indent" if align == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
    setattr(paragraph.paragraph_format, side, Pt(_PAGE))
    _run(paragraph, "— ", "宋体", _PAGE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(_PAGE)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
    _run(paragraph, " —", "宋体", _PAGE)


def _noon(day: Any) -> Any:
    from datetime import datetime

    return datetime(day.year, day.month, day.day, 12)


def _repacked(file: Any) -> bytes:
    """The file with the same times in its zip, whenever it is made."""
    raw, out = BytesIO(), BytesIO()
    file.save(raw)
    with ZipFile(raw) as read, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in _members(read):
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, data)
    return out.getvalue()


def _members(read: ZipFile) -> Iterator[tuple[str, bytes]]:
    """All but the picture of the first page, which is that of the library's empty template."""
    for name in read.namelist():
        if name == "_rels/.rels":
            yield name, _THUMBNAIL.sub(b"", read.read(name))
        elif "thumbnail" not in name:
            yield name, read.read(name)
