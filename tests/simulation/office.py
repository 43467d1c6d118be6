"""The province of a session: its database, whose process may end at any time, and what its administrators do."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.simulation.desks import DeskClock
from tests.simulation.line import Killed
from tests.simulation.templates import OFFICERS, Template, copied, hand_over
from zsdesk.errors import NotFound
from zsdesk.server import admin, settings
from zsdesk.server.database import Database

COUNTIES = ("520121", "520122", "520123")
"""Where officers are moved to, and help out."""
UNTIL = ("", "2026-11-20", "2026-11-25")
"""How long they do: sessions begin on the 18th of November, and an hour, a day or more goes by in them."""
DEEDS = ("move", "help", "help", "end", "end", "disable", "enable", "tidy")


class ProvinceClock(DeskClock):
    """The province's clock."""


class MortalDatabase(Database):
    """The province's database, whose process may end before any statement."""

    fuse: int | None = None

    def __init__(self, given: settings.Settings) -> None:
        super().__init__(given)
        self._watching = sqlite3.connect(str(self.engine.url.database), isolation_level=None)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The database as it is, for whoever looks on from outside."""
        return self._watching.execute(sql).fetchall()

    def close(self) -> None:
        """Nobody looks any more."""
        self._watching.close()
        super().close()

    def _burn(self) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Killed

    def fetch(self, *args: Any) -> list[tuple[Any, ...]]:
        self._burn()
        return super().fetch(*args)

    def execute(self, *args: Any) -> None:
        self._burn()
        super().execute(*args)

    def run(self, *args: Any) -> None:
        self._burn()
        super().run(*args)


class Office:
    """The province, from its administrators' side."""

    def __init__(self, template: Template, folder: Path, dice: random.Random, counted: Counter[str],
                 now: Callable[[], int]) -> None:  # fmt: skip
        self._template, self._dice, self._counted = template, dice, counted
        self._backup = folder / "backup"
        self.now = now
        self.data = copied(template.province, folder / "province")
        self._start()

    def _start(self) -> None:
        given = settings.load(self.data)
        self.database, self.clock = MortalDatabase(given), ProvinceClock(self.now)
        hand_over(self._template.app, given, self.database, self.clock)

    def close(self) -> None:
        """Nothing stays open."""
        self.database.close()

    def administer(self) -> str:
        """Rights are given and taken, or what is old is forgotten; what was done."""
        deed, name = self._dice.choice(DEEDS), self._dice.choice(OFFICERS)[0]
        region, until = self._dice.choice(COUNTIES), self._dice.choice(UNTIL)
        self._counted[f"office: {deed}"] += 1
        if deed == "move":
            admin.move_user(self.data, name, region)
        elif deed == "help":
            admin.help_out(self.data, name, region, until)
        elif deed == "end":
            with suppress(NotFound):
                admin.end_help(self.data, name, region)
        elif deed == "tidy":
            for nights in (0, 200):
                admin.tidy(self.data, admin.LONGEST_OFFLINE, now_ms=self.now() + nights * admin.DAY_MS)
        else:
            (admin.disable_user if deed == "disable" else admin.enable_user)(self.data, name)
        return f"{deed} {name} {region} {until}"

    def back_up(self) -> None:
        """The folder as it lies on the disk."""
        self._counted["backed up"] += 1
        shutil.rmtree(self._backup, ignore_errors=True)
        copied(self.data, self._backup)

    def restore(self) -> bool:
        """The province is put back from its backup, where there is one, and says so (point 24)."""
        if not self._backup.exists():
            return False
        self._counted["restored"] += 1
        self.database.close()
        shutil.rmtree(self.data)
        copied(self._backup, self.data)
        admin.new_life(self.data)
        self._start()
        return True

    def settle(self) -> None:
        """Nobody is kept out any longer."""
        for (name,) in self.database.rows("SELECT name FROM account WHERE disabled = 1 ORDER BY name"):
            admin.enable_user(self.data, name)
