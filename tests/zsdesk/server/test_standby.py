"""The primary is killed in mid-sync and its standby promoted: no acknowledged change is missing."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from tests import standby
from tests.zsdesk.server.conftest import Served
from zsdesk.ids import new_id
from zsdesk.sync import wire


@pytest.fixture
def clusters() -> Iterator[tuple[standby.Cluster, standby.Cluster]]:
    folder = Path(tempfile.mkdtemp(prefix="zsdesk-standby-"))
    folder.chmod(0o755)
    made = standby.pair(folder)
    yield made
    for one in made:
        one.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_no_acknowledged_change_is_lost_with_the_primary(
    clusters: tuple[standby.Cluster, standby.Cluster], tmp_path: Path
) -> None:
    primary, second = clusters
    assert primary.ask("SELECT application_name || ' ' || sync_state FROM pg_stat_replication") == "standby sync"
    served = Served(tmp_path / "data", standby.url(primary, second), 2)
    acknowledged: list[str] = []
    over = threading.Event()

    def write(region: str) -> None:
        peer = served.peer(region)
        while not over.is_set():
            made = peer.change("create", "lead", new_id(), {"title": "一条"})
            request = peer.request(made, pull=False)
            while not over.is_set():  # the same request until it is answered, as a desk does
                try:
                    answer = peer.post(request)
                except httpx.TransportError:
                    continue
                if answer.status_code == 200:
                    result = msgspec.json.decode(answer.content, type=wire.SyncResponse).results[0]
                    assert result.status == "applied"
                    acknowledged.append(made.id)
                    break
                assert answer.json()["code"] in ("busy", "internal"), answer.text
                time.sleep(0.05)

    writers = [threading.Thread(target=write, args=(region,)) for region in ("520121", "520122", "520123")]
    try:
        for writer in writers:
            writer.start()
        _wait(lambda: len(acknowledged) > 30)
        primary.kill()
        before = len(acknowledged)
        second.promote()
        _wait(lambda: len(acknowledged) > before + 30)  # the workers found the other one by themselves
    finally:
        over.set()
        for writer in writers:
            writer.join(60)
        served.stop()
    there = set(second.ask("SELECT id FROM lead", "province").split("\n"))
    assert set(acknowledged) <= there
    assert int(second.ask("SELECT count(*) FROM lead", "province")) == len(there)


def _wait(done: object, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)
