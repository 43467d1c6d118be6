"""A province with officers and their enrolled desks, made once per process; each session plays on copies."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Litestar

from tests.simulation.line import Gate, Line, Network
from zsdesk import ids
from zsdesk.acts import records
from zsdesk.clock import Clock
from zsdesk.desk import Desk
from zsdesk.server import admin, settings
from zsdesk.server.app import make_app, state
from zsdesk.server.database import Database
from zsdesk.store import raw
from zsdesk.sync import client, wire

OFFICERS = (
    ("甲", "officer", "520121"),
    ("乙", "officer", "520121"),
    ("丙", "officer", "520122"),
    ("丁", "supervisor", "520100"),
    ("戊", "administrator", "520000"),
)
"""Name, role, region: two of one county, one of the next, their prefecture, the province."""

SHARED = (("lead", "title"), ("company", "name"), ("negotiation", "topics"), ("project", "name"))
"""What both counties have one of when a session begins, for several officers to work on at once."""

BEGAN_MS = 1_795_000_000_000
"""The first moment of every session, in November 2026."""

NEWER = {"mood": "平静"}
NEWER_JSON = '{"mood":"平静"}'
"""What a program of years to come writes into leads."""

PASSWORD = "一二三四五六七八"


class MemoryVault:
    """The secrets of a simulated desk: a keyring that forgets nothing while the process lives."""

    def __init__(self, secrets: dict[str, bytes]) -> None:
        self.secrets = secrets

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def put(self, name: str, secret: bytes | None) -> None:
        if secret is None:
            self.secrets.pop(name, None)
        else:
            self.secrets[name] = secret

    def refresh(self) -> None:
        """Nobody else puts anything."""


class Template(NamedTuple):
    """Where the copies are taken from."""

    folder: Path
    app: Litestar
    gate: Gate
    vaults: tuple[dict[str, bytes], ...]
    newer: frozenset[str]
    """The records that have a field of a newer program."""

    def desk(self, number: int, *, sealed: bool) -> Path:
        """The folder of an officer's desk, its database sealed or plain."""
        return self.folder / f"{'desk' if sealed else 'plain'}-{number}"

    @property
    def province(self) -> Path:
        """The folder of the province."""
        return self.folder / "province"


def make(folder: Path) -> Template:
    """The province and the desks, each enrolled, with a few records that all of their scope have."""
    os.environ["ZSDESK_PASSPHRASE"] = "simulation"
    ids.draw_from(lambda: BEGAN_MS * 1_000_000, random.Random(0).randbytes)
    admin.init(folder / "province")
    for name, role, region in OFFICERS:
        admin.add_user(folder / "province", name, role, region, PASSWORD)
    given = settings.load(folder / "province")
    app = make_app(given)
    database = Database(given)
    hand_over(app, given, database, Clock())
    gate = Gate(app)
    network = Network(gate, random.Random(0), Counter())
    network.rough = False
    desks = [_enrolled(folder / f"desk-{number}", name, network) for number, (name, _, _) in enumerate(OFFICERS)]
    for number in (0, 2):
        for kind, title in SHARED:
            desks[number].do(records.create, kind, {title: "示例"})
    for desk in desks:
        client.sync(desk, connect=lambda _url, token="", root="": Line(network, token))
    newer = _from_the_future(desks[-1], network)
    for desk in desks:
        client.sync(desk, connect=lambda _url, token="", root="": Line(network, token))
    vaults = [{key: desk.vault.get(key) or b"" for key in ("key", "token")} for desk in desks]
    for number, desk in enumerate(desks):
        _unseal(desk, folder / f"plain-{number}")
        desk.close()
    database.close()
    return Template(folder, app, gate, tuple(vaults), newer)


def _enrolled(folder: Path, name: str, network: Network) -> Desk:
    desk = Desk.create(folder)
    client.enrol(desk, "http://127.0.0.1", name, PASSWORD, connect=lambda _url, token="", root="": Line(network, token))
    return desk


def _unseal(desk: Desk, folder: Path) -> None:
    """The same desk once more, in ``folder``, with a database that needs no key."""
    desk.truncate_journal()
    copied(desk.folder, folder)
    plain = folder / "desk.db"
    plain.unlink()
    with desk.engine.connect() as connection:
        disk: Any = connection.connection.driver_connection
        disk.execute("ATTACH ? AS plain KEY ''", (str(plain),))
        disk.execute("SELECT sqlcipher_export('plain')")
        disk.execute("DETACH plain")


def _from_the_future(desk: Desk, network: Network) -> frozenset[str]:
    """A newer program of the administrator writes a field that no desk of today knows; into which records."""
    with desk.engine.connect() as connection:
        leads = [row[0] for row in raw.fetch(connection, "SELECT id FROM lead ORDER BY id")]
    line = Line(network, (desk.vault.get("token") or b"").decode())
    changes = tuple(
        wire.Change(op, op, "lead", lead, "change", 1, 99, BEGAN_MS, dict(NEWER), {})
        for op, lead in enumerate(leads, 1)
    )
    request = wire.SyncRequest(wire.PROTOCOL, desk.device, ids.new_id(), changes=changes)
    assert {result.status for result in line.post("/v1/sync", request, wire.SyncResponse).results} == {"applied"}
    return frozenset(leads)


def hand_over(app: Litestar, given: settings.Settings, database: Database, clock: Clock) -> None:
    """Let the application serve this province from now on."""
    app.state.update(state(given, database, clock))


def copied(source: Path, target: Path) -> Path:
    """A copy of a folder, as it lies on the disk at this moment."""
    return Path(shutil.copytree(source, target, copy_function=shutil.copyfile))
