"""The tokens of the window in one place: sizes, spaces, type and elevation, and the colours of each theme."""

from __future__ import annotations

from typing import NamedTuple

ROW = 36
RAIL = 168
GUTTER = 20
BODY, SMALL, HEAD, TITLE = 13, 12, 15, 18
"""Type sizes in logical pixels."""
FIGURE, LARGE, HUGE = 24, 20, 28
"""Sums of a card; the words and the headings that a visitor reads across the table."""
RADIUS, ROUND, TAG = 7, 10, 4
"""Corners of controls, of cards, of tags."""
LIFT, DEEP = 24, 6
"""Elevation of what lies over the page: the blur of its shadow, and how far it falls."""


class Tokens(NamedTuple):
    """The colours of one theme; ``…_soft`` is the ground that a status colour stands on."""

    paper: str
    surface: str
    sunk: str
    ink: str
    muted: str
    faint: str
    line: str
    line_strong: str
    hover: str
    selection: str
    jade: str
    jade_soft: str
    jade_hover: str
    on_jade: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    blue: str
    blue_soft: str
    shade: str


LIGHT = Tokens(
    paper="#F5F4F0", surface="#FFFFFF", sunk="#FAF9F6",
    ink="#1E2421", muted="#626964", faint="#8E948F", line="#E5E3DC", line_strong="#D2D0C7",
    hover="#EEEDE7", selection="#EAF3EF",
    jade="#0E6B55", jade_soft="#E2F0EB", jade_hover="#0A5845", on_jade="#FFFFFF",
    amber="#8F5808", amber_soft="#FAEFDB", red="#B0352D", red_soft="#F9E4E1", blue="#2C5C9A", blue_soft="#E4ECF7",
    shade="rgba(30, 36, 33, 26)",
)  # fmt: skip
DARK = Tokens(
    paper="#151817", surface="#1D2120", sunk="#191D1C",
    ink="#E6E9E5", muted="#9BA39E", faint="#7A827D", line="#2C3230", line_strong="#3D4542",
    hover="#222726", selection="#22302B",
    jade="#54BE9D", jade_soft="#1C332C", jade_hover="#6FD0B2", on_jade="#0C1A15",
    amber="#E0A94A", amber_soft="#33290F", red="#E5776D", red_soft="#3A1F1D", blue="#7FB0EA", blue_soft="#1A2A40",
    shade="rgba(0, 0, 0, 110)",
)  # fmt: skip
CONTRAST = Tokens(
    paper="#FFFFFF", surface="#FFFFFF", sunk="#FFFFFF",
    ink="#000000", muted="#2B2B2B", faint="#4A4A4A", line="#767676", line_strong="#000000",
    hover="#E6E6E6", selection="#CDE9DF",
    jade="#004D3B", jade_soft="#DDF3EB", jade_hover="#00382B", on_jade="#FFFFFF",
    amber="#5E3700", amber_soft="#FFF0D1", red="#86120C", red_soft="#FFE3E0", blue="#0B3A75", blue_soft="#E0ECFF",
    shade="rgba(0, 0, 0, 0)",
)  # fmt: skip
CONTRAST_DARK = Tokens(
    paper="#000000", surface="#000000", sunk="#000000",
    ink="#FFFFFF", muted="#DADADA", faint="#B4B4B4", line="#8C8C8C", line_strong="#FFFFFF",
    hover="#262626", selection="#0E2E25",
    jade="#74EFCB", jade_soft="#0B2A21", jade_hover="#A8FBE2", on_jade="#000000",
    amber="#FFD480", amber_soft="#2C2000", red="#FFA79F", red_soft="#360D0A", blue="#B1D5FF", blue_soft="#0C203B",
    shade="rgba(0, 0, 0, 0)",
)  # fmt: skip
THEMES = {
    ("plain", False): LIGHT, ("plain", True): DARK, ("contrast", False): CONTRAST, ("contrast", True): CONTRAST_DARK,
}  # fmt: skip
"""By manner, and by whether it is dark."""
