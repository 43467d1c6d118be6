"""What goes over the wire between a desk and the province: msgspec structs, JSON, zstd.

Values travel packed (:data:`zsdesk.kinds.Packed`), as they lie in both stores, so that nothing is
converted on the way.  What a message has thousands of is left to reference counting (``gc=False``): nothing in it can
point back.  Unknown keys are ignored and new ones have defaults: a desk and a province
two versions apart still understand each other.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

PROTOCOL = 1
"""Raised only when an older desk can no longer be understood."""

MEDIA_TYPE = "application/json"
ENCODING = "zstd"
PUSH_BYTES = 2_000_000
"""A request carries changes of about this many bytes before compression."""
PAGE_BYTES = 1_000_000
"""An answer carries rows of about this many bytes before compression, cut between transactions."""
LARGEST_REQUEST = 16 * 1024 * 1024
"""Bytes after decompression; a larger request is refused with 413."""
LARGEST_PIECE = 8 * 1024 * 1024
"""Bytes of a file that travel in one request; a larger piece is refused with 413."""
LARGEST_PREVIEW = 24 * 1024
"""Bytes of a small picture that is shown until its original is there: a JPEG."""
PREVIEWS = 40
"""How many previews travel in one request."""

Scalar = str | int | float | None
Id = Annotated[str, Meta(min_length=36, max_length=36)]
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Number = Annotated[int, Meta(ge=0, le=(1 << 62))]
Action = Literal["create", "change", "delete", "restore"]
Status = Literal["applied", "merged", "conflict", "rejected", "duplicate"]


class Change(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One change of one record (sync point 2).

    ``op`` numbers the changes of a device's incarnation from 1 without gaps; changes of the same
    ``tx`` are applied together or not at all; ``base`` is the record's version that was edited, 0 for
    a new one; ``at`` is the device's clock in milliseconds, for display only.
    """

    op: Annotated[int, Meta(ge=1, le=(1 << 62))]
    tx: Number
    type: Name
    id: Id
    action: Action
    base: Number
    schema: Number
    at: int
    fields: Annotated[dict[str, Scalar], Meta(max_length=200)]
    before: Annotated[dict[str, Scalar], Meta(max_length=200)] = {}


class Result(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What became of a change.

    ``version`` is the record's after it; ``number`` the number that the province gave a new record;
    ``reason`` says in a sentence why it was rejected, ``field`` which field that is about, and ``because`` for which
    other change of this desk it only waits; ``conflict`` names the conflict record; ``quarantine``
    says that a rejected change is kept at the province for a supervisor, because the desk no longer sees the record.
    """

    op: int
    status: Status
    version: int = 0
    number: str = ""
    reason: str = ""
    conflict: str = ""
    quarantine: str = ""
    field: str = ""
    because: int = 0


class Stamp(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Who set which fields in which version, and when; empty ``fields`` means all not named by another stamp."""

    version: int
    actor: str
    at: int
    fields: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record as the province has it; ``values`` follow the page's ``columns`` of its type.

    ``present`` is false where the record left the desk's scope: it is removed, not deleted.
    """

    type: str
    id: str
    version: int
    updated_at: int
    stamps: tuple[Stamp, ...]
    values: tuple[Scalar, ...]
    present: bool = True


class First(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far a first sync has come: ``pin`` is the sequence number at its start, ``after`` the last key.

    ``lane`` 0 brings the officer's own records, 1 all others; then the desk follows the feed from ``pin``.
    """

    pin: Number = 0
    lane: Annotated[int, Meta(ge=0, le=1)] = 0
    after: Annotated[str, Meta(max_length=120)] = ""


class SyncRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Push and pull in one request (point 8).

    ``acked`` is the highest op whose result this desk has kept: rows that this incarnation itself last
    changed, up to that op or one in ``changes``, need not travel back.  ``cursor`` is the feed's sequence
    number up to which the desk has everything; ``first`` is set while a first sync is under way.
    ``scope_epoch`` and ``server_epoch`` are what the desk last heard; where they are others now, the province
    begins a new snapshot.  ``trust`` is the number of the
    newest list of revoked certificates that the desk has.
    """

    protocol: int
    device: Id
    incarnation: Id
    cursor: Number = 0
    acked: Number = 0
    changes: Annotated[tuple[Change, ...], Meta(max_length=20_000)] = ()
    first: First | None = None
    scope_epoch: Number = 0
    server_epoch: Annotated[str, Meta(max_length=60)] = ""
    trust: Number = 0
    page_bytes: Annotated[int, Meta(ge=1_000, le=8_000_000)] = PAGE_BYTES
    pull: bool = True
    catalogue: Number = 0
    """The newest published catalogue that the desk has."""
    templates: Number = 0
    """The newest published template that the desk has looked at."""
    sealing: bool = False
    """Whether the desk has the key for which it seals what it did in records that left it."""


class Published(msgspec.Struct, frozen=True):
    """A version of the mechanism's catalogue: its text, and the province's signature (Ed25519, RFC 8032) of it."""

    version: Number
    text: Annotated[str, Meta(max_length=400_000)]
    signature: bytes
    key: bytes


class ToPublish(msgspec.Struct, frozen=True):
    """An administrator's catalogue, to become the next version."""

    text: Annotated[str, Meta(max_length=400_000)]


class PublishedTemplate(msgspec.Struct, frozen=True):
    """A template of a kind of papers, numbered through all kinds, with the province's signature of all three."""

    number: Number
    kind: Annotated[str, Meta(max_length=40)]
    text: Annotated[str, Meta(max_length=100_000)]
    signature: bytes
    key: bytes


class ToPublishTemplate(msgspec.Struct, frozen=True):
    """An administrator's template of a kind of papers."""

    kind: Annotated[str, Meta(max_length=40)]
    text: Annotated[str, Meta(max_length=100_000)]


End = Annotated[str, Meta(max_length=6, pattern="^[0-9a-f]*$")]
"""The last hexadecimal digits of an id."""


class DigestRequest(msgspec.Struct, frozen=True):
    """Asks for the digests of the records in sight whose ids end so, each in 256 buckets; all ends of one length."""

    ends: Annotated[tuple[End, ...], Meta(min_length=1, max_length=16)]


class DigestResponse(msgspec.Struct, frozen=True):
    """For every end 256 buckets of a count (4 bytes) and a digest (16 bytes), as :mod:`zsdesk.sync.digest` has them.

    ``server_epoch`` is the province's life: what a restored one lacks is not to be taken from a desk.
    """

    buckets: tuple[bytes, ...]
    server_epoch: str = ""


class RowsRequest(msgspec.Struct, frozen=True):
    """Asks for the records themselves whose ids end so."""

    ends: Annotated[tuple[Annotated[str, Meta(min_length=2, max_length=6, pattern="^[0-9a-f]*$")], ...],
                    Meta(min_length=1, max_length=64)]  # fmt: skip


class RowsResponse(msgspec.Struct, frozen=True):
    """The records; ``ends`` are those that the answer had room for, in their order."""

    ends: tuple[str, ...]
    columns: dict[str, tuple[str, ...]] = {}
    rows: tuple[Row, ...] = ()
    server_epoch: str = ""


class Trust(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom signatures are believed from: certificates and the numbered list of the revoked ones, in DER.

    ``timestamp`` is where timestamps are asked for, ``timestamp_roots`` whom they are believed from.
    """

    number: int
    certificates: tuple[bytes, ...]
    crl: bytes
    timestamp: str = ""
    timestamp_roots: tuple[bytes, ...] = ()


class SyncResponse(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer: a result for every change, and a page of what is new.

    ``columns`` gives the fields of each type in ``rows``; ``cursor`` is saved with the rows; ``more``
    says that another page waits; ``first`` is the next step of a first sync, ``None`` when it is over.
    ``restart`` says that a new snapshot begins with this page: what the desk has and the snapshot has not is to be
    removed at its end.  ``last_op`` is, after the province was restored, the last change of this incarnation that
    it has: the desk pushes again what came after.  ``unit`` is the department that the account speaks for.
    ``last_digest`` is that change's digest: another one's, where a copy of the desk went on under the same numbers.
    ``sealing`` is the key for which a desk seals what it did in records that leave it, where it has none yet.
    """

    results: tuple[Result, ...] = ()
    columns: dict[str, tuple[str, ...]] = {}
    rows: tuple[Row, ...] = ()
    cursor: int = 0
    more: bool = False
    first: First | None = None
    scope_epoch: int = 0
    server_epoch: str = ""
    user: str = ""
    role: str = ""
    region: str = ""
    scopes: tuple[str, ...] = ()
    trust: Trust | None = None
    catalogues: tuple[Published, ...] = ()
    templates: tuple[PublishedTemplate, ...] = ()
    restart: bool = False
    last_op: int = 0
    unit: str = ""
    sealing: bytes = b""
    last_digest: bytes = b""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every error's body (RFC 9457): ``code`` for the program, ``detail`` for the officer.

    ``expected`` with ``gap`` is the op that the province waits for; ``incarnation`` tells the desk to
    begin a new one, because another desk used the same numbers (point 7).
    """

    code: Literal[
        "unauthorized", "forbidden", "not_found", "invalid", "too_large", "gap", "incarnation", "protocol", "offset",
        "busy", "internal",
    ]  # fmt: skip
    title: str
    status: int
    detail: str = ""
    expected: int | None = None


Asked = Annotated[bytes, Meta(max_length=4_000)]
"""A request for a certificate (PKCS #10, DER)."""


class EnrolRequest(msgspec.Struct, frozen=True):
    """Enrol a device: an account and its password, once; afterwards the token speaks.

    ``request`` asks for a certificate of a key that was made on the device.
    """

    user: Annotated[str, Meta(min_length=1, max_length=100)]
    password: Annotated[str, Meta(min_length=1, max_length=1000)]
    device: Id
    name: Annotated[str, Meta(max_length=200)] = ""
    request: Asked = b""


class EnrolResponse(msgspec.Struct, frozen=True):
    """What a device gets at enrolment: an opaque token, revocable at the province.

    ``certificates`` are the device's own and those above it, where the province issues any.
    """

    token: str
    user: str
    role: str
    region: str
    server_epoch: str
    certificates: tuple[bytes, ...] = ()
    catalogue_key: bytes = b""
    """With which the province signs its catalogues."""


class CertificateRequest(msgspec.Struct, frozen=True):
    """Another certificate for an enrolled device, for another key."""

    request: Asked


class CertificateResponse(msgspec.Struct, frozen=True):
    """The device's certificate and those above it, in DER."""

    certificates: tuple[bytes, ...]


Sha256 = Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")]


class BlobState(msgspec.Struct, frozen=True):
    """How much of a file the province has from this account: ``offset`` bytes, ``complete`` when verified."""

    sha256: str
    offset: int
    complete: bool


class Proof(msgspec.Struct, frozen=True):
    """That a desk holds a file: HMAC-SHA256 of its bytes under the challenge, both in hexadecimal digits."""

    challenge: Annotated[str, Meta(min_length=2, max_length=200)]
    answer: Annotated[str, Meta(min_length=64, max_length=64)]


class Preview(msgspec.Struct, frozen=True):
    """A small picture of a file, by the SHA-256 of the original."""

    sha256: Sha256
    data: Annotated[bytes, Meta(min_length=4, max_length=LARGEST_PREVIEW)]


class Previews(msgspec.Struct, frozen=True):
    """Previews that are sent, or that were asked for and are there."""

    previews: Annotated[tuple[Preview, ...], Meta(max_length=PREVIEWS)] = ()


class Wanted(msgspec.Struct, frozen=True):
    """The files whose previews a desk asks for."""

    files: Annotated[tuple[Sha256, ...], Meta(max_length=PREVIEWS)]
