"""What the province counts, in Prometheus' text format; never whose, only how many and how long.

Several worker processes count into files of one folder, and any of them tells the sum (``PROMETHEUS_MULTIPROC_DIR``,
set before this module is loaded).
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path

from litestar import Response, get
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from zsdesk.server import feed
from zsdesk.server.database import Database
from zsdesk.server.http import WireRequest
from zsdesk.server.problems import Stop
from zsdesk.sync.wire import SyncResponse

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
TOKEN_VARIABLE = "ZSDESK_METRICS_TOKEN"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

requests = Counter("zsdesk_requests_total", "Requests answered.", ("route", "method", "status"))
seconds = Histogram("zsdesk_request_seconds", "From the first byte to the last.", ("route",), buckets=_SECONDS)
received = Counter("zsdesk_received_bytes_total", "Bytes of bodies that came, as they travelled.")
sent = Counter("zsdesk_sent_bytes_total", "Bytes of bodies that went, as they travelled.")
under_way = Gauge("zsdesk_requests_under_way", "Requests being answered now.", multiprocess_mode="livesum")
refused = Counter("zsdesk_refused_total", "Requests that a limit turned away.", ("limit",))
changes = Counter("zsdesk_changes_total", "Changes of desks, by what became of them.", ("status",))
rows = Counter("zsdesk_rows_total", "Records that went to desks.")


def answered(route: str, method: str, status: int, took: float, size: int) -> None:
    """Count an answer: seconds, and bytes of its body."""
    requests.labels(route, method, str(status)).inc()
    seconds.labels(route).observe(took)
    sent.inc(size)


def forget_the_dead() -> None:
    """Take out what ended workers said of the present."""
    folder = os.environ.get(FOLDER_VARIABLE)
    for path in Path(folder).glob("gauge_live*_*.db") if folder else ():
        pid = path.stem.rsplit("_", 1)[1]
        if not Path(f"/proc/{pid}").exists():
            path.unlink(missing_ok=True)


def synced(response: SyncResponse) -> None:
    """Count a round with a desk."""
    for result in response.results:
        changes.labels(result.status).inc()
    rows.inc(len(response.rows))


@get("/metrics", sync_to_thread=True, tags=["upkeep"], media_type="text/plain")
def metrics(request: WireRequest) -> Response[bytes]:
    """The counters, for this machine's own collector or for one that shows ZSDESK_METRICS_TOKEN as a bearer."""
    _refuse_strangers(request)
    registry = CollectorRegistry()
    if os.environ.get(FOLDER_VARIABLE):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    return Response(counted + generate_latest(_of_the_database(request)), media_type=CONTENT_TYPE_LATEST)


def _refuse_strangers(request: WireRequest) -> None:
    wanted = os.environ.get(TOKEN_VARIABLE, "")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if wanted:
        allowed = secrets.compare_digest(given.encode(), wanted.encode())
    else:
        allowed = request.client is not None and _here(request.client.host)
    if not allowed:
        raise Stop("not_found", "The province has no answer to this request.")


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _of_the_database(request: WireRequest) -> CollectorRegistry:
    """What is asked when somebody looks."""
    database: Database = request.app.state.database
    registry = CollectorRegistry()
    with database.read() as connection:
        devices = database.fetch(connection, "SELECT count(*) FROM device WHERE revoked = 0")[0][0]
        parked = database.fetch(connection, "SELECT count(*) FROM parked")[0][0]
        Gauge("zsdesk_feed_number", "The newest transaction's number.", registry=registry).set(
            feed.head(database, connection)
        )
    Gauge("zsdesk_devices", "Desks that are enrolled.", registry=registry).set(devices)
    Gauge("zsdesk_parked_records", "Records whose creation was refused.", registry=registry).set(parked)
    return registry
