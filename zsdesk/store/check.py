"""Is everything on the desk whole?"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from zsdesk.errors import Invalid
from zsdesk.fields import Record, fields
from zsdesk.records import TYPES
from zsdesk.store.blobs import Blobs
from zsdesk.store.tables import change, file
from zsdesk.words import tr


def check(connection: Connection, blobs: Blobs) -> list[str]:
    """What is damaged, a sentence each; empty where the desk is whole.

    Pages and their seals, every packed value, the change log, the search index, every file's bytes.
    """
    return [
        *_pages(connection),
        *(found for record in TYPES for found in _values(connection, record)),
        *_log(connection),
        *_index(connection),
        *_files(connection, blobs),
    ]


def _pages(connection: Connection) -> list[str]:
    found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    found = [] if found == ["ok"] else found
    found += [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    found += [f"foreign key: {tuple(row)}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [tr("Database: {what}", what=what) for what in found]


def _values(connection: Connection, record: type[Record]) -> list[str]:
    names = [f.name for f in fields(record)]
    shown = ", ".join(f'"{name}"' for name in names)
    found: list[str] = []
    for row in connection.exec_driver_sql(f'SELECT id, {shown} FROM "{record.__tablename__}"'):
        for declared, packed in zip(fields(record), row[1:], strict=True):
            try:
                declared.unpack(packed)
            except Invalid as error:
                found.append(f"{record.type_name} {row[0]} {declared.name}: {error}")
    return found


def _log(connection: Connection) -> list[str]:
    found: list[str] = []
    for row in connection.execute(select(change.c.op_no, change.c.fields, change.c.before)):
        try:
            msgspec.json.decode(row.fields, type=dict[str, object])
            msgspec.json.decode(row.before, type=dict[str, object])
        except msgspec.DecodeError:
            found.append(tr("Change {no} cannot be read.", no=row.op_no))
    return found


def _index(connection: Connection) -> list[str]:
    found: list[str] = []
    for table in ("search_name", "search_text"):
        try:
            connection.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        except DBAPIError as error:
            found.append(tr("Search index: {what}", what=error.orig))
    for record in TYPES:
        missing = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{record.__tablename__}" r WHERE r.deleted_at IS NULL AND NOT EXISTS '
            "(SELECT 1 FROM search_document d WHERE d.type = ? AND d.id = r.id)",
            (record.type_name,),
        ).scalar()
        if missing:
            found.append(tr("Search index: {count} records of type {type} are missing.",
                            count=missing, type=record.type_name))  # fmt: skip
    return found


def _files(connection: Connection, blobs: Blobs) -> list[str]:
    rows = connection.execute(select(file.c.sha256).where(file.c.present == 1))
    return [
        tr("File {sha} is damaged or missing; sync to fetch it again.", sha=row[0][:12])
        for row in rows
        if not blobs.verify(row[0])
    ]
