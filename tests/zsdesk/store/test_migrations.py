"""Migrations: frozen, and together today's schema."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, create_engine, inspect

import zsdesk
from zsdesk.desk import MIGRATIONS, Desk
from zsdesk.fields import Base
from zsdesk.store import migrations
from zsdesk.store.migrate import migrate
from zsdesk.store.tables import DESK

FOLDERS = [path for path in Path(zsdesk.__file__ or "").parent.rglob("migrations") if (path / "versions").is_dir()]


def _together(*parts: MetaData) -> MetaData:
    whole = MetaData(naming_convention=Base.metadata.naming_convention)
    for part in parts:
        for table in part.tables.values():
            table.to_metadata(whole)
    return whole


def _is_ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    return not (kind == "table" and (name or "").startswith(("search_name", "search_text", "alembic_")))


def _differences(connection: object, wanted: MetaData) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": True})  # type: ignore[arg-type]
    return list(compare_metadata(context, wanted))


def test_the_migrated_desk_is_the_declared_one(desk: Desk) -> None:
    with desk.transaction() as connection:
        assert _differences(connection, _together(Base.metadata, DESK)) == []


def test_indexes_of_the_migrated_desk_leave_deleted_rows_out(desk: Desk) -> None:
    """Alembic does not compare the conditions of partial indexes."""
    with desk.transaction() as connection:
        for table in Base.metadata.tables.values():
            wanted = {i.name: _condition(i) for i in table.indexes}
            found = {
                i["name"]: str(i["dialect_options"].get("sqlite_where", "")).lower()
                for i in inspect(connection).get_indexes(table.name)
            }
            assert found == wanted, table.name


def _condition(index: object) -> str:
    where = index.dialect_options["sqlite"]["where"]  # type: ignore[attr-defined]
    return "" if where is None else str(where.compile(compile_kwargs={"literal_binds": True})).split(".")[-1].lower()


def test_the_migrated_province_is_the_declared_one(tmp_path: Path) -> None:
    tables = pytest.importorskip("zsdesk.server.tables")
    server = pytest.importorskip("zsdesk.server.migrations")
    own = [part for part in vars(tables).values() if isinstance(part, MetaData) and part is not Base.metadata]
    engine = create_engine(f"sqlite:///{tmp_path / 'province.db'}")
    with engine.begin() as connection:
        migrate(connection, Path(server.__file__ or "").parent, server.HEAD)
        found = _differences(connection, _together(Base.metadata, *own))
    # The province has indexes of its own choice; its tables are the desk's and its own.
    assert [d for d in found if not (isinstance(d, tuple) and str(d[0]).endswith("_index"))] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_migrations_are_frozen(folder: Path) -> None:
    """They import nothing of zsdesk: today's classes change, and yesterday's migrations must not."""
    scripts = sorted((folder / "versions").glob("*.py"))
    assert scripts
    for path in scripts:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.startswith((".", "zsdesk", "ui", "resources"))], path.name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_there_is_one_line_of_migrations_up_to_head(folder: Path) -> None:
    module = importlib.import_module(".".join(folder.relative_to(Path(zsdesk.__file__ or "").parents[1]).parts))
    scripts = ScriptDirectory(str(folder))
    assert scripts.get_heads() == [module.HEAD]
    assert len(scripts.get_bases()) == 1
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True)  # a newer database is told by its higher number


def test_opening_again_does_not_migrate_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.close()
    monkeypatch.setattr("alembic.command.upgrade", lambda *_: pytest.fail("migrated again"))
    Desk.open(desk.folder).close()
    assert (MIGRATIONS / "versions").is_dir()
    assert migrations.HEAD


def test_every_record_table_has_its_columns_in_the_store(desk: Desk) -> None:
    with desk.transaction() as connection:
        for name, table in Base.metadata.tables.items():
            assert isinstance(table, Table)
            found = {c["name"] for c in inspect(connection).get_columns(name)}
            assert found == {c.name for c in table.columns}
