"""Pull: no cursor passes a change, pages end between transactions, a first sync goes on where it stopped."""

from __future__ import annotations

import threading
from typing import Any

import msgspec

from tests.zsdesk.server.conftest import Peer, Served
from zsdesk.ids import new_id
from zsdesk.server.database import Database
from zsdesk.server.settings import load
from zsdesk.sync import wire

Pair = tuple[Peer, Peer]


def creations(peer: Peer, count: int, **more: Any) -> list[wire.Change]:
    return [
        peer.change("create", "lead", new_id(), {"title": f"线索{i}", "region_code": peer.region, **more})
        for i in range(count)
    ]


def fresh(peer: Peer) -> Peer:
    """Another desk of the same account, with nothing on it."""
    return Peer(peer.served, peer.user, peer.region)


class TestPaging:
    def test_pages_end_between_transactions(self, pair: Pair) -> None:
        one, other = pair
        sizes = [3, 1, 7, 2]
        sent = [one.sync(*creations(one, size, summary="长" * 400)) for size in sizes]
        assert all(answer.results for answer in sent)
        pages: list[int] = []
        more = True
        while more:
            answer = other.once(other.request(page_bytes=1_000))
            more = answer.more
            pages.append(len(answer.rows))
        assert [size for size in pages if size] == sizes
        assert other.sync().rows == ()

    def test_one_transaction_larger_than_a_page_comes_whole(self, pair: Pair) -> None:
        one, other = pair
        one.sync(*creations(one, 40, summary="长" * 500))
        answer = other.once(other.request(page_bytes=1_000))
        assert (len(answer.rows), answer.more) == (40, False)

    def test_catching_up_costs_what_changed(self, pair: Pair) -> None:
        one, other = pair
        made = creations(one, 1)[0]
        one.sync(made)
        for i in range(30):
            one.sync(one.edit("lead", made.id, title=f"第{i}次"))
        answer = other.sync()
        assert len(answer.rows) == 1
        assert other.get("lead", made.id)["title"] == "第29次"

    def test_an_empty_round_is_small_and_writes_nothing(self, pair: Pair) -> None:
        one, _ = pair
        request = one.request()
        raw = msgspec.json.encode(request)
        answers = [one.post(request) for _ in range(2)]
        assert len(raw) + len(answers[0].content) < 1_000
        assert answers[0].content == answers[1].content

    def test_a_push_alone_brings_no_rows(self, pair: Pair) -> None:
        one, other = pair
        one.sync(*creations(one, 1))
        answer = other.once(other.request(pull=False))
        assert (answer.rows, answer.cursor) == ((), other.cursor)

    def test_a_cursor_of_a_restored_desk_gets_it_all_again(self, pair: Pair) -> None:
        one, other = pair
        one.sync(*creations(one, 5))
        other.sync()
        kept = len(other.all("lead"))
        other.rows.clear()
        other.cursor = 0
        other.sync()
        assert len(other.all("lead")) == kept


class TestScopes:
    def test_each_level_sees_what_lies_in_it(self, served: Served) -> None:
        county = served.peer("520123")
        peers = {code: served.peer(code) for code in ("520123", "520122", "520100", "520300", "520000")}
        made = creations(county, 1)[0]
        county.sync(made)
        for peer in peers.values():
            peer.sync()
        seen = {code for code, peer in peers.items() if ("lead", made.id) in peer.rows}
        assert seen == {"520123", "520100", "520000"}

    def test_a_record_that_moves_leaves_one_desk_and_comes_to_another(self, served: Served) -> None:
        above, old, new = served.peer("520100"), served.peer("520121"), served.peer("520123")
        made = creations(above, 1)[0]
        made = msgspec.structs.replace(made, fields={**made.fields, "region_code": "520121"})
        photo = above.change("create", "attachment", new_id(), {"name": "a.jpg", "target": f"lead/{made.id}"})
        above.sync(made, photo)
        old.sync()
        new.sync()
        assert ("lead", made.id) in old.rows
        above.sync(above.edit("lead", made.id, region_code="520123"))
        old.sync()
        new.sync()
        for key in (("lead", made.id), ("attachment", photo.id)):
            assert key not in old.rows
            assert new.rows[key]["region_code"] == "520123"
            assert above.rows[key]["region_code"] == "520123"


class TestFirst:
    def test_own_records_come_first_and_nothing_is_missing(self, pair: Pair) -> None:
        one, other = pair
        other.sync(*creations(other, 12, owner=other.user))
        company = {"name": "企", "owner": one.user, "region_code": one.region}
        companies = [one.change("create", "company", new_id(), company) for _ in range(4)]
        one.sync(*companies, *creations(one, 7, owner=one.user))
        one.sync()
        desk = fresh(one)
        step: wire.First | None = wire.First()
        owners: list[str] = []
        rounds = 0
        while step is not None:
            # Each step is asked twice, as after a connection that broke off.
            twice = [desk.once(desk.request(first=step, page_bytes=1_000)) for _ in range(2)]
            assert twice[0] == twice[1]
            owners += [desk.rows[row.type, row.id]["owner"] for row in twice[0].rows]
            step = twice[0].first
            rounds += 1
        assert rounds > 3
        mine = owners.count(one.user)
        assert set(owners[:mine]) == {one.user}
        desk.sync()
        assert {k: v["version"] for k, v in desk.rows.items()} == {k: v["version"] for k, v in one.rows.items()}

    def test_what_changes_meanwhile_comes_after_the_pin(self, pair: Pair) -> None:
        one, other = pair
        made = creations(one, 6)
        one.sync(*made)
        desk = fresh(other)
        answer = desk.once(desk.request(first=wire.First(), page_bytes=1_000))
        assert answer.first is not None
        one.sync(one.edit("lead", made[0].id, title="其间改了"), *creations(one, 1, title="其间新建"))
        while answer.first is not None:
            answer = desk.once(desk.request(first=answer.first, page_bytes=1_000))
        assert answer.more
        desk.sync()
        assert desk.get("lead", made[0].id)["title"] == "其间改了"
        assert "其间新建" in {row["title"] for row in desk.all("lead")}

    def test_changes_are_pushed_during_a_first_sync(self, pair: Pair) -> None:
        _, other = pair
        made = creations(other, 2)
        answer = other.once(other.request(*made, first=wire.First(), page_bytes=1_000))
        assert [r.status for r in answer.results] == ["applied", "applied"]


def test_no_cursor_passes_a_change_under_eight_writers(served: Served, county: str) -> None:
    """A plain “seq > cursor” pull over a sequence missed 51.75% of the rows here: numbers are not commit-ordered."""
    writers = [served.peer(county) for _ in range(8)]
    reader = served.peer(county)
    done = threading.Event()
    failures: list[BaseException] = []

    def write(peer: Peer) -> None:
        try:
            for i in range(12):
                changes = creations(peer, 1 + i % 3)
                answer = peer.once(peer.request(*changes, pull=False))
                assert all(result.status == "applied" for result in answer.results)
        except BaseException as error:
            failures.append(error)

    def read() -> None:
        try:
            while not done.is_set():
                reader.once(reader.request(page_bytes=1_000))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(peer,)) for peer in writers]
    reading = threading.Thread(target=read)
    for thread in (*threads, reading):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reading.join()
    assert failures == []
    reader.sync()
    written = {key for peer in writers for key in peer.rows if key[0] == "lead"}
    assert written <= reader.rows.keys()
    numbers = [row["number"] for row in reader.all("lead")]
    assert len(numbers) == len(set(numbers))


def test_eight_desks_edit_the_same_record_and_nothing_is_lost(served: Served, county: str) -> None:
    peers = [served.peer(county) for _ in range(8)]
    made = creations(peers[0], 1)[0]
    peers[0].sync(made)
    for peer in peers:
        peer.sync()
    edits = [(peer, peer.edit("lead", made.id, next_step=f"步骤{i}")) for i, peer in enumerate(peers)]
    threads = [threading.Thread(target=peer.once, args=(peer.request(change),)) for peer, change in edits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    peers[0].sync()
    row = peers[0].get("lead", made.id)
    conflicts = [c for c in peers[0].all("conflict") if c["target"] == f"lead/{made.id}"]
    offered = {msgspec.json.decode(c["offered"])["next_step"] for c in conflicts}
    assert offered | {row["next_step"]} == {f"步骤{i}" for i in range(8)}


def test_the_feed_says_what_the_records_say(served: Served) -> None:
    """An oracle in plain SQL: for every scope, the feed's present rows are the records that lie in it."""
    database = Database(load(served.data))
    with database.read() as connection:
        for name in ("lead", "attachment", "conflict", "company"):
            records = dict(database.fetch(connection, f"SELECT id, region_code FROM {name}"))
            told = database.fetch(connection, "SELECT id, scope FROM feed WHERE type = ? AND present = 1", name)
            found: dict[str, set[str]] = {}
            for record, scope in told:
                found.setdefault(record, set()).add(scope)
            assert found.keys() == records.keys()
            for record, region in records.items():
                assert region in found[record]
                assert "520000" in found[record]
        newest = database.fetch(connection, "SELECT max(seq) FROM feed")[0][0]
        assert newest == database.fetch(connection, "SELECT seq FROM allocator")[0][0]
    database.close()
