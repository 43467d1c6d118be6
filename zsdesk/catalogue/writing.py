"""A :class:`Catalogue` as text: TOML in the order of its entries, what is as usual left out."""

from __future__ import annotations

import json
from datetime import date

import msgspec

from zsdesk.catalogue.entries import SECTION_LABELS, SECTIONS, Catalogue, Entry

_ORDER = ("code", "label", "standing", "source", "confirmed_by", "confirmed_on")


def write(catalogue: Catalogue) -> str:
    """The text that ``read`` makes this catalogue of."""
    head = [f"{name} = {_value(getattr(catalogue, name))}" for name in ("version", "effective", "title", "note")]
    blocks = ["\n".join(head)]
    for section in SECTIONS:
        entries: tuple[Entry, ...] = getattr(catalogue, section)
        for at, entry in enumerate(entries):
            title = f"# {SECTION_LABELS[section]}\n" if at == 0 else ""
            blocks.append(f"{title}[[{section}]]\n{_block(entry)}")
    return "\n\n".join(blocks) + "\n"


def _block(entry: Entry) -> str:
    usual = dict(
        zip(entry.__struct_fields__[-len(entry.__struct_defaults__) :], entry.__struct_defaults__, strict=True)
    )
    names = sorted(entry.__struct_fields__, key=lambda name: (*_ORDER, name).index(name))
    found = [
        f"{name} = {_value(getattr(entry, name))}"
        for name in names
        if name in ("code", "label", "standing") or getattr(entry, name) != usual.get(name, msgspec.UNSET)
    ]
    return "\n".join(found)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    # A JSON text or whole number is one of TOML too.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
