"""A real server process on loopback, on SQLite and on a real PostgreSQL, and desks as the wire sees them."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import zstandard

from tests.objects import Objects
from zsdesk.ids import new_id
from zsdesk.ports import free_port
from zsdesk.server import admin
from zsdesk.sync import wire

PASSWORD = "一二三四五六七八"
_SERVE = """
from pathlib import Path
from zsdesk.server.run import run
run(Path({data!r}), port={port}, workers={workers})
"""
COUNTIES = itertools.cycle(("520121", "520122", "520123", "520322", "520323", "520324", "520325", "520326"))


class Served:
    """A province and its server process."""

    def __init__(self, data: Path, database: str | None, workers: int, files: str | None = None) -> None:
        self.data = data
        self.postgres = database is not None
        self.workers = workers
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        admin.init(data, database, files)
        self._names = itertools.count(1)
        self.start()

    @classmethod
    def over(cls, data: Path) -> Served:
        """A server over a province that is there already."""
        made = cls.__new__(cls)
        made.data, made.workers, made.port = data, 1, free_port()
        made.url = f"http://127.0.0.1:{made.port}"
        made.start()
        return made

    def start(self) -> None:
        """Start the process, and wait until it answers."""
        code = _SERVE.format(data=str(self.data), port=self.port, workers=self.workers)
        with (self.data / "test.log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-c", code], stdout=log, stderr=log, cwd=Path.cwd(),
                                            env=os.environ.copy())  # fmt: skip
        try:
            self._wait_for_an_answer()
        except BaseException:
            self.process.kill()  # nobody else would end it
            raise

    def _wait_for_an_answer(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                if httpx.get(f"{self.url}/v1/health", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, (self.data / "test.log").read_text()
            assert time.monotonic() < until, (self.data / "test.log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        self.process.terminate()
        self.process.wait(30)

    def user(self, role: str = "officer", region: str = "520121") -> str:
        """A new account's name."""
        name = f"员{next(self._names)}"
        admin.add_user(self.data, name, role, region, PASSWORD)
        return name

    def peer(self, region: str = "520121", role: str = "officer", user: str = "") -> Peer:
        """A new account's desk."""
        return Peer(self, user or self.user(role, region), region)


class Peer:
    """A desk as the wire sees it: numbers its changes, keeps its cursor and the rows that it has."""

    def __init__(self, served: Served, user: str, region: str) -> None:
        self.served, self.user, self.region = served, user, region
        self.device, self.incarnation = new_id(), new_id()
        self.cursor = self.op = self.epoch = 0
        self.first: wire.First | None = None
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.http = httpx.Client(base_url=served.url, trust_env=False, timeout=60, verify=False)
        self.enrol()

    def enrol(self) -> None:
        """Get a token."""
        body = {"user": self.user, "password": PASSWORD, "device": self.device, "name": "笔记本"}
        answer = self.http.post("/v1/enrol", json=body)
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def change(self, action: str, type_name: str, record_id: str, fields: dict[str, Any], **more: Any) -> wire.Change:
        """The next change; a local transaction of its own unless ``tx`` says otherwise."""
        self.op += 1
        given = {"base": 0, "before": {}, "tx": self.op, "schema": 1, "at": 1_790_000_000_000 + self.op, **more}
        return wire.Change(op=self.op, type=type_name, id=record_id, action=action, fields=fields, **given)  # type: ignore[arg-type]

    def edit(self, type_name: str, record_id: str, **fields: Any) -> wire.Change:
        """A change of a record that this desk has, over what it has."""
        row = self.rows[type_name, record_id]
        action = "change"
        if "deleted_at" in fields:
            action = "delete" if fields["deleted_at"] else "restore"
        before = {name: row.get(name) for name in fields}
        return self.change(action, type_name, record_id, fields, base=row["version"], before=before)

    def request(self, *changes: wire.Change, **more: Any) -> wire.SyncRequest:
        """A request with these changes."""
        given = {"cursor": self.cursor, "acked": self.op - len(changes), "scope_epoch": self.epoch,
                 "first": self.first, **more}  # fmt: skip
        return wire.SyncRequest(wire.PROTOCOL, self.device, self.incarnation, changes=changes, **given)

    def post(self, request: wire.SyncRequest) -> httpx.Response:
        """Send a request as it is."""
        return self.http.post("/v1/sync", content=msgspec.json.encode(request))

    def sync(self, *changes: wire.Change, **more: Any) -> wire.SyncResponse:
        """Push, and pull everything; the first answer."""
        first = self.once(self.request(*changes, **more))
        answer = first
        while answer.more or answer.first is not None:
            answer = self.once(self.request(**more))
        return first

    def once(self, request: wire.SyncRequest) -> wire.SyncResponse:
        """One round."""
        raw = self.post(request)
        assert raw.status_code == 200, raw.text
        answer = msgspec.json.decode(raw.content, type=wire.SyncResponse)
        self.take(answer, request)
        return answer

    def take(self, answer: wire.SyncResponse, request: wire.SyncRequest) -> None:
        """What a desk does with an answer: own results, then rows."""
        for change, result in zip(request.changes, answer.results, strict=True):
            if result.status in ("applied", "merged"):
                row = self.rows.setdefault((change.type, change.id), {})
                row.update(change.fields, version=result.version)
                if result.number:
                    row["number"] = result.number
        if answer.restart:
            self.rows.clear()
        for row in answer.rows:
            if not row.present:
                self.rows.pop((row.type, row.id), None)
                continue
            values = dict(zip(answer.columns[row.type], row.values, strict=True))
            self.rows[row.type, row.id] = {**values, "version": row.version, "stamps": row.stamps}
        self.cursor, self.epoch, self.first = answer.cursor, answer.scope_epoch, answer.first

    def get(self, type_name: str, record_id: str) -> dict[str, Any]:
        """A record as this desk has it."""
        return self.rows[type_name, record_id]

    def all(self, type_name: str) -> list[dict[str, Any]]:
        """The records of a type."""
        return [row for (name, _), row in self.rows.items() if name == type_name]


def squeezed(body: bytes) -> bytes:
    """The body under zstd."""
    return zstandard.ZstdCompressor().compress(body)


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Objects]:
    """A real object store; its key is in the environment, as it would be at the province."""
    store = Objects(tmp_path_factory.mktemp("objects") / "weed")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in store.env.items():
            patch.setenv(name, value)
        yield store
    store.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A province under test: SQLite and a folder, or PostgreSQL, an object store and two workers."""
    data = tmp_path_factory.mktemp("province") / "data"
    if request.param == "sqlite":
        province = Served(data, None, workers=1)
    else:
        found = request.getfixturevalue("objects")
        province = Served(data, request.getfixturevalue("postgres")(), workers=2, files=found.url)
    yield province
    province.stop()


@pytest.fixture(scope="module")
def county() -> str:
    """A county that the tests of other modules do not use."""
    return next(COUNTIES)


@pytest.fixture(scope="module")
def officers(served: Served, county: str) -> tuple[Peer, Peer]:
    """Two officers of one county."""
    return served.peer(county), served.peer(county)


@pytest.fixture
def pair(officers: tuple[Peer, Peer]) -> tuple[Peer, Peer]:
    """Both officers up to date, and their changes counted from 1 again."""
    for peer in officers:
        peer.incarnation, peer.op = new_id(), 0
        peer.http.headers.pop("Accept-Language", None)
        peer.sync()
    return officers
