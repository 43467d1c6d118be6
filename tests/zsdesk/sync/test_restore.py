"""A province put back from its backup gets back what desks sent since (point 24); logging out loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.province import Province, run
from tests.zsdesk.sync.test_sync import add, change, shown
from zsdesk.acts import attachments, transfers
from zsdesk.desk import Desk
from zsdesk.errors import Refused, Unauthorized
from zsdesk.kinds import Target
from zsdesk.queries import detail, lists, syncing
from zsdesk.server import admin
from zsdesk.store import again, settings
from zsdesk.sync import client, leaving, outgoing


class Night:
    """A province of its own with 李明 and 赵强 of one county, that can be put back to how it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.province = Province(folder / "data")
        self.desks = [self.enrolled(name) for name in ("李明", "赵强")]

    def enrolled(self, name: str) -> Desk:
        desk = Desk.create(self.folder / name)
        client.enrol(desk, self.province.url, name, self.province.add(name))
        client.sync(desk)
        return desk

    def back_up(self) -> None:
        self.province.stop()
        shutil.copytree(self.folder / "data", self.folder / "backup")
        self.province.start()

    def put_back(self) -> None:
        self.province.stop()
        shutil.rmtree(self.folder / "data")
        shutil.copytree(self.folder / "backup", self.folder / "data")
        done = run("server", "restored", "--data", str(self.folder / "data"))
        assert done.returncode == 0, done.stderr
        self.province.start()


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    monkeypatch.setenv("ZSDESK_PASSPHRASE", "test")
    made = Night(tmp_path)
    yield made
    for desk in made.desks:
        desk.close()
    made.province.stop()


def test_a_restored_province_gets_back_what_it_lost(night: Night) -> None:
    a, b = night.desks
    old = add(a, "lead", title="昨天的", next_step="一")
    client.sync(a), client.sync(b)
    change(a, "lead", old, next_step="二")  # in the backup, with what others made of it
    client.sync(a), client.sync(b)
    change(b, "lead", old, next_step="三")
    client.sync(b), client.sync(a)
    night.back_up()

    change(a, "lead", old, next_step="四")
    wrong = add(a, "lead", title="先退后改", region_code="瓮安县")  # refused, mended: its number is taken up by another
    client.sync(a)
    change(a, "lead", wrong, region_code="开阳县")
    given = add(a, "lead", title="已移交的")
    client.sync(a)
    a.do(transfers.transfer, "lead", given, "522725")  # leaves the desk, and a hole in its log
    client.sync(a)
    today = add(a, "lead", title="今天的", referrer="商会")
    photo = a.do(attachments.attach_bytes, Target("lead", today), "照片.txt", b"today" * 500).result
    client.sync(a), client.sync(b)
    change(b, "lead", today, next_step="乙续")
    client.sync(b), client.sync(a)

    night.put_back()
    for _ in range(2):
        client.sync(a), client.sync(b)
    for desk in (a, b):
        assert shown(desk, old, "next_step") == "四"
        assert shown(desk, today, "referrer") == "商会"
        assert shown(desk, today, "next_step") == "乙续"
        assert shown(desk, wrong, "region_code") == "开阳县"
        assert (desk.status().pending, desk.status().parked, desk.status().conflicts) == (0, 0, 0)
    fresh = Desk.create(night.folder / "fresh")
    night.desks.append(fresh)
    client.enrol(fresh, night.province.url, "赵强", run_password(night, "赵强"))
    client.sync(fresh)
    assert set(fresh.read(lists.ids, lists.ListQuery("lead"))) == {old, today, wrong}
    file = fresh.read(detail.detail, "attachment", photo).values["sha256"]
    assert fresh.blob(file) == b"today" * 500
    assert client.compare(a).requests == client.compare(b).requests == 1
    done = client.sync(a)
    assert (done.requests, done.pushed, done.pulled) == (1, 0, 0)


def run_password(night: Night, name: str) -> str:
    done = run("server", "user", "password", name, "--data", str(night.province.data), stdin="一二三四五六七八\n")
    assert done.returncode == 0, done.stderr
    return "一二三四五六七八"


def test_a_conflict_over_what_is_sent_again_is_seen_where_it_was_sent(night: Night) -> None:
    """The next change in the same request stands over a version of the life before, which is another one now."""
    a, b = night.desks
    lead = add(a, "lead", title="两人改的")
    client.sync(a), client.sync(b)
    night.back_up()
    change(a, "lead", lead, next_step="甲")
    client.sync(a)
    change(a, "lead", lead, referrer="商会")
    client.sync(a)
    night.put_back()
    change(b, "lead", lead, next_step="乙")
    client.sync(b), client.sync(a)
    assert (shown(a, lead, "next_step"), shown(a, lead, "referrer")) == ("乙", "商会")
    assert a.status().conflicts == 1
    assert client.compare(a).requests == 1


def test_what_was_handed_over_comes_back_from_who_gave_it(night: Night) -> None:
    """The giver has nothing of it any more that it could read, and nobody had fetched it yet."""
    a, _ = night.desks
    night.back_up()
    given = add(a, "lead", title="移交的", next_step="一")
    client.sync(a)
    change(a, "lead", given, next_step="二")
    a.do(attachments.attach_bytes, Target("lead", given), "说明.txt", b"more" * 100)
    a.do(transfers.transfer, "lead", given, "522725")
    client.sync(a)
    assert client.sync(a).requests == 1
    assert not log(a, given)
    night.put_back()
    client.sync(a)
    there = enrolled_there(night)
    assert [shown(there, given, name) for name in ("title", "next_step")] == ["移交的", "二"]
    assert given not in a.read(lists.ids, lists.ListQuery("lead"))
    assert not log(a, given)
    for desk in (a, there):
        assert (desk.status().pending, desk.status().parked, desk.status().conflicts) == (0, 0, 0)
        assert client.compare(desk).requests == client.sync(desk).requests == 1


def test_what_who_received_it_wrote_in_it_comes_back_whoever_syncs_first(night: Night) -> None:
    """The receiver's change is refused as long as the giver has not brought the record back; then it goes again."""
    a, _ = night.desks
    there = enrolled_there(night)
    night.back_up()
    given = add(a, "lead", title="移交的")
    client.sync(a)
    a.do(transfers.transfer, "lead", given, "522725")
    client.sync(a), client.sync(there)
    change(there, "lead", given, next_step="收到的")
    client.sync(there)
    night.put_back()
    client.sync(there)
    assert (shown(there, given, "next_step"), there.status().parked) == ("收到的", 1)
    client.sync(a), client.sync(there)
    assert there.status().parked == 1  # not at every sync
    with there.transaction() as connection:
        settings.put(connection, asked_again="0")
    client.sync(there)
    assert (shown(there, given, "next_step"), there.status().parked) == ("收到的", 0)
    assert client.compare(there).requests == client.compare(a).requests == 1


def test_a_copy_of_a_desk_sends_again_what_it_sent_under_the_same_numbers(night: Night) -> None:
    """Both go on as the same incarnation; the restored province knows it by what the other one sent."""
    a, _ = night.desks
    add(a, "lead", title="共有的")
    client.sync(a)
    a.close()
    shutil.copytree(night.folder / "李明", night.folder / "copy")
    night.back_up()
    a = night.desks[0] = Desk.open(night.folder / "李明")
    copy = Desk.open(night.folder / "copy")
    night.desks.append(copy)
    mine = add(a, "lead", title="原机的")
    client.sync(a)
    night.put_back()
    theirs = [add(copy, "lead", title=f"副本的{number}") for number in range(2)]
    client.sync(copy), client.sync(a), client.sync(copy)
    assert {mine, *theirs} <= set(a.read(lists.ids, lists.ListQuery("lead")))
    assert {mine, *theirs} <= set(copy.read(lists.ids, lists.ListQuery("lead")))


def enrolled_there(night: Night) -> Desk:
    """A desk of the county that records are handed over to."""
    there = Desk.create(night.folder / "瓮安")
    night.desks.append(there)
    client.enrol(there, night.province.url, "韦娜", night.province.add("韦娜", region="522725"))
    client.sync(there)
    return there


def log(desk: Desk, record: str) -> list[object]:
    """What the desk's log says of a record."""
    with desk.transaction() as connection:
        return list(connection.exec_driver_sql('SELECT * FROM "change" WHERE id = ?', (record,)))


def test_what_is_restored_is_not_pushed_twice(night: Night) -> None:
    """A desk that sent nothing since the backup sends nothing again."""
    a, b = night.desks
    lead = add(a, "lead", title="早已有的")
    client.sync(a), client.sync(b)
    night.back_up()
    night.put_back()
    assert client.sync(a).pushed == client.sync(b).pushed == 0
    assert a.read(detail.detail, "lead", lead).version == 1


def test_a_comparison_takes_nothing_that_a_restored_province_lacks(night: Night) -> None:
    """Compared before the first sync after it: what differs is to be sent again, and not to be removed."""
    a, _ = night.desks
    night.back_up()
    lead = add(a, "lead", title="备份之后")
    client.sync(a)
    night.put_back()
    with pytest.raises(Refused):
        client.compare(a)
    assert shown(a, lead, "title") == "备份之后"
    client.sync(a)
    assert client.compare(a).requests == 1
    assert a.read(detail.detail, "lead", lead).receipt == "accepted"


def test_what_earlier_incarnations_sent_comes_back_with_a_new_edit(night: Night) -> None:
    """The first that the restored province hears is a change in the middle of an incarnation that it never met."""
    a, b = night.desks
    night.back_up()
    before = add(a, "lead", title="前一世的")
    client.sync(a)
    with a.transaction() as connection:
        outgoing.new_incarnation(connection)  # as after a copied laptop
    add(a, "lead", title="这一世的")
    client.sync(a)
    night.put_back()
    after = add(a, "lead", title="恢复之后的")
    client.sync(a), client.sync(b)
    assert (shown(b, before, "title"), shown(b, after, "title")) == ("前一世的", "恢复之后的")
    assert (a.status().pending, a.status().parked, a.status().conflicts) == (0, 0, 0)
    assert client.sync(a).requests == 1


def test_what_waited_for_a_refused_creation_goes_with_it(night: Night) -> None:
    a, b = night.desks
    wrong = add(a, "lead", title="越区", region_code="瓮安县")
    talk = add(a, "negotiation", lead=wrong, minutes="第一轮", region_code="开阳县")
    later = add(a, "negotiation", lead=wrong, minutes="第二轮", region_code="开阳县")
    right = add(a, "lead", title="不等的")
    client.sync(a), client.sync(b)
    assert {w.id for w in a.read(syncing.outbox) if w.receipt == "parked"} == {wrong, talk, later}
    assert a.read(detail.detail, "lead", right).receipt == "accepted"
    with pytest.raises(Refused) as said:
        leaving.log_out(a)
    assert "越区" in str(said.value)
    change(a, "lead", wrong, region_code="开阳县")
    client.sync(a), client.sync(b)
    assert a.status().parked == a.status().pending == 0
    assert b.read(detail.detail, "negotiation", later).values["lead"] == wrong


def test_what_was_refused_is_sent_once_more(night: Night) -> None:
    """The reason may have gone by itself: 瓮安 is open to 李明 now."""
    a, _ = night.desks
    lead = add(a, "lead", title="等权限", region_code="瓮安县")
    client.sync(a)
    assert a.status().parked == 1
    done = run("server", "user", "help", "李明", "--region", "522725", "--data", str(night.province.data))
    assert done.returncode == 0, done.stderr
    with a.transaction() as connection:
        again.send_again(connection, again.parked(connection))
    client.sync(a)
    assert a.status().parked == 0
    assert a.read(detail.detail, "lead", lead).receipt == "accepted"


def test_logging_out_and_wiping_wait_for_everything(night: Night) -> None:
    a, b = night.desks
    lead = add(a, "lead", title="还没送")
    for end in (leaving.log_out, leaving.wipe):
        with pytest.raises(Refused) as said:
            end(a)
        assert "还没送" in str(said.value)
    assert a.read(detail.detail, "lead", lead).receipt == "local"
    client.sync(a)
    leaving.log_out(a)
    with pytest.raises(Unauthorized):
        client.sync(a)
    assert shown(a, lead, "title") == "还没送"
    client.enrol(a, night.province.url, "李明", run_password(night, "李明"))
    assert client.sync(a).pushed == 0
    leaving.wipe(a)
    assert not a.folder.exists()
    client.sync(b)
    assert shown(b, lead, "title") == "还没送"


def test_a_desk_that_was_away_too_long_takes_a_snapshot_and_offers_its_outbox(night: Night) -> None:
    """Point 20: the removal that it was not told of is found all the same."""
    a, b = night.desks
    gone, stays = add(a, "lead", title="会移走的"), add(a, "lead", title="留下的")
    client.sync(a), client.sync(b)
    change(b, "lead", stays, next_step="离线时写的")
    a.do(transfers.transfer, "lead", gone, "522725")
    client.sync(a)
    data, now = night.province.data, a.clock.now_ms()
    assert admin.tidy(data, 180, now_ms=now) == 0  # tonight
    assert admin.tidy(data, 180, now_ms=now + 179 * admin.DAY_MS) == 0
    add(a, "lead", title="半年后")
    client.sync(a)
    assert admin.tidy(data, 180, now_ms=now + 181 * admin.DAY_MS) == 2  # in the county, in its city
    done = client.sync(b)
    assert done.pushed == 1
    assert {b.read(detail.detail, "lead", i).heading for i in b.read(lists.ids, lists.ListQuery("lead"))} == {
        "留下的", "半年后",
    }  # fmt: skip
    client.sync(a)
    assert shown(a, stays, "next_step") == "离线时写的"
    assert client.sync(b).requests == 1
