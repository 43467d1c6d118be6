"""Every old form of a desk and of a province is kept here, opened by today's program, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.province import Province
from zsdesk.acts import records
from zsdesk.desk import Desk
from zsdesk.fields import Base
from zsdesk.kinds import Target
from zsdesk.queries import detail, lists, search
from zsdesk.server import migrations as server_migrations
from zsdesk.store import migrations
from zsdesk.store.check import check
from zsdesk.store.migrate import revision_of
from zsdesk.sync import client

OLD = Path(__file__).parent / "old_desks"
FORMS = sorted(path.name for path in OLD.iterdir())


def _copy(form: str, what: str, to: Path) -> Path:
    return Path(shutil.copytree(OLD / form / what, to / what))


@pytest.mark.parametrize("form", FORMS)
def test_an_old_desk_opens_with_all_that_was_in_it(form: str, tmp_path: Path) -> None:
    folder = _copy(form, "desk", tmp_path)
    with Desk.open(folder) as desk:
        with desk.transaction() as connection:
            assert revision_of(connection) == migrations.HEAD
            assert check(connection, desk.blobs) == []
        status = desk.status()
        assert (status.user, status.region, status.pending, status.parked, desk.count()) == (
            "王小明", "520100", 3, 11, 23,
        )  # fmt: skip
        (hit,) = [h for h in desk.read(search.find, "正极材料一体化") if h.type == "project"]
        project = desk.read(detail.detail, "project", hit.id)
        assert project.shown["total_investment"] == "33.10 亿元"
        assert "黔晟国资" in project.shown["partners"]
        assert (project.shown["stage"], project.values["signed_on"]) == ("储备", None)
        edited = [i for i in desk.read(lists.ids, lists.ListQuery("lead", (("triage", "follow"),)))
                  if desk.read(detail.detail, "lead", i).values["next_step"] == "离线改过的下一步"]  # fmt: skip
        assert [event.receipt for event in desk.read(detail.timeline, "lead", edited[0])][:1] == ["local"]
        (file,) = desk.read(detail.files, Target("lead", edited[0]))
        assert desk.blob(file.sha256).decode() == "厂区照片说明"
        assert [draft.texts for draft in desk.drafts()] == [{"title": "没写完的线索"}]
        made = desk.do(records.create, "blocker", {"title": "土地报批", "project": hit.id}).result
        assert made in {h.id for h in desk.read(search.find, "土地报批")}


@pytest.mark.parametrize("form", FORMS)
def test_an_old_province_takes_in_todays_desks(form: str, tmp_path: Path) -> None:
    data = _copy(form, "province", tmp_path)
    before = _rows(data)
    province = Province(data, made=True)
    try:
        password = province.add("周敏", region="520100")
        with Desk.create(tmp_path / "new") as desk:
            client.enrol(desk, province.url, "周敏", password)
            client.sync(desk)
            (project,) = desk.read(lists.ids, lists.ListQuery("project"))
            desk.do(records.create, "blocker", {"title": "资金配套", "project": project})
            client.sync(desk)
            assert desk.status().pending == desk.status().parked == 0
    finally:
        province.stop()
    after = _rows(data)
    assert {name: after[name] for name in before} == before
    assert [row["title"] for row in after["blocker"]] == ["资金配套"]


def _rows(data: Path) -> dict[str, list[dict[str, object]]]:
    """The records of a province's file, each with the fields that it has."""
    with sqlite3.connect(data / "province.db") as connection:
        connection.row_factory = sqlite3.Row
        tables = {r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        found = {
            name: [
                {name: value for name, value in dict(row).items() if value is not None}
                for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY id')
            ]
            for name in Base.metadata.tables
            if name in tables
        }
        (stands,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert stands <= server_migrations.HEAD
    return found
