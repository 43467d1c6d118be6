"""One simulated desk: a real one, in a real sealed file, that can be killed before any statement and comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlcipher3 import dbapi2 as sqlcipher

from tests.simulation.line import Killed, Line
from tests.simulation.templates import MemoryVault, copied
from zsdesk.clock import Clock
from zsdesk.desk import Desk
from zsdesk.errors import ZsdeskError
from zsdesk.sync import wire
from zsdesk.sync.client import course, link
from zsdesk.sync.rounds import Tally
from zsdesk.sync.steps import Local, Plan, Send, Step, Talk
from zsdesk.sync.transport import Gap, OtherDesk

_first: list[Engine] = []


def _share_statements(engine: Engine) -> None:
    """What was compiled for one desk serves all: compiling anew for each is half of a session's time."""
    _first.append(engine) if not _first else None
    engine.dialect, engine._compiled_cache = _first[0].dialect, _first[0]._compiled_cache


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
    """The driver's connection of a desk, whose process may end before any statement and before any commit."""

    dead = False

    @staticmethod
    def burn() -> None:
        """Nothing happens, until a desk says what."""

    def cursor(self, factory: type[sqlcipher.Cursor] = Statement) -> Any:
        """Another statement."""
        return super().cursor(factory)

    def commit(self) -> None:
        """The end of a transaction."""
        self.burn()
        super().commit()

    def rollback(self) -> None:
        """What the end of a process leaves undone stays so: whoever opens the file finds it in the journal."""
        if not self.dead:
            super().rollback()

    def close(self) -> None:
        """Closing would tidy up, too."""
        if not self.dead:
            super().close()


@contextmanager
def mortal() -> Iterator[None]:
    """Databases that are opened meanwhile lie on a ``Disk``."""
    honest = sqlcipher.connect
    sqlcipher.connect = partial(honest, factory=Disk)
    try:
        yield
    finally:
        sqlcipher.connect = honest


class DeskClock(Clock):
    """A desk's clock: the simulation's time, as wrong as it happens to be set."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.wrong_by = 0

    def now_ms(self) -> int:
        return self._now() + self.wrong_by


class SimDesk:
    """A desk of the simulation, and its sync where one is under way."""

    def __init__(self, name: str, folder: Path, vault: MemoryVault, clock: DeskClock,
                 connect: Callable[[str], Line]) -> None:  # fmt: skip
        self.name, self.folder, self.vault, self.clock, self.connect = name, folder, vault, clock, connect
        self.lives = 0
        self.fuse: int | None = None
        self.plan: Plan[None] | None = None
        self.cursor, self.life = 0, ""
        self.last_tally = Tally()
        self.last_requests = 0
        self._open()

    # -- life and death ------------------------------------------------------------------------

    def _open(self) -> None:
        with mortal():
            self.desk = Desk.open(self.folder, vault=self.vault, clock=self.clock)
        _share_statements(self.desk.engine)
        with self.desk.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
        driver.burn, self._driver = self._burn, driver

    def _burn(self) -> None:
        if self.fuse is None:
            return
        self.fuse -= 1
        if self.fuse < 0:
            self._driver.dead = True
            raise Killed

    def guarded(self, work: Callable[..., Any], *args: Any) -> Any:
        """Do something; where the fuse burns down meanwhile, the process is gone and what the disk has remains."""
        try:
            return work(*args)
        except Killed:
            self.die()
            raise

    def die(self) -> None:
        """The process ends without another word; the next one finds the files as they are."""
        self.fuse = self.plan = None
        self.lives += 1
        image = copied(self.folder, self.folder.with_name(f"{self.folder.name}~{self.lives}"))
        self._driver.dead = False
        self._driver.close()
        self.desk.close()
        shutil.rmtree(self.folder)
        image.rename(self.folder)
        self._open()

    def close(self) -> None:
        """The simulation is over."""
        self.fuse = self.plan = None
        self.desk.close()

    # -- sync ----------------------------------------------------------------------------------

    @property
    def syncing(self) -> bool:
        """Whether a sync is under way."""
        return self.plan is not None

    def begin(self) -> None:
        """Begin a sync."""
        where = self.guarded(link, self.desk)
        self.tally = Tally()
        self.line = self.connect(where.token)
        self.plan = course(self.desk, self.tally, lambda _: None, lambda: False)
        self.answer: Future[wire.SyncResponse] | None = None
        self.sent: wire.SyncRequest | None = None
        self.guarded(self._advance, lambda plan: next(plan))

    def step(self) -> None:
        """Do the next step of the sync; a broken line ends it, to be begun again another time."""
        step = self.next
        try:
            value = self.guarded(self._done, step)
        except (ZsdeskError, Gap, OtherDesk) as error:
            failed = error
            self._advance(lambda plan: plan.throw(failed))
        else:
            self._advance(lambda plan: plan.send(value))

    def _advance(self, go: Callable[[Plan[None]], Step]) -> None:
        assert self.plan is not None
        try:
            self.next: Step = go(self.plan)
        except StopIteration:
            self._over(None)
        except ZsdeskError as error:
            self._over(error)

    def _over(self, error: ZsdeskError | None) -> None:
        self.plan, self.ended = None, error
        self.last_tally, self.last_requests = self.tally, self.line.requests

    def _done(self, step: Step) -> Any:
        if isinstance(step, Local):
            return step.work(self.desk, *step.args)
        if isinstance(step, Send):
            self.sent, self.answer = step.request, None
            return None
        if isinstance(step, Talk):
            return step.work(self.desk, self.line, self._call, *step.args)
        self.deliver()
        assert self.answer is not None
        return self.answer.result()

    def deliver(self) -> bool:
        """Take what was sent to the province, where that has not happened yet."""
        if self.plan is None or self.sent is None or self.answer is not None:
            return False
        self.answer = Future()
        try:
            self.answer.set_result(self.line.post("/v1/sync", self.sent, wire.SyncResponse))
        except (ZsdeskError, Gap, OtherDesk) as error:
            self.answer.set_exception(error)
        return True

    @staticmethod
    def _call(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The desk's file as it is, asked below everything that the program is made of."""
        found: list[tuple[Any, ...]] = self._driver.cursor(sqlcipher.Cursor).execute(sql, values).fetchall()
        return found

    def setting(self, name: str) -> str:
        """One of the desk's own settings, as it is on the disk."""
        found = self.rows("SELECT value FROM setting WHERE key = ?", name)
        return str(found[0][0]) if found else ""
