"""产业链图谱: at which links of a chain somebody is here, where somebody is coming, and which are missing.

The links and the words by which they are known are the catalogue's (all of them ours, 待核定 until confirmed).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from zsdesk.catalogue import Link

State = Literal["here", "coming", "missing"]
HERE = ("started", "production")
COMING = ("lead", "reserve", "negotiation", "signed")
"""The stages of projects that are built or produce, and of those that may come; ended ones are neither."""


def stands_at(link: Link, text: str, industry: str = "") -> bool:
    """Whether what a record says of itself (in small letters), or its industry (GB/T 4754), belongs to a link."""
    if any(word.casefold() in text for word in (link.label, *link.words)):
        return True
    return bool(industry) and industry in link.industries


def links_of(links: Iterable[Link], chain: str) -> tuple[Link, ...]:
    """The links of a chain, from its raw materials on, as the catalogue orders them."""
    return tuple(link for link in links if link.chain == chain)


def state(stages: Iterable[str], leads: int) -> State:
    """How a link stands, by the stages of its projects and by how many leads are followed for it."""
    found = set(stages)
    if found.intersection(HERE):
        return "here"
    return "coming" if leads or found.intersection(COMING) else "missing"
