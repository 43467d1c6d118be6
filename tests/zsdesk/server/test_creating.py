"""Plain creations in one go come to what they come to one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zsdesk.clock import Clock
from zsdesk.ids import new_id
from zsdesk.rules.rights import Account
from zsdesk.server import admin, apply, settings
from zsdesk.server.creating import Creations
from zsdesk.server.database import Database
from zsdesk.server.speech import Speech
from zsdesk.sync import wire

HERE, ELSEWHERE = "520121", "520122"
TABLES = ("company", "lead", "negotiation", "attachment", "project", "history", "result", "feed", "parked", "stream")


def changes() -> Iterator[wire.Change]:
    """Creations of all sorts: plain, to be completed, refused, held up, twice, and changed in the same request."""
    numbers = itertools.count(1)

    def made(type_name: str, record: str, tx: int, action: str = "create", base: int = 0, **fields: Any) -> wire.Change:
        op = next(numbers)
        return wire.Change(op, tx, type_name, record, action, base, 1, 1_790_000_000_000 + op, fields)  # type: ignore[arg-type]

    joined, stays, lead, gone, refused = (new_id() for _ in range(5))
    yield made("company", stays, 1, name="贵州华星冶金有限公司", region_code=HERE)
    yield made("company", joined, 1, name="华星冶金", region_code=HERE)
    yield made("lead", lead, 2, title="磷系正极材料", company=stays, region_code=HERE, intent_amount="320000000")
    yield made("lead", new_id(), 3, title="无区划")
    yield made("attachment", new_id(), 3, target=f"lead/{lead}", name="图.jpg", region_code=ELSEWHERE)
    yield made("lead", lead, 4, title="磷系正极材料", region_code=HERE)
    yield made("lead", lead, 5, "change", 1, title="改了", next_step="回访")
    yield made("company", joined, 6, "change", 1, merged_into=stays)
    yield made("lead", new_id(), 7, title="以旧名登记", company=joined, region_code=HERE)
    yield made("lead", gone, 8, title="邻县", region_code=ELSEWHERE)
    yield made("lead", refused, 9, title="字段不对", region_code=HERE, intent_amount="很多")
    yield made("negotiation", new_id(), 10, lead=refused, topics="待前一条", region_code=HERE)
    yield made("lead", new_id(), 11, title="照常", company=stays, region_code=HERE)
    twice = new_id()
    yield made("lead", twice, 12, title="同一事务", region_code=HERE)
    yield made("lead", twice, 12, title="同一事务", region_code=HERE)
    yield made("project", new_id(), 13, name="项目", region_code=HERE)


def pushed(folder: Path, request: wire.SyncRequest) -> tuple[tuple[wire.Result, ...], dict[str, list[Any]]]:
    """What a new province answers, and what it has then."""
    admin.init(folder, None)
    database = Database(settings.load(folder))
    database.upgrade()
    account = Account("甲", "officer", HERE)
    results = apply.push(database, account, request.device, request, Clock(), Speech())
    with database.read() as connection:
        tables = {name: sorted(database.fetch(connection, f"SELECT * FROM {name}"), key=repr) for name in TABLES}
    database.close()
    return results, tables


def test_in_one_go_and_one_by_one_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = wire.SyncRequest(wire.PROTOCOL, new_id(), new_id(), changes=tuple(changes()))
    at_once = pushed(tmp_path / "a", request)
    monkeypatch.setattr(Creations, "apply", lambda _self, _together: None)
    one_by_one = pushed(tmp_path / "b", request)
    assert at_once == one_by_one


def test_most_creations_are_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    really = Creations.apply

    def watched(self: Creations, together: Any) -> Any:
        found = really(self, together)
        taken.append(len(found or ()))
        return found

    monkeypatch.setattr(Creations, "apply", watched)
    pushed(tmp_path, wire.SyncRequest(wire.PROTOCOL, new_id(), new_id(), changes=tuple(changes())))
    assert taken[:3] == [2, 1, 0]
