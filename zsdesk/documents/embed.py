"""One face inside one PDF: a subset with exact widths and an exact Unicode map.

Each character has a code of its own, even where two share a glyph, so that copying gives back
what was stored; characters beyond the BMP are mapped in UTF-16BE (ISO 32000-1, 9.10.3).
"""

from __future__ import annotations

from hashlib import sha256
from struct import pack

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from zsdesk.documents.fonts import Face

_SYMBOLIC = 4
_PER_BLOCK = 100  # entries of one bfchar block, the limit of the CMap syntax


class Embedded:
    """The characters of ``face`` that a document uses, in order of first use."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self._codes: dict[str, int] = {}

    def code(self, char: str) -> int:
        """The two-byte code of ``char`` in content streams; 0 stays .notdef and is never used."""
        return self._codes.setdefault(char, len(self._codes) + 1)

    def write(self, pdf: Pdf) -> Object:
        """Add the font to ``pdf`` as a Type 0 font with Identity-H codes."""
        data, glyphs = self.face.subset(self._codes)
        base = Name(f"/{self._tag()}+{self.face.name}")
        descriptor = Dictionary({f"/{key}": round(value) for key, value in self.face.metrics().items()})
        descriptor.Type = Name.FontDescriptor
        descriptor.FontName = base
        descriptor.Flags = _SYMBOLIC
        descriptor.FontBBox = Array([round(v) for v in self.face.box()])
        descriptor.FontFile2 = pdf.make_indirect(Stream(pdf, data, Length1=len(data)))
        widths = [round(self.face.width(c) * 1000, 3) for c in self._codes]
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=1000,
            W=Array([1, Array([_number(w) for w in widths])]),
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, pack(f">{len(glyphs) + 1}H", 0, *glyphs))),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, self._unicode_map())),
        )
        return pdf.make_indirect(font)

    def _tag(self) -> str:
        """The six letters of a subset's name, from its characters: other subset, other name."""
        digest = sha256((self.face.name + "".join(self._codes)).encode()).digest()
        return "".join(chr(65 + b % 26) for b in digest[:6])

    def _unicode_map(self) -> bytes:
        pairs = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in self._codes.items()]
        blocks = [pairs[i : i + _PER_BLOCK] for i in range(0, len(pairs), _PER_BLOCK)]
        body = "".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar\n" for b in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{body}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
