"""The desk's side of the connection: https with the system's trust store, zstd, clear errors."""

from __future__ import annotations

import atexit
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import zstandard

from zsdesk.errors import Busy, NotFound, Offline, Refused, Unauthorized
from zsdesk.sync import wire
from zsdesk.words import tr

S = TypeVar("S", bound=msgspec.Struct)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TIMEOUT = httpx.Timeout(60, connect=10)
_LIMITS = httpx.Limits(max_connections=4, max_keepalive_connections=1, keepalive_expiry=60)
"""The province keeps an idle connection for 75 seconds."""
_BROKEN = (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, socket.gaierror, ConnectionError, TimeoutError)
"""What a line may break with; other errors of the system are of this machine's disk."""
LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes after decompression; a province never sends more, so a longer answer is refused."""
LARGEST_FILE = 500 * 1024 * 1024
"""Bytes of a file; a province never has a larger one."""


class Gap(Exception):
    """The province misses changes before those that were sent: it waits for ``expected``."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


class OtherDesk(Exception):
    """Another desk used the same numbers (a cloned or restored laptop): begin a new incarnation."""


def checked_url(url: str) -> str:
    """The province's address without a trailing slash; plain http for this machine only.

    ``Refused`` otherwise: a password and a province's records do not travel in the clear.
    """
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("“{url}” is no address of a province; it begins with https://.", url=url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise Refused("“{url}” is not protected: outside this machine the address begins with https://.", url=url)
    return text


def _trust(root: str) -> ssl.SSLContext:
    """The system's trust store, and a province's own root certificate where it has one."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if root:
        try:
            context.load_verify_locations(cadata=root)
        except (ssl.SSLError, ValueError):
            raise Refused("The root certificate is no PEM text; ask the province for it again.") from None
    return context


class Answer(NamedTuple):
    """What came back: the body as it travelled, or unpacked."""

    status: int
    headers: httpx.Headers
    content: bytes


Take = Callable[[Answer, bytes], None]
"""What is done with a part of a body: the answer's head comes with each."""


class _Kept(NamedTuple):
    """A connection that the last sync left open: the next one need not knock, and shake hands, again."""

    of: tuple[str, str, str]
    client: httpx.Client


_kept: list[_Kept] = []
"""At most one; whoever takes it out has it."""


@atexit.register
def _let_go() -> None:
    """Close what was kept."""
    while _kept:
        _kept.pop().client.close()


class Transport:
    """One connection to the province; it is kept for the next one when the sync ended well."""

    def __init__(self, url: str, token: str = "", *, root: str = "") -> None:
        self.url = checked_url(url)
        self.requests = 0
        self.bytes = 0
        self.handed_over = threading.Event()
        """Set when a round's request is on its way, and only the answer is waited for."""
        self._ended = False
        self._headers = {"Accept": wire.MEDIA_TYPE, "Accept-Encoding": "zstd", "User-Agent": "zsdesk"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        # No proxies from the environment for loopback: a desk beside its server must reach it.
        self._local = urlsplit(self.url).hostname in _LOOPBACK
        self._of = (self.url, token, root)
        self._kept = next((_kept.pop(at).client for at, kept in enumerate(_kept) if kept.of == self._of), None)
        self._client = self._kept or self._open()
        self._packer = zstandard.ZstdCompressor(level=3)

    def _open(self) -> httpx.Client:
        verify: Any = _trust(self._of[2]) if self.url.startswith("https") else False
        return httpx.Client(headers=self._headers, timeout=_TIMEOUT, limits=_LIMITS, verify=verify,
                            trust_env=not self._local)  # fmt: skip

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if kind is not None or self._ended:
            self._client.close()
            return
        _let_go()
        _kept.append(_Kept(self._of, self._client))

    def post(self, path: str, body: msgspec.Struct, answer: type[S], *, method: str = "POST") -> S:
        """Send a struct, get a struct.  ``Offline``, ``Unauthorized``, ``Refused``, ``Gap`` or ``OtherDesk``."""
        raw = self._packer.compress(msgspec.json.encode(body))
        headers = {"Content-Type": wire.MEDIA_TYPE, "Content-Encoding": wire.ENCODING}
        content = self._exchange(method, path, content=raw, headers=headers).content
        try:
            return msgspec.json.decode(content, type=answer)
        except msgspec.DecodeError as error:
            raise _not_ours(self.url, error) from None

    def _exchange(self, method: str, path: str, **options: Any) -> Answer:
        self.requests += 1
        try:
            raw = self.carry(method, path, **options)
        except _BROKEN as error:
            raise Offline(
                "The province cannot be reached ({why}). "
                "Everything is saved here; it is sent when the network is back.",
                why=_why(error),
            ) from None
        self.bytes += len(options.get("content") or b"") + len(raw.content)
        answer = raw._replace(content=_unpacked(self.url, raw))
        if answer.status >= 400:
            raise _problem(self.url, answer)
        return answer

    def carry(self, method: str, path: str, *, take: Take | None = None, **options: Any) -> Answer:
        """Take a request to the province and bring its answer, both as they travel.

        With ``take`` the body of a good answer is handed over as it comes, instead of whole in the end.
        Where the province closed a kept connection meanwhile, a round is tried once more over a new one: it may be
        repeated, and is answered the same (sync point 4).
        """
        kept, self._kept = self._kept, None
        try:
            return self._carried(method, path, take, options)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if kept is None or path != "/v1/sync":
                raise
            kept.close()
            self._client = self._open()
            return self._carried(method, path, take, options)

    def _carried(self, method: str, path: str, take: Take | None, options: dict[str, Any]) -> Answer:
        if path == "/v1/sync":
            length = {"Content-Length": str(len(options["content"]))}
            options = options | {"content": self._telling(options["content"]), "headers": options["headers"] | length}
        with self._client.stream(method, self.url + path, **options) as response:
            head = Answer(response.status_code, response.headers, b"")
            if take is None or head.status >= 400:
                return head._replace(content=_bounded(response))
            for part in response.iter_raw():
                take(head, part)
            return head

    def _telling(self, content: bytes) -> Iterator[bytes]:
        yield content
        self.handed_over.set()

    def end(self) -> None:
        """End the token: it speaks for nobody any more."""
        self._ended = True
        self._exchange("POST", "/v1/revoke")

    # -- its time ------------------------------------------------------------------------------

    def seconds(self) -> float:
        """A clock for measuring how quick the line is; a line that is simulated has its own."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Let the line recover."""
        time.sleep(seconds)

    # -- files ---------------------------------------------------------------------------------

    def blob_state(self, sha256: str) -> tuple[int, bool, str]:
        """How many bytes of a file the province has from this account, whether it has it whole, and a challenge."""
        headers = self._exchange("HEAD", f"/v1/blobs/{sha256}").headers
        offset = headers.get("Upload-Offset", "")
        if not offset.isdecimal():
            raise _not_ours(self.url, "offset")
        return int(offset), headers.get("Upload-Complete") == "?1", headers.get("Upload-Challenge", "")

    def send_piece(self, sha256: str, size: int, offset: int, piece: bytes) -> wire.BlobState:
        """Send bytes of a file from ``offset`` on."""
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset),
                   "Upload-Length": str(size)}  # fmt: skip
        answer = self._exchange("PATCH", f"/v1/blobs/{sha256}", content=piece, headers=headers)
        try:
            return msgspec.json.decode(answer.content, type=wire.BlobState)
        except msgspec.DecodeError as error:
            raise _not_ours(self.url, error) from None

    def fetch_piece(self, sha256: str, offset: int, size: int, take: Callable[[bytes], None]) -> int:
        """Fetch up to ``size`` bytes of a file from ``offset`` on, handing them over as they come; the file's size.

        Where the line is cut, ``take`` has what came until then.
        """
        came = whole = 0

        def taken(head: Answer, part: bytes) -> None:
            nonlocal came, whole
            whole = _size_of(self.url, head, offset)
            came += len(part)
            self.bytes += len(part)
            if came > min(size, whole - offset):
                raise _not_ours(self.url, "more than asked for")
            take(part)

        headers = {"Range": f"bytes={offset}-{offset + size - 1}", "Accept-Encoding": "identity"}
        answer = self._exchange("GET", f"/v1/blobs/{sha256}", headers=headers, take=taken)
        if answer.content or not came:
            taken(answer, answer.content)
        if came < min(size, whole - offset):
            raise Offline("The province broke off in the middle of a file; the rest follows by itself.")
        return whole


def _size_of(url: str, answer: Answer, offset: int) -> int:
    """The whole file's size, by ``Content-Range`` (RFC 9110 §14.4); the body has to begin where it was asked to."""
    if answer.status == 200 and not offset:
        text = answer.headers.get("Content-Length", "")
    else:
        unit, _, said = answer.headers.get("Content-Range", "").partition(" ")
        span, _, text = said.partition("/")
        if unit != "bytes" or not span.startswith(f"{offset}-"):
            raise _not_ours(url, "range")
    if not text.isdecimal() or not offset <= int(text) <= LARGEST_FILE:
        raise _not_ours(url, "size")
    return int(text)


def _bounded(response: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > LARGEST_ANSWER:
            raise httpx.ReadError("answer too large")
        parts.append(part)
    return b"".join(parts)


def _unpacked(url: str, answer: Answer) -> bytes:
    if answer.headers.get("Content-Encoding") != wire.ENCODING or not answer.content:
        return answer.content
    try:
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(answer.content)
        body = stream.read(LARGEST_ANSWER + 1)
    except zstandard.ZstdError as error:
        raise _not_ours(url, error) from None
    if len(body) > LARGEST_ANSWER:
        raise _not_ours(url, "too large")
    return body


def _why(error: Exception) -> str:
    """What went wrong on the line, for the officer: libraries say it in English and for themselves."""
    text = str(error).lower()
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return tr("it took too long")
    if "certificate" in text:
        return tr("its certificate is not trusted on this machine: check the address, or ask for the province's root")
    if "ssl" in text or "wrong_version" in text or isinstance(error, ssl.SSLError):
        return tr("what answers there does not speak https: check the address and its port")
    if "refused" in text or "10061" in text:
        return tr("nothing answers at this address: check it and its port")
    if any(part in text for part in ("name or service", "name resolution", "getaddrinfo", "nodename", "no address")):
        return tr("there is no network, or no server of this name")
    if "unreachable" in text or "no route" in text:
        return tr("there is no network")
    if isinstance(error, httpx.InvalidURL):
        return tr("the address is none: check it")
    return tr("the connection was cut off")


def _not_ours(url: str, error: object) -> Offline:
    return Offline(
        "At {url} something answered that is not the province's server (a hotel's login page, perhaps). "
        "Everything is saved here; check the network or the address.",
        url=url,
    )


def _problem(url: str, answer: Answer) -> Exception:
    try:
        problem = msgspec.json.decode(answer.content, type=wire.Problem)
    except msgspec.DecodeError:
        if answer.status == 404 and not answer.content:
            return NotFound("The province has no such file yet.")
        return _not_ours(url, answer.status)
    match problem.code:
        case "gap":
            return Gap(problem.expected or 1)
        case "incarnation":
            return OtherDesk()
        case "unauthorized":
            return Unauthorized(
                "The province does not accept this desk ({why}). Enrol it again with your account and password; "
                "nothing is lost, everything stays here until then.",
                why=(problem.detail or problem.title).rstrip("。."),
            )
        case "offset":
            return Offline("The province and this desk disagree about a file; it is sent again at the next sync.")
        case "not_found":
            return NotFound("{why}", why=problem.detail or problem.title)
        case "busy" | "internal":
            busy = Busy(
                "The province is busy ({why}); the desk tries again by itself.", why=problem.detail or problem.title
            )
            after = answer.headers.get("Retry-After", "")
            busy.seconds = float(after) if after.isdecimal() else 0.0
            return busy
        case _:
            return Refused("{why}", why=problem.detail or problem.title)
