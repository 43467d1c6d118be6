"""What no desk of ours sends: clear problems, no pages, no 5xx, nothing changed."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import msgspec
import pytest
import zstandard

from tests.zsdesk.server.conftest import Peer, Served, squeezed
from zsdesk.ids import new_id
from zsdesk.sync import wire

Sent = tuple[bytes, dict[str, str]]


@pytest.fixture
def peer(served: Served) -> Peer:
    return served.peer()


def body(peer: Peer, **more: Any) -> dict[str, Any]:
    return {"protocol": 1, "device": peer.device, "incarnation": peer.incarnation, **more}


def change(**more: Any) -> dict[str, Any]:
    return {"op": 1, "tx": 1, "type": "lead", "id": new_id(), "action": "create", "base": 0, "schema": 1, "at": 0,
            "fields": {}, **more}  # fmt: skip


def bad_bodies(peer: Peer) -> list[tuple[Sent, int]]:
    zstd = {"Content-Encoding": "zstd"}
    good = json.dumps(body(peer)).encode()
    return [
        ((b"", {}), 400),
        ((b"<html><body>Login</body></html>", {}), 400),
        ((b"{", {}), 400),
        ((b"\xff\xfe", {}), 400),
        ((b"null", {}), 400),
        ((b"[" * 200_000, {}), 400),
        ((b'{"protocol":1,"zz":' + b"[" * 100_000, {}), 400),
        ((json.dumps(body(peer, cursor=-1)).encode(), {}), 400),
        ((json.dumps(body(peer, cursor=1 << 63)).encode(), {}), 400),
        ((json.dumps(body(peer, page_bytes=10**9)).encode(), {}), 400),
        ((json.dumps(body(peer, device="x")).encode(), {}), 400),
        ((json.dumps(body(peer, incarnation="x" * 36)).encode(), {}), 400),
        ((json.dumps(body(peer, device=new_id())).encode(), {}), 403),
        ((json.dumps(body(peer, protocol=2)).encode(), {}), 426),
        ((json.dumps(body(peer, changes=[change(action="destroy")])).encode(), {}), 400),
        ((json.dumps(body(peer, changes=[change(op=0)])).encode(), {}), 400),
        ((json.dumps(body(peer, changes=[change(fields={"title": {"a": 1}})])).encode(), {}), 400),
        ((json.dumps(body(peer, changes=[change(op=5)])).encode(), {}), 409),
        ((good, zstd), 400),
        ((good, {"Content-Encoding": "br"}), 415),
        ((squeezed(b"x" * 20_000_000), zstd), 413),
        ((b" " * (17 << 20), {}), 413),
        ((squeezed(good)[:-4], zstd), 400),
    ]


def test_bad_bodies_get_problems(peer: Peer) -> None:
    for (raw, headers), status in bad_bodies(peer):
        answer = peer.http.post("/v1/sync", content=raw, headers=headers)
        assert answer.status_code == status, (raw[:80], answer.status_code, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        problem = msgspec.json.decode(answer.content, type=wire.Problem)
        assert problem.detail
        assert problem.status == status
    assert peer.sync().results == ()


def test_a_zstd_bomb_costs_no_memory(peer: Peer) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(1 << 30))
    assert len(bomb) < 200_000
    answer = peer.http.post("/v1/sync", content=bomb, headers={"Content-Encoding": "zstd"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_values_out_of_this_world_are_rejected_one_by_one(peer: Peer) -> None:
    values: list[dict[str, Any]] = [
        {"created_at": 10**30}, {"created_at": "gestern"}, {"created_at": 1.5}, {"intent_amount": "-5"},
        {"intent_amount": "9" * 60}, {"intent_amount": "5 USD NaN 2026-01-01"}, {"preferred_regions": "[[[[" * 50},
        {"preferred_regions": "{}"}, {"title": "\ud800"}, {"next_due": "٢٠٢٦-٠١-٠١"},
        {"company": "'; DROP TABLE lead;--"}, {"x" * 5000: 1}, {"": 1}, {"region_code": None, "owner": "\0"},
    ]  # fmt: skip
    changes = [change(op=i + 1, tx=i + 1, fields=fields) for i, fields in enumerate(values)]
    changes.append(change(op=len(changes) + 1, tx=99, id="x" * 36))
    changes.append(change(op=len(changes) + 1, tx=100, at=10**40))
    raw = json.dumps(body(peer, changes=changes)).encode()
    answer = peer.http.post("/v1/sync", content=raw)
    if answer.status_code == 400:  # what JSON itself forbids, such as half a surrogate pair
        changes[8]["fields"] = {"title": 7}
        answer = peer.http.post("/v1/sync", content=json.dumps(body(peer, changes=changes)).encode())
    assert answer.status_code == 200, answer.text
    statuses = [result["status"] for result in answer.json()["results"]]
    assert statuses == ["rejected"] * (len(changes) - 1) + ["applied"]


def test_unknown_routes_and_methods_are_problems_too(served: Served, peer: Peer) -> None:
    for method, path, status in (("GET", "/", 404), ("GET", "/v1/nothing", 404), ("DELETE", "/v1/sync", 405),
                                 ("GET", "/v1/sync", 405), ("GET", "/v1/records/lead/x/history", 404),
                                 ("GET", f"/v1/records/spaceship/{new_id()}/history", 404),
                                 ("GET", f"/v1/records/lead/{new_id()}/history?before=x", 400)):  # fmt: skip
        answer = peer.http.request(method, path, headers={"Accept": "text/html"})
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_answers_are_compressed_where_taken(peer: Peer) -> None:
    made = peer.change("create", "lead", new_id(), {"title": "线索", "summary": "长" * 3000})
    peer.sync(made)
    peer.cursor, peer.incarnation = 0, new_id()
    raw = msgspec.json.encode(peer.request())
    plain = peer.http.post("/v1/sync", content=raw, headers={"Accept-Encoding": "identity"})
    packed = peer.http.post("/v1/sync", content=squeezed(raw),
                            headers={"Accept-Encoding": "zstd", "Content-Encoding": "zstd"})  # fmt: skip
    assert packed.headers["Content-Encoding"] == "zstd"
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 5
    assert packed.json() == plain.json()


def test_the_api_describes_itself(served: Served) -> None:
    answer = httpx.get(f"{served.url}/schema/openapi.json")
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/metrics", "/v1/live", "/v1/health", "/v1/enrol", "/v1/certificate", "/v1/trust", "/v1/me", "/v1/revoke",
        "/v1/sync", "/v1/catalogue", "/v1/template", "/v1/figures", "/v1/blobs/{sha256}", "/v1/blobs/{sha256}/proof",
        "/v1/previews", "/v1/digest", "/v1/digest/rows",
        "/v1/records/{type_name}/{record_id}/history",
    }  # fmt: skip
    for path, item in document["paths"].items():
        named = {p["name"] for operation in item.values() for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        for operation in item.values():
            assert operation["description"]
            assert operation["responses"]
    for reference in re.findall(r'"\$ref":\s*"#/([^"]+)"', answer.text):
        found = document
        for part in reference.split("/"):
            found = found[part]
        assert found
    assert "SyncRequest" in document["components"]["schemas"]
    assert "Problem" in document["components"]["schemas"]
    assert document["paths"]["/v1/sync"]["post"]["security"] == [{"token": []}]
    ids = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(ids) == len(set(ids))


def test_the_log_names_nobody(served: Served, peer: Peer) -> None:
    peer.sync(peer.change("create", "lead", new_id(), {"title": "秘密项目"}))
    peer.http.post("/v1/sync", content=b"<html>")
    lines = (served.data / "test.log").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    assert any(line.get("route") == "/v1/sync" and line["status"] == 200 for line in told)
    text = "\n".join(lines)
    assert peer.user not in text
    assert "秘密项目" not in text
    assert peer.token not in text
    assert "127.0.0.1" not in "".join(line for line in lines if '"request"' in line)
