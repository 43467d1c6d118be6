"""Bring a database to today's schema: a desk's or the province's."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from zsdesk.errors import Refused


def revision_of(connection: Connection) -> str | None:
    """The revision that the database stands at; ``None`` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, folder: Path, head: str) -> bool:
    """Run the missing migrations of ``folder``, up to ``head``, inside the caller's transaction; whether any ran.

    ``Refused`` where the database is newer than the program.
    """
    if is_current(connection, head):
        return False
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
    return True


def is_current(connection: Connection, head: str) -> bool:
    """Whether the database stands at ``head``; ``Refused`` where it is newer than the program."""
    stands = revision_of(connection)
    if stands is not None and stands > head:
        raise Refused(
            "The database was made by a newer version of the program (schema {stands}, this one knows {head}). "
            "Update zsdesk; nothing was changed.",
            stands=stands, head=head,
        )  # fmt: skip
    return stands == head
