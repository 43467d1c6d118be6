"""Limits with clear answers, and counters that name nobody."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.zsdesk.server.conftest import Served
from zsdesk.ids import new_id
from zsdesk.server.limits import Buckets, Limits, limited
from zsdesk.server.problems import Stop

Value = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def counted(served: Served) -> Value:
    """All samples of the counters, by name and labels."""
    found = httpx.get(f"{served.url}/metrics", trust_env=False)
    assert found.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(found.text) for sample in family.samples
    }  # fmt: skip


def of(values: Value, name: str, **labels: str) -> float:
    return values.get((name, tuple(sorted(labels.items()))), 0.0)


def test_what_happens_is_counted_over_all_workers(served: Served) -> None:
    peer = served.peer("520329")
    before = counted(served)
    for _ in range(6):  # by whichever worker
        peer.sync(peer.change("create", "lead", new_id(), {"title": "计数"}))
        peer.sync()
    after = counted(served)

    def grew(name: str, **labels: str) -> float:
        return of(after, name, **labels) - of(before, name, **labels)

    assert grew("zsdesk_requests_total", route="/v1/sync", method="POST", status="200") == 12
    assert grew("zsdesk_request_seconds_count", route="/v1/sync") == 12
    assert grew("zsdesk_changes_total", status="applied") == 6
    assert grew("zsdesk_received_bytes_total") > 6 * 100
    assert of(after, "zsdesk_devices") >= 1
    assert of(after, "zsdesk_feed_number") > of(before, "zsdesk_feed_number")
    text = httpx.get(f"{served.url}/metrics", trust_env=False).text
    assert peer.user not in text
    assert peer.device not in text


def test_a_token_that_runs_wild_is_told_when_to_come_again(served: Served) -> None:
    peer, other = served.peer("520329"), served.peer("520329")
    answers: list[httpx.Response] = []

    def hammer() -> None:
        with httpx.Client(trust_env=False, headers=dict(peer.http.headers)) as client:
            for _ in range(600):
                answers.append(client.get(f"{served.url}/v1/me"))
                if answers[-1].status_code == 429:
                    return

    hands = [threading.Thread(target=hammer) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    told = [answer for answer in answers if answer.status_code == 429]
    assert told
    assert told[0].json()["code"] == "busy"
    assert int(told[0].headers["Retry-After"]) >= 1
    assert {answer.status_code for answer in answers} == {200, 429}
    assert other.http.get("/v1/me").status_code == 200  # nobody else pays for it
    assert httpx.get(f"{served.url}/v1/live", trust_env=False).status_code == 200


def test_buckets_fill_again_and_forget() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0], largest=2)
    assert [buckets.wait(b"a", 2, 1.0) for _ in range(3)] == [0, 0, 1.0]
    now[0] = 0.5
    assert buckets.wait(b"a", 2, 1.0) == 0.5
    now[0] = 10.0
    assert [buckets.wait(b"a", 2, 1.0) for _ in range(3)] == [0, 0, 1.0]
    for name in (b"b", b"c"):
        buckets.wait(name, 2, 1.0)
    assert buckets.wait(b"a", 2, 1.0) == 0  # it was forgotten, as the longest away


def test_only_so_much_is_in_memory_at_once() -> None:
    """The middleware itself, with an application that holds what it gets until it is let go."""
    go = asyncio.Event()

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        await go.wait()

    scope = {"type": "http", "path": "/v1/sync", "headers": [], "client": ("1", 1)}
    held = limited(application, Limits(at_once=3, bytes=1_000))  # type: ignore[arg-type]

    async def one(size: int) -> str:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": bytes(size), "more_body": False}

        try:
            await held(scope, receive, None)  # type: ignore[arg-type]
        except Stop as stop:
            return stop.code
        return "answered"

    async def play() -> list[str]:
        first = [asyncio.create_task(one(400)) for _ in range(2)]
        await asyncio.sleep(0)
        large = await one(400)
        small = asyncio.create_task(one(100))
        await asyncio.sleep(0)
        fourth = await one(1)
        go.set()
        return [large, fourth, *await asyncio.gather(*first, small), await one(900)]

    assert asyncio.run(play()) == ["busy", "busy", "answered", "answered", "answered", "answered"]


def test_strangers_do_not_read_the_counters(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from zsdesk.server import metrics

    class Asked:
        def __init__(self, host: str, authorization: str = "") -> None:
            self.client = type("Client", (), {"host": host})
            self.headers = {"authorization": authorization}

    metrics._refuse_strangers(Asked("127.0.0.1"))  # type: ignore[arg-type]
    with pytest.raises(Stop):
        metrics._refuse_strangers(Asked("10.1.2.3"))  # type: ignore[arg-type]
    monkeypatch.setenv(metrics.TOKEN_VARIABLE, "秘密")
    metrics._refuse_strangers(Asked("10.1.2.3", "Bearer 秘密"))  # type: ignore[arg-type]
    for asked in (Asked("10.1.2.3", "Bearer other"), Asked("127.0.0.1")):
        with pytest.raises(Stop):
            metrics._refuse_strangers(asked)  # type: ignore[arg-type]
