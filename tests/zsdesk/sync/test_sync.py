"""Two desks and a real server: what one types, the other has; nothing twice, nothing lost."""

from __future__ import annotations

import random
import signal
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.meddling import Meddling
from tests.province import Province
from tests.zsdesk.sync.conftest import Enrol
from zsdesk.acts import attachments, conflicts, records, views
from zsdesk.acts.returned import take_back
from zsdesk.desk import Desk
from zsdesk.errors import NotFound, Offline, Refused, Unauthorized
from zsdesk.kinds import Target
from zsdesk.queries import detail, lists, search, syncing
from zsdesk.queries.views import shared
from zsdesk.store import settings
from zsdesk.store.tables import State
from zsdesk.sync import client, incoming, outgoing, rounds
from zsdesk.sync.transport import checked_url


def add(desk: Desk, type_name: str, **texts: str) -> str:
    return desk.do(records.create, type_name, desk.parse(type_name, texts)).result


def change(desk: Desk, type_name: str, record_id: str, **texts: str) -> None:
    desk.do(records.change, type_name, record_id, desk.parse(type_name, texts))


def shown(desk: Desk, record_id: str, name: str) -> str:
    return desk.read(detail.detail, "lead", record_id).shown[name]


def test_second_desk_has_everything(enrolled: Enrol) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    company = add(a, "company", name="示例·华星冶金", tags="链主", revenue="3.2亿")
    lead = add(a, "lead", title="磷系正极材料", company=company, intent_amount="500万美元@7.12", preferred_regions="ky")
    talk = add(a, "negotiation", lead=lead, place="迎宾楼", attendees="陈䶮/部长//对方", minutes="要求 2 万千伏安。")
    photo = a.do(attachments.attach_bytes, Target("negotiation", talk), "现场.txt", b"site" * 1000).result
    done = client.sync(a)
    assert done.pushed == 4
    assert a.status().pending == 0

    client.sync(b)
    for type_name, record_id in (("company", company), ("lead", lead), ("negotiation", talk), ("attachment", photo)):
        mine = a.read(detail.detail, type_name, record_id)
        theirs = b.read(detail.detail, type_name, record_id)
        assert theirs.values == mine.values
        assert theirs.version == mine.version == 1
    assert b.read(detail.detail, "lead", lead).values["number"].startswith("XS-")
    assert b.blob(b.read(detail.detail, "negotiation", talk).files[0].sha256) == b"site" * 1000
    assert [hit.id for hit in b.read(search.find, "万千伏安")] == [talk]
    assert [hit.id for hit in b.read(search.find, "hxyj")] == [company]


def test_a_shared_view_of_a_list_reaches_the_county_and_no_other(enrolled: Enrol) -> None:
    a, b, other = enrolled("李明"), enrolled("赵强"), enrolled("周敏")
    kept = a.do(views.share, "重点", "lead", '{"type": "lead"}').result
    client.sync(a), client.sync(b), client.sync(other)
    assert [(one.id, one.name, one.owner) for one in b.read(shared, "lead")] == [(kept, "重点", "李明")]
    assert other.read(shared, "lead") == []
    a.do(records.delete, "shared_view", kept)
    client.sync(a), client.sync(b)
    assert b.read(shared, "lead") == []


def test_empty_round_is_one_small_request(enrolled: Enrol) -> None:
    a = enrolled("李明")
    add(a, "lead", title="一")
    client.sync(a)
    done = client.sync(a)
    assert (done.pushed, done.pulled, done.requests) == (0, 0, 1)
    assert done.bytes < 1024


def test_different_fields_merge(enrolled: Enrol) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    lead = add(a, "lead", title="合并")
    client.sync(a), client.sync(b)
    change(a, "lead", lead, next_step="回访")
    change(b, "lead", lead, referrer="商会")
    client.sync(a), client.sync(b), client.sync(a)
    for desk in (a, b):
        assert (shown(desk, lead, "next_step"), shown(desk, lead, "referrer")) == ("回访", "商会")
        assert desk.status().conflicts == 0
    assert any(e.who == "赵强" and e.after == "商会" for e in a.read(detail.timeline, "lead", lead))
    # A desk that comes later, with an edit of its own over it, is told who did what before and how far all of it is.
    late = enrolled("王芳")
    change(late, "lead", lead, referrer="协会")
    said = [(e.who, e.label, e.before, e.after, e.receipt) for e in late.read(detail.timeline, "lead", lead)]
    assert said == [
        ("王芳", "引荐人", "商会", "协会", "local"), ("赵强", "引荐人", "", "商会", "accepted"),
        ("李明", "下一步", "", "回访", "accepted"), ("李明", "", "", "", "accepted"),
    ]  # fmt: skip


def test_same_field_conflicts_and_is_resolved(enrolled: Enrol) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    lead = add(a, "lead", title="冲突", intent_amount="12亿")
    client.sync(a), client.sync(b)
    change(a, "lead", lead, intent_amount="12.5亿", next_step="甲")
    change(b, "lead", lead, intent_amount="12.8亿", referrer="乙")
    client.sync(a)
    assert client.sync(b).conflicts == 1
    client.sync(a)
    assert shown(b, lead, "intent_amount") == "12.50 亿元"  # the province's value stays
    assert shown(b, lead, "referrer") == "乙"  # the other field of the same change is in

    views = {d.user: d.read(syncing.conflicts, device=d.device, user=d.user) for d in (a, b)}
    mine = {user: view[0].fields[0] for user, view in views.items()}
    assert (mine["李明"].mine_text, mine["李明"].theirs_text) == ("12.50 亿元", "12.80 亿元")
    assert (mine["赵强"].mine_text, mine["赵强"].theirs_text) == ("12.80 亿元", "12.50 亿元")
    assert mine["赵强"].base_text == "12.00 亿元"

    b.do(conflicts.resolve, views["赵强"][0].id, {"intent_amount": conflicts.Mine()})
    client.sync(b), client.sync(a)
    assert {shown(d, lead, "intent_amount") for d in (a, b)} == {"12.80 亿元"}
    assert [d.status().conflicts for d in (a, b)] == [0, 0]
    with pytest.raises((Refused, NotFound)):
        a.do(conflicts.resolve, views["赵强"][0].id, {"intent_amount": conflicts.Theirs()})


def test_own_edit_stays_while_others_arrive(enrolled: Enrol) -> None:
    """I6: a pull lays the unsent edit over the new base."""
    a, b = enrolled("李明"), enrolled("赵强")
    lead = add(a, "lead", title="叠加")
    client.sync(a), client.sync(b)
    change(b, "lead", lead, referrer="商会")
    client.sync(b)
    change(a, "lead", lead, next_step="未发")
    with a.transaction() as connection:  # a pull alone: nothing is pushed in it
        request = outgoing.prepare(connection)
    from zsdesk.sync import wire
    from zsdesk.sync.transport import Transport

    where = client.link(a)
    with Transport(where.url, where.token) as transport:
        import msgspec

        pull = msgspec.structs.replace(request, changes=())
        rounds.receive(a, pull, incoming.read(pull, transport.post("/v1/sync", pull, wire.SyncResponse)))
    assert (shown(a, lead, "next_step"), shown(a, lead, "referrer")) == ("未发", "商会")
    client.sync(a), client.sync(b)
    assert (shown(b, lead, "next_step"), shown(b, lead, "referrer")) == ("未发", "商会")


def test_replay_changes_nothing(enrolled: Enrol) -> None:
    """I2: the answer was lost; the same changes are sent again."""
    a, b = enrolled("李明"), enrolled("赵强")
    lead = add(a, "lead", title="重放", intent_amount="1亿")
    client.sync(a)
    change(a, "lead", lead, intent_amount="2亿")
    client.sync(a)
    with a.transaction() as connection:
        connection.exec_driver_sql('UPDATE "change" SET state = ?', (int(State.LOCAL),))
        connection.exec_driver_sql("UPDATE lead SET version = 0")
    assert client.sync(a).pushed == 2
    client.sync(b)
    found = b.read(detail.detail, "lead", lead)
    assert (found.version, found.shown["intent_amount"]) == (2, "2.00 亿元")
    assert a.read(detail.detail, "lead", lead).version == 2


def test_cloned_laptop_begins_a_new_incarnation(enrolled: Enrol) -> None:
    """Two laptops from one image use the same numbers: both edits arrive."""
    import shutil

    a = enrolled("李明")
    add(a, "lead", title="共同")
    client.sync(a)
    a.close()
    twin_folder = a.folder.with_name("twin")
    shutil.copytree(a.folder, twin_folder)
    again, twin = Desk.open(a.folder), Desk.open(twin_folder)
    try:
        first, second = add(again, "lead", title="原机"), add(twin, "lead", title="克隆")
        client.sync(again), client.sync(twin), client.sync(again)
        for desk in (again, twin):
            ids = desk.read(lists.ids, lists.ListQuery("lead"))
            assert {first, second} <= set(ids)
    finally:
        again.close()
        twin.close()


def test_counties_see_their_own(enrolled: Enrol) -> None:
    kaiyang, wengan, over = enrolled("李明"), enrolled("周敏"), enrolled("王芳")
    here, there = add(kaiyang, "lead", title="开阳的"), add(wengan, "lead", title="瓮安的")
    client.sync(kaiyang), client.sync(wengan), client.sync(over), client.sync(kaiyang), client.sync(wengan)
    seen = {d.user: set(d.read(lists.ids, lists.ListQuery("lead"))) for d in (kaiyang, wengan, over)}
    assert here in seen["李明"]
    assert there not in seen["李明"]
    assert there in seen["周敏"]
    assert here not in seen["周敏"]
    assert {here, there} <= seen["王芳"]


def test_refused_change_is_parked_and_the_rest_goes_on(enrolled: Enrol) -> None:
    """A record of another county is refused with a sentence; what was typed stays and can be sent again."""
    a = enrolled("李明")
    wrong = add(a, "lead", title="越区", region_code="瓮安县")
    right = add(a, "lead", title="本区")
    client.sync(a)
    assert a.read(detail.detail, "lead", right).receipt == "accepted"
    refused = [w for w in a.read(syncing.outbox) if w.id == wrong]
    assert [w.receipt for w in refused] == ["parked"]
    assert refused[0].reason
    change(a, "lead", wrong, region_code="开阳县")
    client.sync(a)
    assert a.read(detail.detail, "lead", wrong).receipt == "accepted"
    assert a.status().parked == 0


def test_first_sync_resumes(enrolled: Enrol, province: Province) -> None:
    """Broken off after every answer, a first sync goes on where it was."""
    a = enrolled("李明")
    for number in range(30):
        add(a, "lead", title=f"首次{number}", summary="字" * 400)
    client.sync(a)
    b = Desk.create(a.folder.with_name("fresh"))
    try:
        client.enrol(b, province.url, "赵强", province.passwords["赵强"])
        stops = iter([False, True] * 200)
        for _ in range(100):
            client.sync(b, cancelled=lambda: next(stops))
            if len(b.read(lists.ids, lists.ListQuery("lead"))) >= 30 and client.sync(b).pulled == 0:
                break
        wanted = set(a.read(lists.ids, lists.ListQuery("lead")))
        assert wanted <= set(b.read(lists.ids, lists.ListQuery("lead")))
    finally:
        b.close()


class Strikes:
    """Kills the server with -9, and begins it anew, in the middle of the ``nth`` request to ``path``."""

    def __init__(self, province: Province, command: str, path: str, nth: int) -> None:
        self.province, self.wanted, self.left = province, (command, path), nth

    def __call__(self, command: str, path: str) -> None:
        if command == self.wanted[0] and path.startswith(self.wanted[1]):
            self.left -= 1
            if self.left == 0:
                self.province.stop(signal.SIGKILL)
                self.province.start()


def test_the_server_dies_in_the_middle_of_a_push_a_file_and_a_pull(enrolled: Enrol, province: Province) -> None:
    """Behind a line that delays, cuts, repeats and truncates."""
    a, b = enrolled("李明"), enrolled("赵强")
    made = [add(a, "lead", title=f"断电{n}") for n in range(40)]
    content = random.Random(7).randbytes(400_000)  # two pieces
    photo = a.do(attachments.attach_bytes, Target("lead", made[0]), "照片.bin", content).result
    meddling = Meddling(province.port)
    for desk in (a, b):
        _reach(desk, meddling.url)
    try:
        for desk, command, path, nth in (
            (a, "POST", "/v1/sync", 1), (a, "PATCH", "/v1/blobs/", 2), (b, "POST", "/v1/sync", 1),
        ):  # fmt: skip
            meddling.strike = strikes = Strikes(province, command, path, nth)
            for _ in range(20):
                with suppress(Offline):
                    client.sync(desk)
                if strikes.left <= 0:
                    break
            assert strikes.left <= 0
    finally:
        meddling.close()
    for desk in (a, b, a):
        _reach(desk, province.url)
        client.sync(desk)
    assert (a.status().pending, a.status().parked, a.status().conflicts) == (0, 0, 0)
    assert {shown(b, lead, "title") for lead in made} == {f"断电{n}" for n in range(40)}
    assert b.blob(b.read(detail.detail, "attachment", photo).values["sha256"]) == content
    assert client.compare(a).requests == client.compare(b).requests == 1


def _reach(desk: Desk, url: str) -> None:
    with desk.transaction() as connection:
        settings.put(connection, server=url)


@pytest.mark.parametrize("answer", ["html", "half", "nothing", "garbage"])
def test_something_else_answers(enrolled: Enrol, answer: str) -> None:
    """A hotel's login page, half an answer, or nothing: a sentence, and everything stays."""
    a = enrolled("李明")
    lead = add(a, "lead", title="酒店")
    good = client.link(a).url
    with _Liar(answer) as url:
        with a.transaction() as connection:
            settings.put(connection, server=url)
        with pytest.raises(Offline) as told:
            client.sync(a)
    assert "\n" not in str(told.value)
    with a.transaction() as connection:
        settings.put(connection, server=good)
    client.sync(a)
    assert a.read(detail.detail, "lead", lead).receipt == "accepted"


def test_revoked_token_and_enrol_again(enrolled: Enrol, province: Province) -> None:
    a = enrolled("李明")
    where = client.link(a)
    assert httpx.post(f"{where.url}/v1/revoke", headers={"Authorization": f"Bearer {where.token}"}).status_code < 300
    lead = add(a, "lead", title="吊销")
    with pytest.raises(Unauthorized):
        client.sync(a)
    assert shown(a, lead, "title") == "吊销"
    client.enrol(a, province.url, "李明", province.passwords["李明"])
    client.sync(a)
    assert a.read(detail.detail, "lead", lead).receipt == "accepted"


def test_wrong_password_says_so(enrolled: Enrol, province: Province) -> None:
    a = enrolled("李明")
    with pytest.raises(Refused):
        client.enrol(a, province.url, "李明", "falsch")


@pytest.mark.parametrize("url", ["http://zs.example.cn", "ftp://127.0.0.1", "zs.example.cn", "https://"])
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    with pytest.raises(Refused):
        checked_url(url)
    assert checked_url("http://127.0.0.1:8000/") == "http://127.0.0.1:8000"


class _Liar:
    """A listener on loopback that is no province."""

    def __init__(self, answer: str) -> None:
        import socket

        self.body = {
            "html": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 21\r\n\r\n<html>Login</html>   ",
            "half": b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"results":[',
            "nothing": b"",
            "garbage": b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\nabcd",
        }[answer]
        self.socket = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        threading.Thread(target=self._serve, daemon=True).start()
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def _serve(self) -> None:
        try:
            while True:
                peer, _ = self.socket.accept()
                with peer:
                    peer.settimeout(2)
                    peer.recv(65536)
                    peer.sendall(self.body)
        except OSError:
            return

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def test_what_was_entered_before_enrolment_lies_where_the_account_is(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """README's own order: a desk is made, records are entered, and only then it is enrolled."""
    with Desk.create(tmp_path / "desk") as desk:
        company = add(desk, "company", name="复现公司")
        lead = add(desk, "lead", title="复现线索", company=company)
        change(desk, "lead", lead, referrer="商会")
        other = add(desk, "lead", title="写明了的", region_code="瓮安县")
        client.enrol(desk, province.url, "李明", province.passwords["李明"])
        done = client.sync(desk)
        assert (done.pushed, done.returned) == (3, 1)
        for name, id in (("company", company), ("lead", lead)):
            found = desk.read(detail.detail, name, id)
            assert (found.receipt, found.values["region_code"]) == ("accepted", "520121")
        returned = [w for w in desk.read(syncing.outbox) if w.receipt == "parked"]
        assert [(w.id, w.mend.field) for w in returned] == [(other, "region_code")]
        assert desk.read(search.find, "复现线索")


def test_a_refused_record_that_is_taken_back_is_not_refused_again(enrolled: Enrol) -> None:
    """It stays deleted on the desk, and goes once it is restored and right; its number was not spent meanwhile."""
    a = enrolled("李明")
    before = add(a, "lead", title="前一条")
    client.sync(a)
    wrong = add(a, "lead", title="地区写错", region_code="520000")
    client.sync(a)
    (refused,) = a.read(syncing.outbox)
    assert a.do(take_back, refused.op).result == 1
    client.sync(a)
    assert (a.read(syncing.outbox), a.status().pending, a.status().parked) == ([], 0, 0)
    assert a.read(detail.detail, "lead", wrong).deleted
    a.do(records.restore, "lead", wrong)
    change(a, "lead", wrong, region_code="520121")
    client.sync(a)
    assert a.status().parked == 0
    numbers = [str(a.read(detail.detail, "lead", one).values["number"]) for one in (before, wrong)]
    assert int(numbers[1][-6:]) == int(numbers[0][-6:]) + 1


def test_both_desks_tell_the_same_history_of_a_conflict(enrolled: Enrol) -> None:
    """Each author's change is told from what that author saw to what that author wrote, on either desk."""
    a, b = enrolled("李明"), enrolled("赵强")
    lead = add(a, "lead", title="同改一处", intent_amount="3.2亿")
    client.sync(a), client.sync(b)
    change(a, "lead", lead, intent_amount="2.8亿", referrer="张三")
    change(b, "lead", lead, intent_amount="3.5亿", referrer="李四")
    client.sync(a), client.sync(b), client.sync(a)

    def told(desk: Desk) -> set[tuple[str, str, str, str]]:
        events = desk.read(detail.timeline, "lead", lead)
        return {(e.who, e.field, e.before, e.after) for e in events if e.kind == "change"}

    assert told(a) == told(b) == {
        ("李明", "intent_amount", "3.20 亿元", "2.80 亿元"), ("赵强", "intent_amount", "3.20 亿元", "3.50 亿元"),
        ("李明", "referrer", "", "张三"), ("赵强", "referrer", "", "李四"),
    }  # fmt: skip
    with b.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM shadow").scalar() == 0


@pytest.mark.parametrize(
    ("scheme", "port", "password", "said"),
    [
        ("https", None, "x", "https 服务"), ("http", 1, "x", "没有服务在应答"), ("http", None, "falsch", "没有登记"),
        ("http", None, "", "没有发送"),
    ],
)  # fmt: skip
def test_why_a_desk_was_not_enrolled_is_said_in_the_officers_language(
    province: Province, tmp_path: Path, scheme: str, port: int | None, password: str, said: str
) -> None:
    with Desk.create(tmp_path / "desk") as desk, pytest.raises((Refused, Offline)) as error:
        client.enrol(desk, f"{scheme}://127.0.0.1:{port or province.port}", "李明", password)
    sentence = str(error.value)
    assert said in sentence
    assert not any(word in sentence for word in ("Errno", "SSL:", "Expected", "。）", "自动发送"))
