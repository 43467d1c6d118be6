"""Attach files: photos, scans, papers.  What cannot be what it says is refused with what to do."""

from __future__ import annotations

import io
import mimetypes
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from zsdesk.acts import records
from zsdesk.clock import BEIJING
from zsdesk.errors import Refused
from zsdesk.kinds import Position2D, Target
from zsdesk.records import Attachment
from zsdesk.store.tables import file
from zsdesk.store.work import Work

LARGEST = 500 * 1024 * 1024
"""Bytes: about ten minutes of video on the oldest laptops' links; longer films belong elsewhere."""

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
        if error.errno == 28:
            raise Refused("The disk is full: “{name}” was not attached. Free some space and attach it again.",
                          name=path.name) from None  # fmt: skip
        raise Refused("“{name}” cannot be read ({why}). Check the path and try again.",
                      name=path.name, why=error.strerror or error) from None  # fmt: skip


def attach_bytes(work: Work, target: Target, name: str, data: bytes, *, caption: str | None = None) -> str:
    """The same for bytes in memory, as from the clipboard."""
    return _attach(work, target, name, io.BytesIO(data), len(data), caption)


def _attach(work: Work, target: Target, name: str, source: BinaryIO, size: int, caption: str | None) -> str:
    owner = work.get(target.type, target.id)
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
        .on_conflict_do_update(index_elements=[file.c.sha256], set_={"present": 1})
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
        real = found.split("/")[1] if found else "?"
        raise Refused(
            "“{name}” is no {promised}: inside it is {real}. Rename it to what it is, or export it again.",
            name=name, promised=suffix[1:].upper(), real=real,
        )  # fmt: skip
    if found == "application/zip" and suffix in _ZIPPED:
        return _Seen(mimetypes.guess_type(name)[0] or "application/zip")
    if found == "application/pdf":
        _check_pdf(name, source)
    if found and found.startswith("image/"):
        return _look_at_picture(name, source, found)
    return _Seen(found or mimetypes.guess_type(name)[0] or "application/octet-stream")


def _check_pdf(name: str, source: BinaryIO) -> None:
    source.seek(0, 2)
    source.seek(max(0, source.tell() - 2048))
    if b"%%EOF" not in source.read():
        raise Refused("“{name}” ends in the middle: it was not copied whole. Copy or scan it again.", name=name)


def _look_at_picture(name: str, source: BinaryIO, media_type: str) -> _Seen:
    from PIL import Image, UnidentifiedImageError

    source.seek(0)
    try:
        with Image.open(source) as picture:
            exif = picture.getexif()
            picture.load()
    except (OSError, UnidentifiedImageError, SyntaxError, Image.DecompressionBombError):
        raise Refused(
            "The picture “{name}” is truncated or damaged. Copy it from the camera again; the record is unchanged.",
            name=name,
        ) from None
    return _Seen(media_type, _taken_at(exif.get_ifd(0x8769).get(0x9003)), _coordinates(dict(exif.get_ifd(0x8825))))


def _taken_at(text: object) -> datetime | None:
    """EXIF 2.32 DateTimeOriginal: ``2026:11:23 10:00:00`` in the camera's local time."""
    try:
        return datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None


def _coordinates(gps: dict[int, object]) -> Position2D | None:
    """EXIF 2.32 GPS IFD: degrees, minutes and seconds with their hemisphere."""
    try:
        latitude, longitude = (
            sum(float(part) / 60**power for power, part in enumerate(gps[key])) for key in (2, 4)  # type: ignore[arg-type, var-annotated]
        )  # fmt: skip
        south, west = gps.get(1) == "S", gps.get(3) == "W"
        return Position2D(round(-latitude if south else latitude, 6), round(-longitude if west else longitude, 6))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
