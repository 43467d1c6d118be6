"""The one place where the window's parts hear of each other."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """Signals only, all of them in the UI thread."""

    changed = Signal(object)
    """Records changed: a tuple of ``Target(type, id)``; every view that shows one refreshes it."""
    did = Signal(object)
    """An act of the officer was saved: its ``Done``, which Ctrl+Z can take back."""
    synced = Signal(object)
    """A round of sync ended well: its ``SyncResult``."""
    sync_wanted = Signal()
    """The officer asks to sync now."""
    enrolled = Signal()
    """This desk was enrolled at a province."""
    status_changed = Signal(object)
    """The desk's ``Status``: what waits, how many conflicts, when it last synced."""
    open_record = Signal(str, str)
    """Show a record on the page of its type: type name and id."""
    mend_record = Signal(str, str, str, str)
    """Open the form of a record that the province returned: type name, id, the field that is wrong, and why."""
    new_record = Signal(str, object)
    """Open an empty form of a type, with the texts that are known already (field → text)."""
    open_conflict = Signal(str)
    """Show a conflict side by side: its id."""
    open_merge = Signal(str, str)
    """Show two enterprises side by side, to make them one: their ids."""
    go = Signal(str)
    """Show a page: its name."""
    day_counted = Signal(int, int)
    """How many things the day asks for, and how many lights are red."""
    said = Signal(str, str)
    """A short sentence for the foot of the window, with its tone: ``""``, ``"red"``, ``"amber"``."""
    offered = Signal(str, str, object)
    """A sentence with one thing to do: the sentence, the words of the button, and what it does."""
    restyled = Signal()
    """The theme changed: whoever paints by hand paints again."""
