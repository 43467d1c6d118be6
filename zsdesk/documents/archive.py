"""What makes a PDF an archival file: XMP, sRGB output intent, catalogue (PDF/A-2a, PDF/UA-1).

A file with pages of others in it claims no more than they meet: PDF/A-3 with embedded files, level B
and no PDF/UA where their text cannot be read aloud, nothing where an allowlist of PDF/A-3b finds a
construct that it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from hashlib import md5
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from zsdesk.documents import srgb

PROGRAM = "招商工作台"
_MIDNIGHT = "T00:00:00+08:00"  # the day is the office's day, in China's only time zone

# PDF/A-2 (ISO 19005-2, 6.6.2.3) wants the pdfuaid schema described in the file.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{program}</xmp:CreatorTool><pdf:Producer>{program}</pdf:Producer>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
</rdf:Description>
{claims}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

_PDF_A = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance>
</rdf:Description>
"""
_PDF_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


class Foreign(IntEnum):
    """What stands on pages that others made."""

    NONE = 0
    READABLE = 1  # pictures, or text that can be copied and read aloud
    OPAQUE = 2


@dataclass(frozen=True, slots=True)
class Embedding:
    """A file inside the file: an original, byte for byte."""

    name: str
    media_type: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself; ``day`` is its date, never the clock's."""

    title: str
    author: str
    subject: str
    day: date


def claim(pdf: Pdf, meta: Metadata, foreign: Foreign) -> None:
    """Write the metadata with what the file keeps of PDF/A and PDF/UA; to be called last."""
    part = 3 if "/AF" in pdf.Root else 2
    if foreign is Foreign.NONE:
        describe(pdf, meta, _PDF_A.format(part=part, level="A") + _PDF_UA)
        return
    describe(pdf, meta, _PDF_A.format(part=part, level="B"))
    if not _conforms(pdf, f"{part}b"):
        describe(pdf, meta, "" if foreign is Foreign.OPAQUE else _PDF_UA)
    elif foreign is Foreign.READABLE:
        describe(pdf, meta, _PDF_A.format(part=part, level="A") + _PDF_UA)


_OURS = ("pikepdf:embedded-file", "pikepdf:schema-Catalog")
"""What the allowlist does not know and is ours: originals as attachments, which PDF/A-3 allows (ISO 19005-3, 6.8), and
the catalogue's form of signature fields (6.4).  veraPDF, which knows both, finds no fault with them."""


def _conforms(pdf: Pdf, flavour: str) -> bool:
    from pikepdf.pdfa import check  # its rules take a while to read: only where others' pages are in the file

    return all(f.rule.startswith(_OURS) for f in check(pdf, flavour).findings)


def describe(pdf: Pdf, meta: Metadata, claims: str) -> None:
    """Write the metadata twice, as XMP and as the old information dictionary, in agreement."""
    stamp = _stamp(meta.day)
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(meta.title),
            Author=String(meta.author),
            Subject=String(meta.subject),
            Creator=String(PROGRAM),
            Producer=String(PROGRAM),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )
    words = {name: escape(getattr(meta, name)) for name in ("title", "author", "subject")}
    packet = _XMP.format(program=PROGRAM, day=meta.day.isoformat() + _MIDNIGHT, claims=claims, **words)
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, packet.encode(), Type=Name.Metadata, Subtype=Name.XML))


def _stamp(day: date) -> str:
    return f"D:{day:%Y%m%d}000000+08'00'"


def embed(pdf: Pdf, files: Sequence[Embedding], day: date) -> None:
    """Embed files as sources of the document (ISO 19005-3, 6.8), under names that do not repeat."""
    if not files:
        return
    specs = Array([pdf.make_indirect(_file_spec(pdf, file, day)) for file in files])
    pdf.Root.AF = specs
    names = sorted((file.name.encode("utf-16-be"), spec) for file, spec in zip(files, specs, strict=True))
    tree = Array()
    for name, spec in names:
        tree.append(String(name.decode("utf-16-be")))
        tree.append(spec)
    pdf.Root.Names = Dictionary(EmbeddedFiles=pdf.make_indirect(Dictionary(Names=tree)))


def _file_spec(pdf: Pdf, file: Embedding, day: date) -> Object:
    parameters = Dictionary(
        Size=len(file.data), ModDate=String(_stamp(day)), CheckSum=md5(file.data, usedforsecurity=False).digest()
    )
    stream = Stream(pdf, file.data, Type=Name.EmbeddedFile, Params=parameters)
    stream.Subtype = Name("/" + file.media_type)
    stream = pdf.make_indirect(stream)
    return Dictionary(
        Type=Name.Filespec,
        F=String(file.name),
        UF=String(file.name),
        Desc=String(file.description),
        AFRelationship=Name.Source,
        EF=Dictionary(F=stream, UF=stream),
    )


def make_archival(pdf: Pdf) -> None:
    """Language, tags, window title and the colour space in which the page is meant."""
    pdf.Root.Lang = String("zh-CN")
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    colours = pdf.make_indirect(Stream(pdf, srgb.profile(), N=3, Alternate=Name.DeviceRGB))
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=colours,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
