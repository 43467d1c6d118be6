"""A session: a province, some desks, an unreliable line, and what may happen to them, drawn from one dice."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.simulation import laws
from tests.simulation.desks import DeskClock, SimDesk
from tests.simulation.edits import EDITABLE, Edit, Hand
from tests.simulation.line import Killed, Line, Network
from tests.simulation.office import MortalDatabase, Office
from tests.simulation.templates import BEGAN_MS, OFFICERS, MemoryVault, Template, copied
from zsdesk import ids
from zsdesk.errors import ZsdeskError
from zsdesk.records import BY_NAME
from zsdesk.sync import client

ACTIONS = {
    "edit": 30, "sync": 14, "step": 34, "stray": 5, "kill desk": 4, "kill province": 3, "clock": 2, "pass time": 4,
    "replay": 2, "clone": 1, "office": 3, "backup": 1, "restore": 1,
}  # fmt: skip
"""What happens next, by weight."""

SEALED = 10
"""In one session of so many the desks are sealed, as officers' desks are; sealing costs a seventh of the time."""

MOST_STEPS = 2_000
"""Steps after which a sync of these few records counts as endless (I9)."""


class Wrong(AssertionError):
    """A law of sync was broken."""


class World:
    """One session.  Everything that is left to chance is drawn from ``dice``; the same draws give the same session."""

    def __init__(self, template: Template, folder: Path, dice: random.Random, *, desks: int = 3,
                 clocks: tuple[int, ...] = (), sealed: bool = True) -> None:  # fmt: skip
        self.template, self.folder, self.dice, self.sealed = template, folder, dice, sealed
        self.now = BEGAN_MS
        self.counted: Counter[str] = Counter()
        self.edits: list[Edit] = []
        self.trace: list[str] = []
        self.ended: dict[str, list[tuple[object, ...]]] = {}
        """What the province has in the end, but for what clocks say."""
        self.hand = Hand(dice)
        own = random.Random(dice.getrandbits(64))
        ids.draw_from(lambda: self.now * 1_000_000, own.randbytes)
        self.network = Network(template.gate, dice, self.counted)
        self.office = Office(template, folder, dice, self.counted, lambda: self.now)
        chosen = sorted(dice.sample(range(len(OFFICERS)), desks))
        self.desks = [self._desk(number) for number in chosen]
        for desk, wrong_by in zip(self.desks, clocks, strict=False):
            desk.clock.wrong_by = wrong_by

    def _desk(self, number: int) -> SimDesk:
        folder = copied(self.template.desk(number, sealed=self.sealed), self.folder / f"desk-{number}")
        vault = MemoryVault(dict(self.template.vaults[number]))
        return SimDesk(OFFICERS[number][0], folder, vault, DeskClock(lambda: self.now),
                       lambda token: Line(self.network, token), sealed=self.sealed)  # fmt: skip

    def close(self) -> None:
        """Nothing of it stays open."""
        for desk in self.desks:
            desk.close()
        self.office.close()

    @property
    def database(self) -> MortalDatabase:
        """The province's database, as it is now."""
        return self.office.database

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
            "office": self._administer, "backup": lambda _: self.office.back_up(), "restore": self._restore,
        }  # fmt: skip
        doing[action](at)
        self._check(at)

    def _check(self, at: int) -> None:
        laws.own_edits_stand(self.desks[at])

    def _edit(self, at: int) -> None:
        desk = self.desks[at]
        try:
            made: list[Edit] = desk.guarded(lambda: desk.desk.do(self.hand.write, at, desk.lives).result)
        except Killed:
            self.counted["desk killed"] += 1
        except ZsdeskError:
            self.counted["edit refused"] += 1
        else:
            self.edits += made
            self.counted["edits"] += len(made)

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
        self.desks[at].light(self.dice.choice((0, 1, 2, 5, 10, 20, 40, 80)))

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
                                  DeskClock(lambda: self.now), desk.connect, sealed=self.sealed))  # fmt: skip

    def _administer(self, _at: int) -> None:
        self.trace[-1] = self.office.administer()

    def _restore(self, _at: int) -> None:
        if self.office.restore():
            self.network.delivered.clear()  # what is replayed now does something: it is as good as a stray

    # -- rest ----------------------------------------------------------------------------------

    def rest(self) -> None:
        """The line is good again, nobody dies or writes; everything has to come to rest, and to be right."""
        self.network.rough, self.database.fuse = False, None
        self.office.settle()
        while self.network.stray_arrives():
            pass
        for desk in self.desks:
            desk.light(None)
        empty: dict[int, object] = {}
        for _ in range(laws.MOST_ROUNDS):
            self.now += 3_600_000
            for at, desk in enumerate(self.desks):
                if empty.get(at) == self._province_now():
                    continue  # its last sync had nothing to do, and the province is as it was then
                moved = self._whole(desk)
                empty[at] = None if moved else self._province_now()
            if all(empty[at] == self._province_now() for at in range(len(self.desks))):
                break
        else:
            raise Wrong("the desks do not come to rest")
        laws.at_rest(self)
        self.ended = laws.without_times(self.database)
        self._spoil(self.dice.choice(self.desks))

    def _spoil(self, desk: SimDesk) -> None:
        """A disk forgets a row, or says something else of it: the desk finds out, and mends just that (I11)."""
        kind = self.dice.choice(EDITABLE)
        rows = desk.rows(f'SELECT id FROM "{kind}" WHERE version > 0 AND id NOT IN (SELECT id FROM shadow) ORDER BY id')
        if not rows:
            return
        record, title = self.dice.choice(rows)[0], BY_NAME[kind].title_field
        harm = self.dice.choice((f'DELETE FROM "{kind}"', f'UPDATE "{kind}" SET "{title}" = \'坏\'',
                                 f'UPDATE "{kind}" SET version = version + 1'))  # fmt: skip
        desk.rows(f"{harm} WHERE id = ?", record)
        self.counted["rows spoiled"] += 1
        self.trace.append(f"{harm} at {desk.name}: {record}")
        found = client.compare(desk.desk, connect=lambda _url, token="", root="": Line(self.network, token))
        if found.requests > 3 or [target.id for target in found.repair.mended] != [record]:
            raise Wrong(f"I11: {found} for one spoiled {kind} {record}")
        laws.as_at_the_province(self, desk)

    def _province_now(self) -> object:
        """What a sync depends on: each transaction that changes anything takes a number; rights end by the day."""
        return self.database.rows("SELECT seq FROM allocator")[0][0], self.office.clock.today()

    def _whole(self, desk: SimDesk) -> bool:
        """One whole sync on a good line; whether anything moved."""
        under_way = desk.syncing
        self._to_the_end(desk)  # what happened to it on the bad line may still end it
        desk.begin()
        self._to_the_end(desk)
        if desk.ended is not None:
            raise Wrong(f"a sync of {desk.name} on a good line ended with: {desk.ended}")
        more = desk.last_requests > 1 and desk.last_requests != 1 + laws.asked_in_vain(self, desk)
        return bool(desk.last_tally.pushed or desk.last_tally.pulled or more or under_way)

    @staticmethod
    def _to_the_end(desk: SimDesk) -> None:
        steps = 0
        while desk.syncing:
            desk.step()
            steps += 1
            if steps > MOST_STEPS:
                raise Wrong(f"a sync of {desk.name} does not end")


def session(template: Template, folder: Path, seed: int, *, actions: int, clocks: tuple[int, ...] = (),
            sealed: bool | None = None) -> World:  # fmt: skip
    """Play the session of a seed; the world as it ended, closed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dice = random.Random(seed)
    desks = dice.choice((2, 2, 3, 3, 4))
    sealed = seed % SEALED == 0 if sealed is None else sealed
    world = World(template, folder, dice, desks=desks, clocks=clocks, sealed=sealed)
    try:
        world.play(actions)
    except BaseException as error:
        error.add_note("\n".join(world.trace[-30:]))
        raise
    finally:
        world.close()
    return world
