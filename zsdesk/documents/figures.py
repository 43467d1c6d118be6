"""Small pictures in vectors: bar charts of a few years and of months in pairs, and a QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import segno

from zsdesk.documents.blocks import Row, Style, show
from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import break_lines, shape
from zsdesk.documents.paper import BLACK, Colour, Sheet
from zsdesk.documents.structure import Element

_BAR: Colour = (0.30, 0.36, 0.45)  # prints as a dark grey
_BEFORE: Colour = (0.62, 0.66, 0.72)  # earlier years: lighter, still apart in grey
_LABEL = 7.5  # pt, the type of charts; below 小五 only here
_QUIET = 4  # modules of white around a QR code (ISO/IEC 18004, 9.1)


class Bar(NamedTuple):
    """One bar: what stands under it, its value, and the value as printed."""

    label: str
    value: float
    shown: str


def bar_chart(title: str, bars: Sequence[Bar], width: float, height: float, parent: Element, fonts: FontSet) -> Row:
    """Bars from zero, the last one darkest; each bears its value, so no scale is needed."""
    alt = f"{title}：" + "，".join(f"{b.label} {b.shown}" for b in bars)
    element = parent.add("Figure", alt=alt)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        element.box = sheet.box_of(x, y, width, height)
        with sheet.content(element):
            _draw_bars(sheet, title, bars, x, y, width, height, fonts)

    return Row(height, draw)


def _draw_bars(
    sheet: Sheet, title: str, bars: Sequence[Bar], x: float, y: float, width: float, height: float, fonts: FontSet
) -> None:
    style = Style(Role.PLAIN, _LABEL, _LABEL * 1.35, align="centre")
    _label(sheet, title, style, x, y, width, fonts)
    top, base = y + 2.2 * style.pitch, y + height - style.pitch
    tallest = max([b.value for b in bars if b.value > 0], default=1.0)
    step = width / len(bars)
    thick = min(step * 0.5, 18.0)
    for i, bar in enumerate(bars):
        tall = max(bar.value, 0.0) / tallest * (base - top)
        left = x + i * step
        colour = _BAR if i == len(bars) - 1 else _BEFORE
        sheet.box(left + (step - thick) / 2, base - tall, thick, tall, colour)
        _label(sheet, bar.shown, style, left, base - tall - style.pitch, step, fonts)
        _label(sheet, bar.label, style, left, base, step, fonts)
    sheet.rule(x, base, x + width, base, 0.5)


def paired_chart(
    title: str,
    series: tuple[str, str],
    pairs: Sequence[tuple[str, int, int]],
    width: float,
    height: float,
    parent: Element,
    fonts: FontSet,
) -> Row:
    """Two bars beside each other for each name, dark and light; each bears its count, none for nothing."""
    said = "，".join(f"{name}{series[0]}{first}、{series[1]}{second}" for name, first, second in pairs)
    element = parent.add("Figure", alt=f"{title}：{said}")

    def draw(sheet: Sheet, x: float, y: float) -> None:
        element.box = sheet.box_of(x, y, width, height)
        with sheet.content(element):
            _draw_pairs(sheet, title, series, pairs, x, y, width, height, fonts)

    return Row(height, draw)


def _draw_pairs(
    sheet: Sheet, title: str, series: tuple[str, str], pairs: Sequence[tuple[str, int, int]], x: float, y: float,
    width: float, height: float, fonts: FontSet,
) -> None:  # fmt: skip
    style = Style(Role.PLAIN, _LABEL * 1.2, _LABEL * 1.6, align="centre")
    _label(sheet, title, style, x, y, width, fonts)
    for n, (name, colour) in enumerate(zip(series, (_BAR, _BEFORE), strict=True)):
        at = x + width - 84.0 + 42.0 * n
        sheet.box(at, y + 3.0, 8.0, 6.0, colour)
        _label(sheet, name, style, at + 10.0, y, 24.0, fonts)
    top, base = y + 2.2 * style.pitch, y + height - style.pitch
    tallest = max((count for _, *counts in pairs for count in counts), default=0) or 1
    step = width / len(pairs)
    thick = min(step * 0.32, 16.0)
    for i, (name, *counts) in enumerate(pairs):
        middle = x + (i + 0.5) * step
        for count, left, colour in zip(counts, (middle - thick, middle), (_BAR, _BEFORE), strict=True):
            tall = count / tallest * (base - top)
            sheet.box(left, base - tall, thick, tall, colour)
            if count:
                _label(sheet, str(count), style, left, base - tall - style.pitch, thick, fonts)
        _label(sheet, name, style, x + i * step, base, step, fonts)
    sheet.rule(x, base, x + width, base, 0.5)


def _label(sheet: Sheet, text: str, style: Style, x: float, y: float, width: float, fonts: FontSet) -> None:
    """One line, in smaller type where it would run into its neighbour."""
    (line, *_) = break_lines(shape(text, style.role, fonts), 999.0)
    size = min(style.size, style.size * width * 0.96 / (line.width * style.size))
    show(sheet, line, replace(style, size=size), x, y, width)


def qr_code(text: str, side: float, parent: Element, alt: str) -> Row:
    """A QR code of ``side`` points with its quiet zone, error correction M."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    element = parent.add("Figure", alt=alt)
    module = side / (len(matrix) + 2 * _QUIET)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        element.box = sheet.box_of(x, y, side, side)
        with sheet.content(element):
            sheet.boxes(list(_runs(matrix, x, y, module)), BLACK)

    return Row(side, draw)


def _runs(
    matrix: Sequence[Sequence[int]], x: float, y: float, module: float
) -> list[tuple[float, float, float, float]]:
    """Dark modules joined along each row."""
    places = []
    for r, row in enumerate(matrix):
        start = None
        for c, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = c
            elif not dark and start is not None:
                left, top = x + (start + _QUIET) * module, y + (r + _QUIET) * module
                places.append((left, top, (c - start) * module, module))
                start = None
    return places
