"""The desk's own settings inside the sealed database: who it is, and how far sync has come."""

from __future__ import annotations

from sqlalchemy import Connection

from zsdesk.store import raw


def get(connection: Connection, key: str, default: str = "") -> str:
    """The setting, or ``default``."""
    found = raw.first(connection, "SELECT value FROM setting WHERE key = ?", key)
    return default if found is None else str(found[0])


def all(connection: Connection) -> dict[str, str]:
    """All settings."""
    return dict(raw.fetch(connection, "SELECT key, value FROM setting"))


def put(connection: Connection, **values: str) -> None:
    """Write settings; one that is as it was costs no write."""
    raw.run(
        connection,
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value "
        "WHERE value <> excluded.value",
        list(values.items()),
    )
