"""Attachments: what can be attached, and what is refused with what to do."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from zsdesk.acts import records
from zsdesk.acts.attachments import attach, attach_bytes
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.errors import Invalid, NotFound, Refused
from zsdesk.kinds import Position2D, Target
from zsdesk.queries import detail, lists, search


@pytest.fixture
def lead(desk: Desk) -> Target:
    return Target("lead", desk.do(records.create, "lead", {"title": "磷矿", "secrecy": "sensitive"}).result)


def picture(form: str = "JPEG", *, exif: Image.Exif | None = None, size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    made = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    made.save(out, form, **({"exif": exif} if exif is not None else {}))
    return out.getvalue()


def camera(*, taken: str = "2026:11:23 10:00:00", gps: dict[int, object] | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    if gps is not None:
        exif.get_ifd(0x8825).update(gps)
    return exif


GUIYANG = {1: "N", 2: (27.0, 3.0, 24.12), 3: "E", 4: (106.0, 57.0, 54.0)}


def nothing_left(desk: Desk, target: Target) -> None:
    assert desk.read(detail.detail, target.type, target.id).files == ()
    assert [p for p in (desk.folder / "files").rglob("*") if p.is_file()] == []
    assert desk.read(lists.ids, lists.ListQuery("attachment", include_deleted=True)) == []


# -- what can be attached --------------------------------------------------------------------------


def test_a_file_is_sealed_and_belongs_to_its_record(desk: Desk, lead: Target, tmp_path: Path) -> None:
    path = tmp_path / "洽谈 纪要.txt"
    path.write_bytes(b"minutes" * 1000)
    made = desk.do(attach, lead, path, caption="第一轮").result
    (file,) = desk.read(detail.detail, *lead).files
    assert (file.id, file.name, file.size, file.caption, file.media_type) == (
        made,
        "洽谈 纪要.txt",
        7000,
        "第一轮",
        "text/plain",
    )
    assert desk.blob(file.sha256) == path.read_bytes() == b"minutes" * 1000
    values = desk.read(detail.detail, "attachment", made).values
    assert (values["secrecy"], values["region_code"], values["target"]) == ("sensitive", "520100", lead)
    assert [h.id for h in desk.read(search.find, "第一轮")] == [made]


def test_the_same_file_twice_is_one_attachment(desk: Desk, lead: Target) -> None:
    first = desk.do(attach_bytes, lead, "a.txt", b"same").result
    assert desk.do(attach_bytes, lead, "b.txt", b"same").result == first
    other = Target("lead", desk.do(records.create, "lead", {"title": "另一"}).result)
    assert desk.do(attach_bytes, other, "a.txt", b"same").result != first
    desk.do(records.delete, "attachment", first)
    assert desk.do(attach_bytes, lead, "a.txt", b"same").result != first


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "TIFF", "BMP"])
def test_pictures(desk: Desk, lead: Target, form: str) -> None:
    made = desk.do(attach_bytes, lead, f"现场.{form.lower()}", picture(form)).result
    assert desk.read(detail.detail, "attachment", made).values["media_type"] == f"image/{form.lower()}"


def test_the_camera_says_when_and_where(desk: Desk, lead: Target) -> None:
    data = picture(exif=camera(gps=GUIYANG))
    values = desk.read(detail.detail, "attachment", desk.do(attach_bytes, lead, "a.JPG", data).result).values
    assert values["taken_at"] == datetime(2026, 11, 23, 10, tzinfo=BEIJING)
    assert values["coordinates"] == Position2D(27.0567, 106.965)


def test_the_other_hemispheres(desk: Desk, lead: Target) -> None:
    data = picture(exif=camera(gps={**GUIYANG, 1: "S", 3: "W"}))
    values = desk.read(detail.detail, "attachment", desk.do(attach_bytes, lead, "a.jpg", data).result).values
    assert values["coordinates"] == Position2D(-27.0567, -106.965)


@pytest.mark.parametrize(
    "exif",
    [
        camera(taken="0000:00:00 00:00:00", gps={}),
        camera(taken="0001:01:01 00:00:00"),
        camera(taken="yesterday", gps={1: "N", 2: (0.0,), 3: "E"}),
        camera(gps={1: "N", 2: (IFDRational(0, 0),) * 3, 3: "E", 4: (IFDRational(0, 0),) * 3}),
        camera(gps={1: "N", 2: (999.0, 0.0, 0.0), 3: "E", 4: (999.0, 0.0, 0.0)}),
    ],
    ids=["noughts", "year one", "words", "no fix", "nowhere"],
)
def test_a_camera_that_knows_nothing_is_no_reason_to_refuse(desk: Desk, lead: Target, exif: Image.Exif) -> None:
    made = desk.do(attach_bytes, lead, "a.jpg", picture(exif=exif)).result
    found = desk.read(detail.detail, "attachment", made)
    assert found.values["coordinates"] is None
    assert found.shown["taken_at"] in ("", "2026-11-23 10:00")


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("BMW项目.txt", b"BMW \xe9\xa1\xb9\xe7\x9b\xae", "text/plain"),
        ("GIF89笔记.txt", b"GIF8 is no picture here", "text/plain"),
        ("照片.heic", b"\0\0\0\x18ftypheic", None),
        ("名单.xyz", b"whatever", "chemical/x-xyz"),
        ("无扩展名", b"whatever", "application/octet-stream"),
    ],
)
def test_other_files_are_taken_as_they_are(
    desk: Desk, lead: Target, name: str, data: bytes, media_type: str | None
) -> None:
    made = desk.do(attach_bytes, lead, name, data).result
    found = desk.read(detail.detail, "attachment", made).values["media_type"]
    assert found == media_type or media_type is None


def test_a_name_from_another_system_is_kept_as_far_as_it_can_be(desk: Desk, lead: Target, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/纪要.txt".encode("gbk")
    with open(path, "wb") as out:  # noqa: PTH123 - a name that is no text
        out.write(b"x")
    made = desk.do(attach, lead, Path(os.fsdecode(path))).result
    assert desk.read(detail.detail, "attachment", made).values["name"].endswith(".txt")
    long = desk.do(attach_bytes, lead, "长" * 900 + ".txt", b"y").result
    assert desk.read(detail.detail, "attachment", long).values["name"].endswith("长.txt")


# -- what is refused -------------------------------------------------------------------------------


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a", "b" * 100)
    return out.getvalue()


PDF = b"%PDF-1.7\n" + b"x" * 3000 + b"\n%%EOF\n"
WRONG: dict[str, tuple[str, bytes, str]] = {
    "zip as pdf": ("合同.pdf", _zip(), "ZIP"),
    "png as jpg": ("照片.jpg", picture("PNG"), "PNG"),
    "text as jpg": ("照片.jpeg", b"not a picture", "JPEG"),
    "empty": ("空.pdf", b"", "空文件"),
    "half a pdf": ("合同.pdf", PDF[:1500], "一半"),
    "half a jpeg": ("照片.jpg", picture(size=(200, 200))[:9000], "不完整"),
    "half a png": ("照片.png", picture("PNG")[:4000], "不完整"),
    "a broken png": ("照片.png", picture("PNG")[:60] + b"\xff" * 3000, "不完整"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_what_it_says(desk: Desk, lead: Target, tmp_path: Path, what: str) -> None:
    name, data, said = WRONG[what]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as told:
        desk.do(attach, lead, path)
    assert said in str(told.value)
    assert name in str(told.value)
    nothing_left(desk, lead)


def test_whole_pdfs_and_zips_are_taken(desk: Desk, lead: Target) -> None:
    desk.do(attach_bytes, lead, "合同.pdf", PDF)
    desk.do(attach_bytes, lead, "材料.docx", _zip())
    assert [f.media_type.split("/")[0] for f in desk.read(detail.detail, *lead).files] == ["application"] * 2


def test_two_gigabytes_are_refused_at_once(desk: Desk, lead: Target, tmp_path: Path) -> None:
    path = tmp_path / "录像.mp4"
    with path.open("wb") as out:
        out.truncate(2 * 2**30)
    with pytest.raises(Refused, match=r"2\.0 GB"):
        desk.do(attach, lead, path)
    nothing_left(desk, lead)


def test_folders_and_missing_files(desk: Desk, lead: Target, tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    with pytest.raises(Refused, match="文件夹"):
        desk.do(attach, lead, tmp_path / "照片")
    with pytest.raises(Refused, match=r"没有\.pdf"):
        desk.do(attach, lead, tmp_path / "没有.pdf")
    nothing_left(desk, lead)


def test_a_record_that_is_not_there(desk: Desk, lead: Target) -> None:
    with pytest.raises(NotFound):
        desk.do(attach_bytes, Target("lead", "nix"), "a.txt", b"x")
    with pytest.raises(Invalid):
        desk.do(attach_bytes, lead, "a.txt", b"x", caption="长" * 501)
    nothing_left(desk, lead)


def test_a_picture_with_too_many_pixels(desk: Desk, lead: Target) -> None:
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    raw = picture("PNG")
    assert raw[12:16] == b"IHDR"
    with pytest.raises(Refused, match="像素"):
        desk.do(attach_bytes, lead, "大.png", raw[:12] + head + struct.pack(">I", zlib.crc32(head)) + raw[33:])


_ORIGINALS = {
    "jpg": picture(exif=camera(gps=GUIYANG)),
    "png": picture("PNG", exif=camera(gps=GUIYANG)),
    "tif": picture("TIFF", exif=camera(gps=GUIYANG)),
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
}


@settings(max_examples=150)
@given(data=st.data(), form=st.sampled_from(sorted(_ORIGINALS)))
def test_damaged_pictures_are_refused_or_kept_but_never_a_crash(
    desk: Desk, lead: Target, data: st.DataObject, form: str
) -> None:
    raw = bytearray(_ORIGINALS[form])
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, min(len(raw), 1500) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.one_of(st.just(len(raw)), st.integers(1, len(raw))))])
    try:
        made = desk.do(attach_bytes, lead, f"照片.{form}", cut).result
    except Refused:
        return
    desk.read(detail.detail, "attachment", made)
