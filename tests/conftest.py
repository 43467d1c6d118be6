"""What every test may lean on: a desk in a folder of its own, one language, no network."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings

from tests import province, schemas
from tests.ring import MemoryKeyring
from zsdesk.clock import BEIJING, Clock, to_ms
from zsdesk.desk import Desk
from zsdesk.store import vault
from zsdesk.store.migrate import migrate
from zsdesk.words import set_language

PASSPHRASE = "correct horse 马 battery"
QUICK = schemas.remembering(migrate)
LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}

settings.register_profile(
    "zsdesk", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("zsdesk")


class Standing(Clock):
    """A clock that stands until it is set, or ticks by ``step`` milliseconds a look."""

    def __init__(self, at: datetime, step: int = 0) -> None:
        self.ms = to_ms(at)
        self.step = step

    def now_ms(self) -> int:
        self.ms += self.step
        return self.ms


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Chinese, a passphrase, no keyring of the machine, and no address beyond this machine."""
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test reaches for the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", loopback_only)
    monkeypatch.setenv("ZSDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(vault, "STRENGTH", vault.Strength(memory_kib=8, passes=1, lanes=1))  # else 0.2 s for each desk
    monkeypatch.setattr("zsdesk.desk.migrate", QUICK)
    monkeypatch.setattr("zsdesk.server.database.migrate", QUICK)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv("ZSDESK_LANG", raising=False)
    monkeypatch.delenv("ZSDESK_DESK", raising=False)
    set_language("zh_CN")
    yield
    set_language("zh_CN")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    """A system keyring, and no passphrase: desks open without deriving a key, which saves a tenth of a second."""
    before = keyring.get_keyring()
    made = MemoryKeyring()
    keyring.set_keyring(made)
    monkeypatch.delenv("ZSDESK_PASSPHRASE")
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def clock() -> Standing:
    """Tuesday, 24 November 2026, nine in the morning; a second later at every look."""
    return Standing(datetime(2026, 11, 24, 9, tzinfo=BEIJING), step=1000)


@pytest.fixture
def make_desk(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Desk]]:
    """Desks by name, all closed in the end."""
    made: list[Desk] = []

    def make(name: str) -> Desk:
        desk = Desk.create(tmp_path / name, clock=clock)
        desk.set_profile(user="王小明", region="520100")
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:
    """A desk of 王小明 in 贵阳."""
    return make_desk("desk")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A real PostgreSQL; each call gives the URL of a new database."""
    numbers = itertools.count(1)
    with province.postgres() as server:

        def database() -> str:
            name = f"province{next(numbers)}"
            server.psql(f"CREATE DATABASE {name};")
            return str(server.get_uri(name))

        yield database
