"""A long dossier: 60 pages with 40 photographs of 12 megapixels and 90 scanned pages, beside typst and WeasyPrint.

    python -m tests.benchmarks.documents DIR [--install]

The pictures are made once in DIR.  ``--install`` puts typst and WeasyPrint into a virtual environment there; without
them only ours is measured.  Each engine runs in a process of its own, three times: seconds are of the fastest run,
memory is the process's peak.  All three are given the same text, tables, photos and scans; the others get the photos
scaled by Pillow in the same way as ours does it, in their own time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path

PHOTOS, SCANS, ROUNDS, PROMISES = 40, 90, 24, 110
FONTS = Path(__file__).parents[2] / "resources" / "fonts"
PARAGRAPH = (
    "双方围绕用地、用电、用水与分期建设交换意见，企业介绍了㵲阳河上游取水方案与能耗测算，要求明确标准厂房代建回购期限；"
    "我方说明土地供应批次与220千伏线路建设进度，提出以亩均投资强度和投产时限作为供地条件，约定下一轮前交换红线图与测算底稿。"
)
HEADS = ("序号", "承诺事项", "内容", "期限", "公平竞争审查")


def corpus(folder: Path) -> None:
    """Photos and scans, made once."""
    if (folder / "scans.pdf").exists():
        return
    from tests.projects import photo, scan

    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        for number, data in enumerate(pool.map(lambda n: photo(n, (4000, 3000)), range(PHOTOS))):
            (folder / f"photo{number:02d}.jpg").write_bytes(data)
    (folder / "scans.pdf").write_bytes(scan(SCANS, dpi=150, title="SCAN"))


def promises() -> list[tuple[str, ...]]:
    """The rows of the table."""
    return [
        (str(n), f"第{n}项承诺", PARAGRAPH[: 20 + n % 60], f"2026-{1 + n % 12:02d}-15", "通过")
        for n in range(1, PROMISES + 1)
    ]


def rounds() -> list[tuple[str, list[str]]]:
    """The headings and paragraphs of the text."""
    return [(f"第{n}轮洽谈", [PARAGRAPH] * 8) for n in range(1, ROUNDS + 1)]


# -- the engines -----------------------------------------------------------------------------------


def ours(folder: Path) -> bytes:
    """The dossier by the door of the papers, bundled fonts."""
    from zsdesk.documents.content import (
        Chapter,
        Document,
        Enclosure,
        EnclosureList,
        Heading,
        Picture,
        Pictures,
        Table,
        Text,
    )  # fmt: skip
    from zsdesk.documents.fonts import bundled
    from zsdesk.documents.papers import Means, render

    paths = {sha256(p.read_bytes()).hexdigest(): p for p in sorted(folder.glob("photo*.jpg"))}
    scans = (folder / "scans.pdf").read_bytes()
    scanned = sha256(scans).hexdigest()
    pictures = tuple(Picture(sha, f"一期场地{n}", date(2026, 5, 1), "瓮安县") for n, sha in enumerate(paths, 1))
    enclosures = tuple(
        Enclosure(p.name, "image/jpeg", sha, p.stat().st_size, "项目", n) for n, (sha, p) in enumerate(paths.items(), 1)
    )
    talks = [block for head, texts in rounds() for block in (Heading(head), *(Text(text) for text in texts))]
    content = Document(
        title="瓮安磷氟新能源材料产业基地", generated=date(2026, 11, 24), number="XM-2026-000001", version="3",
        unit="瓮安县投资促进局", prepared_by="李梅", values=(("files", "41"), ("gaps", "0")),
        chapters=(
            Chapter("talks", tuple(talks)),
            Chapter("commitments", (Table(HEADS, tuple(promises()), (3, 8, 16, 7, 6), (0, 3, 4)),)),
            Chapter("photos", (Pictures(pictures),)),
            Chapter("enclosures", (EnclosureList(),)),
        ),
        enclosures=(*enclosures, Enclosure("扫描件.pdf", "application/pdf", scanned, len(scans), "协议")),
    )  # fmt: skip

    def files(wanted: str) -> bytes:
        return scans if wanted == scanned else paths[wanted].read_bytes()

    return render("dossier", content, Means(bundled(), files))


def scaled(folder: Path) -> Iterator[Path]:
    """The photos as small as ours makes them, for engines that do not scale."""
    from PIL import Image, ImageOps

    def one(path: Path) -> Path:
        small = folder / "small" / path.name
        with Image.open(path) as picture:
            picture.draft("RGB", (1000, 750))
            turned = ImageOps.exif_transpose(picture).resize((882, 661), Image.Resampling.LANCZOS, reducing_gap=2.0)
        turned.save(small, "JPEG", quality=84, optimize=True)
        return small

    (folder / "small").mkdir(exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(one, sorted(folder.glob("photo*.jpg")))


def scanned(folder: Path) -> list[Path]:
    """The scans as pictures, cut out of the PDF once: what others are given to append."""
    return sorted((folder / "pages").glob("*.jpg"))


def typst(folder: Path) -> bytes:
    """The same through typst."""
    import typst as engine

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    body = [
        '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")',
        '#set text(font: "Noto Serif SC", size: 15.75pt, lang: "zh")',
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 13pt)",
        "#outline()",
        "#pagebreak()",
    ]
    for head, texts in rounds():
        body.append(f"= {head}")
        body += [f"#par({quoted(text)})" for text in texts]
    cells = ", ".join(f"text(10.5pt, {quoted(cell)})" for row in promises() for cell in row)
    heads = ", ".join(quoted(h) for h in HEADS)
    body.append(f"#table(columns: (3fr, 8fr, 16fr, 7fr, 6fr), table.header({heads}), {cells})")
    pictures = ", ".join(
        f"figure(image({quoted(f'small/{p.name}')}), caption: {quoted(f'一期场地{n}')})"
        for n, p in enumerate(scaled(folder), 1)
    )
    body.append(f"#grid(columns: 2, gutter: 6mm, {pictures})")
    body += [f"#page(image({quoted(f'pages/{p.name}')}))" for p in scanned(folder)]
    source = folder / "dossier.typ"
    source.write_text("\n\n".join(body), "utf-8")
    return bytes(engine.compile(source, font_paths=[str(FONTS)]))


def weasyprint(folder: Path) -> bytes:
    """The same through WeasyPrint."""
    import weasyprint as engine

    face = "".join(f"@font-face{{font-family:S;src:url({(FONTS / 'NotoSerifSC-Regular.ttf').as_uri()})}}")
    style = face + (
        "@page{size:A4;margin:37mm 26mm 35mm 28mm;@bottom-center{content:'— ' counter(page) ' —'}}"
        "body{font:15.75pt/29pt S;text-align:justify}p{text-indent:2em;margin:0}table{font-size:10.5pt;line-height:1.4;"
        "border-collapse:collapse}td,th{border:.5pt solid}figure{display:inline-block;width:75mm;margin:1mm}"
        "img{width:100%}.scan{page-break-before:always}"
    )
    parts = [f"<h2>{head}</h2>" + "".join(f"<p>{escape(t)}</p>" for t in texts) for head, texts in rounds()]
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in promises())
    parts.append(f"<table><thead><tr>{''.join(f'<th>{h}</th>' for h in HEADS)}</tr></thead>{rows}</table>")
    for n, p in enumerate(scaled(folder), 1):
        parts.append(f"<figure><img src='{p.as_uri()}'><figcaption>一期场地{n}</figcaption></figure>")
    parts += [f"<div class=scan><img src='{p.as_uri()}'></div>" for p in scanned(folder)]
    html = f"<html lang=zh><title>卷宗</title><style>{style}</style>{''.join(parts)}</html>"
    return bytes(engine.HTML(string=html).write_pdf())


ENGINES: dict[str, Callable[[Path], bytes]] = {"ours": ours, "typst": typst, "weasyprint": weasyprint}


# -- measuring -------------------------------------------------------------------------------------


def measure(name: str, folder: Path) -> None:
    """Run one engine in this process; print what it took."""
    begin = time.perf_counter()
    data = ENGINES[name](folder)
    seconds = time.perf_counter() - begin
    (folder / f"{name}.pdf").write_bytes(data)
    print(json.dumps({"seconds": seconds, "peak": peak(), "size": len(data) / 1024 / 1024}))


def peak() -> float:
    """The most memory that this process has held, in MB; Linux only (getrusage counts the parent's before exec too)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def cut_scans(folder: Path) -> None:
    """The scans of the PDF as files."""
    if (folder / "pages").exists():
        return
    import pikepdf

    (folder / "pages").mkdir()
    with pikepdf.open(BytesIO((folder / "scans.pdf").read_bytes())) as pdf:
        for number, page in enumerate(pdf.pages):
            (image,) = page.images.values()
            (folder / "pages" / f"{number:03d}.jpg").write_bytes(image.read_raw_bytes())


def main() -> None:
    """Make the corpus and measure every engine that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--engine", choices=ENGINES)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    if arguments.engine:
        measure(arguments.engine, folder)
        return
    corpus(folder)
    cut_scans(folder)
    others = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    if arguments.install and not others.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        subprocess.run([others, "-m", "pip", "install", "-q", "typst", "weasyprint", "pillow"], check=True)
    for name in ENGINES:
        python = Path(sys.executable) if name == "ours" else others
        if not python.exists():
            print(f"{name:12} not installed (--install)")
            continue
        command = [python, "-m", "tests.benchmarks.documents", folder, "--engine", name]
        runs = []
        for _ in range(3):
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            runs.append(json.loads(done.stdout.splitlines()[-1]))
        best = min(run["seconds"] for run in runs)
        most = max(run["peak"] for run in runs)
        print(f"{name:12} {best:6.2f} s  {most:5.0f} MB  {runs[0]['size']:5.1f} MB of PDF", flush=True)


if __name__ == "__main__":
    main()
