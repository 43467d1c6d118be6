"""The routes of files: how much is here, another piece, a proof instead of the bytes, the bytes; previews."""

from __future__ import annotations

import re
from typing import Annotated, Any

from anyio import to_thread
from litestar import Response, get, head, patch, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, Parameter
from litestar.response import Stream

from zsdesk.rules.rights import Account, may_write
from zsdesk.server import blobs, previews
from zsdesk.server.database import Database
from zsdesk.server.http import FOR_DESKS, WireRequest, answer
from zsdesk.server.problems import Stop
from zsdesk.server.stores import Store
from zsdesk.sync.wire import LARGEST_PIECE, BlobState, Previews, Proof, Wanted

_SHA256 = re.compile(r"[0-9a-f]{64}")


@head("/v1/blobs/{sha256:str}", tags=["files"], **FOR_DESKS)
async def blob_state(request: WireRequest, sha256: str) -> Response[None]:
    """How much of a file is here from this account (``Upload-Offset``, ``Upload-Complete``).

    ``Upload-Challenge`` is the key for a proof that the desk holds the file, which may spare sending it.
    """
    account = request.user.account
    state = request.app.state
    found = await to_thread.run_sync(_state, request, account, _checked(sha256))
    given = blobs.challenge(state.secret, account, sha256, state.clock.now_ms())
    return Response(None, headers={**_headers(found), "Upload-Challenge": given})


def _state(request: WireRequest, account: Account, sha256: str) -> BlobState:
    database: Database = request.app.state.database
    with database.read() as connection:
        holds = account.name in blobs.held_by(database, connection, sha256)
    size = _store(request).size(sha256) if holds else None
    if size is not None:
        return BlobState(sha256, size, True)
    return BlobState(sha256, _store(request).arrived(blobs.area(account), sha256), False)


@patch("/v1/blobs/{sha256:str}", tags=["files"], **FOR_DESKS)
async def send_piece(
    request: WireRequest,
    sha256: str,
    upload_offset: Annotated[int, Parameter(header="Upload-Offset", ge=0, le=1 << 62)],
    upload_length: Annotated[int, Parameter(header="Upload-Length", ge=0, le=1 << 62)],
) -> Response[BlobState]:
    """Send the next bytes of a file; the last ones complete it, where it is what its name says.

    What arrived of a piece whose connection was cut is kept: the next one begins behind it.
    """
    await to_thread.run_sync(_may_send, request, _checked(sha256), upload_length)
    piece = await request.piece(LARGEST_PIECE)
    return await to_thread.run_sync(_append, request, sha256, upload_offset, upload_length, piece)


def _may_send(request: WireRequest, sha256: str, size: int) -> None:
    """Only files of records that are here are taken: nobody fills the province's disks with anything else.

    A department sends those that it attached to its own answers.
    """
    account = request.user.account
    if size > blobs.LARGEST:
        raise Stop("too_large", "The file is larger than {mib} MiB; share it another way.", mib=blobs.LARGEST >> 20)
    database: Database = request.app.state.database
    with database.read() as connection:
        wrote = blobs.authors(database, connection, account, [sha256]).get(sha256, frozenset())
        if not (wrote and (may_write(account) or account.name in wrote)) and not blobs.sent_by(
            database, connection, account, sha256
        ):
            raise Stop("not_found", "The province has no record of this file yet; the file follows its record.")


def _append(request: WireRequest, sha256: str, offset: int, size: int, piece: bytes) -> Response[BlobState]:
    account, store = request.user.account, _store(request)
    state = _state(request, account, sha256)
    if not state.complete:
        if offset + len(piece) > size:
            raise Stop("invalid", "More bytes came than the file has.")
        arrived = store.append(blobs.area(account), sha256, offset, piece)
        state = BlobState(sha256, arrived, arrived == size)
        if state.complete:
            if not store.finish(blobs.area(account), sha256):
                raise Stop("offset", "The file arrived damaged; the desk sends it again by itself.", status=422,
                           expected=0)  # fmt: skip
            _note(request, sha256, size)
    response = answer(request, state)
    response.headers.update(_headers(state))
    return response


def _note(request: WireRequest, sha256: str, size: int) -> None:
    state = request.app.state
    database: Database = state.database
    database.again(lambda: blobs.note(database, sha256, size, request.user.account.name, state.clock.now_ms()))


@post("/v1/blobs/{sha256:str}/proof", sync_to_thread=True, status_code=200, tags=["files"], **FOR_DESKS)
def prove(request: WireRequest, sha256: str, data: JSONBody[Proof]) -> Response[BlobState]:
    """Prove to hold a file instead of sending it.  404 where it has to be sent, whatever the reason."""
    _may_send(request, _checked(sha256), 0)
    state, store = request.app.state, _store(request)
    now = state.clock.now_ms()
    if not blobs.proves(state.secret, store, request.user.account, sha256, data.challenge, data.answer, now):
        raise Stop("not_found", "The province has no such file yet.")
    size = store.size(sha256) or 0
    _note(request, sha256, size)
    return answer(request, BlobState(sha256, size, True))


@get("/v1/blobs/{sha256:str}", sync_to_thread=True, tags=["files"], **FOR_DESKS)
def blob(request: WireRequest, sha256: str) -> Stream:
    """The bytes of a file that a record in the account's region has; ``Range`` asks for a part of them."""
    database: Database = request.app.state.database
    with database.read() as connection:
        seen = blobs.visible(database, connection, request.user.account, _checked(sha256))
    size = _store(request).size(sha256) if seen else None
    if size is None:
        raise Stop("not_found", "The province has no such file yet.")
    part = blobs.ranged(request.headers.get("range", ""), size)
    start, end = part or (0, size)
    headers = {"Content-Length": str(end - start), "Accept-Ranges": "bytes", "ETag": f'"{sha256}"',
               "Cache-Control": "private, immutable"}  # fmt: skip
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Stream(
        _store(request).chunks(sha256, start, end), status_code=200 if part is None else 206, headers=headers,
        media_type="application/octet-stream",
    )  # fmt: skip


# -- previews ----------------------------------------------------------------------------------


@put("/v1/previews", tags=["files"], **FOR_DESKS)
async def send_previews(request: WireRequest, data: JSONBody[Previews]) -> Response[Wanted]:
    """Send small pictures of files, before the files; the answer names those that were kept."""
    # Of several handlers of one path the framework runs only the last one in a thread by itself.
    return await to_thread.run_sync(_keep_previews, request, data)


def _keep_previews(request: WireRequest, data: Previews) -> Response[Wanted]:
    account = request.user.account
    database: Database = request.app.state.database
    return answer(request, Wanted(database.again(lambda: previews.keep(database, account, data.previews))))


@post("/v1/previews", sync_to_thread=True, status_code=200, tags=["files"], **FOR_DESKS)
def ask_previews(request: WireRequest, data: JSONBody[Wanted]) -> Response[Previews]:
    """The small pictures of these files, as far as they are there and the account sees their records."""
    database: Database = request.app.state.database
    with database.read() as connection:
        return answer(request, Previews(previews.of(database, connection, request.user.account, data.files)))


def _store(request: WireRequest) -> Store:
    found: Store = request.app.state.store
    return found


def _checked(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise Stop("invalid", "“{text}” is no SHA-256 of a file.", text=sha256[:100])
    return sha256


def _headers(state: BlobState) -> dict[str, Any]:
    return {"Upload-Offset": str(state.offset), "Upload-Complete": "?1" if state.complete else "?0",
            "Cache-Control": "no-store"}  # fmt: skip


FILES: list[HTTPRouteHandler] = [blob_state, send_piece, prove, blob, send_previews, ask_previews]
