"""A province that lies: a desk writes nothing outside its folder, loses no edit, and says a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from zsdesk.acts import attachments, records
from zsdesk.desk import Desk
from zsdesk.errors import ZsdeskError
from zsdesk.ids import new_id
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.store import settings as kept
from zsdesk.store.check import check
from zsdesk.sync import client, wire
from zsdesk.sync.transport import Answer, Take, Transport

TITLE = "没有发出去的一句"


class Liar(Transport):
    """A connection to a province whose answers are made up."""

    answers: list[Answer] = []
    asked = 0

    def __init__(self, url: str, token: str = "", *, root: str = "") -> None:
        self.url, self.requests, self.bytes = url, 0, 0
        self.handed_over = threading.Event()
        self._packer = zstandard.ZstdCompressor()

    def __exit__(self, *_exc: object) -> None:
        """Nothing is open."""

    def wait(self, seconds: float) -> None:
        """It is no use waiting."""

    def carry(self, method: str, path: str, *, take: Take | None = None, **options: Any) -> Answer:
        Liar.asked += 1
        if Liar.asked > 300:
            raise httpx.ReadError("the desk does not stop asking")
        answer = self.answers[min(Liar.asked - 1, len(self.answers) - 1)]
        if take is not None and answer.status < 400:
            take(answer._replace(content=b""), answer.content)
            return answer._replace(content=b"")
        return answer


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, str]]:
    """A desk that is enrolled, with an edit and a file that are not sent."""
    monkeypatch.setenv("ZSDESK_PASSPHRASE", "test")
    made = Desk.create(tmp_path / "outer" / "desk")
    made.vault.put("token", b"token")
    with made.transaction() as connection:
        kept.put(connection, server="http://127.0.0.1:9", user="甲", region="520121")
    lead = made.do(records.create, "lead", {"title": TITLE}).result
    made.do(attachments.attach_bytes, Target("lead", lead), "现场.txt", b"here")
    yield made, lead
    made.close()


def said(body: Any, status: int = 200, **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(status, httpx.Headers({"Content-Type": wire.MEDIA_TYPE, **headers}), raw)


def lies(lead: str) -> dict[str, list[Answer]]:
    """What a province may say that it must not."""
    evil = "../../evil"
    row = (lead, 9, 0, [[9, "丙", 0]])
    good = [[1, "applied"], [2, "applied"]]
    results = [{"op": op, "status": status, "version": 1} for op, status in good]
    zeros = zstandard.ZstdCompressor().compress(bytes(200 << 20))
    return {
        "nothing": [said(b"")],
        "a page": [said(b"<html>Login</html>")],
        "half": [said(b'{"results":[{"op":1,"sta')],
        "an array": [said([])],
        "deep": [said(b"[" * 300_000)],
        "a bomb": [said(zeros, **{"Content-Encoding": "zstd"})],
        "no frame": [said(b"\x00" * 50, **{"Content-Encoding": "zstd"})],
        "too few results": [said({"results": []})],
        "too many": [said({"results": [*results, {"op": 77, "status": "applied"}]})],
        "other ops": [said({"results": [{"op": 5, "status": "applied"}, {"op": 6, "status": "applied"}]})],
        "a strange status": [said({"results": [{"op": 1, "status": "eaten"}]})],
        "a type that is a path": [said({"results": results, "columns": {evil: ["name"]},
                                        "rows": [[evil, new_id(), 1, 0, [], ["x"]]]})],
        "columns that are SQL": [said({"results": results, "columns": {"lead": ['title" = 1; --', "title"]},
                                       "rows": [["lead", *row, ["x", "y"]]]})],
        "fewer values than columns": [said({"results": results, "columns": {"lead": ["title", "summary"]},
                                            "rows": [["lead", *row, ["x"]]]})],
        "no columns": [said({"results": results, "rows": [["lead", *row, ["x"]]]})],
        "values of no kind": [said({"results": results, "columns": {"lead": ["title", "intent_amount", "created_at"]},
                                    "rows": [["lead", *row, [7, "dear", "gestern"]]]})],
        "an id that is none": [said({"results": results, "columns": {"lead": ["title"]},
                                     "rows": [["lead", evil, 1, 0, [], ["x"]]]})],
        "a file that is a path": [said({"results": results, "columns": {"attachment": ["sha256", "name", "size",
                                       "media_type", "target"]}, "rows": [["attachment", new_id(), 1, 0, [],
                                       [evil, evil, 5, "image/png", f"lead/{lead}"]]]}), said(b"evil!")],
        "always more": [said({"results": results, "more": True}), said({"more": True})],
        "a first sync without end": [said({"results": results, "first": {"pin": 1, "after": "lead/x"}}),
                                     said({"first": {"pin": 1, "after": "lead/x"}})],
        "gaps without end": [said({"code": "gap", "title": "", "status": 409, "expected": 1}, 409)],
        "other desks without end": [said({"code": "incarnation", "title": "", "status": 409}, 409)],
        "go away": [said({"code": "unauthorized", "title": "", "status": 401}, 401)],
        "teapot": [said({"code": "brew", "title": "", "status": 418}, 418)],
        "moved": [said(b"", 301, Location="https://elsewhere.example/")],
    }  # fmt: skip


def _after(desk: Desk, lead: str, name: str) -> None:
    """What must hold whatever was answered."""
    shown = desk.read(detail.detail, "lead", lead)
    assert shown is not None, name
    with desk.transaction() as connection:
        log = connection.exec_driver_sql('SELECT fields FROM "change" ORDER BY op_no').all()
    assert TITLE in log[0][0], name  # what was typed is in the log for good
    outer = desk.folder.parent
    assert {path.name for path in outer.iterdir()} == {"desk"}, name
    assert not list(outer.parent.glob("evil*")), name
    assert {path.name.split("-")[0] for path in desk.folder.iterdir()} <= {
        "desk.db", "desk.json", "desk.key", "desk.lock", "desk.pid", "files",
    }, name  # fmt: skip


NAMES = sorted(lies(new_id()))


@pytest.mark.parametrize("name", NAMES)
def test_a_lie_costs_nothing(desk: tuple[Desk, str], name: str) -> None:
    opened, lead = desk
    Liar.answers, Liar.asked = lies(lead)[name], 0
    with suppress(ZsdeskError):  # a sentence; anything else would be a fault of ours
        client.sync(opened, connect=Liar)
    assert Liar.asked <= 300, "the desk asks without end"
    _after(opened, lead, name)
    opened.do(records.change, "lead", lead, {"next_step": "接着写"})
    assert opened.read(detail.detail, "lead", lead).values["next_step"] == "接着写"
    with opened.transaction() as connection:
        assert check(connection, opened.blobs) == []


words = st.text(max_size=8) | st.sampled_from(["lead", "title", "applied", "attachment", "sha256", "../x"])
scalars = st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.floats(allow_nan=False) | words
bodies = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
                      max_leaves=20)  # fmt: skip
shapes = st.fixed_dictionaries({}, optional={
    "results": st.lists(st.fixed_dictionaries({"op": st.integers(0, 3), "status": words}), max_size=3) | bodies,
    "columns": st.dictionaries(words, st.lists(words, max_size=3), max_size=3) | bodies,
    "rows": st.lists(st.tuples(words, words, st.integers(0, 9), st.integers(), st.just([]),
                               st.lists(scalars, max_size=3)), max_size=3) | bodies,
    "cursor": st.integers(-5, 1 << 65), "more": st.booleans(), "first": bodies, "scope_epoch": scalars,
    "server_epoch": scalars, "user": words, "region": words,
})  # fmt: skip


@settings(max_examples=60)
@given(body=shapes)
def test_no_answer_costs_anything(desk: tuple[Desk, str], body: Any) -> None:
    opened, lead = desk
    Liar.answers, Liar.asked = [said(msgspec.json.encode(body) if _fits(body) else b"{}")], 0
    with suppress(ZsdeskError):  # a sentence; anything else would be a fault of ours
        client.sync(opened, connect=Liar)
    assert Liar.asked <= 300
    _after(opened, lead, repr(body))


def _fits(body: Any) -> bool:
    try:
        msgspec.json.encode(body)
    except (UnicodeEncodeError, OverflowError):
        return False
    return True
