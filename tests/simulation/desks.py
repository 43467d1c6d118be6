"""One simulated desk: a real one, in a real sealed file, that can be killed before any statement and comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlcipher3 import dbapi2 as sqlcipher

from tests.simulation.disk import Disk, mortal
from tests.simulation.line import Killed, Line
from tests.simulation.templates import MemoryVault, copied
from zsdesk.clock import Clock
from zsdesk.desk import Desk
from zsdesk.errors import ZsdeskError
from zsdesk.sync import wire
from zsdesk.sync.client import course, link
from zsdesk.sync.rounds import Tally
from zsdesk.sync.steps import Local, Plan, Send, Step, Talk, answered
from zsdesk.sync.transport import Gap, OtherDesk

_first: list[Engine] = []


def share_statements(engine: Engine) -> None:
    """What was compiled for one desk serves all: compiling anew for each is half of a session's time."""
    _first.append(engine) if not _first else None
    engine.dialect, engine._compiled_cache = _first[0].dialect, _first[0]._compiled_cache


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
                 connect: Callable[[str], Line], *, sealed: bool) -> None:  # fmt: skip
        self.name, self.folder, self.vault, self.clock, self.connect = name, folder, vault, clock, connect
        self.sealed = sealed
        self.lives = 0
        self.plan: Plan[None] | None = None
        self.cursor, self.life = 0, ""
        self.last_tally = Tally()
        self.last_requests = 0
        self._open()

    # -- life and death ------------------------------------------------------------------------

    def _open(self) -> None:
        with mortal(sealed=self.sealed):
            self.desk = Desk.open(self.folder, vault=self.vault, clock=self.clock)
        share_statements(self.desk.engine)
        with self.desk.engine.connect() as connection:
            disk: Any = connection.connection.driver_connection
        self._disk: Disk = disk

    def light(self, fuse: int | None) -> None:
        """Let the process end before so many more statements; ``None`` lets it live."""
        self._disk.light(fuse)

    def guarded(self, work: Callable[..., Any], *args: Any) -> Any:
        """Do something; where the fuse burns down meanwhile, the process is gone and what the disk has remains."""
        try:
            return work(*args)
        except Killed:
            self.die()
            raise

    def die(self) -> None:
        """The process ends without another word; the next one finds the files as they are."""
        self.plan = None
        self.lives += 1
        image = copied(self.folder, self.folder.with_name(f"{self.folder.name}~{self.lives}"))
        self._disk.bury()
        self.desk.close()
        shutil.rmtree(self.folder)
        image.rename(self.folder)
        self._open()

    def close(self) -> None:
        """The simulation is over."""
        self.plan = None
        self.light(None)
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
        self.sent: Send | None = None
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
            self.sent, self.answer = step, None
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
            self.answer.set_result(answered(self.line, self.sent))
        except (ZsdeskError, Gap, OtherDesk) as error:
            self.answer.set_exception(error)
        return True

    @staticmethod
    def _call(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The desk's file as it is, asked below everything that the program is made of."""
        found: list[tuple[Any, ...]] = sqlcipher.Connection.cursor(self._disk).execute(sql, values).fetchall()
        return found

    def setting(self, name: str) -> str:
        """One of the desk's own settings, as it is on the disk."""
        found = self.rows("SELECT value FROM setting WHERE key = ?", name)
        return str(found[0][0]) if found else ""
