"""Value kinds: what a field may hold, and every conversion that a value of it needs.

A kind owns its conversions, so that the form, the table, the command line, the search index, the
change log, the wire and the PDF all say the same thing.  The laws in ``tests/zsdesk/test_kinds.py``
hold for every kind at once.
"""

from zsdesk.kinds.amounts import Count, Money, MoneyKind, Quantity
from zsdesk.kinds.base import Kind, Packed
from zsdesk.kinds.choices import Choice, Flag, Option, Tags
from zsdesk.kinds.handwriting import Handwriting
from zsdesk.kinds.links import AnyRef, Blob, Ref, Refs, Target
from zsdesk.kinds.places import Coordinates, Position2D, Region, Regions
from zsdesk.kinds.rows import SIDES, Column, People, Person, Rows, TextOf
from zsdesk.kinds.texts import Email, LongText, Phones, Text, Texts, Uscc
from zsdesk.kinds.times import Day, Instant

__all__ = [
    "SIDES", "AnyRef", "Blob", "Choice", "Column", "Coordinates", "Count", "Day", "Email", "Flag", "Handwriting",
    "Instant", "Kind", "LongText", "Money", "MoneyKind", "Option", "Packed", "People", "Person", "Phones",
    "Position2D", "Quantity", "Ref", "Refs", "Region", "Regions", "Rows", "Tags", "Target", "Text",
    "TextOf", "Texts", "Uscc",
]  # fmt: skip
