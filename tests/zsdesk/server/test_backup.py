"""A province in a sealed file and back: the same rows and files, on either database, or a clear refusal."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.zsdesk.server.conftest import Peer, Served
from zsdesk.errors import Refused
from zsdesk.ids import new_id
from zsdesk.server import backup, settings
from zsdesk.server.database import Database
from zsdesk.store.stream import CHUNK

PASSPHRASE = "山高路远 2026"
PHOTO = bytes(range(256)) * 700


def dump(data: Path) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table, but for the province's life."""
    database = Database(settings.load(data))
    with database.read() as connection:
        found = {
            table.name: set(database.fetch(connection, f'SELECT * FROM "{table.name}"')) for table in backup._tables()
        }
    database.close()
    found["meta"] = {row for row in found["meta"] if row[0] != "server_epoch"}
    return {name: {tuple(map(_plain, row)) for row in rows} for name, rows in found.items()}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture(scope="module")
def kept(served: Served, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Peer]:
    """A backup of a province with records, history, a conflict and a file."""
    peer, other = served.peer("520328"), served.peer("520328")
    lead = new_id()
    peer.sync(peer.change("create", "lead", lead, {"title": "备份", "summary": "一" * 3000}))
    other.sync()
    peer.sync(peer.edit("lead", lead, next_step="甲"))
    other.sync(other.edit("lead", lead, next_step="乙"))
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    peer.sync(peer.change("create", "attachment", new_id(), {
        "name": "现场.jpg", "sha256": sha256, "size": len(PHOTO), "media_type": "image/jpeg", "target": f"lead/{lead}",
    }))  # fmt: skip
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0",
               "Upload-Length": str(len(PHOTO))}  # fmt: skip
    assert peer.http.patch(f"/v1/blobs/{sha256}", content=PHOTO, headers=headers).status_code == 200
    target = tmp_path_factory.mktemp("kept") / "省.backup"
    done = backup.backup(served.data, target, PASSPHRASE)  # the server goes on meanwhile
    assert done.rows > 10
    assert done.files >= 1
    return target, peer


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_what_was_kept_comes_back(
    kept: tuple[Path, Peer], served: Served, tmp_path: Path, where: str, request: pytest.FixtureRequest
) -> None:
    target, peer = kept
    database: Callable[[], str] = request.getfixturevalue("postgres")
    again = tmp_path / "again"
    done = backup.restore(target, again, PASSPHRASE, database=database() if where == "postgresql" else None)
    assert done.lacking == 0
    assert dump(again) == dump(served.data)
    store = settings.opened(settings.load(again))
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    assert b"".join(store.chunks(sha256, 0, len(PHOTO))) == PHOTO

    served_again = Served.over(again)
    try:
        with_token = {"Authorization": f"Bearer {peer.token}"}
        me = peer.http.get(f"{served_again.url}/v1/me", headers=with_token)
        assert me.json()["user"] == peer.user  # the token still speaks
        peer.incarnation, peer.op = new_id(), 0
        new = peer.change("create", "lead", new_id(), {"title": "恢复之后"})
        answer = peer.http.post(f"{served_again.url}/v1/sync", content=msgspec.json.encode(peer.request(new, cursor=0)))
        assert answer.json()["results"][0]["status"] == "applied"
        assert answer.json()["server_epoch"] != _epoch(served.data)
    finally:
        served_again.stop()


def _epoch(data: Path) -> str:
    database = Database(settings.load(data))
    with database.read() as connection:
        found: str = database.fetch(connection, "SELECT value FROM meta WHERE key = 'server_epoch'")[0][0]
    database.close()
    return found


def test_a_backup_shows_nothing_and_is_its_owners(kept: tuple[Path, Peer]) -> None:
    raw = kept[0].read_bytes()
    assert PHOTO[:64] not in raw
    assert "备份".encode() not in raw
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600


def test_another_passphrase_and_every_kind_of_damage_are_refused(kept: tuple[Path, Peer], tmp_path: Path) -> None:
    raw = kept[0].read_bytes()
    middle = len(raw) // 2
    damaged = {
        "flipped": raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :],
        "cut": raw[: -CHUNK // 2],
        "cut at a chunk": raw[: len(raw) - (len(raw) - 48) % (CHUNK + 16)],
        "longer": raw + b"x",
        "other": os.urandom(5000),
        "empty": b"",
    }
    for name, content in damaged.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Refused):
            backup.restore(path, tmp_path / f"from {name}", PASSPHRASE)
        assert not (tmp_path / f"from {name}" / "server.json").exists()
    with pytest.raises(Refused, match="损坏"):
        backup.restore(kept[0], tmp_path / "wrong", "another passphrase")


def test_nothing_is_overwritten(kept: tuple[Path, Peer], served: Served, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        backup.backup(served.data, kept[0], PASSPHRASE)
    with pytest.raises(Refused):
        backup.restore(kept[0], served.data, PASSPHRASE)
    with pytest.raises(Refused):
        backup.backup(served.data, tmp_path / "weak", "short")
    assert not (tmp_path / "weak").exists()
    if served.postgres:
        given = settings.load(served.data).database
        with pytest.raises(Refused):
            backup.restore(kept[0], tmp_path / "on top", PASSPHRASE, database=given)
