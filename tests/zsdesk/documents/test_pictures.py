"""Photographs and originals in a paper: pixels, bytes and traces, as poppler, Pillow and sha256 see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw

from tests.zsdesk.documents.conftest import Tool
from zsdesk.documents import wording
from zsdesk.documents.appendix import append
from zsdesk.documents.archive import Metadata
from zsdesk.documents.charts import Arrival, Node, Stand, arrivals, gantt, positions
from zsdesk.documents.flow import draw, paginate
from zsdesk.documents.fonts import FontSet
from zsdesk.documents.gallery import HIGH, WIDE, Caption, gallery
from zsdesk.documents.originals import Original, open_original
from zsdesk.documents.paper import Paper
from zsdesk.documents.photos import Unusable, prepare, prepare_all
from zsdesk.documents.story import Story
from zsdesk.errors import Cancelled, NotFound

RED, BLUE = (200, 20, 20), (20, 20, 200)


def photo(width: int, height: int, orientation: int = 1, form: str = "JPEG") -> bytes:
    """Red above, blue below as stored, with a camera's traces."""
    picture = Image.new("RGB", (width, height), BLUE)
    ImageDraw.Draw(picture).rectangle((0, 0, width, height // 2), RED)
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "贵阳相机"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 38.0, 12.0), 3: "E", 4: (106.0, 42.0, 3.0)})
    out = BytesIO()
    picture.save(out, form, quality=92, exif=exif)
    return out.getvalue()


def scan_pdf(pages: int, *, rotate: int = 0, text: str = "") -> bytes:
    """Scanned pages of A4 at 100 ppi, dark at the top; with text in a font that is not embedded."""
    with pikepdf.new() as pdf:
        for number in range(pages):
            picture = Image.new("L", (827, 1169), 250)
            ImageDraw.Draw(picture).rectangle((0, 0, 827, 300 + number), 10)
            out = BytesIO()
            picture.save(out, "JPEG")
            page = pdf.add_blank_page(page_size=(595.28, 841.89))
            image = pikepdf.Stream(pdf, out.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
            image.Width, image.Height, image.BitsPerComponent = 827, 1169, 8
            image.ColorSpace = pikepdf.Name.DeviceGray
            image.Filter = pikepdf.Name.DCTDecode
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image), Font=pikepdf.Dictionary(F1=font))
            ops = f"q 595.28 0 0 841.89 0 0 cm /Im0 Do Q BT /F1 20 Tf 50 50 Td ({text}) Tj ET" if text else (
                "q 595.28 0 0 841.89 0 0 cm /Im0 Do Q")  # fmt: skip
            if not text:
                del page.Resources["/Font"]
            page.Contents = pikepdf.Stream(pdf, ops.encode())
            if rotate:
                page.Rotate = rotate
        out = BytesIO()
        pdf.save(out, static_id=True)
        return out.getvalue()


def original(name: str, media: str, data: bytes) -> Original:
    return Original(name, media, sha256(data).hexdigest(), len(data), lambda: data)


Make = Callable[[Callable[[Paper, Story], None]], Path]


@pytest.fixture
def make(fonts: FontSet, tmp_path: Path) -> Make:
    def run(fill: Callable[[Paper, Story], None]) -> Path:
        story = Story(fonts)
        story.title("附有图片的卷宗")
        paper = Paper(story.root)
        fill(paper, story)
        draw(paper, paginate(story.rows), fonts)
        path = tmp_path / "made.pdf"
        path.write_bytes(paper.finish(Metadata("标题", "作者", "主题", date(2026, 11, 24))))
        return path

    return run


def appended(make: Make, files: Sequence[Original], fonts: FontSet) -> Path:
    def fill(paper: Paper, story: Story) -> None:
        for number, file in enumerate(files, 1):
            story.rows += append(paper, open_original(file), number, story.root, fonts)[0]

    return make(fill)


def shown(path: Path, page: int, tool: Tool) -> Image.Image:
    tool("pdftoppm", "-r", 40, "-f", page, "-l", page, "-png", "-singlefile", path, path.with_suffix(""))
    return Image.open(path.with_suffix(".png")).convert("RGB")


def test_photos_are_upright_fine_and_without_traces(make: Make, fonts: FontSet, tool: Tool, tmp_path: Path):
    shots = [photo(4000, 3000), photo(4000, 3000, 6), photo(500, 400), photo(300, 200, form="PNG")]
    captions = [Caption("㵲阳河取水口", date(2026, 3, 1), "镇远县"), Caption("厂房"), Caption("远"), Caption("近")]

    def fill(paper: Paper, story: Story) -> None:
        done = prepare_all([lambda s=s: s for s in shots], WIDE, HIGH)
        story.rows += gallery(paper, done, captions, story.root, fonts)

    path = make(fill)
    rows = [line.split() for line in tool("pdfimages", "-list", path).splitlines()[2:]]
    assert len(rows) == 4
    assert all(150 <= int(row[12]) <= 320 for row in rows)
    assert path.stat().st_size < 300_000
    tool("pdfimages", "-all", path, tmp_path / "shot")
    found = [Image.open(p) for p in sorted(tmp_path.glob("shot*"))]
    assert all(not dict(p.getexif()) and "icc_profile" not in p.info for p in found)
    assert found[0].width > found[0].height
    assert found[1].width < found[1].height
    top, right = found[0].getpixel((5, 5)), found[1].getpixel((found[1].width - 5, 5))
    assert top[0] > 150 > 80 > top[2]
    assert right[0] > 150 > 80 > right[2]
    text = tool("pdftotext", "-raw", path, "-")
    assert "图1 㵲阳河取水口\n2026年3月1日摄于镇远县" in text
    assert text.count("待补摄于待补") == 3


def test_a_photo_that_cannot_be_shown_leaves_a_frame_that_says_so(make: Make, fonts: FontSet, tool: Tool):
    whole = photo(800, 600)

    def missing() -> bytes:
        raise NotFound("gone")

    def fill(paper: Paper, story: Story) -> None:
        done = prepare_all([lambda: whole[:3000], missing, lambda: b"GIF8 nothing"], WIDE, HIGH)
        story.rows += gallery(paper, done, [Caption(str(n)) for n in range(3)], story.root, fonts)

    text = tool("pdftotext", "-raw", make(fill), "-")
    assert text.count(wording.DAMAGED) == 2
    assert wording.NOT_HERE in text


def test_colours_of_a_phone_become_srgb():
    from PIL import ImageCms

    picture = Image.new("RGB", (60, 60), (200, 100, 50))
    out = BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture.save(out, "JPEG", quality=100, subsampling=0, icc_profile=lab)
    done = Image.open(BytesIO(prepare(out.getvalue(), 60, 60).data))
    assert all(abs(a - b) < 6 for a, b in zip(done.getpixel((30, 30)), (200, 100, 50), strict=True))
    assert done.mode == "RGB"
    clear = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    out = BytesIO()
    clear.save(out, "PNG")
    assert Image.open(BytesIO(prepare(out.getvalue(), 60, 60).data)).getpixel((5, 5)) == (255, 255, 255)


def test_preparing_can_be_stopped():
    asked = []

    def source() -> bytes:
        asked.append(1)
        return photo(400, 300)

    def step(done: int, of: int) -> None:
        assert of == 40
        if done == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        list(prepare_all([source] * 40, WIDE, HIGH, step))
    assert len(asked) < 15


def test_originals_are_there_byte_for_byte(make: Make, fonts: FontSet, tool: Tool, tmp_path: Path):
    out = BytesIO()
    Image.new("1", (800, 1100), 1).save(out, "TIFF", save_all=True, append_images=[Image.new("1", (800, 1100), 0)])
    files = [
        original("投资合同（已签）.pdf", "application/pdf", scan_pdf(3)),
        original("签字页.jpg", "image/jpeg", photo(900, 1200)),
        original("会签单.tif", "image/tiff", out.getvalue()),
        original("预算.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\3\4 a sheet"),
    ]
    path = appended(make, files, fonts)
    assert "Pages:           7" in tool("pdfinfo", path)  # the title, 3 + 1 + 2
    (tmp_path / "out").mkdir()
    tool("pdfdetach", "-enc", "UTF-8", "-saveall", "-o", tmp_path / "out", path)
    kept = {sha256(p.read_bytes()).hexdigest() for p in (tmp_path / "out").iterdir()}
    assert kept == {file.sha256 for file in (files[0], files[2], files[3])}
    tool("pdfimages", "-all", path, tmp_path / "image")
    drawn = {sha256(p.read_bytes()).hexdigest() for p in tmp_path.glob("image*")}
    (tmp_path / "source.pdf").write_bytes(files[0].source())
    tool("pdfimages", "-all", tmp_path / "source.pdf", tmp_path / "theirs")
    assert {files[1].sha256} | {sha256(p.read_bytes()).hexdigest() for p in tmp_path.glob("theirs*")} <= drawn
    text = tool("pdftotext", "-raw", path, "-")
    assert "附件1 投资合同（已签）.pdf 第3页，共3页" in text
    assert re.findall(r"— (\d+) —", text) == [str(n) for n in range(1, 8)]
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", path)


def test_what_others_pages_do_not_meet_is_not_claimed(make: Make, fonts: FontSet):
    def claims(*files: Original) -> tuple[str, str, str]:
        with pikepdf.open(appended(make, files, fonts)) as pdf, pdf.open_metadata() as xmp:
            return tuple(str(xmp.get(f"{{http://www.aiim.org/{key}}}{name}", "")) for key, name in (
                ("pdfa/ns/id/", "part"), ("pdfa/ns/id/", "conformance"), ("pdfua/ns/id/", "part")))  # fmt: skip

    scans = original("扫描.pdf", "application/pdf", scan_pdf(2))
    assert claims(scans) == ("3", "A", "1")
    assert claims(original("签字页.jpg", "image/jpeg", photo(900, 1200))) == ("2", "A", "1")
    assert claims(scans, original("字.pdf", "application/pdf", scan_pdf(1, text="Contract"))) == ("", "", "")


@pytest.mark.parametrize(("rotate", "dark"), [(0, "top"), (90, "right"), (180, "bottom"), (270, "left")])
def test_a_page_that_lies_on_its_side_is_turned(rotate: int, dark: str, make: Make, fonts: FontSet, tool: Tool):
    path = appended(make, [original("横.pdf", "application/pdf", scan_pdf(1, rotate=rotate))], fonts)
    page = shown(path, 2, tool).convert("L")
    assert (page.width > page.height) == (rotate in (90, 270))
    at = {"top": (0.5, 0.15), "bottom": (0.5, 0.82), "left": (0.15, 0.5), "right": (0.85, 0.5)}
    seen = {side: page.getpixel((int(page.width * x), int(page.height * y))) for side, (x, y) in at.items()}
    assert {side for side, grey in seen.items() if grey < 60} == {dark}


def test_a_scan_from_a_phone_is_turned_and_untouched(make: Make, fonts: FontSet, tool: Tool):
    path = appended(make, [original("拍照.jpg", "image/jpeg", photo(1200, 900, 6))], fonts)
    page = shown(path, 2, tool)
    assert page.height > page.width
    left, right = (page.getpixel((int(page.width * x), page.height // 2)) for x in (0.4, 0.6))
    assert right[0] > 150
    assert left[2] > 150


def encrypted() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(scan_pdf(1))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("media", "data", "why"),
    [
        ("application/pdf", encrypted(), wording.ENCRYPTED),
        ("application/pdf", scan_pdf(2)[:4000], wording.DAMAGED),
        ("application/pdf", scan_pdf(1).replace(b"/Pages", b"/Pages\0")[:-200], wording.DAMAGED),
        ("application/pdf", b"%PDF-1.7 nothing", wording.DAMAGED),
        ("image/jpeg", photo(900, 1200)[:6000], wording.DAMAGED),
        ("image/png", b"\x89PNG\r\n\x1a\n nothing", wording.DAMAGED),
    ],
)
def test_what_cannot_be_appended_says_why(media: str, data: bytes, why: str):
    with pytest.raises(Unusable, match=why):
        open_original(original("坏", media, data))


def test_charts_say_in_words_what_they_show(make: Make, fonts: FontSet, tool: Tool):
    start, today = date(2025, 11, 20), date(2026, 11, 24)

    def fill(paper: Paper, story: Story) -> None:
        nodes = [Node("土地报批", date(2026, 3, 31), date(2026, 5, 12)), Node("名称很长的节点" * 9, date(2028, 6, 1))]
        story.row(gantt(nodes, start, today, story.root, fonts))
        story.rows += positions([Stand("用地", ("open", "agreed"))], ["第1轮", "第2轮"], story.root, fonts)
        story.row(arrivals([Arrival(date(2026, 1, 5), 2.5), Arrival(today, 3)], 48.6, start, today, story.root, fonts))

    path = make(fill)
    with pikepdf.open(path) as pdf:
        alts = [str(k.Alt) for k in pdf.Root.StructTreeRoot.K[0].K if str(k.S) == "/Figure"]
    assert "土地报批，计划2026年3月31日，实际2026年5月12日" in alts[0]
    assert "计划2028年6月1日，实际尚未完成" in alts[0]
    assert "用地：第1轮待议，第2轮一致" in alts[1]
    assert "累计到位 5.5亿元；合同额 48.6亿元；2026年1月5日 2.5；2026年11月24日 3" in alts[2]
    boxes = re.findall(r'xMin="([\d.]+)".* xMax="([\d.]+)"', tool("pdftotext", "-bbox", path, "-"))
    assert all(float(x0) > 79 and float(x1) < 522 for x0, x1 in boxes)
    for colour in set(shown(path, 1, tool).get_flattened_data()):
        assert max(colour) - min(colour) < 8  # black, white and grey
