"""What a day that is shown rests on: terms that nobody confirmed yet, holidays that nobody published yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from zsdesk.catalogue import Catalogue
from zsdesk.rules.workdays import Due, assumption, published
from zsdesk.words import label, tr


def sentence(catalogue: Catalogue, codes: Collection[str], days: Collection[date | None] = ()) -> str:
    """The sentence beside terms of the catalogue that run to certain days; nothing where all of it is known."""
    terms = [d for d in catalogue.deadline if d.code in codes]
    names = "、".join(label(d.label) for d in terms if d.standing == "assumed")
    parts = [tr("These terms are assumptions (待核定): {names}.", names=names)] if names else []
    counted = any(d.unit == "workdays" for d in terms)
    beyond = sorted(day for day in days if day is not None and day.year not in published())
    if counted and beyond:
        parts.append(assumption(Due(beyond[0], True)))
    return "".join(parts)
