"""SQLite's journal is copied beside the requests."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from zsdesk.server.database import Database
from zsdesk.server.settings import Settings


def test_what_was_written_comes_into_the_file_without_the_journal(tmp_path: Path) -> None:
    file = tmp_path / "province.db"
    database = Database(Settings(tmp_path, f"sqlite:///{file}", ""))
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE said (word TEXT)")
    with database.read() as reading:  # a request under way is no hindrance
        assert database.fetch(reading, "SELECT * FROM said") == []
        with database.write() as connection:
            database.run(connection, "INSERT INTO said VALUES (?)", [("磷",), (None,)])
        database.copy_journal()
    database.copy_journal()
    alone = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    assert alone.execute("SELECT word FROM said").fetchall() == [("磷",), (None,)]
    alone.close()
    database.close()
