"""Records for the editors: names found, given and made on the data thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

from ui import sources
from ui.editors import Found, Surroundings
from ui.work import Work


class Records(QObject):
    """Answers editors for as long as its form lives; an answer that comes later is dropped."""

    def __init__(self, work: Work, today: date, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._today = today

    def around(self, options: Mapping[str, Any]) -> Surroundings:
        """The surroundings of an editor with the options of its place."""
        return Surroundings(self._today, self.find, self.heading, self.make, dict(options))

    def _alive(self, then: Callable[[Any], None]) -> Callable[[Any], None]:
        return lambda result: then(result) if shiboken6.isValid(self) else None

    def find(self, type_name: str, text: str, then: Callable[[Sequence[Found]], None]) -> None:
        """Complete a name."""
        self._work.ask(sources.find_records, type_name, text, then=self._alive(then))

    def heading(self, type_name: str, id: str, then: Callable[[str], None]) -> None:
        """Name an id."""
        self._work.ask(sources.name_of, type_name, id, then=self._alive(then))

    def make(self, type_name: str, name: str, then: Callable[[Found], None]) -> None:
        """Make a record with nothing but its name."""
        self._work.ask(sources.make_named, type_name, name,
                       then=self._alive(lambda done: then(Found(done.result, name))))  # fmt: skip
