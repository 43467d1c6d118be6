"""What the window showed last is sealed, and gone as soon as the desk may have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.store import sight
from zsdesk.store.folder import key_of

KEY = bytes(range(32))
SHOWN = "贵州华星冶金有限公司".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Desk.create(tmp_path / "desk", passphrase="a passphrase for tests").close()
    return tmp_path / "desk"


def test_it_comes_back_and_is_not_to_be_read_by_others(folder: Path) -> None:
    sight.keep(folder, KEY, SHOWN)
    assert sight.look(folder, KEY) == SHOWN
    assert sight.look(folder, bytes(32)) is None
    assert all(SHOWN not in path.read_bytes() for path in folder.iterdir())


def test_a_desk_that_was_opened_for_writing_has_none(folder: Path) -> None:
    sight.keep(folder, KEY, SHOWN)
    Desk.open(folder, passphrase="a passphrase for tests", read_only=True).close()
    assert sight.look(folder, KEY) == SHOWN
    Desk.open(folder, passphrase="a passphrase for tests").close()
    assert sight.look(folder, KEY) is None


def test_a_database_that_changed_has_none(folder: Path) -> None:
    with Desk.open(folder, passphrase="a passphrase for tests") as desk:
        key = key_of(desk.vault)
        sight.keep(folder, key, SHOWN)
        assert sight.look(folder, key) == SHOWN
        desk.do(records.create, "company", {"name": "另一家"})
        assert sight.look(folder, key) is None
    assert sight.look(folder, key) is None


@pytest.mark.parametrize("damaged", [b"", b"short", bytes(100)])
def test_a_damaged_one_is_none(folder: Path, damaged: bytes) -> None:
    (folder / "desk.sight").write_bytes(damaged)
    assert sight.look(folder, KEY) is None
