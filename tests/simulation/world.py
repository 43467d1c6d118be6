"""A session: a province, some desks, an unreliable line, and what may happen to them, drawn from one dice."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.simulation import laws
from tests.simulation.desks import DeskClock, SimDesk
from tests.simulation.line import Killed, Line, Network
from tests.simulation.templates import BEGAN_MS, OFFICERS, MemoryVault, Template, copied, hand_over
from zsdesk import ids
from zsdesk.acts import attachments, conflicts, records
from zsdesk.errors import ZsdeskError
from zsdesk.kinds import Money, Target
from zsdesk.records import BY_NAME, Conflict
from zsdesk.records.choices import NEEDS
from zsdesk.server import settings
from zsdesk.server.database import Database
from zsdesk.store import raw
from zsdesk.store.work import Work

ACTIONS = {
    "edit": 30, "sync": 14, "step": 34, "stray": 5, "kill desk": 4, "kill province": 3, "clock": 2, "pass time": 4,
    "replay": 2, "clone": 1,
}  # fmt: skip
"""What happens next, by weight."""

MOST_STEPS = 2_000
"""Steps after which a sync of these few records counts as endless (I9)."""

EDITABLE = ("lead", "company", "negotiation", "project")


class Edit(NamedTuple):
    """A committed edit: its token stands in one text of one record, and nowhere else."""

    desk: int
    life: int
    type: str
    id: str
    field: str
    token: str


class Wrong(AssertionError):
    """A law of sync was broken."""


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


class World:
    """One session.  Everything that is left to chance is drawn from ``dice``; the same draws give the same session."""

    def __init__(self, template: Template, folder: Path, dice: random.Random, *, desks: int = 3,
                 clocks: tuple[int, ...] = ()) -> None:  # fmt: skip
        self.template, self.folder, self.dice = template, folder, dice
        self.now = BEGAN_MS
        self.counted: Counter[str] = Counter()
        self.edits: list[Edit] = []
        self.trace: list[str] = []
        self.ended: dict[str, list[tuple[object, ...]]] = {}
        """What the province has in the end, but for what clocks say."""
        self._tokens = 0
        own = random.Random(dice.getrandbits(64))
        ids.draw_from(lambda: self.now * 1_000_000, own.randbytes)
        self.network = Network(template.gate, dice, self.counted)
        self._start_province()
        chosen = sorted(dice.sample(range(len(OFFICERS)), desks))
        self.desks = [self._desk(number) for number in chosen]
        for desk, wrong_by in zip(self.desks, clocks, strict=False):
            desk.clock.wrong_by = wrong_by

    def _start_province(self) -> None:
        self.province = copied(self.template.province, self.folder / "province")
        given = settings.load(self.province)
        self.database = MortalDatabase(given)
        self.clock = ProvinceClock(lambda: self.now)
        hand_over(self.template.app, given, self.database, self.clock)

    def _desk(self, number: int) -> SimDesk:
        folder = copied(self.template.desk(number), self.folder / f"desk-{number}")
        vault = MemoryVault(dict(self.template.vaults[number]))
        return SimDesk(OFFICERS[number][0], folder, vault, DeskClock(lambda: self.now),
                       lambda token: Line(self.network, token))  # fmt: skip

    def close(self) -> None:
        """Nothing of it stays open."""
        for desk in self.desks:
            desk.close()
        self.database.close()

    # -- what happens --------------------------------------------------------------------------

    def play(self, actions: int) -> None:
        """Let things happen, then let everything come to rest, and look whether all laws hold."""
        names, weights = list(ACTIONS), list(ACTIONS.values())
        for _ in range(actions):
            self.happens(self.dice.choices(names, weights)[0])
        self.rest()

    def happens(self, action: str) -> None:
        """One thing."""
        self.now += self.dice.choice((3, 200, 5_000, 60_000))
        at = self.dice.randrange(len(self.desks))
        self.trace.append(f"{action} {self.desks[at].name}")
        doing: dict[str, Callable[[int], None]] = {
            "edit": self._edit, "sync": self._sync, "step": self._step, "stray": self._stray,
            "kill desk": self._kill_desk, "kill province": self._kill_province, "clock": self._clock,
            "pass time": self._pass_time, "replay": self._replay, "clone": self._clone,
        }  # fmt: skip
        doing[action](at)
        self._check(at)

    def _check(self, at: int) -> None:
        laws.own_edits_stand(self.desks[at])

    def _edit(self, at: int) -> None:
        desk = self.desks[at]
        try:
            made: list[Edit] = desk.guarded(lambda: desk.desk.do(self._written, at).result)
        except Killed:
            self.counted["desk killed"] += 1
        except ZsdeskError:
            self.counted["edit refused"] += 1
        else:
            self.edits += made
            self.counted["edits"] += len(made)

    def _written(self, work: Work, at: int) -> list[Edit]:
        """One local transaction: one to three changes."""
        made: list[Edit] = []
        for _ in range(self.dice.choice((1, 1, 1, 2, 3))):
            made += self._change(work, at)
        return made

    def _change(self, work: Work, at: int) -> list[Edit]:
        kind = self.dice.choice(EDITABLE)
        known = self._known(work, kind)
        drawn = self.dice.random()
        if not known or drawn < 0.12:
            return self._create(work, at, kind)
        record = self.dice.choice(known)
        if drawn < 0.18:
            return self._remove(work, kind, record)
        if drawn < 0.21:
            return self._attach(work, kind, record)
        if drawn < 0.29:
            return self._resolve(work)
        return self._write(work, at, kind, record)

    @staticmethod
    def _known(work: Work, kind: str) -> list[str]:
        """The records that the desk shows, in an order that no clock changes."""
        live = f'SELECT id FROM "{BY_NAME[kind].__tablename__}" WHERE deleted_at IS NULL ORDER BY id'
        return [row[0] for row in raw.fetch(work.session.connection(), live)]

    def _token(self, at: int) -> str:
        self._tokens += 1
        return f"‹{self.desks[at].name}{self._tokens}›"

    def _create(self, work: Work, at: int, kind: str) -> list[Edit]:
        token = self._token(at)
        title = BY_NAME[kind].title_field
        values: dict[str, Any] = {title: f"示例{token}"}
        if kind == "negotiation":
            leads = self._known(work, "lead")
            values["lead"] = self.dice.choice(leads) if leads else None
        record = records.create(work, kind, values)
        return [Edit(at, self.desks[at].lives, kind, record, title, token)]

    def _write(self, work: Work, at: int, kind: str, record: str) -> list[Edit]:
        token = self._token(at)
        field, value = self._value(work, kind, record, token)
        records.change(work, kind, record, {field: value})
        return [Edit(at, self.desks[at].lives, kind, record, field, token)] if isinstance(value, str) else []

    def _value(self, work: Work, kind: str, record: str, token: str) -> tuple[str, Any]:
        """A field and what is written into it: short texts, lines of long ones, sets, money."""
        title = BY_NAME[kind].title_field
        plain = {"lead": ("next_step", "referrer"), "company": ("legal_person", "name"),
                 "negotiation": ("place", "next_step"), "project": ("lead_unit", "name")}[kind]  # fmt: skip
        drawn = self.dice.random()
        if drawn < 0.5:
            return self.dice.choice((title, *plain)), f"示例{token}"
        if drawn < 0.75:
            long = {"lead": "summary", "company": "profile", "negotiation": "minutes", "project": "summary"}[kind]
            lines = str(getattr(work.get(kind, record), long) or "").split("\n")
            lines.insert(self.dice.randrange(len(lines) + 1), f"一句{token}")
            return long, "\n".join(line for line in lines if line)
        if kind == "lead":
            return "needs", tuple(self.dice.sample([code for code, _ in NEEDS], 2))
        if kind == "project":
            return "total_investment", Money(self.dice.randrange(1, 100) * 100_000_000)
        return plain[0], f"示例{token}"

    def _remove(self, work: Work, kind: str, record: str) -> list[Edit]:
        records.delete(work, kind, record)
        return []

    def _attach(self, work: Work, kind: str, record: str) -> list[Edit]:
        size = self.dice.choice((10, 3_000, 70_000))
        attachments.attach_bytes(work, Target(kind, record), "附件.txt", self.dice.randbytes(8) * (size // 8))
        return []

    def _resolve(self, work: Work) -> list[Edit]:
        found = self._known(work, "conflict")
        if found:
            conflict = work.need(Conflict, self.dice.choice(found))
            choice = self.dice.choice((conflicts.Mine(), conflicts.Theirs()))
            if conflict.status == "open":
                conflicts.resolve(work, conflict.id, {str(conflict.field_name): choice})
        return []

    def _sync(self, at: int) -> None:
        desk = self.desks[at]
        try:
            if not desk.syncing:
                desk.begin()
        except Killed:
            self.counted["desk killed"] += 1
        self._steps(desk, self.dice.choice((2, 5, 30)))

    def _step(self, at: int) -> None:
        self._steps(self.desks[at], self.dice.choice((1, 1, 2, 3, 8)))

    def _steps(self, desk: SimDesk, most: int) -> None:
        for _ in range(most):
            if not desk.syncing:
                return
            if self.dice.random() < 0.3:
                desk.deliver()
            try:
                desk.step()
            except Killed:
                self.counted["desk killed"] += 1
            laws.own_edits_stand(desk)
            laws.progress_is_kept(desk)

    def _stray(self, _at: int) -> None:
        if self.network.stray_arrives():
            self.counted["stray arrived"] += 1

    def _kill_desk(self, at: int) -> None:
        """At the next statement, or one of those after it."""
        self.desks[at].fuse = self.dice.choice((0, 1, 2, 5, 10, 20, 40, 80))

    def _kill_province(self, _at: int) -> None:
        self.database.fuse = self.dice.choice((0, 1, 2, 3, 5, 8, 13, 20))

    def _clock(self, at: int) -> None:
        self.counted["clock set wrong"] += 1
        day = 24 * 3600 * 1000
        self.desks[at].clock.wrong_by = self.dice.choice((0, -3650 * day, -day, -3600_000, 3600_000, day, 3650 * day))

    def _pass_time(self, _at: int) -> None:
        self.now += self.dice.choice((900_000, 3_600_000, 86_400_000))

    def _replay(self, _at: int) -> None:
        """What arrived once arrives again: the province stays as it was (I2)."""
        if not self.network.delivered:
            return
        self.database.fuse = None
        self.counted["replayed"] += 1
        sent = self.dice.choice(self.network.delivered)
        before = laws.province_dump(self.database)
        self.network.gate.answer(sent)
        laws.same(before, laws.province_dump(self.database), f"replaying {sent.method} {sent.path} changed something")

    def _clone(self, at: int) -> None:
        """A laptop is copied to another one, and both go on (sync point 7)."""
        if len(self.desks) >= 4 or self.desks[at].syncing:
            return
        self.counted["cloned"] += 1
        desk = self.desks[at]
        folder = copied(desk.folder, self.folder / f"clone-{len(self.desks)}")
        self.desks.append(SimDesk(desk.name, folder, MemoryVault(dict(desk.vault.secrets)),
                                  DeskClock(lambda: self.now), desk.connect))  # fmt: skip

    # -- rest ----------------------------------------------------------------------------------

    def rest(self) -> None:
        """The line is good again, nobody dies or writes; everything has to come to rest, and to be right."""
        self.network.rough, self.database.fuse = False, None
        while self.network.stray_arrives():
            pass
        for desk in self.desks:
            desk.fuse = None
        empty: dict[int, int] = {}
        for _ in range(laws.MOST_ROUNDS):
            self.now += 3_600_000
            for at, desk in enumerate(self.desks):
                if empty.get(at) == self._written_so_far():
                    continue  # its last sync had nothing to do, and the province is as it was then
                moved = self._whole(desk)
                empty[at] = -1 if moved else self._written_so_far()
            if all(empty[at] == self._written_so_far() for at in range(len(self.desks))):
                break
        else:
            raise Wrong("the desks do not come to rest")
        laws.at_rest(self)
        self.ended = laws.without_times(self.database)

    def _written_so_far(self) -> int:
        """How far the province's own sequence has come: each transaction that changes anything takes a number."""
        return int(self.database.rows("SELECT seq FROM allocator")[0][0])

    def _whole(self, desk: SimDesk) -> bool:
        """One whole sync on a good line; whether anything moved."""
        under_way = desk.syncing
        self._to_the_end(desk)  # what happened to it on the bad line may still end it
        desk.begin()
        self._to_the_end(desk)
        if desk.ended is not None:
            raise Wrong(f"a sync of {desk.name} on a good line ended with: {desk.ended}")
        return bool(desk.last_tally.pushed or desk.last_tally.pulled or desk.last_requests > 1 or under_way)

    @staticmethod
    def _to_the_end(desk: SimDesk) -> None:
        steps = 0
        while desk.syncing:
            desk.step()
            steps += 1
            if steps > MOST_STEPS:
                raise Wrong(f"a sync of {desk.name} does not end")


def session(template: Template, folder: Path, seed: int, *, actions: int, clocks: tuple[int, ...] = ()) -> World:
    """Play the session of a seed; the world as it ended, closed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dice = random.Random(seed)
    world = World(template, folder, dice, desks=dice.choice((2, 2, 3, 3, 4)), clocks=clocks)
    try:
        world.play(actions)
    except BaseException as error:
        error.add_note("\n".join(world.trace[-30:]))
        raise
    finally:
        world.close()
    return world
