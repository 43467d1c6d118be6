"""Attach files: photos, scans, papers.  What cannot be what it says is refused with what to do."""

from __future__ import annotations

import io
import mimetypes
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from zsdesk.acts import records
from zsdesk.clock import BEIJING, to_ms
from zsdesk.errors import Invalid, Refused
from zsdesk.kinds import Coordinates, Instant, Position2D, Target, Text
from zsdesk.records import Attachment
from zsdesk.store.tables import file, preview
from zsdesk.store.work import Work
from zsdesk.sync.wire import LARGEST_PREVIEW

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 500 * 1024 * 1024
"""Bytes: about ten minutes of video on the oldest laptops' links; longer films belong elsewhere."""

_PREVIEW = (320, 240)
"""Pixels: enough for a tile on a screen of twice the usual density."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_ZIPPED = {".docx", ".xlsx", ".pptx", ".zip", ".ofd", ".wps", ".et", ".dps", ".odt", ".ods", ".odp"}
_CHECKED = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
            ".gif": "image/gif", ".tif": "image/tiff", ".tiff": "image/tiff", ".bmp": "image/bmp"}  # fmt: skip


class _Seen(NamedTuple):
    """What a look into the file found."""

    media_type: str
    taken_at: datetime | None = None
    coordinates: Position2D | None = None
    preview: bytes | None = None


def attach(work: Work, target: Target, path: Path, *, caption: str | None = None) -> str:
    """Seal the file and attach it to ``target``; the attachment's id.

    ``Refused`` for a missing, empty, too large or truncated file, and for one that is not what its
    name says.  The original is not touched.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Refused("“{name}” is a folder. Attach the files in it, or a zip of it.", name=path.name)
        with path.open("rb") as source:
            return _attach(work, target, path.name, source, size, caption)
    except OSError as error:
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=error.strerror or error) from None  # fmt: skip


def attach_bytes(work: Work, target: Target, name: str, data: bytes, *, caption: str | None = None) -> str:
    """The same for bytes in memory, as from the clipboard."""
    return _attach(work, target, name, io.BytesIO(data), len(data), caption)


def _attach(work: Work, target: Target, name: str, source: BinaryIO, size: int, caption: str | None) -> str:
    owner = work.get(target.type, target.id)
    # A name from another system may hold bytes that are no characters here.
    name = Text().parse(name.encode("utf-8", "replace").decode()[-Text.longest :])
    caption = Text().parse(caption) if caption and caption.strip() else None
    if size > LARGEST:
        raise Refused(
            "“{name}” has {size:.1f} GB; at most 0.5 GB can be attached. Shorten or compress the film, "
            "or attach the pages that matter.",
            name=name, size=size / 2**30,
        )  # fmt: skip
    if size == 0:
        raise Refused("“{name}” is empty. Save it again where it comes from, and attach it then.", name=name)
    seen = _look(name, source)
    source.seek(0)
    digest, size = work.blobs.put(source)
    connection = work.session.connection()
    connection.execute(
        insert(file).values(sha256=digest, size=size, present=1, sent=0)
        # Also what came from the province is offered to it: whoever attaches a file shows that he holds it.
        .on_conflict_do_update(index_elements=[file.c.sha256], set_={"present": 1, "sent": 0, "tried_at": 0})
    )  # fmt: skip
    if seen.preview is not None:
        connection.execute(
            insert(preview).values(sha256=digest, data=seen.preview, sent=0)
            .on_conflict_do_update(
                index_elements=[preview.c.sha256], set_={"data": seen.preview, "sent": 0, "tried_at": 0}
            )
        )  # fmt: skip
    twin = work.session.scalar(
        select(Attachment).where(
            Attachment.target == target, Attachment.sha256 == digest, Attachment.deleted_at.is_(None)
        )
    )
    if twin is not None:
        return twin.id
    values = {
        "name": name, "target": target, "sha256": digest, "media_type": seen.media_type, "size": size,
        "caption": caption, "taken_at": seen.taken_at, "coordinates": seen.coordinates,
        "region_code": owner.region_code, "secrecy": owner.secrecy,
    }  # fmt: skip
    return records.create(work, "attachment", values)


def _look(name: str, source: BinaryIO) -> _Seen:
    head = source.read(16)
    suffix = Path(name).suffix.lower()
    found = next((media for magic, media in _MAGIC if head.startswith(magic)), None)
    promised = _CHECKED.get(suffix)
    if promised and found != promised:
        if found is None:
            raise Refused("“{name}” is no {promised} inside. Open it where it comes from, and save or export it again.",
                          name=name, promised=suffix[1:].upper())  # fmt: skip
        raise Refused(
            "“{name}” is no {promised}: inside it is {real}. Rename it to what it is, or export it again.",
            name=name, promised=suffix[1:].upper(), real=found.split("/")[1].upper(),
        )  # fmt: skip
    if found == "application/zip" and suffix in _ZIPPED:
        return _Seen(mimetypes.guess_type(name)[0] or "application/zip")
    if promised == "application/pdf":
        _check_pdf(name, source)
    elif promised:  # not every text that begins with “BM” is a picture
        return _look_at_picture(name, source, promised)
    return _Seen(mimetypes.guess_type(name)[0] or found or "application/octet-stream")


def _check_pdf(name: str, source: BinaryIO) -> None:
    source.seek(0, 2)
    source.seek(max(0, source.tell() - 2048))
    if b"%%EOF" not in source.read():
        raise Refused("“{name}” ends in the middle: it was not copied whole. Copy or scan it again.", name=name)


def _look_at_picture(name: str, source: BinaryIO, media_type: str) -> _Seen:
    import PIL.Image  # 0.1 s: only where a picture is attached

    source.seek(0)
    try:
        with PIL.Image.open(source) as picture:
            picture.load()
            taken, gps = _noted(picture)
            small = _small(picture)
    except PIL.Image.DecompressionBombError:
        raise Refused("The picture “{name}” has too many pixels. Save it smaller and attach that.", name=name) from None
    except Exception:  # Pillow's decoders meet damaged bytes with any error there is
        raise Refused(
            "The picture “{name}” is truncated or damaged. Copy it from the camera again; the record is unchanged.",
            name=name,
        ) from None
    return _Seen(media_type, _taken_at(taken), _coordinates(gps), small)


def _small(picture: Image) -> bytes | None:
    """The picture as it is to be seen, in a few kilobytes: it is shown until the original has come."""
    import PIL.ImageOps

    try:
        small = PIL.ImageOps.exif_transpose(picture)
        small.thumbnail(_PREVIEW)
        flat = small.convert("RGBA")
    except (ValueError, OSError, SyntaxError):  # a kind of picture that cannot be made smaller, or damaged EXIF
        return None
    paper = PIL.Image.new("RGB", flat.size, "white")
    paper.paste(flat, mask=flat.getchannel("A"))
    for quality in (72, 40):
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST_PREVIEW:
            return out.getvalue()
    return None


def _noted(picture: Image) -> tuple[object, dict[int, Any]]:
    """EXIF 2.32 DateTimeOriginal and GPS IFD; nothing where they are damaged and the picture is whole."""
    try:
        exif = picture.getexif()
        return exif.get_ifd(0x8769).get(0x9003), dict(exif.get_ifd(0x8825))
    except Exception:  # as above
        return None, {}


def _taken_at(text: object) -> datetime | None:
    """``2026:11:23 10:00:00`` in the camera's local time."""
    try:
        taken = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=BEIJING)
        return Instant().unpack(to_ms(taken))
    except (ValueError, Invalid):
        return None


def _coordinates(gps: dict[int, Any]) -> Position2D | None:
    """Degrees, minutes and seconds with their hemisphere; noughts over noughts without a fix."""
    try:
        latitude, longitude = (sum(float(part) / 60**power for power, part in enumerate(gps[key])) for key in (2, 4))
        south, west = gps.get(1) == "S", gps.get(3) == "W"
        return Coordinates().unpack(f"{-latitude if south else latitude:.6f},{-longitude if west else longitude:.6f}")
    except (KeyError, TypeError, ValueError, ArithmeticError, Invalid):
        return None
