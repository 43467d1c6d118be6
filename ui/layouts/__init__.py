"""The named layouts of the record types, one module an area of work; each holds its ``LAYOUTS`` by type.

What no layout names stands in the last section, so no field is ever forgotten.  The detail of a record follows
the same sections.
"""

from __future__ import annotations

from dataclasses import replace

from ui.layouts import capture, planning, projects, pushing
from ui.layouts.base import TONES, WIDTH, Layout, Place, Section, row
from zsdesk.words import language

AREAS = (capture, planning, projects, pushing)
WIDER = 24
"""Pixels that a label needs more in a language of letters."""
_LAYOUTS: dict[str, Layout] = {type_name: made for area in AREAS for type_name, made in area.LAYOUTS.items()}

__all__ = ["TONES", "WIDTH", "Layout", "Place", "Section", "layout"]


def layout(type_name: str) -> Layout:
    """The layout of a record type, every field of it in some place."""
    from zsdesk.fields import fields  # the records load SQLAlchemy, which the first paint must not wait for
    from zsdesk.records import record_type

    shown = [f.name for f in fields(record_type(type_name)) if not f.hidden]
    made = _LAYOUTS.get(type_name, Layout((), first=shown[0]))
    if language() != "zh_CN":
        made = replace(made, label=made.label + WIDER)
    rest = [name for name in shown if name not in made.names()]
    if not rest:
        return made
    other = Section("Other fields" if made.sections else "", tuple(row(name) for name in rest))
    return Layout((*made.sections, other), made.first, made.label)
