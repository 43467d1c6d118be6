"""Originals at the end of a dossier: scans and papers of others, as they are.

Each page is drawn whole on a sheet of its own, under a line that says which file it is from; its
streams are the original's, untouched.  A JPEG stays the very file that was attached; of anything
else the file itself is embedded besides (ISO 32000-1, 7.11.4), so that the SHA-256 in the list can be
checked against the dossier alone and a signature inside an original stays valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream
from PIL import Image, ImageOps, ImageSequence

from zsdesk.documents import wording
from zsdesk.documents.paper import Drawing
from zsdesk.documents.photos import Unusable
from zsdesk.errors import NotFound, Refused

_PIXELS = 72 / 200  # points, of a picture that does not say how fine it is: scanners' usual 200 ppi
_TURNS = {1: 0, 3: 180, 6: 270, 8: 90}  # EXIF 2.32 Orientation → degrees anticlockwise


@dataclass(frozen=True, slots=True)
class Original:
    """A file to append; ``source`` gives its bytes when they are wanted."""

    name: str
    media_type: str
    sha256: str
    size: int
    source: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of an original: how it is drawn, its size in points, and how a picture has to be turned."""

    drawing: Drawing
    width: float
    height: float
    unit: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """An original that can be appended; ``embedded`` are its bytes where the pages alone do not hold them."""

    original: Original
    leaves: tuple[Leaf, ...]
    embedded: bytes | None = None
    texts: bool = True  # whether all its text can be read aloud and copied


def open_original(original: Original) -> Opened:
    """Read it; ``Unusable`` says why it cannot be appended, in the words of the paper."""
    try:
        data = original.source()
    except NotFound:
        raise Unusable(wording.NOT_HERE) from None
    except Refused:
        raise Unusable(wording.DAMAGED) from None
    if original.media_type == "application/pdf":
        return _pdf(original, data)
    if original.media_type.startswith("image/"):
        return _picture(original, data)
    return Opened(original, (), data)


def _pdf(original: Original, data: bytes) -> Opened:
    try:
        pdf = Pdf.open(BytesIO(data), suppress_warnings=True)
        if pdf.is_encrypted:
            raise Unusable(wording.ENCRYPTED)
        texts = all(_readable(page.obj) for page in pdf.pages)
        if any("/Annots" in page.obj for page in pdf.pages):
            pdf.flatten_annotations("print")  # stamps and visible signatures belong to the page
        pages = [_Page(pdf, number) for number in range(len(pdf.pages))]
        leaves = tuple(Leaf(page.draw, page.width, page.height) for page in pages)
        if not leaves or pdf.get_warnings():
            raise Unusable(wording.DAMAGED)
    except PasswordError:
        raise Unusable(wording.ENCRYPTED) from None
    except (PdfError, ValueError, KeyError, AttributeError, TypeError):  # what a broken tree of objects leads to
        raise Unusable(wording.DAMAGED) from None
    return Opened(original, leaves, data, texts)


class _Page:
    """One page as a form XObject; it keeps its file open until it is copied."""

    def __init__(self, pdf: Pdf, number: int) -> None:
        self.pdf = pdf
        self.form = pdf.make_indirect(pdf.pages[number].as_form_xobject())
        self.form.read_bytes()  # a damaged one is found now
        self.x, self.y, right, top = _extent(self.form)
        self.width, self.height = right - self.x, top - self.y

    def draw(self, target: Pdf) -> Object:
        """A copy whose lower left corner is the origin."""
        copy = target.copy_foreign(self.form)
        a, b, c, d, e, f = _matrix(copy)
        copy.Matrix = Array([a, b, c, d, e - self.x, f - self.y])
        for key in ("/StructParents", "/StructParent"):
            if key in copy:
                del copy[key]
        return copy


def _matrix(form: Object) -> list[float]:
    return [float(v) for v in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]


def _extent(form: Object) -> tuple[float, float, float, float]:
    """The form's box after its matrix, which turns a page that lies on its side."""
    a, b, c, d, e, f = _matrix(form)
    left, low, right, high = (float(v) for v in form.BBox)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (low, high)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _readable(page: Object) -> bool:
    return all("/ToUnicode" in font for font in _fonts(page, set()))


def _fonts(holder: Object, seen: set[tuple[int, int]]) -> Iterator[Object]:
    """The fonts of a page and of the forms on it."""
    resources = holder.get("/Resources")
    if resources is None:
        return
    yield from (font for _, font in resources.get("/Font", Dictionary()).items())
    for _, drawn in resources.get("/XObject", Dictionary()).items():
        if drawn.get("/Subtype") == Name.Form and drawn.objgen not in seen:
            seen.add(drawn.objgen)
            yield from _fonts(drawn, seen)


def _picture(original: Original, data: bytes) -> Opened:
    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.format == "JPEG" and picture.mode in ("L", "RGB"):
                picture.load()  # a truncated one is found now
                return Opened(original, (_jpeg(picture, data),))
            leaves = tuple(_decoded(frame) for frame in ImageSequence.Iterator(picture))
    except Image.DecompressionBombError:
        raise Unusable(wording.TOO_MANY_PIXELS) from None
    except Exception:  # Pillow's decoders meet damaged bytes with any error there is
        raise Unusable(wording.DAMAGED) from None
    return Opened(original, leaves, data)


def _jpeg(picture: Image.Image, data: bytes) -> Leaf:
    turn = _TURNS.get(picture.getexif().get(0x0112, 1), 0)
    width, height = _size(picture)
    if turn in (90, 270):
        width, height = height, width
    grey = picture.mode == "L"
    return Leaf(_image(data, picture.size, Name.DeviceGray if grey else Name.DeviceRGB, 8, Name.DCTDecode),
                width, height, True, turn)  # fmt: skip


def _decoded(frame: Image.Image) -> Leaf:
    width, height = _size(frame)
    picture = ImageOps.exif_transpose(frame)
    if picture.size != frame.size:
        width, height = height, width
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", clear.size, "white")
        picture.paste(clear, mask=clear.getchannel("A"))
    if picture.mode not in ("1", "L", "RGB"):
        picture = picture.convert("L" if picture.mode.startswith("I") or picture.mode == "F" else "RGB")
    space = Name.DeviceRGB if picture.mode == "RGB" else Name.DeviceGray
    bits = 1 if picture.mode == "1" else 8
    return Leaf(_image(picture.tobytes(), picture.size, space, bits, None), width, height, True)


def _size(picture: Image.Image) -> tuple[float, float]:
    """In points, by the resolution that the file claims where it is a likely one."""
    said = picture.info.get("dpi", (0, 0))
    across, down = (72 / float(v) if 60 <= float(v) <= 2400 else _PIXELS for v in said)
    return picture.width * across, picture.height * down


def _image(data: bytes, pixels: tuple[int, int], space: Name, bits: int, packed: Name | None) -> Drawing:
    def make(pdf: Pdf) -> Object:
        made = Stream(pdf, data, Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=pixels[0], Height=pixels[1],
                                            ColorSpace=space, BitsPerComponent=bits))  # fmt: skip
        if packed is not None:
            made.Filter = packed
        return made

    return make
