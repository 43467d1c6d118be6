"""The province's own tables, beside those of the records."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

from zsdesk.fields import Base

SERVER = MetaData(naming_convention=Base.metadata.naming_convention)

meta = Table("meta", SERVER, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

account = Table(
    "account", SERVER,
    Column("name", Text, primary_key=True),
    Column("password", Text, nullable=False),  # argon2id, with its parameters and salt
    Column("role", Text, nullable=False),
    Column("region_code", Text, nullable=False),
    Column("disabled", Integer, nullable=False, default=0),
    Column("scope_epoch", BigInteger, nullable=False, default=0),
    Column("unit", Text, nullable=False, default=""),  # the department or office that it speaks for
)  # fmt: skip

granted = Table(
    "granted", SERVER,
    Column("account", Text, primary_key=True),
    Column("region_code", Text, primary_key=True),
    Column("until", Text, nullable=False),  # a day, the first on which it no longer holds; empty: for good
)  # fmt: skip
"""Regions beside an account's own: where it helps out, and, with a day gone by, where it was before."""

device = Table(
    "device", SERVER,
    Column("account", Text, primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("revoked", Integer, nullable=False, default=0),
)  # fmt: skip
"""A laptop that changes hands is enrolled again under the other name: nobody can take over a device's id."""

token = Table(
    "token", SERVER,
    Column("hash", LargeBinary(32), primary_key=True),  # SHA-256 of the token: the token itself is kept nowhere
    Column("account", Text, nullable=False),
    Column("device", String(36), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("revoked", Integer, nullable=False, default=0),
    Index("ix_token_device", "account", "device"),
)  # fmt: skip

stream = Table(
    "stream", SERVER,
    Column("no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("incarnation", String(36), nullable=False, unique=True),
    Column("device", String(36), nullable=False),
    Column("account", Text, nullable=False),
    Column("last_op_no", BigInteger, nullable=False, default=0),
)  # fmt: skip
"""How far the changes of each incarnation of a device have come."""

result = Table(
    "result", SERVER,
    Column("stream", BigInteger, primary_key=True),
    Column("op", BigInteger, primary_key=True),
    Column("digest", LargeBinary(16), nullable=False),
    Column("result", Text, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
"""What became of every change: a replay gets the same answer."""

parked = Table(
    "parked", SERVER,
    Column("stream", BigInteger, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("op", BigInteger, nullable=False),
)  # fmt: skip
"""Creations that were rejected: what depends on them waits with them."""

feed = Table(
    "feed", SERVER,
    Column("scope", String(12), primary_key=True),
    Column("type", Text, primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("present", Integer, nullable=False),
    Column("by_stream", BigInteger, nullable=False),  # who has this version already; 0: nobody
    Column("by_op", BigInteger, nullable=False),
    Index("ix_feed_seq", "scope", "seq", "type", "id"),
    sqlite_with_rowid=False,
)  # fmt: skip
"""One row per scope and record: it compacts itself (sync point 10)."""

allocator = Table(
    "allocator", SERVER,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)  # fmt: skip
"""One number per transaction, taken last before COMMIT: commits are in its order (sync point 9)."""

counter = Table(
    "counter", SERVER,
    Column("prefix", String(12), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False),
)  # fmt: skip

history = Table(
    "history", SERVER,
    Column("type", Text, primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("stream", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("device", String(36), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("fields", Text, nullable=False),
    Column("before", Text, nullable=False),
)  # fmt: skip
"""Every version of every record: who set what, from what."""

blob = Table(
    "blob", SERVER,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)  # fmt: skip
"""The files that arrived whole."""

holder = Table(
    "holder", SERVER,
    Column("sha256", String(64), primary_key=True),
    Column("account", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)  # fmt: skip
"""Who proved to hold a file: what such an account attaches is given out."""

preview = Table(
    "preview", SERVER,
    Column("sha256", String(64), primary_key=True),  # of the original
    Column("account", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)  # fmt: skip
"""Small pictures of files, by who sent them."""

catalogue = Table(
    "catalogue", SERVER,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("effective", Text, nullable=False),  # a day
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
)  # fmt: skip
"""The versions of the mechanism that administrators published, each signed with the province's key."""

template = Table(
    "template", SERVER,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
)  # fmt: skip
"""The templates of papers that administrators published, numbered through all kinds, each signed."""

authority = Table(
    "authority", SERVER,
    Column("serial", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # root, issuing
    Column("der", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)  # fmt: skip
"""The certificates of the province's own authority: of each kind the newest signs, the older are still believed."""

certificate = Table(
    "certificate", SERVER,
    Column("serial", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("device", String(36), nullable=False),
    Column("role", Text, nullable=False),
    Column("region_code", Text, nullable=False),
    Column("der", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("reason", Text, nullable=False, default=""),
    Index("ix_certificate_account", "account", "device"),
    Index("ix_certificate_revoked_at", "revoked_at"),
)  # fmt: skip
"""What was issued to whom; the keys were made on the devices and never came here."""

crl = Table(
    "crl", SERVER,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("der", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("revoked", BigInteger, nullable=False),  # how many it lists
)  # fmt: skip
"""The lists of revoked certificates, numbered (RFC 5280 5.2.3); the newest holds."""

for _table in Base.metadata.tables.values():
    for _index in _table.indexes:
        _live = _index.dialect_options["sqlite"]["where"]
        if _live is not None:
            _index.dialect_options["postgresql"]["where"] = _live
