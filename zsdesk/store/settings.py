"""The desk's own settings inside the sealed database: who it is, and how far sync has come."""

from __future__ import annotations

from sqlalchemy import Connection, select

from zsdesk.store.tables import setting


def get(connection: Connection, key: str, default: str = "") -> str:
    """The setting, or ``default``."""
    found = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    return default if found is None else str(found)


def all(connection: Connection) -> dict[str, str]:
    """All settings."""
    return {row.key: row.value for row in connection.execute(select(setting))}


def put(connection: Connection, **values: str) -> None:
    """Write settings; one that is as it was costs no write."""
    connection.exec_driver_sql(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value "
        "WHERE value <> excluded.value",
        list(values.items()),
    )
