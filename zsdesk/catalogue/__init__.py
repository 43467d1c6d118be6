"""The mechanism as versioned data: stages, gates, groups, channels, steps, elements, deadlines, measures.

A catalogue is a text in TOML with a version and the day from which it holds.  The one of
``resources/data/catalogue.toml`` comes with the program; a province publishes others, signed, and desks
take them in with a sync.  Nothing in here reads a store: :mod:`zsdesk.store.catalogues` does.
"""

from zsdesk.catalogue.entries import (
    Catalogue,
    Channel,
    Condition,
    Deadline,
    Definition,
    Element,
    Entry,
    Expectation,
    Gate,
    Group,
    Link,
    Measure,
    Stage,
    Standing,
    Step,
    Term,
)  # fmt: skip
from zsdesk.catalogue.reading import bundled, read
from zsdesk.catalogue.writing import write

__all__ = [
    "Catalogue", "Channel", "Condition", "Deadline", "Definition", "Element", "Entry", "Expectation", "Gate", "Group",
    "Link", "Measure", "Stage", "Standing", "Step", "Term", "bundled", "read", "write",
]  # fmt: skip
