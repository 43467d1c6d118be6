"""The desk's own settings inside the sealed database: who it is, and how far sync has come."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from zsdesk.store.tables import setting


def get(connection: Connection, key: str, default: str = "") -> str:
    """The setting, or ``default``."""
    found = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    return default if found is None else str(found)


def put(connection: Connection, **values: str) -> None:
    """Write settings."""
    for key, value in values.items():
        connection.execute(
            insert(setting)
            .values(key=key, value=value)
            .on_conflict_do_update(index_elements=[setting.c.key], set_={"value": value})
        )
