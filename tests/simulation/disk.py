"""What a simulated desk's database lies on: its process may end before any statement and before any commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from tests.simulation.line import Killed


class Statement(sqlcipher.Cursor):
    """A statement, before which its process may end."""

    def execute(self, *args: Any) -> Any:
        """One statement."""
        self.connection.burn()
        return super().execute(*args)

    def executemany(self, *args: Any) -> Any:
        """The same one, many times."""
        self.connection.burn()
        return super().executemany(*args)


class Disk(sqlcipher.Connection):
    """The driver's connection of a desk.  It costs nothing but while a fuse burns."""

    _fuse = 0

    def light(self, fuse: int | None) -> None:
        """The process ends before so many more statements and commits; ``None``: it lives on."""
        for name in ("cursor", "commit", "rollback", "close"):
            self.__dict__.pop(name, None)
        if fuse is not None:
            self._fuse = fuse
            self.cursor = partial(super().cursor, Statement)
            self.commit = self._burning_commit

    def burn(self) -> None:
        """One step nearer to the end."""
        self._fuse -= 1
        if self._fuse < 0:
            # What the end of a process leaves undone stays so: whoever opens the file finds it in the journal.
            self.rollback = self.close = _nothing
            raise Killed

    def _burning_commit(self) -> None:
        self.burn()
        super().commit()

    def bury(self) -> None:
        """The process is gone, its files were looked at: let go of them."""
        self.light(None)
        self.close()


def _nothing() -> None:
    """Nobody does it any more."""


class _Plain(Disk):
    """A desk whose key was thrown away: sealing costs a seventh of a session, and only some need it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.execute = self._opening

    def _opening(self, sql: str, *values: Any) -> Any:
        return super().execute("SELECT 1" if sql.startswith("PRAGMA key") else sql, *values)


@contextmanager
def mortal(*, sealed: bool) -> Iterator[None]:
    """Databases that are opened meanwhile lie on a ``Disk``; without ``sealed`` no key is asked for or given."""
    honest = sqlcipher.connect
    made: list[Any] = []

    def connect(*args: Any, **options: Any) -> Any:
        made.append(honest(*args, factory=Disk if sealed else _Plain, **options))
        return made[-1]

    sqlcipher.connect = connect
    try:
        yield
    finally:
        sqlcipher.connect = honest
        for disk in made:
            disk.__dict__.pop("execute", None)
