"""A province with a certificate authority, as its own process, and desks that are enrolled there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.province import Province, run
from zsdesk.desk import Desk
from zsdesk.sync import client

SECRET = "一把锁 staple"
Enrol = Callable[[str], Desk]


def with_authority(folder: Path, database: str | None = None) -> Province:
    """A running province that issues certificates, with 李明 and 赵强 in 开阳 and 王芳 over the province."""
    made = Province(folder / "data", database, workers=2 if database else 1)
    done = run("server", "ca", "init", "--name", "贵州省招商引资", "--data", str(made.data))
    assert done.returncode == 0, done.stderr
    made.passwords = {
        "李明": made.add("李明"),
        "赵强": made.add("赵强"),
        "王芳": made.add("王芳", "supervisor", "520000"),
    }
    return made


@pytest.fixture(scope="session")
def _sealed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZSDESK_CA_PASSPHRASE", SECRET)
        yield


@pytest.fixture(scope="session")
def province(_sealed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """On SQLite."""
    made = with_authority(tmp_path_factory.mktemp("province"))
    yield made
    made.stop()


@pytest.fixture
def enrolled(ring: object, province: Province, tmp_path: Path) -> Iterator[Enrol]:
    """Make a desk of an officer, enrolled and synced."""
    desks: list[Desk] = []

    def make(user: str) -> Desk:
        desk = Desk.create(tmp_path / f"desk-{len(desks)}")
        desks.append(desk)
        client.enrol(desk, province.url, user, province.passwords[user])
        client.sync(desk)
        return desk

    yield make
    for desk in desks:
        desk.close()
