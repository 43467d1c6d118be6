"""Where a province's data lies: ``DATA/server.json``, and the database that it names."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from zsdesk.errors import NotFound, Refused
from zsdesk.paths import keep_private
from zsdesk.server.stores import Folder, Store

DATABASE_VARIABLE = "ZSDESK_DATABASE_URL"
"""Takes precedence over ``server.json``: a password need not lie in a file."""
PLAIN = ("province.db", "province.db-wal", "province.db-shm", "blobs")
"""What lies in a province's folder in plain; the volume beneath has to be sealed."""
FILES_VARIABLE = "ZSDESK_FILES_URL"
"""The same for the place of the files."""


class Settings(msgspec.Struct, frozen=True):
    """A province's folder, its database's URL in SQLAlchemy's form, and where its files lie: a folder or ``s3://…``."""

    data: Path
    database: str
    files: str


class _File(msgspec.Struct):
    database: str = ""
    files: str = ""
    format: int = 1


def opened(settings: Settings) -> Store:
    """The store of a province's files."""
    if settings.files.startswith("s3://"):
        from zsdesk.server.bucket import Bucket  # 15 MB of library, only where files lie in an object store

        return Bucket(settings.files)
    return Folder(Path(settings.files))


def normalised(url: str) -> str:
    """``postgresql://…`` as SQLAlchemy and psycopg 3 want it; ``Refused`` for other databases."""
    head, separator, rest = url.partition("://")
    if separator and head in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if separator and head == "sqlite" and rest:
        return url
    raise Refused("The database “{url}” is not known here; write postgresql://user@host/name or leave it out.",
                  url=head)  # fmt: skip


def _place(files: str) -> str:
    """Where files shall lie: an object store that answers, or a folder with its whole path."""
    if "://" not in files:
        return str(Path(files).resolve())
    if not files.startswith("s3://"):
        raise Refused("“{url}” is no place for files; give a folder, or s3://bucket/prefix.", url=files)
    return files


def load(data: Path) -> Settings:
    """The settings in a province's folder; ``NotFound`` where there are none."""
    try:
        file = msgspec.json.decode((data / "server.json").read_bytes(), type=_File)
    except FileNotFoundError:
        raise NotFound("There is no province in {folder}. Make one with “zsdesk server init --data {folder}”.",
                       folder=data) from None  # fmt: skip
    except msgspec.DecodeError:
        raise Refused("The file {path} is damaged; put it back from a backup.", path=data / "server.json") from None
    chosen = os.environ.get(DATABASE_VARIABLE) or file.database
    files = os.environ.get(FILES_VARIABLE) or file.files
    return Settings(
        data, normalised(chosen) if chosen else f"sqlite:///{data / 'province.db'}", files or str(data / "blobs")
    )


def save(data: Path, database: str | None, files: str | None = None) -> Settings:
    """Write a new province's settings; ``Refused`` where the folder has some already.

    The file is readable by its owner only: the URL may hold a password.
    """
    url = normalised(database) if database else ""
    place = _place(files) if files else ""
    path = data / "server.json"
    try:
        data.mkdir(parents=True, exist_ok=True)
        keep_private(data.parent, data.name)  # records lie in it in plain: this account's only
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("There is a province in {folder} already.", folder=data) from None
    except OSError as error:
        raise Refused("The folder {folder} cannot be used: {why}.", folder=data, why=error.strerror) from None
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(_File(url, place)))
    return load(data)
