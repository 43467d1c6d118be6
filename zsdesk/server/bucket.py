"""The province's files in an object store that speaks S3: any vendor's, or one's own.

``s3://bucket/prefix?endpoint=https://s3.example.gov.cn&region=cn-south``: the key and its secret come from
the environment (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``) or from the machine's own role, never
from a file of ours.

A piece is an object of its own, named by where it begins: any worker on any machine sees what has arrived,
and nothing has to be locked.  A finished file is put together once, and verified while it is.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from zsdesk.errors import Refused
from zsdesk.server.problems import busy
from zsdesk.server.stores import ABANDONED_SECONDS, READ, elsewhere

_PART = 8 * 1024 * 1024
"""Bytes of a part while a file is put together; S3 takes at least 5 MiB and 10,000 parts."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_KNOWN = {"endpoint", "region", "style"}
log = logging.getLogger("zsdesk.server")


class _Other(Exception):
    """The bytes are not what their name says."""


class Bucket:
    """A bucket, or a prefix in one.  It has to exist."""

    def __init__(self, url: str) -> None:
        bucket, prefix, options = _parsed(url)
        self._objects = S3Store(
            bucket, prefix=prefix or None,
            config={
                **({"endpoint": options["endpoint"]} if "endpoint" in options else {}),
                "region": options.get("region", "us-east-1"),
                "virtual_hosted_style_request": options.get("style") == "virtual",
            },
            client_options={"allow_http": options.get("endpoint", "").startswith("http://"), "timeout": "60s",
                            "connect_timeout": "5s"},
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},
        )  # fmt: skip

    def size(self, sha256: str) -> int | None:
        """Bytes of a file that is here, whole and verified."""
        try:
            with _reached():
                return obstore.head(self._objects, _place(sha256))["size"]
        except FileNotFoundError:
            return None

    def arrived(self, area: str, sha256: str) -> int:
        """Bytes of an unfinished file."""
        return sum(size for _, size in self._pieces(area, sha256))

    def append(self, area: str, sha256: str, offset: int, piece: bytes) -> int:
        """Add a piece; the bytes that are here then."""
        stands = self.arrived(area, sha256)
        if offset != stands:
            raise elsewhere(stands)
        if piece:
            with _reached():
                obstore.put(self._objects, _piece(area, sha256, offset), piece, use_multipart=False)
        return stands + len(piece)

    def finish(self, area: str, sha256: str) -> bool:
        """Verify the pieces and give the file its place."""
        pieces = self._pieces(area, sha256)
        done = self.keep(sha256, self._joined(pieces))
        with _reached():
            left = [path for path, _, _ in self._listed(f"partial/{area}/{sha256}/")]
            if left:
                obstore.delete(self._objects, left)
        return done

    def keep(self, sha256: str, source: Iterable[bytes]) -> bool:
        """Take in a whole file: it is read through once, and nothing of it stays where it is another one."""
        verified = _verified(sha256, source)
        head = bytearray()
        try:
            for chunk in verified:
                head += chunk
                if len(head) >= _PART:
                    break
            else:
                with _reached():
                    obstore.put(self._objects, _place(sha256), bytes(head), use_multipart=False)
                return True
            with _reached():
                obstore.put(
                    self._objects, _place(sha256), chain((bytes(head),), verified), use_multipart=True,
                    chunk_size=_PART, max_concurrency=2,
                )  # fmt: skip
        except _Other:
            return False
        return True

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``."""
        return self._read(_place(sha256), start, end)

    def check(self) -> None:
        """``Stop`` with ``busy`` where the bucket cannot be reached."""
        with _reached():
            next(iter(obstore.list(self._objects, "check/", chunk_size=1)), None)

    def sweep(self) -> int:
        """Drop pieces that nobody went on with."""
        before = datetime.fromtimestamp(time.time() - ABANDONED_SECONDS, UTC)
        with _reached():
            old = [path for path, _, changed in self._listed("partial/") if changed < before]
            for start in range(0, len(old), 1000):
                obstore.delete(self._objects, old[start : start + 1000])
        return len({path.rsplit("/", 1)[0] for path in old})

    def _pieces(self, area: str, sha256: str) -> list[tuple[str, int]]:
        """The pieces that follow each other from the first byte on; what another request left between is ignored."""
        with _reached():
            found = {path: size for path, size, _ in self._listed(f"partial/{area}/{sha256}/")}
        pieces: list[tuple[str, int]] = []
        stands = 0
        while (path := _piece(area, sha256, stands)) in found:
            pieces.append((path, found[path]))
            stands += found[path]
        return pieces

    def _listed(self, prefix: str) -> list[tuple[str, int, datetime]]:
        return [(m["path"], m["size"], m["last_modified"]) for many in obstore.list(self._objects, prefix)
                for m in many]  # fmt: skip

    def _joined(self, pieces: list[tuple[str, int]]) -> Iterator[bytes]:
        for path, size in pieces:
            yield from self._read(path, 0, size)

    def _read(self, path: str, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            until = min(end, start + READ)
            with _reached():
                chunk = obstore.get_range(self._objects, path, start=start, end=until).to_bytes()
            start = until
            yield chunk


def _place(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _piece(area: str, sha256: str, offset: int) -> str:
    return f"partial/{area}/{sha256}/{offset:012d}"


def _verified(sha256: str, source: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes themselves; at their end ``_Other`` where they are something else: the upload is given up then."""
    digest = hashlib.sha256()
    for chunk in source:
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != sha256:
        raise _Other


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        log.warning("the object store did not answer", extra={"code": type(error).__name__})
        raise busy() from None


def _parsed(url: str) -> tuple[str, str, dict[str, str]]:
    """The bucket, the prefix in it, and the options; ``Refused`` for what cannot be one."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if not parts.hostname or parts.username is not None or set(options) - _KNOWN:
        raise Refused("“{url}” names no object store; write s3://bucket/prefix?endpoint=https://host&region=name, "
                      "and give the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", url=url)  # fmt: skip
    endpoint = urlsplit(options.get("endpoint", "https://s3.amazonaws.com"))
    if endpoint.scheme != "https" and (endpoint.scheme != "http" or endpoint.hostname not in _LOOPBACK):
        raise Refused("The object store at {endpoint} is not protected: its address begins with https://.",
                      endpoint=options["endpoint"])  # fmt: skip
    return parts.netloc, parts.path.strip("/"), options
