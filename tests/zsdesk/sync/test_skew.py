"""Desks and provinces of different ages (point 21, I10): requests of older programs, fields of newer ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.province import Province
from tests.zsdesk.sync.conftest import Enrol
from tests.zsdesk.sync.test_sync import add, change, shown
from zsdesk.desk import Desk
from zsdesk.ids import new_id
from zsdesk.queries import detail
from zsdesk.sync import client

OLD = sorted((Path(__file__).parent / "old_requests").glob("*.json"))
"""Recorded from the programs of then: create, refer, change and delete, under each version of the declarations."""


def talk(province: Province, user: str, body: dict[str, Any]) -> dict[str, Any]:
    """One request of a desk that is enrolled for it, as it travels."""
    given = {"user": user, "password": province.passwords[user], "device": body["device"], "name": "旧"}
    with httpx.Client(base_url=province.url, trust_env=False) as line:
        token = line.post("/v1/enrol", json=given).json()["token"]
        answer = line.post("/v1/sync", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_requests_of_older_desks_are_understood(province: Province, enrolled: Enrol, path: Path) -> None:
    body = json.loads(path.read_text("utf-8"))
    answer = talk(province, "李明", body)
    assert [result["status"] for result in answer["results"]] == ["applied"] * len(body["changes"])
    assert talk(province, "李明", body)["results"] == answer["results"]  # I2, after years too
    assert not answer.get("restart")
    today = enrolled("赵强")
    lead = next(c["id"] for c in body["changes"] if c["type"] == "lead")
    assert shown(today, lead, "title") == "磷系正极材料"
    assert shown(today, lead, "next_step") == "回访"
    assert today.read(detail.detail, "lead", lead).values["number"].startswith("XS-")


def test_there_is_a_request_of_every_older_version() -> None:
    assert [path.stem for path in OLD] == ["schema-1", "schema-2", "schema-3", "schema-4"]


def newer(desk: Desk, lead: str, **fields: object) -> dict[str, Any]:
    """A change as a desk of years to come sends it, in a protocol that has more to say."""
    change = {"op": 1, "tx": 1, "type": "lead", "id": lead, "action": "change", "base": 1, "schema": 99, "before": {},
              "at": 1_900_000_000_000, "fields": fields, "mood": "calm"}  # fmt: skip
    return {"protocol": 1, "device": new_id(), "incarnation": new_id(), "changes": [change], "weather": "fine"}


def test_an_older_desk_never_erases_newer_fields(province: Province, enrolled: Enrol) -> None:
    """I10: what only the newer program knows passes through the older desk and the province unharmed."""
    old, other = enrolled("李明"), enrolled("赵强")
    lead = add(old, "lead", title="给后人")
    client.sync(old)
    asked = newer(old, lead, carbon="每年三千吨", next_step="新版写的")
    assert [r["status"] for r in talk(province, "赵强", asked)["results"]] == ["applied"]
    client.sync(old)
    assert shown(old, lead, "next_step") == "新版写的"
    change(old, "lead", lead, referrer="老版写的")
    client.sync(old), client.sync(other)
    for desk in (old, other):
        assert client.compare(desk).requests == 1  # what is not understood counts in the digest too
        with desk.transaction() as connection:
            extra = connection.exec_driver_sql("SELECT extra FROM lead WHERE id = ?", (lead,)).scalar()
        assert json.loads(str(extra)) == {"carbon": "每年三千吨"}
    body = {**asked, "device": new_id(), "incarnation": new_id(), "changes": [], "first": {}}
    answer = talk(province, "赵强", body)
    row = next(r for r in answer["rows"] if r[1] == lead)
    values = dict(zip(answer["columns"]["lead"], row[5], strict=True))
    assert (values["carbon"], values["referrer"], values["next_step"]) == ("每年三千吨", "老版写的", "新版写的")
