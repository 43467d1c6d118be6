"""Run the provincial server: worker processes, sockets, logs."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import shutil
import sys
from pathlib import Path

import uvicorn
from litestar import Litestar
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from zsdesk.errors import Refused
from zsdesk.paths import keep_private
from zsdesk.server import settings
from zsdesk.server.app import make_app
from zsdesk.server.logs import JsonLines
from zsdesk.server.metrics import FOLDER_VARIABLE
from zsdesk.server.starting import started

_DATA_VARIABLE = "ZSDESK_SERVER_DATA"
GRACE_SECONDS = 20
"""How long a stopping server waits for the requests that it is answering."""
HUNG_SECONDS = 30
"""How long a worker may be silent before it is killed and begun anew; so long also one may go unnoticed that dies
while it is asked.

With the framework's own 5 seconds a machine that is busy never gets its workers started: each is killed while it still
loads its libraries, and the next one makes the machine busier (seen on two cores with a load of 20).
"""


def run(
    data: Path, *, host: str = "127.0.0.1", port: int = 8760, workers: int = 1, certfile: Path | None = None,
    keyfile: Path | None = None,
) -> None:  # fmt: skip
    """Serve the province in ``data`` until told to stop; ``Refused`` where it cannot be served so.

    Without a certificate only this machine itself is served.
    """
    found = settings.load(data)
    if not _loopback(host) and (certfile is None or keyfile is None):
        raise Refused("Desks on other machines need https: give the certificate and its key, or serve 127.0.0.1 only.")
    for path in (certfile, keyfile):
        if path is not None and not path.is_file():
            raise Refused("There is no file {path}.", path=path)
    if workers > 1 and found.database.startswith("sqlite"):
        raise Refused("SQLite has one writer: serve with one worker, or give the province a PostgreSQL database.")
    os.umask(0o077)  # what this process and its workers write is this account's only
    keep_private(data.parent, data.name)
    keep_private(data, *settings.PLAIN)
    os.environ[_DATA_VARIABLE] = str(data.resolve())
    if workers > 1:
        os.environ[FOLDER_VARIABLE] = str(_counters(data))
    uvicorn.run(
        "zsdesk.server.run:application", factory=True, http=Connection, host=host, port=port, workers=workers,
        ssl_certfile=certfile, ssl_keyfile=None if keyfile is None else str(keyfile),
        log_config=None, access_log=False, server_header=False, date_header=True,
        timeout_graceful_shutdown=GRACE_SECONDS, timeout_worker_healthcheck=HUNG_SECONDS,
        timeout_keep_alive=75, h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip


class Connection(HttpToolsProtocol):
    """A desk's connection; while it is idle, a server that stops ends it at once.

    Desks keep connections open between two syncs: over TLS the server would wait for the farewell of each.
    """

    def shutdown(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()


def _counters(data: Path) -> Path:
    """An empty folder in which the workers count."""
    folder = data.resolve() / "run" / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def application() -> Litestar:
    """The application of a worker process, over the folder that ``run`` was given."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # A batch makes tens of thousands of objects that all live to its end: collect less often.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    return started(lambda: make_app(settings.load(Path(os.environ[_DATA_VARIABLE]))))


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
