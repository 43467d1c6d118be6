"""A desk that means ill: enrolled in one county, it tries everything on another; nothing of the other one changes."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest

from tests.zsdesk.server.conftest import Peer, Served
from zsdesk.ids import new_id
from zsdesk.records import TYPES
from zsdesk.server import admin
from zsdesk.sync import wire

FILE = "只给本县的文件".encode()
SHA = hashlib.sha256(FILE).hexdigest()
AT = 1_790_000_000_000


class County:
    """A county with a record of many kinds, and its officer."""

    def __init__(self, served: Served, region: str) -> None:
        self.served, self.region = served, region
        self.officer = served.peer(region)
        self.ids: dict[str, str] = {}
        self.made = [
            self._make("company", name="永荣"),
            self._make("lead", title="线索", company=self.ids["company"], owner=self.officer.user),
            self._make("project", name="项目", stage="lead"),
            self._make("review", project=self.ids["project"], subject="会审", opened_at=AT - 9_000_000_000),
            self._make("opinion", review=self.ids["review"], department="水务局"),
            self._make("negotiation", topics="洽谈", lead=self.ids["lead"], minutes="底线"),
            self._make("attachment", target=f"lead/{self.ids['lead']}", name="密.txt", sha256=SHA, size=len(FILE)),
        ]
        answer = self.officer.sync(*self.made)
        assert {result.status for result in answer.results} == {"applied"}
        headers = {"Upload-Offset": "0", "Upload-Length": str(len(FILE))}
        assert self.officer.http.patch(f"/v1/blobs/{SHA}", content=FILE, headers=headers).status_code == 200
        self.officer.sync()

    def _make(self, type_name: str, **fields: Any) -> wire.Change:
        self.ids[type_name] = new_id()
        return self.officer.change("create", type_name, self.ids[type_name], {**fields, "region_code": self.region})

    def dump(self) -> dict[str, Any]:
        """Everything that the province keeps of this county, its officer and its files, table by table."""
        found: dict[str, Any] = {}
        with admin._opened(self.served.data) as province, province.read() as connection:
            for kind in TYPES:
                table = kind.__tablename__
                found[table] = province.fetch(
                    connection, f"SELECT * FROM {table} WHERE region_code = ? ORDER BY id", self.region
                )
            ids = province.listed(sorted(self.ids.values()))
            for table, order in (("history", "type, id, version"), ("feed", "scope, type, id")):
                found[table] = province.fetch(
                    connection, f"SELECT * FROM {table} WHERE {province.among('id')} ORDER BY {order}", ids
                )
            for table, order in (("token", "created"), ("stream", "no")):
                found[table] = province.fetch(
                    connection, f"SELECT * FROM {table} WHERE account = ? ORDER BY {order}", self.officer.user
                )
            found["result"] = province.fetch(
                connection, "SELECT r.* FROM result r JOIN stream s ON s.no = r.stream WHERE s.account = ? "
                "ORDER BY r.stream, r.op", self.officer.user,
            )  # fmt: skip
            for table in ("blob", "holder", "preview"):
                found[table] = province.fetch(connection, f"SELECT * FROM {table} WHERE sha256 = ?", SHA)
        return found


@pytest.fixture(scope="module")
def county(served: Served) -> County:
    return County(served, "520326")


@pytest.fixture
def thief(served: Served) -> Peer:
    return served.peer("522725")


def changes(thief: Peer, county: County) -> list[wire.Change]:
    """What it may try to write."""
    ids, there, here = county.ids, county.region, thief.region
    tried: list[wire.Change] = []
    for type_name, one in ids.items():
        for action, fields in (
            ("change", {"secrecy": "public"}), ("change", {"region_code": here}), ("change", {"owner": thief.user}),
            ("delete", {"deleted_at": AT}), ("restore", {"deleted_at": None}), ("create", {"region_code": here}),
            ("create", {"region_code": there, "secrecy": "public"}), ("change", {}),
        ):  # fmt: skip
            tried.append(thief.change(action, type_name, one, dict(fields), base=1))
    new = (
        ("lead", {"title": "塞进来的", "region_code": there}),
        ("attachment", {"target": f"lead/{ids['lead']}", "name": "假.txt", "sha256": SHA, "size": len(FILE)}),
        ("attachment", {"target": f"negotiation/{ids['negotiation']}", "name": "假.txt", "region_code": here}),
        ("transition", {"project": ids["project"], "from_stage": "lead", "to_stage": "suspended", "kind": "suspension",
                        "on": "2026-05-01", "reason": "恶意", "review_on": "2027-01-01", "region_code": here}),
        ("conflict", {"target": f"lead/{ids['lead']}", "status": "open", "region_code": there}),
        ("quarantine", {"target": f"lead/{ids['lead']}", "status": "open", "region_code": there}),
    )  # fmt: skip
    return [*tried, *(thief.change("create", type_name, new_id(), dict(fields)) for type_name, fields in new)]


def test_nothing_is_written_outside_its_county(county: County, thief: Peer) -> None:
    before = county.dump()
    tried = changes(thief, county)
    answer = thief.sync(*tried)
    accepted = [
        (change.type, change.action, dict(change.fields)) for change, result in
        zip(tried, answer.results, strict=True) if result.status != "rejected"
    ]  # fmt: skip
    assert accepted == []
    assert county.dump() == before
    assert not any(row.get("region_code") == county.region for row in thief.rows.values())
    quarantined = [result for result in answer.results if result.quarantine]
    assert quarantined == []  # what it never saw is not even put aside for a supervisor


def test_nobody_speaks_for_another_desk(county: County, thief: Peer) -> None:
    before, victim = county.dump(), county.officer
    replay = msgspec.structs.replace(victim.request(*county.made), cursor=0)
    for device, incarnation, status in (
        (victim.device, victim.incarnation, 403), (victim.device, thief.incarnation, 403),
        (thief.device, victim.incarnation, 409),
    ):  # fmt: skip
        given = msgspec.structs.replace(replay, device=device, incarnation=incarnation)
        answer = thief.post(given)
        assert answer.status_code == status, answer.text
        assert "QT-" not in answer.text  # no result of another's is told
    for token in ("", "Bearer", "Bearer x", f"Basic {thief.token}", f"Bearer {thief.token[:-1]}", "Bearer \N{BULLET}"):
        headers = {"Authorization": token.encode()}
        answer = thief.http.post("/v1/sync", content=msgspec.json.encode(thief.request()), headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 401, token
    ahead = thief.change("create", "lead", new_id(), {"title": "x"})
    for op in (0, -1, 10**6, (1 << 63) - 1):
        raw = msgspec.json.encode(thief.request(msgspec.structs.replace(ahead, op=op)))
        assert thief.http.post("/v1/sync", content=raw).status_code in (400, 409), op
    assert county.dump() == before


def test_nothing_is_read_outside_its_county(county: County, thief: Peer) -> None:
    before = county.dump()
    thief.sync()
    assert not set(county.ids.values()) & {one for _, one in thief.rows}
    for type_name, one in county.ids.items():
        assert thief.http.get(f"/v1/records/{type_name}/{one}/history").status_code == 404
    ends = sorted({one[-2:] for one in county.ids.values()})
    rows = thief.http.post("/v1/digest/rows", json={"ends": ends})
    assert rows.status_code == 200
    assert not [one for one in county.ids.values() if one in rows.text]
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(FILE))}
    guess = {"challenge": "x", "answer": "0" * 64}
    for answer, statuses in (
        (thief.http.get(f"/v1/blobs/{SHA}"), (404,)),
        (thief.http.patch(f"/v1/blobs/{SHA}", content=FILE, headers=headers), (404,)),
        (thief.http.post(f"/v1/blobs/{SHA}/proof", json=guess), (400, 404)),
        (thief.http.get("/v1/figures", params={"scope": county.region}), (403,)),
    ):  # fmt: skip
        assert answer.status_code in statuses, answer.text
        assert FILE not in answer.content
    assert thief.http.post("/v1/previews", json={"files": [SHA]}).json() == {"previews": []}
    told = thief.http.head(f"/v1/blobs/{SHA}").headers
    assert (told["Upload-Offset"], told["Upload-Complete"]) == ("0", "?0")  # as of a file that nobody has
    assert county.dump() == before
