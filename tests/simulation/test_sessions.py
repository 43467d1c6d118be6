"""A bounded number of simulated sessions, each the same from its seed; and Hypothesis in search of a bad one."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.simulation import laws
from tests.simulation.templates import Template, make
from tests.simulation.world import ACTIONS, World, Wrong, session
from zsdesk import ids


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-sessions-", dir=memory if memory.is_dir() else None))
    yield make(folder / "template")
    ids.draw_from(time.time_ns, os.urandom)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("first", range(1, 41, 10))
def test_sessions_end_right(template: Template, first: int) -> None:
    for seed in range(first, first + 10):
        session(template, template.folder / "session", seed, actions=40)


def test_a_seed_plays_the_same_session_again_sealed_or_not(template: Template) -> None:
    one, other = (session(template, template.folder / "session", 7, actions=40, sealed=s) for s in (False, True))
    assert one.trace == other.trace
    assert one.counted == other.counted
    assert one.ended == other.ended


def test_wrong_clocks_change_nothing_but_what_is_shown(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    """I8: the same session on desks whose clocks are ten years off ends the same.

    What a desk does now and then by its own clock is left out: it changes no record, but it would send more requests
    and so draw other faults, which makes it another session.
    """
    monkeypatch.setattr("zsdesk.sync.repair.is_due", lambda _connection, _now: False)
    monkeypatch.setattr("zsdesk.signing.trust.is_due", lambda _desk, _connection: False)
    year = 365 * 24 * 3600 * 1000
    for seed in (11, 12, 13):
        right, wrong = (
            session(template, template.folder / "session", seed, actions=30, clocks=clocks)
            for clocks in ((0, 0, 0, 0), (-10 * year, 10 * year, -year, year))
        )
        laws.same(right.ended, wrong.ended, "I8: the clocks made a difference")


def test_what_is_broken_is_found(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    """The laws look: a desk that does not lay its unsent edits over what comes in, and so loses what lies beneath them,
    is found out."""
    from zsdesk.sync import incoming

    monkeypatch.setattr(incoming, "_rebase", lambda *_: None)

    def many() -> None:
        for seed in range(1, 60):
            session(template, template.folder / "session", seed, actions=40)

    with pytest.raises(Wrong, match=r"I6|I11"):
        many()


class Sessions(RuleBasedStateMachine):
    """Hypothesis chooses what happens, and the dice; what it finds it makes small."""

    template: Template

    @initialize(dice=st.randoms(use_true_random=False), desks=st.integers(2, 3))
    def begin(self, dice: random.Random, desks: int) -> None:
        folder = self.template.folder / "machine"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.world = World(self.template, folder, dice, desks=desks)

    @rule(action=st.sampled_from(sorted(ACTIONS)))
    @precondition(lambda self: hasattr(self, "world"))
    def happens(self, action: str) -> None:
        self.world.happens(action)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.world.rest()
        finally:
            self.world.close()


def test_hypothesis_finds_no_bad_session(template: Template) -> None:
    Sessions.template = template
    run_state_machine_as_test(
        Sessions, settings=settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True)
    )
