from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.province import Province
from zsdesk.desk import Desk
from zsdesk.sync import client


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A running province with 李明 and 赵强 in 开阳, 周敏 in 瓮安 and 王芳 over the province."""
    database = request.getfixturevalue("postgres")() if request.param == "postgresql" else None
    made = Province(tmp_path_factory.mktemp("province") / "data", database, workers=2 if database else 1)
    made.passwords = {
        "李明": made.add("李明"),
        "赵强": made.add("赵强"),
        "周敏": made.add("周敏", region="522725"),
        "王芳": made.add("王芳", "supervisor", "520000"),
    }
    yield made
    made.stop()


Enrol = Callable[[str], Desk]


@pytest.fixture
def enrolled(province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enrol]:
    """Make a desk of an officer, enrolled and synced."""
    monkeypatch.setenv("ZSDESK_PASSPHRASE", "test")
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
