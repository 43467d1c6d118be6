"""Where a province's data lies: ``DATA/server.json``, and the database that it names."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from zsdesk.errors import NotFound, Refused

DATABASE_VARIABLE = "ZSDESK_DATABASE_URL"
"""Takes precedence over ``server.json``: a password need not lie in a file."""


class Settings(msgspec.Struct, frozen=True):
    """A province's folder and its database's URL, in SQLAlchemy's form."""

    data: Path
    database: str

    @property
    def blobs(self) -> Path:
        """The folder of the files."""
        return self.data / "blobs"


class _File(msgspec.Struct):
    database: str = ""
    format: int = 1


def normalised(url: str) -> str:
    """``postgresql://…`` as SQLAlchemy and psycopg 3 want it; ``Refused`` for other databases."""
    head, separator, rest = url.partition("://")
    if separator and head in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if separator and head == "sqlite" and rest:
        return url
    raise Refused("The database “{url}” is not known here; write postgresql://user@host/name or leave it out.",
                  url=head)  # fmt: skip


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
    return Settings(data, normalised(chosen) if chosen else f"sqlite:///{data / 'province.db'}")


def save(data: Path, database: str | None) -> Settings:
    """Write a new province's settings; ``Refused`` where the folder has some already.

    The file is readable by its owner only: the URL may hold a password.
    """
    url = normalised(database) if database else ""
    path = data / "server.json"
    try:
        data.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("There is a province in {folder} already.", folder=data) from None
    except OSError as error:
        raise Refused("The folder {folder} cannot be used: {why}.", folder=data, why=error.strerror) from None
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(_File(url)))
    return load(data)
