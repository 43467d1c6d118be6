"""What a 洽谈简报 says: plain strings, without store and without page.

Whoever fills it decides what a leader may read; a position's internal bottom line has no field
here and so no way onto the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from zsdesk.documents.content import Content, Revenue


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next: 事项, 责任单位, 时限."""

    matter: str
    unit: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefContent(Content):
    """All that a brief says.

    ``held`` and the dues are printed as given.  ``overview`` are label and value; ``strengths`` up to
    three lines; ``revenue`` draws the chart when it is there.
    """

    held: str = ""
    place: str = ""
    our_side: str = ""
    their_side: str = ""
    overview: tuple[tuple[str, str], ...] = ()
    strengths: tuple[str, ...] = ()
    revenue: tuple[Revenue, ...] = ()
    agreed: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    next_steps: tuple[Step, ...] = ()
