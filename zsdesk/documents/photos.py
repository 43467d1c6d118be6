"""Photographs made ready for paper: upright, no larger than print needs, and without their traces.

A camera's file tells where and with what it was taken (EXIF, GPS): only the pixels are kept, in
sRGB.  JPEG is decoded at a fraction of its size, several pictures at a time, and no more of them
than there are hands: 40 photos of 12 megapixels need the memory of a few.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Dictionary, Name, Object, Pdf, Stream
from PIL import Image, ImageCms, ImageOps

from zsdesk.documents import wording
from zsdesk.documents.paper import Drawing
from zsdesk.errors import NotFound, Refused

FINE, COARSE = 300.0, 150.0
"""Pixels to the inch: what print shows, and what it needs at least (documents page)."""

_INCH = 72.0
_QUALITY = 84  # JPEG; below that skies show blocks on paper
_HANDS = max(2, min(4, os.cpu_count() or 2))

Step = Callable[[int, int], None]
"""Told how many of how many are done; raises :class:`zsdesk.errors.Cancelled` to stop."""


class Unusable(Exception):
    """A file that cannot be shown; its text is what the paper says of it."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it goes into the file, and its size on paper in points."""

    data: bytes
    pixels: tuple[int, int]
    grey: bool
    width: float
    height: float

    def drawing(self) -> Drawing:
        """The image XObject; its JPEG stays as it is."""

        def make(pdf: Pdf) -> Object:
            return Stream(
                pdf,
                self.data,
                Dictionary(
                    Type=Name.XObject,
                    Subtype=Name.Image,
                    Width=self.pixels[0],
                    Height=self.pixels[1],
                    ColorSpace=Name.DeviceGray if self.grey else Name.DeviceRGB,
                    BitsPerComponent=8,
                    Filter=Name.DCTDecode,
                ),
            )

        return make


def prepare(data: bytes, width: float, height: float) -> Photo:
    """The photo in a box of that many points; smaller where its pixels do not suffice for 150 ppi.

    ``Unusable`` where the bytes are no picture that can be opened.
    """
    try:
        with Image.open(BytesIO(data)) as source:
            return _prepared(source, width, height)
    except Image.DecompressionBombError:
        raise Unusable(wording.TOO_MANY_PIXELS) from None
    except Exception:  # Pillow's decoders meet damaged bytes with any error there is
        raise Unusable(wording.DAMAGED) from None


def _prepared(source: Image.Image, width: float, height: float) -> Photo:
    turned = source.getexif().get(0x0112, 1) in (5, 6, 7, 8)  # EXIF 2.32, Orientation: lies on its side
    across, down = (source.height, source.width) if turned else source.size
    scale = min(width / across, height / down, _INCH / COARSE)  # points to a pixel
    wanted = min(1.0, scale * FINE / _INCH)
    profile = source.info.get("icc_profile")
    source.draft("RGB", (round(source.width * wanted), round(source.height * wanted)))
    picture = ImageOps.exif_transpose(source)
    size = (max(1, round(across * wanted)), max(1, round(down * wanted)))
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = _plain(picture, profile)
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(out.getvalue(), picture.size, picture.mode == "L", across * scale, down * scale)


def _plain(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Grey or sRGB, on white where it was transparent."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(clear, mask=clear.getchannel("A"))
    elif picture.mode in ("1", "I;16", "I", "F"):
        picture = picture.convert("L")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _in_srgb(picture, profile)
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Phones write Display P3: without this, red roofs turn pale."""
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        done = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture  # a damaged profile: the pixels are all there is
    return done or picture


def prepare_all(
    sources: Sequence[Callable[[], bytes]], width: float, height: float, step: Step | None = None
) -> Iterator[Photo | Unusable]:
    """Each photo in turn, or why it cannot be shown; several are worked on at a time.

    ``sources`` give the bytes when they are wanted, and may be called beside the caller's thread.
    """

    def work(source: Callable[[], bytes]) -> Photo | Unusable:
        try:
            return prepare(source(), width, height)
        except NotFound:
            return Unusable(wording.NOT_HERE)
        except Refused:  # the sealed file was changed on this machine
            return Unusable(wording.DAMAGED)
        except Unusable as why:
            return why

    with ThreadPoolExecutor(_HANDS) as pool:
        waiting: list[Future[Photo | Unusable]] = []
        rest = iter(sources)
        try:
            for done in range(len(sources)):
                for source in rest:
                    waiting.append(pool.submit(work, source))
                    if len(waiting) > _HANDS:
                        break
                yield waiting.pop(0).result()
                if step:
                    step(done + 1, len(sources))
        finally:
            for future in waiting:
                future.cancel()
