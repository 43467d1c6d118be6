"""Files: sent in pieces from any offset, verified, given only to those who see their record."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import socket
import time

import httpx
import pytest

from tests.zsdesk.server.conftest import Peer, Served
from zsdesk.ids import new_id


def upload(peer: Peer, sha256: str, offset: int, size: int, piece: bytes) -> httpx.Response:
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(size)}
    return peer.http.patch(f"/v1/blobs/{sha256}", content=piece, headers=headers)


def attached(peer: Peer, sha256: str, size: int) -> None:
    lead = peer.change("create", "lead", new_id(), {"title": "有照片", "region_code": peer.region})
    photo = peer.change("create", "attachment", new_id(),
                        {"name": "a.bin", "target": f"lead/{lead.id}", "sha256": sha256, "size": size})  # fmt: skip
    assert [r.status for r in peer.sync(lead, photo).results] == ["applied", "applied"]


def test_a_file_goes_up_in_pieces_and_comes_down_in_ranges(served: Served, county: str) -> None:
    one = served.peer(county)
    data = os.urandom(2_500_000)
    sha256 = hashlib.sha256(data).hexdigest()
    attached(one, sha256, len(data))
    assert one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"
    assert one.http.get(f"/v1/blobs/{sha256}").status_code == 404
    assert upload(one, sha256, 0, len(data), data[:1_000_000]).json()["offset"] == 1_000_000
    # The answer was lost: the desk asks where the file stands, or is told.
    again = upload(one, sha256, 0, len(data), data[:1_000_000])
    assert (again.status_code, again.json()["code"], again.json()["expected"]) == (409, "offset", 1_000_000)
    state = one.http.head(f"/v1/blobs/{sha256}")
    assert (state.headers["Upload-Offset"], state.headers["Upload-Complete"]) == ("1000000", "?0")
    done = upload(one, sha256, 1_000_000, len(data), data[1_000_000:])
    assert done.json() == {"sha256": sha256, "offset": len(data), "complete": True}
    assert upload(one, sha256, 0, len(data), data).json()["complete"]
    assert one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Complete"] == "?1"
    assert one.http.get(f"/v1/blobs/{sha256}").content == data
    part = one.http.get(f"/v1/blobs/{sha256}", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    tail = one.http.get(f"/v1/blobs/{sha256}", headers={"Range": "bytes=-7"})
    assert tail.content == data[-7:]
    rest = one.http.get(f"/v1/blobs/{sha256}", headers={"Range": "bytes=2499990-"})
    assert rest.content == data[2499990:]
    beyond = one.http.get(f"/v1/blobs/{sha256}", headers={"Range": "bytes=2500000-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */2500000")
    whole = one.http.get(f"/v1/blobs/{sha256}", headers={"Range": "lines=1-2"})
    assert whole.status_code == 200


def test_a_file_is_given_to_its_region_only(served: Served) -> None:
    one, neighbour, above = served.peer("520121"), served.peer("522725"), served.peer("520000")
    data = os.urandom(5_000)
    sha256 = hashlib.sha256(data).hexdigest()
    attached(one, sha256, len(data))
    upload(one, sha256, 0, len(data), data)
    assert above.http.get(f"/v1/blobs/{sha256}").content == data
    assert neighbour.http.get(f"/v1/blobs/{sha256}").status_code == 404


def test_what_is_not_what_its_name_says_does_not_count(served: Served) -> None:
    one = served.peer()
    sha256 = hashlib.sha256(b"right").hexdigest()
    attached(one, sha256, 5)
    answer = upload(one, sha256, 0, 5, b"wrong")
    assert (answer.status_code, answer.json()["expected"]) == (422, 0)
    assert one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"
    assert upload(one, sha256, 0, 5, b"right").json()["complete"]


def test_bad_uploads_are_refused(served: Served) -> None:
    one, department = served.peer(), served.peer("520000", "department")
    sha256 = hashlib.sha256(os.urandom(9)).hexdigest()
    unknown = hashlib.sha256(os.urandom(9)).hexdigest()
    attached(one, sha256, 9)
    wrong = {"Upload-Offset": "-1", "Upload-Length": "x"}
    cases = [
        (upload(one, sha256, 0, 3, b"more than three"), 400),
        (upload(one, sha256, 5, 10, b"x"), 409),
        (upload(one, sha256, 0, 10**12, b"x"), 413),
        (upload(one, "../../etc/passwd", 0, 1, b"x"), 404),
        (upload(one, sha256.upper(), 0, 1, b"x"), 400),
        (upload(department, sha256, 0, 1, b"x"), 404),
        (one.http.patch(f"/v1/blobs/{sha256}", content=b"x"), 400),
        (one.http.patch(f"/v1/blobs/{sha256}", content=b"x", headers=wrong), 400),
        (upload(one, sha256, 0, 20 << 20, bytes((8 << 20) + 1)), 413),
        (upload(one, unknown, 0, 1, b"x"), 404),
    ]
    for answer, status in cases:
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"


def test_an_empty_file_is_a_file(served: Served) -> None:
    one = served.peer()
    sha256 = hashlib.sha256(b"").hexdigest()
    attached(one, sha256, 0)
    assert upload(one, sha256, 0, 0, b"").json()["complete"]
    assert one.http.get(f"/v1/blobs/{sha256}").content == b""


def prove(peer: Peer, sha256: str, data: bytes, challenge: str = "") -> httpx.Response:
    given = challenge or peer.http.head(f"/v1/blobs/{sha256}").headers["Upload-Challenge"]
    answer = hmac.new(bytes.fromhex(given), data, "sha256").hexdigest()
    return peer.http.post(f"/v1/blobs/{sha256}/proof", json={"challenge": given, "answer": answer})


class TestOnceInTheProvince:
    """A file that is there is not sent again; but its hash alone gives nobody anything."""

    @pytest.fixture
    def data(self) -> bytes:
        return os.urandom(50_000)

    def test_whoever_holds_it_need_not_send_it(self, served: Served, data: bytes) -> None:
        one, elsewhere = served.peer("520121"), served.peer("522725")
        sha256 = hashlib.sha256(data).hexdigest()
        attached(one, sha256, len(data))
        upload(one, sha256, 0, len(data), data)
        attached(elsewhere, sha256, len(data))
        state = elsewhere.http.head(f"/v1/blobs/{sha256}").headers
        assert (state["Upload-Offset"], state["Upload-Complete"]) == ("0", "?0")
        assert prove(elsewhere, sha256, data).json()["complete"]
        assert elsewhere.http.head(f"/v1/blobs/{sha256}").headers["Upload-Complete"] == "?1"
        assert elsewhere.http.get(f"/v1/blobs/{sha256}").content == data

    def test_a_hash_alone_gives_no_access_and_tells_nothing(self, served: Served, data: bytes) -> None:
        one, thief = served.peer("520121"), served.peer("522725")
        sha256, missing = hashlib.sha256(data).hexdigest(), hashlib.sha256(data + b"x").hexdigest()
        attached(one, sha256, len(data))
        upload(one, sha256, 0, len(data), data)
        for name in (sha256, missing):
            attached(thief, name, len(data))
        assert thief.http.get(f"/v1/blobs/{sha256}").status_code == 404
        answers = [prove(thief, name, b"guessed").json() for name in (sha256, missing)]
        assert answers[0] == answers[1]
        assert answers[0]["code"] == "not_found"
        heads = [thief.http.head(f"/v1/blobs/{name}").headers for name in (sha256, missing)]
        assert [(h["Upload-Offset"], h["Upload-Complete"]) for h in heads] == [("0", "?0")] * 2
        assert thief.http.get(f"/v1/blobs/{sha256}").status_code == 404

    def test_a_proof_is_of_one_account_for_one_file_and_made_here(self, served: Served, data: bytes) -> None:
        one, thief = served.peer("520121"), served.peer("522725")
        sha256 = hashlib.sha256(data).hexdigest()
        attached(one, sha256, len(data))
        attached(thief, sha256, len(data))
        upload(one, sha256, 0, len(data), data)
        ours = one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Challenge"]
        for challenge in (ours, "00" * 40, "zz", ours[:-2] + ("00" if ours[-2:] != "00" else "11")):
            answer = hmac.new(b"x", data, "sha256").hexdigest()
            if challenge != "zz":
                answer = hmac.new(bytes.fromhex(challenge), data, "sha256").hexdigest()
            body = {"challenge": challenge, "answer": answer}
            assert thief.http.post(f"/v1/blobs/{sha256}/proof", json=body).status_code == 404, challenge
        assert prove(one, sha256, data, ours).status_code == 200

    def test_nobody_disturbs_another_ones_upload(self, served: Served, data: bytes) -> None:
        one, other = served.peer("520121"), served.peer("520121")
        sha256 = hashlib.sha256(data).hexdigest()
        attached(one, sha256, len(data))
        other.sync()
        assert upload(one, sha256, 0, len(data), data[:1000]).json()["offset"] == 1000
        assert upload(other, sha256, 0, len(data), bytes(len(data))).status_code == 422
        assert other.http.head(f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"
        assert upload(one, sha256, 1000, len(data), data[1000:]).json()["complete"]


def test_what_came_of_a_piece_that_was_cut_is_kept(served: Served) -> None:
    one = served.peer()
    data = os.urandom(400_000)
    sha256 = hashlib.sha256(data).hexdigest()
    attached(one, sha256, len(data))
    head = (f"PATCH /v1/blobs/{sha256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {one.token}\r\n"
            f"Upload-Offset: 0\r\nUpload-Length: {len(data)}\r\nContent-Length: {len(data)}\r\n\r\n")  # fmt: skip
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(head.encode() + data[:300_000])
        time.sleep(0.5)
    until = time.monotonic() + 10
    while (offset := int(one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Offset"])) == 0:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert 100_000 < offset <= 300_000
    assert upload(one, sha256, offset, len(data), data[offset:]).json()["complete"]
    assert one.http.get(f"/v1/blobs/{sha256}").content == data


def test_previews_go_beside_their_authors_files_only(served: Served) -> None:
    one, same, thief = served.peer("520121"), served.peer("520121"), served.peer("522725")
    sha256 = hashlib.sha256(os.urandom(9)).hexdigest()
    picture, other = b"\xff\xd8\xff" + os.urandom(500), b"\xff\xd8\xff" + os.urandom(500)

    def body(data: bytes) -> dict[str, list[dict[str, str]]]:
        return {"previews": [{"sha256": sha256, "data": base64.b64encode(data).decode()}]}

    assert one.http.put("/v1/previews", json=body(picture)).json() == {"files": []}  # no record yet
    attached(one, sha256, 9)
    assert one.http.put("/v1/previews", json=body(b"<svg onload=...>")).json() == {"files": []}
    assert one.http.put("/v1/previews", json=body(picture)).json() == {"files": [sha256]}
    for stranger in (same, thief):
        assert stranger.http.put("/v1/previews", json=body(other)).json() == {"files": []}
    attached(thief, sha256, 9)
    assert thief.http.put("/v1/previews", json=body(other)).json() == {"files": [sha256]}
    asked = {"files": [sha256, hashlib.sha256(b"x").hexdigest()]}
    assert same.http.post("/v1/previews", json=asked).json() == body(picture)
    assert thief.http.post("/v1/previews", json=asked).json() == body(other)
    assert one.http.put("/v1/previews", json=body(b"\xff\xd8\xff" + bytes(30_000))).status_code == 400
