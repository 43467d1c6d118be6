"""The desk's own tables, beside those of the records."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

from zsdesk.fields import Base

DESK = MetaData(naming_convention=Base.metadata.naming_convention)


class State(IntEnum):
    """Where a change of this desk stands: its receipt."""

    LOCAL = 0
    SENT = 1
    RECEIVED = 2
    ACCEPTED = 3
    CONFLICT = 4
    PARKED = 5
    SUPERSEDED = 6  # a parked change that a later one of the same record took up


PENDING = (State.LOCAL, State.SENT)
"""Not answered by the province yet."""

UNSETTLED = (State.LOCAL, State.SENT, State.PARKED)
"""Not in the province's records: what a wiped desk would lose."""

setting = Table("setting", DESK, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

change = Table(
    "change", DESK,
    Column("op_no", Integer, primary_key=True),
    Column("tx", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("id", String(36), nullable=False),
    Column("action", Text, nullable=False),  # create, change, delete, restore
    Column("base", BigInteger, nullable=False),  # the record's version when it was edited
    Column("schema", Integer, nullable=False),
    Column("fields", Text, nullable=False),  # JSON: field → packed value after
    Column("before", Text, nullable=False),  # JSON: field → packed value before
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("version", BigInteger, nullable=False, default=0),  # the version that the province gave it
    Column("carried_by", Integer),  # of a superseded change: the later one that took it up
    Column("field", Text, nullable=False, server_default=""),  # of a refused one: the field that it is about
    Column("because", Integer),  # of a refused one: the change that was refused first, and held it up
    Index("ix_change_state", "state"),
    Index("ix_change_record", "type", "id"),
    sqlite_autoincrement=True,
)  # fmt: skip
"""What this desk did: the outbox, and the history of its own edits, never purged."""

heard = Table(
    "heard", DESK,
    Column("no", Integer, primary_key=True),
    Column("type", Text, nullable=False),
    Column("id", String(36), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("fields", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Index("ix_heard_record", "type", "id"),
)  # fmt: skip
"""What others did, as this desk learned it from the province."""

shadow = Table(
    "shadow", DESK,
    Column("type", Text, primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("row", Text, nullable=False),  # JSON: the province's fields, while edits of this desk lie over them
)  # fmt: skip

draft = Table(
    "draft", DESK,
    Column("key", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)  # fmt: skip

document = Table(
    "search_document", DESK,
    Column("no", Integer, primary_key=True),
    Column("type", Text, nullable=False),
    Column("id", String(36), nullable=False),
    Column("waiting", Integer, nullable=False, default=0),  # 1: only its names are indexed yet
    Index("uq_search_document_record", "type", "id", unique=True),
    Index("ix_search_document_waiting", "waiting", sqlite_where=Column("waiting") == 1),
)  # fmt: skip
"""The rows of the full-text index; higher numbers are newer and come first."""

file = Table(
    "file", DESK,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("present", Integer, nullable=False),
    Column("sent", Integer, nullable=False),  # 1: the province has it whole
    Column("tried_at", BigInteger, nullable=False, default=0),  # when the province was asked for it in vain
    Index("ix_file_wanted", "sha256", sqlite_where=text("present = 0")),
    Index("ix_file_unsent", "sha256", sqlite_where=text("present = 1 AND sent = 0")),
)  # fmt: skip
"""The files that attachments name: a trigger of theirs sees to it that each has its line."""

preview = Table(
    "preview", DESK,
    Column("sha256", String(64), primary_key=True),  # of the original
    Column("data", LargeBinary),  # a JPEG; nothing where the province was asked in vain
    Column("sent", Integer, nullable=False),
    Column("tried_at", BigInteger, nullable=False, default=0),
    Index("ix_preview_unsent", "sha256", sqlite_where=text("sent = 0")),
)  # fmt: skip
"""Small pictures of files: they travel before their originals and are shown until those are here."""

catalogue = Table(
    "catalogue", DESK,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("effective", Text, nullable=False),  # a day
    Column("text", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)  # fmt: skip
"""The versions of the mechanism that the province published; version 1 comes with the program."""

snapshot = Table(
    "snapshot", DESK,
    Column("id", String(36), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("ask", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("facts", LargeBinary, nullable=False),  # the rows that the figures looked at: JSON under zstd
)  # fmt: skip
"""Figures as they were told, with the rows of then."""

mark = Table(
    "mark", DESK,
    Column("purpose", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("id", Text, primary_key=True),
)  # fmt: skip
"""What sync has to remember of records: ``seen`` in the snapshot that is under way, ``leaving`` as soon as nothing
unsent lies over them; and of files that are to be erased from the disk: ``file``."""
