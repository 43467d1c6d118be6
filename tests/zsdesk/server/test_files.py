"""Files: sent in pieces from any offset, verified, given only to those who see their record."""

from __future__ import annotations

import hashlib
import os

import httpx

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
    one, neighbour, above = served.peer("520121"), served.peer("522725"), served.peer("520000", "department")
    data = os.urandom(5_000)
    sha256 = hashlib.sha256(data).hexdigest()
    attached(one, sha256, len(data))
    upload(one, sha256, 0, len(data), data)
    assert above.http.get(f"/v1/blobs/{sha256}").content == data
    assert neighbour.http.get(f"/v1/blobs/{sha256}").status_code == 404


def test_what_is_not_what_its_name_says_does_not_count(served: Served) -> None:
    one = served.peer()
    sha256 = hashlib.sha256(b"right").hexdigest()
    answer = upload(one, sha256, 0, 5, b"wrong")
    assert (answer.status_code, answer.json()["expected"]) == (422, 0)
    assert one.http.head(f"/v1/blobs/{sha256}").headers["Upload-Offset"] == "0"
    assert upload(one, sha256, 0, 5, b"right").json()["complete"]


def test_bad_uploads_are_refused(served: Served) -> None:
    one, department = served.peer(), served.peer("520000", "department")
    sha256 = hashlib.sha256(os.urandom(9)).hexdigest()
    wrong = {"Upload-Offset": "-1", "Upload-Length": "x"}
    cases = [
        (upload(one, sha256, 0, 3, b"more than three"), 400),
        (upload(one, sha256, 5, 10, b"x"), 409),
        (upload(one, sha256, 0, 10**12, b"x"), 413),
        (upload(one, "../../etc/passwd", 0, 1, b"x"), 404),
        (upload(one, sha256.upper(), 0, 1, b"x"), 400),
        (upload(department, sha256, 0, 1, b"x"), 403),
        (one.http.patch(f"/v1/blobs/{sha256}", content=b"x"), 400),
        (one.http.patch(f"/v1/blobs/{sha256}", content=b"x", headers=wrong), 400),
        (upload(one, sha256, 0, 20 << 20, bytes(17 << 20)), 413),
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
