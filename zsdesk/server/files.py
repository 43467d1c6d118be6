"""The routes of files: how much is here, another piece, the bytes."""

from __future__ import annotations

import re
from typing import Annotated, Any

from anyio import to_thread
from litestar import Response, get, head, patch
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Stream

from zsdesk.clock import Clock
from zsdesk.rules.rights import may_write
from zsdesk.server import blobs
from zsdesk.server.blobs import Blobs
from zsdesk.server.database import Database
from zsdesk.server.http import PROBLEMS, WireRequest, answer, authenticated
from zsdesk.server.problems import Stop
from zsdesk.sync.wire import BlobState

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SECURED: list[dict[str, list[str]]] = [{"token": []}]


@head("/v1/blobs/{sha256:str}", guards=[authenticated], security=_SECURED, tags=["files"], responses=PROBLEMS)
async def blob_state(request: WireRequest, sha256: str) -> Response[None]:
    """How many bytes of a file are here (``Upload-Offset``), and whether it is whole (``Upload-Complete``)."""
    state = await to_thread.run_sync(_blobs(request).state, _checked(sha256))
    return Response(None, headers=_headers(state))


@patch("/v1/blobs/{sha256:str}", guards=[authenticated], security=_SECURED, tags=["files"], responses=PROBLEMS)
async def send_piece(
    request: WireRequest,
    sha256: str,
    upload_offset: Annotated[int, Parameter(header="Upload-Offset", ge=0, le=1 << 62)],
    upload_length: Annotated[int, Parameter(header="Upload-Length", ge=0, le=1 << 62)],
) -> Response[BlobState]:
    """Send the next bytes of a file; the last ones complete it, where it is what its name says."""
    piece = await request.body()
    return await to_thread.run_sync(_append, request, _checked(sha256), upload_offset, upload_length, piece)


def _append(request: WireRequest, sha256: str, offset: int, size: int, piece: bytes) -> Response[BlobState]:
    account = request.user.account
    if not may_write(account):
        raise Stop("forbidden", "An account of a department reads records and does not change them.")
    if size > blobs.LARGEST:
        raise Stop("too_large", "The file is larger than {mib} MiB; share it another way.", mib=blobs.LARGEST >> 20)
    state = _blobs(request).append(sha256, offset, size, piece)
    if state.complete:
        database: Database = request.app.state.database
        clock: Clock = request.app.state.clock
        database.again(lambda: blobs.note(database, state, account.name, clock.now_ms()))
    response = answer(request, state)
    response.headers.update(_headers(state))
    return response


@get(
    "/v1/blobs/{sha256:str}",
    sync_to_thread=True,
    guards=[authenticated],
    security=_SECURED,
    tags=["files"],
    responses=PROBLEMS,
)
def blob(request: WireRequest, sha256: str) -> Stream:
    """The bytes of a file that a record in the account's region has; ``Range`` asks for a part of them."""
    database: Database = request.app.state.database
    state = _blobs(request).state(_checked(sha256))
    with database.read() as connection:
        if not state.complete or not blobs.visible(database, connection, request.user.account, sha256):
            raise Stop("not_found", "The province has no such file yet.")
    part = blobs.ranged(request.headers.get("range", ""), state.offset)
    start, end = part or (0, state.offset)
    headers = {"Content-Length": str(end - start), "Accept-Ranges": "bytes", "ETag": f'"{sha256}"',
               "Cache-Control": "private, immutable"}  # fmt: skip
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{state.offset}"
    return Stream(
        _blobs(request).chunks(sha256, start, end), status_code=200 if part is None else 206, headers=headers,
        media_type="application/octet-stream",
    )  # fmt: skip


def _blobs(request: WireRequest) -> Blobs:
    found: Blobs = request.app.state.blobs
    return found


def _checked(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise Stop("invalid", "“{text}” is no SHA-256 of a file.", text=sha256[:100])
    return sha256


def _headers(state: BlobState) -> dict[str, Any]:
    return {"Upload-Offset": str(state.offset), "Upload-Complete": "?1" if state.complete else "?0",
            "Cache-Control": "no-store"}  # fmt: skip


FILES: list[HTTPRouteHandler] = [blob_state, send_piece, blob]
