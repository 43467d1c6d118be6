"""The provincial server's application: its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import msgspec
from litestar import Litestar, Response, get, post
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import JSONBody, Parameter

from zsdesk import __version__
from zsdesk.clock import Clock
from zsdesk.ids import is_id
from zsdesk.server import blobs, feed, identity, metrics, past, publishing, templates
from zsdesk.server.authority import Authority
from zsdesk.server.database import Database
from zsdesk.server.digests import DIGESTS
from zsdesk.server.exchange import exchange
from zsdesk.server.figures import figures
from zsdesk.server.files import FILES
from zsdesk.server.http import FOR_DESKS, PROBLEMS, WireRequest, answer, on_error
from zsdesk.server.journal import copied
from zsdesk.server.limits import limited
from zsdesk.server.logs import logged
from zsdesk.server.problems import Stop
from zsdesk.server.settings import Settings, opened
from zsdesk.sync import wire


@get("/v1/health", sync_to_thread=True, tags=["upkeep"], responses=PROBLEMS)
def health(request: WireRequest) -> Response[dict[str, str]]:
    """Whether the province works: its database answers."""
    database: Database = request.app.state.database
    with database.read() as connection:
        feed.head(database, connection)
    return answer(request, {"status": "ok", "version": __version__})


@get("/v1/live", sync_to_thread=False, tags=["upkeep"], responses=PROBLEMS)
def live(request: WireRequest) -> Response[dict[str, str]]:
    """Whether this process answers at all; it does not look further."""
    return answer(request, {"status": "ok", "version": __version__})


@post("/v1/enrol", sync_to_thread=True, status_code=200, tags=["desks"], responses=PROBLEMS)
def enrol(request: WireRequest, data: JSONBody[wire.EnrolRequest]) -> Response[wire.EnrolResponse]:
    """Enrol a device with an account's password; the answer holds the token that speaks for it from now on."""
    if not is_id(data.device):
        raise Stop("invalid", "“{text}” is no record's id.", text=data.device)
    state = request.app.state
    address = request.client.host if request.client else ""
    made = identity.enrol(state.database, data, address, state.attempts, state.clock)
    if data.request:
        with suppress(Stop):  # a desk is enrolled without a certificate too, and asks again when it syncs
            issued = state.authority.issue(made.user, made.role, made.region, data.device, data.request)
            made = msgspec.structs.replace(made, certificates=issued)
    return answer(request, made)


@post("/v1/certificate", sync_to_thread=True, status_code=200, tags=["desks"], **FOR_DESKS)
def certificate(request: WireRequest, data: JSONBody[wire.CertificateRequest]) -> Response[wire.CertificateResponse]:
    """Another certificate, before the desk's own has expired, for another key that was made on the desk."""
    account, device = request.user.account, request.user.device
    authority: Authority = request.app.state.authority
    issued = authority.issue_again(account.name, account.role, account.region, device, data.request)
    return answer(request, wire.CertificateResponse(issued))


@get("/v1/trust", sync_to_thread=True, tags=["desks"], responses=PROBLEMS)
def trust(request: WireRequest) -> Response[wire.Trust]:
    """The province's certificates and the list of the revoked ones: public, for whoever checks a signature."""
    found = request.app.state.authority.trust(-1)
    if found is None:
        raise Stop("not_found", "The province issues no certificates at the moment; papers can be made unsigned.")
    return answer(request, found)


@get("/v1/me", sync_to_thread=False, tags=["desks"], **FOR_DESKS)
def me(request: WireRequest) -> Response[dict[str, str]]:
    """Whom the token speaks for."""
    account = request.user.account
    return answer(request, {"user": account.name, "role": account.role, "region": account.region,
                            "unit": account.unit, "device": request.user.device})  # fmt: skip


@post("/v1/revoke", sync_to_thread=True, status_code=204, tags=["desks"], **FOR_DESKS)
def revoke(request: WireRequest) -> None:
    """End this token: the desk has to enrol again."""
    identity.revoke(request.app.state.database, request.user)


@post("/v1/sync", sync_to_thread=True, status_code=200, tags=["sync"], **FOR_DESKS)
def sync(request: WireRequest, data: JSONBody[wire.SyncRequest]) -> Response[wire.SyncResponse]:
    """Push changes and pull what is new, in one request."""
    state = request.app.state
    found = exchange(state.database, request.user, data, state.clock, request.speech)
    metrics.synced(found)
    newer = state.authority.trust(data.trust)
    return answer(request, found if newer is None else msgspec.structs.replace(found, trust=newer))


@post("/v1/catalogue", sync_to_thread=True, status_code=200, tags=["catalogue"], **FOR_DESKS)
def catalogue(request: WireRequest, data: JSONBody[wire.ToPublish]) -> Response[wire.Published]:
    """Publish the next version of the mechanism's catalogue, signed; for administrators of the province."""
    state = request.app.state
    return answer(request, publishing.publish(state.database, request.user.account, data.text, state.clock))


@post("/v1/template", sync_to_thread=True, status_code=200, tags=["template"], **FOR_DESKS)
def template(request: WireRequest, data: JSONBody[wire.ToPublishTemplate]) -> Response[wire.PublishedTemplate]:
    """Publish a template of a kind of papers, signed; for administrators of the province."""
    state = request.app.state
    return answer(request, templates.publish(state.database, request.user.account, data.kind, data.text, state.clock))


@get("/v1/records/{type_name:str}/{record_id:str}/history", sync_to_thread=True, tags=["records"], **FOR_DESKS)
def records_history(
    request: WireRequest, type_name: str, record_id: str, before: Annotated[int, Parameter(ge=0, le=1 << 62)] = 0
) -> Response[past.History]:
    """Every version of a record, newest first, a page at a time."""
    if not is_id(record_id):
        raise past.not_here()
    database: Database = request.app.state.database
    with database.read() as connection:
        found = past.history(database, connection, request.user.account, type_name, record_id, before)
    return answer(request, found)


UPKEEP = (health, live, metrics.metrics)
DESKS = (enrol, certificate, trust, me, revoke)


def state(settings: Settings, database: Database, clock: Clock) -> dict[str, object]:
    """What the routes work on: one province's database, files, keys and clock."""
    return {
        "database": database, "clock": clock, "attempts": identity.Attempts(), "store": opened(settings),
        "secret": blobs.secret(database), "authority": Authority(database, settings.data, clock),
    }  # fmt: skip


def make_app(settings: Settings, *, clock: Clock | None = None) -> Litestar:
    """The application over a province's data; its database is brought to today's form first."""
    database = Database(settings)
    database.upgrade()
    kept = state(settings, database, clock or Clock())
    publishing.public_key(database)

    @asynccontextmanager
    async def life(app: Litestar) -> AsyncIterator[None]:
        app.state.update(kept)
        metrics.forget_the_dead()
        async with copied(database):
            yield
        database.close()

    return Litestar(
        [*UPKEEP, *DESKS, sync, catalogue, template, records_history, figures, *FILES, *DIGESTS],
        lifespan=[life],
        middleware=[logged, limited],
        request_class=WireRequest,
        exception_handlers={Exception: on_error},
        openapi_config=OpenAPIConfig(
            title="zsdesk province",
            version=__version__,
            path="/schema",
            render_plugins=[JsonRenderPlugin()],
            use_handler_docstrings=True,
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        ),
        logging_config=None,
    )
