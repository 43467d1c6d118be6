"""Every text that must be read has a contrast of 4.5 to every ground that it stands on (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ui
from ui import icons, theme
from ui.theme import Theme
from ui.tokens import CONTRAST, CONTRAST_DARK, DARK, LIGHT, Tokens

GROUNDS = ("paper", "surface", "sunk", "hover", "selection", "jade_soft", "amber_soft", "red_soft", "blue_soft")
COLOUR = re.compile(r"[\"']#[0-9A-Fa-f]{6}\b")
TEXTS = ("ink", "muted", "jade", "amber", "red", "blue")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("tokens", "least"),
    [(LIGHT, 4.5), (DARK, 4.5), (CONTRAST, 7), (CONTRAST_DARK, 7)],
    ids=["light", "dark", "contrast", "contrast-dark"],
)
def test_texts_are_readable_on_every_ground(tokens: Tokens, least: float) -> None:
    poor = {
        (text, ground): round(contrast(getattr(tokens, text), getattr(tokens, ground)), 2)
        for text in TEXTS for ground in GROUNDS
        if contrast(getattr(tokens, text), getattr(tokens, ground)) < least
    }  # fmt: skip
    assert not poor


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST, CONTRAST_DARK])
def test_words_on_the_accent_are_readable(tokens: Tokens) -> None:
    assert contrast(tokens.on_jade, tokens.jade) >= 4.5
    assert contrast(tokens.paper, tokens.ink) >= 4.5  # the toast


def test_what_may_be_missed_is_still_seen() -> None:
    assert all(contrast(t.faint, t.paper) >= 2.8 for t in (LIGHT, DARK))


def test_lines_are_seen_in_high_contrast() -> None:
    assert all(contrast(t.line, t.surface) >= 4.5 for t in (CONTRAST, CONTRAST_DARK))


def test_high_contrast_follows_the_choice(themed: Theme) -> None:
    themed.choose("contrast")
    try:
        assert theme.tokens() in (CONTRAST, CONTRAST_DARK)
    finally:
        themed.choose("light")


def test_colours_are_named_in_the_theme_only() -> None:
    root = Path(ui.__file__).parent
    guilty = [
        str(path.relative_to(root)) for path in root.rglob("*.py")
        if path.name not in ("tokens.py", "demo.py") and COLOUR.search(path.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert guilty == []


def test_a_choice_changes_tokens_palette_and_sheet(themed: Theme) -> None:
    themed.choose("dark")
    try:
        assert theme.tokens() is DARK
        assert themed.dark
        assert DARK.surface in theme.sheet(DARK)
    finally:
        themed.choose("light")
    assert theme.tokens() is LIGHT


def test_chinese_is_drawn_by_a_font_that_has_it(themed: Theme) -> None:
    from PySide6.QtGui import QFontInfo, QRawFont

    raw = QRawFont.fromFont(theme.font())
    assert all(raw.supportsCharacter(ord(character)) for character in "招商线索企业洽谈磷硫铁锂氟亿，。")
    assert QFontInfo(theme.font()).family() == theme.load_fonts()


def test_every_icon_that_is_named_exists() -> None:
    from resources import path

    root = Path(ui.__file__).parent
    named = set()
    for source in root.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r'icons\.icon\("([a-z0-9-]+)"', text)) | set(re.findall(r'icon="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'Place\("\w+", "\w+", "([a-z0-9-]+)"\)', text))
    assert named
    assert [name for name in sorted(named) if not path("icons", f"{name}.svg").exists()] == []
    assert path("icons", "LICENSE-lucide.txt").exists()
    assert not icons.icon("search").pixmap(16, 16).isNull()
