"""A province in one sealed file, and back: every table of one moment, the sealed keys, the files.

The file is a tar inside a stream that a passphrase seals (argon2id, ChaCha20-Poly1305), so that a backup can lie on
any disk.  It does not depend on the database: what was kept on SQLite comes back on PostgreSQL.  A restored province
is another life of it (``server_epoch``): desks send again what it may have forgotten (sync point 24).
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec
import zstandard
from sqlalchemy import Connection, Table

from zsdesk import __version__
from zsdesk.clock import Clock
from zsdesk.errors import Refused
from zsdesk.fields import Base
from zsdesk.ids import new_id
from zsdesk.server import migrations, settings
from zsdesk.server.database import MIGRATIONS, Database
from zsdesk.server.stores import Store
from zsdesk.server.tables import SERVER
from zsdesk.store.migrate import migrate, revision_of
from zsdesk.store.stream import Opening, Sealing
from zsdesk.store.vault import passphrase_key, sync_folder

FORMAT = 1
_MAGIC = b"zsdesk province backup 1\n"
_SALT = 16
_ROWS = 2_000
"""Rows of a table that are in memory at once."""

Told = Callable[[str, int], None]
"""Told of what was done: a table's or ``files``, and how many of it."""


class Head(msgspec.Struct, frozen=True):
    """What a backup says of itself: its first member."""

    format: int
    revision: str
    program: str
    at: int
    tables: dict[str, tuple[str, ...]]


class Contents(NamedTuple):
    """What a backup holds, or what was brought back."""

    rows: int
    files: int
    lacking: int
    """Files that the database names and that are not in their place."""


def backup(data: Path, target: Path, passphrase: str, *, files: bool = True, tell: Told = lambda *_: None) -> Contents:
    """Write the province in ``data`` into ``target``; a running server goes on meanwhile.

    Nothing stands under the name of ``target`` before it is whole.  ``Refused`` where it exists already.
    """
    _checked(passphrase)
    if target.exists():
        raise Refused("There is a file {path} already; choose another name.", path=target)
    given = settings.load(data)
    database = Database(given)
    partial = target.with_name(target.name + ".part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            salt = os.urandom(_SALT)
            out.write(_MAGIC + salt)
            sealing = Sealing(out, passphrase_key(passphrase, salt), _MAGIC)
            with tarfile.open(fileobj=cast("BinaryIO", sealing), mode="w|", bufsize=1 << 16) as tar:
                done = _written(tar, database, given, settings.opened(given) if files else None, tell)
            sealing.finish()
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
        sync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
        database.close()
    return done


def _written(
    tar: tarfile.TarFile, database: Database, given: settings.Settings, store: Store | None, tell: Told
) -> Contents:
    rows = 0
    with database.read() as connection:
        database.upgraded(connection)
        tables = {str(table.name): tuple(str(column.name) for column in table.columns) for table in _tables()}
        head = Head(FORMAT, revision_of(connection) or "", __version__, Clock().now_ms(), tables)
        _add(tar, "head.json", msgspec.json.encode(head))
        for path in sorted(given.data.glob("*.key")):  # sealed by a passphrase of their own
            _add(tar, f"keys/{path.name}", path.read_bytes())
        for name, columns in tables.items():
            count = 0
            for number, part in enumerate(_parts(database, connection, name, columns)):
                packed = zstandard.ZstdCompressor(level=6).compress(msgspec.msgpack.encode(part))
                _add(tar, f"rows/{name}/{number:06d}", packed)
                count += len(part)
            rows += count
            tell(name, count)
        names = [row[0] for row in database.fetch(connection, "SELECT sha256 FROM blob ORDER BY sha256")]
    kept = 0
    for sha256 in names if store is not None else ():
        assert store is not None
        kept += _add_file(tar, store, sha256)
    tell("files", kept)
    _add(tar, "end.json", msgspec.json.encode({"rows": rows, "files": kept}))
    return Contents(rows, kept, len(names) - kept)


def _parts(
    database: Database, connection: Connection, name: str, columns: tuple[str, ...]
) -> Iterator[list[tuple[Any, ...]]]:
    shown = ", ".join(f'"{column}"' for column in columns)
    with database.flowing(connection, f'SELECT {shown} FROM "{name}"') as cursor:
        while part := [tuple(row) for row in cursor.fetchmany(_ROWS)]:
            yield part


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    made = tarfile.TarInfo(name)
    made.size = len(content)
    tar.addfile(made, io.BytesIO(content))


def _add_file(tar: tarfile.TarFile, store: Store, sha256: str) -> bool:
    """A file of the province; false where it is not in its place."""
    size = store.size(sha256)
    if size is None:
        return False
    made = tarfile.TarInfo(f"files/{sha256}")
    made.size = size
    tar.addfile(made, cast("BinaryIO", _Flow(store.chunks(sha256, 0, size))))
    return True


class _Flow:
    """Chunks as a file that is read once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (chunk := next(self._chunks, None)) is not None:
            self._rest += chunk
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


# -- and back ----------------------------------------------------------------------------------


def restore(
    source: Path, data: Path, passphrase: str, *, database: str | None = None, files: str | None = None,
    tell: Told = lambda *_: None,
) -> Contents:  # fmt: skip
    """Make a province in the new folder ``data`` of a backup; ``Refused`` where there is one, or the file is damaged.

    All or nothing of the database is brought back.
    """
    _checked(passphrase)
    with source.open("rb") as sealed:
        if sealed.read(len(_MAGIC)) != _MAGIC:
            raise Refused("{path} is no backup of a province.", path=source)
        opening = Opening(sealed, passphrase_key(passphrase, sealed.read(_SALT)), _MAGIC)
        opening.read(0)
        given = settings.save(data, database, files)
        try:
            return _restored(opening, given, tell)
        except BaseException:
            (data / "server.json").unlink()
            raise


def _restored(opening: Opening, given: settings.Settings, tell: Told) -> Contents:
    store, province = settings.opened(given), Database(given)
    if not given.files.startswith("s3://"):
        Path(given.files).mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(fileobj=cast("BinaryIO", opening), mode="r|") as tar, province.write() as connection:
            members = iter(tar)
            head = msgspec.json.decode(_content(tar, next(members)), type=Head)
            _emptied(province, connection, head)
            rows = kept = 0
            for member in members:
                place, _, name = member.name.partition("/")
                if place == "rows":
                    rows += _take_rows(province, connection, head, name.split("/")[0], _content(tar, member))
                elif place == "keys" and name == Path(name).name:
                    (given.data / name).write_bytes(_content(tar, member))
                elif place == "files":
                    kept += _take_file(tar, member, store, name)
                elif member.name == "end.json" and _content(tar, member) == msgspec.json.encode(
                    {"rows": rows, "files": kept}
                ):
                    break
            else:
                raise Refused("The backup is not whole: something of it is missing.")
            opening.read()  # to the very end: a file that was cut off is found out
            _another_life(province, connection)
            migrate(connection, MIGRATIONS, migrations.HEAD)
            named = province.fetch(connection, "SELECT count(*) FROM blob")[0][0]
        tell("rows", rows)
        tell("files", kept)
        return Contents(rows, kept, named - kept)
    finally:
        province.close()


def _emptied(province: Database, connection: Connection, head: Head) -> None:
    """The schema that the backup had, with nothing in it; ``Refused`` where the database holds a province."""
    if head.format > FORMAT or head.revision > migrations.HEAD:
        raise Refused("The backup was made by a newer version of the program ({program}). Update zsdesk first.",
                      program=head.program)  # fmt: skip
    if revision_of(connection) is not None and province.fetch(connection, "SELECT 1 FROM meta LIMIT 1"):
        raise Refused("This database holds a province already. Give an empty one.")
    migrate(connection, MIGRATIONS, head.revision)
    for name in head.tables:
        province.execute(connection, f'DELETE FROM "{name}"')


def _take_rows(province: Database, connection: Connection, head: Head, name: str, packed: bytes) -> int:
    columns = head.tables[name]
    rows = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(packed), type=list[tuple[Any, ...]])
    province.insert(connection, name, columns, rows)
    return len(rows)


def _take_file(tar: tarfile.TarFile, member: tarfile.TarInfo, store: Store, sha256: str) -> bool:
    source = tar.extractfile(member)
    assert source is not None
    if not store.keep(sha256, iter(lambda: source.read(1 << 20), b"")):
        raise Refused("The file {sha} in the backup is not what its name says.", sha=sha256[:12])
    return True


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    found = tar.extractfile(member)
    assert found is not None
    return found.read()


def _another_life(province: Database, connection: Connection) -> None:
    """Numbers go on behind what was brought back; the epoch tells desks that something may be forgotten."""
    province.execute(connection, "UPDATE meta SET value = ? WHERE key = 'server_epoch'", new_id())
    if province.postgres:
        for table in _tables():
            if (column := table.autoincrement_column) is not None:
                place = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
                highest = f'(SELECT coalesce(max("{column.name}"), 0) + 1 FROM "{table.name}")'
                province.fetch(connection, f"SELECT setval({place}, {highest}, false) WHERE {place} IS NOT NULL")


def _tables() -> list[Table]:
    return [*Base.metadata.sorted_tables, *SERVER.sorted_tables]


def _checked(passphrase: str) -> None:
    if len(passphrase) < 8:
        raise Refused("A backup is sealed by a passphrase of eight characters or more: in ZSDESK_BACKUP_PASSPHRASE, "
                      "or on stdin.")  # fmt: skip
