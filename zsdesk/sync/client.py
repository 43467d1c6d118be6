"""The desk's sync: enrol, then rounds of push and pull, then files, then the texts into the index.

``sync`` runs on the network thread; all work on the database goes through ``call``, which runs it
on the desk's own thread, so that the database is never held while the network is waited for.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.acts import catalogues
from zsdesk.catalogue import read, write
from zsdesk.desk import FIRST_REGION, Desk
from zsdesk.errors import Locked, Offline, Refused, Unauthorized
from zsdesk.kinds import Target
from zsdesk.signing import trust
from zsdesk.store import again, settings
from zsdesk.store import catalogues as drafts
from zsdesk.store.index import any_waiting, index_waiting
from zsdesk.store.work import unsettled
from zsdesk.sync import arriving, files, published, removal, repair, templates, wire
from zsdesk.sync.rounds import Tally, rounds
from zsdesk.sync.steps import Call, Local, Plan, Progress, Talk, direct, drive, inside
from zsdesk.sync.transport import Transport, checked_url


class SyncResult(NamedTuple):
    """What a sync did; ``bytes`` counts bodies in both directions, as they travelled.

    ``returned`` are all changes that the province refused and that wait for the officer, also those of before.
    """

    pushed: int
    pulled: int
    conflicts: int
    quarantined: int
    returned: int
    requests: int
    bytes: int
    touched: tuple[Target, ...]


class Compared(NamedTuple):
    """What a comparison found, with its requests and their bytes in both directions, as they travelled."""

    repair: repair.Repair
    requests: int
    bytes: int


class Link(NamedTuple):
    """Where the desk is enrolled, and the token that speaks for it."""

    url: str
    token: str
    root: str


def enrol(
    desk: Desk, url: str, user: str, password: str, *, root: str = "", call: Call = direct,
    connect: Callable[..., Transport] = Transport,
) -> None:  # fmt: skip
    """Enrol this desk at the province; the password is not kept.

    ``Refused`` where the desk belongs to another province or has unsent work of another officer.
    """
    address = checked_url(url)
    if not user.strip() or not password:
        raise Refused("Give the account and its password; nothing was sent.")
    device = call(inside, desk, _may_enrol, address, user)
    with connect(address, root=root) as transport:
        asked = call(trust.ask, desk, user)
        body = wire.EnrolRequest(user, password, device, platform.node()[:200], asked)
        try:
            answer = transport.post("/v1/enrol", body, wire.EnrolResponse)
        except Unauthorized as error:
            raise Unauthorized("{why}. Nothing was enrolled.", why=error.values["why"]) from None
        except Offline as error:
            if "why" not in error.values:
                raise
            raise Offline("This desk could not be enrolled ({why}). Everything stays here; try again.",
                          why=error.values["why"]) from None  # fmt: skip
    call(_enrolled, desk, address, root, answer)


def _may_enrol(connection: Connection, url: str, user: str) -> str:
    server, officer = settings.get(connection, "server"), settings.get(connection, "user")
    waiting = unsettled(connection) + files.unsent(connection)
    if server and server != url and (waiting or int(settings.get(connection, "cursor", "0"))):
        raise Refused("This desk belongs to {server}. Make a new desk for {url}; this one stays as it is.",
                      server=server, url=url)  # fmt: skip
    if server and officer and officer != user and waiting:
        raise Refused("{count} changes of {officer} are not sent yet: sync them first, then enrol as {user}.",
                      count=waiting, officer=officer, user=user)  # fmt: skip
    return settings.get(connection, "device")


def _enrolled(desk: Desk, url: str, root: str, answer: wire.EnrolResponse) -> None:
    desk.vault.put("token", answer.token.encode())
    trust.keep_own(desk, ())  # another officer's certificate is none of this one's
    trust.take(desk, answer.certificates)
    with desk.transaction() as connection:
        fresh = not settings.get(connection, "server")
        others = settings.get(connection, "user") not in ("", answer.user)
        settings.put(connection, server=url, root=root, role=answer.role, logged_out="")
        published.trust(connection, answer.catalogue_key)
        settings.put(connection, sealing_key="")  # another province may have another one
        if fresh or not settings.get(connection, "server_epoch"):
            settings.put(connection, server_epoch=answer.server_epoch)
        if others and not fresh:  # another officer sees other records: what is not his leaves this desk
            removal.begin(connection)
        if fresh:
            arriving.take_region(connection, {FIRST_REGION, desk.region}, answer.region)
        if fresh or others:
            settings.put(connection, first=msgspec.json.encode(wire.First()).decode())
    desk.set_profile(user=answer.user, region=answer.region)


def link(desk: Desk) -> Link:
    """The desk's enrolment; ``Refused`` where it has none."""
    with desk.transaction() as connection:
        url, root = settings.get(connection, "server"), settings.get(connection, "root")
        ended = settings.get(connection, "logged_out")
    token = desk.vault.get("token") if url else None
    if not url:
        raise Refused("This desk is not enrolled at a province yet. Enrol it with your account; work goes on without.")
    if token is None and ended:
        raise Unauthorized("This desk is logged out. Enrol it again with your account; nothing is lost.")
    if token is None:
        raise Locked("The token of this desk is not in the keyring. Enrol it again; nothing is lost.")
    return Link(url, token.decode(), root)


def sync(
    desk: Desk,
    *,
    call: Call = direct,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    index: bool = True,
    connect: Callable[..., Transport] = Transport,
) -> SyncResult:
    """Push what waits, pull what is new, then move files; may be broken off at any point and begun again.

    Names are found as soon as their rows are in; with ``index`` the texts are indexed at the end.

    Raises ``Offline``, ``Unauthorized`` or ``Refused``; whatever was received until then is kept.
    """
    where = call(link, desk)
    tally = Tally()
    with connect(where.url, where.token, root=where.root) as transport:
        plan = course(desk, tally, progress or (lambda _progress: None), cancelled or (lambda: False), index=index)
        drive(plan, desk, transport, call)
        requests, size = transport.requests, transport.bytes
    returned = len(call(inside, desk, again.parked))
    touched = tuple(dict.fromkeys(tally.touched))
    return SyncResult(tally.pushed, tally.pulled, tally.conflicts, tally.quarantined, returned, requests, size, touched)


def publish(
    desk: Desk, text: str, *, call: Call = direct, connect: Callable[..., Transport] = Transport
) -> int:  # fmt: skip
    """Publish a catalogue as the province's next version; the version.

    ``Refused`` where something in it is wrong, the account may not, or somebody published meanwhile.
    """
    made = read(text)
    where = call(link, desk)
    with connect(where.url, where.token, root=where.root) as transport:
        answer = transport.post("/v1/catalogue", wire.ToPublish(text), wire.Published)
    call(inside, desk, published.take_in, (answer,))
    return made.version


def publish_template(
    desk: Desk, kind: str, text: str, *, call: Call = direct, connect: Callable[..., Transport] = Transport
) -> int:  # fmt: skip
    """Publish a template of a kind of papers for the whole province; its number.

    ``Refused`` with the line of what is wrong in it, or where the account may not.
    """
    where = call(link, desk)
    with connect(where.url, where.token, root=where.root) as transport:
        answer = transport.post("/v1/template", wire.ToPublishTemplate(kind, text), wire.PublishedTemplate)
    call(inside, desk, templates.take_in, desk.folder / "templates", (answer,))
    return answer.number


def publish_draft(desk: Desk, *, call: Call = direct, connect: Callable[..., Transport] = Transport) -> int:
    """Publish the draft that is edited on this desk, over what was published meanwhile; the version.

    ``Refused`` as by ``publish``; the draft stays then.
    """
    call(desk.do, catalogues.begin)
    found = call(desk.read, drafts.draft)
    assert found is not None
    version = publish(desk, write(found.made), call=call, connect=connect)
    call(desk.do, catalogues.discard)
    return version


def compare(desk: Desk, *, call: Call = direct, connect: Callable[..., Transport] = Transport) -> Compared:
    """Compare everything on this desk with what the province has for it, and mend what differs (point 23)."""
    where = call(link, desk)
    with connect(where.url, where.token, root=where.root) as transport:
        found = repair.compare(desk, transport, call)
        call(removal.erase, desk)
        return Compared(found, transport.requests, transport.bytes)


def course(
    desk: Desk, tally: Tally, tell: Callable[[Progress], None], stop: Callable[[], bool], *, index: bool = True
) -> Plan[None]:
    """The whole of a sync as a plan: the rounds, the files, the texts into the index."""
    yield from rounds(tally, tell, stop)
    due: Due = yield Local(look_round)
    if due.certificate and not stop():
        yield Talk(renew)
    if due.files and not stop():
        tally.touched += yield Talk(files.move, (tell, stop))
    if due.comparison and not stop():
        tally.touched += yield Talk(repair.quietly)
    if due.erasure or due.comparison:
        yield Local(removal.erase)
    while index and any(due) and not stop() and (yield Local(inside, (index_waiting, 200))):
        tell(Progress("index", 0, 0))
    if any(due):
        yield Local(_finished)


class Due(NamedTuple):
    """What is left to do after the rounds."""

    certificate: bool
    files: bool
    comparison: bool
    erasure: bool
    texts: bool


def look_round(desk: Desk) -> Due:
    """One look at all that may be left to do; where nothing is, as in most rounds, the sync is finished."""
    now = desk.clock.now_ms()
    desk.blobs.sweep(now / 1000)
    with desk.transaction(durable=False) as connection:
        due = Due(
            trust.is_due(desk, connection), files.is_due(connection, now), repair.is_due(connection, now),
            removal.is_due(connection), any_waiting(connection),
        )  # fmt: skip
        if not any(due):
            settings.put(connection, last_sync=str(now))
    return due


def renew(desk: Desk, transport: Transport, call: Call) -> None:
    """Another certificate, for a key that is made here; where the province issues none, the next sync asks again."""
    body = wire.CertificateRequest(call(trust.ask, desk, desk.user))
    with suppress(Refused):
        call(trust.take, desk, transport.post("/v1/certificate", body, wire.CertificateResponse).certificates)


def _finished(desk: Desk) -> None:
    with desk.transaction(durable=False) as connection:
        settings.put(connection, last_sync=str(desk.clock.now_ms()))
