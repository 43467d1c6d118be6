"""Files between two desks and a real province, over a link that is cut all the time."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.cutting import Cutting
from tests.province import Province
from tests.zsdesk.sync.conftest import Enrol
from zsdesk.acts import attachments, records
from zsdesk.desk import Desk
from zsdesk.kinds import Target
from zsdesk.queries import detail
from zsdesk.store import settings
from zsdesk.sync import client, pieces
from zsdesk.sync.pieces import SMALLEST, Pace


@pytest.fixture
def cutting(province: Province) -> Iterator[Cutting]:
    made = Cutting(province.port, every=1_500_000)
    yield made
    made.close()


def through(desk: Desk, port: int) -> None:
    """From now on the desk reaches its province by this port."""
    with desk.transaction() as connection:
        settings.put(connection, server=f"http://127.0.0.1:{port}")


def attached(desk: Desk, data: bytes, name: str = "a.bin", title: str = "带附件") -> Target:
    lead = desk.do(records.create, "lead", {"title": title}).result
    desk.do(attachments.attach_bytes, Target("lead", lead), name, data)
    return Target("lead", lead)


def sha_of(desk: Desk, target: Target) -> str:
    return desk.read(detail.files, target)[0].sha256


def test_cuts_cost_at_most_a_piece_each_in_both_directions(enrolled: Enrol, cutting: Cutting) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    data = random.Random(1).randbytes(12_000_000)
    target = attached(a, data)
    through(a, cutting.port)
    through(b, cutting.port)
    again = client.sync(a)
    assert cutting.cuts >= 5
    sizes = 1_500_000  # a piece that is larger than what goes between two cuts never comes through whole
    assert cutting.up < len(data) + cutting.cuts * sizes
    assert again.pushed == 2
    cutting.cuts = cutting.up = cutting.down = 0
    client.sync(b)
    assert b.blob(sha_of(b, target)) == data
    assert cutting.cuts >= 5
    # What came before a cut is kept, but for what is not yet sealed and what was under way.
    assert cutting.down < len(data) + cutting.cuts * 400_000  # more lies in sockets where the machine is busy


def test_a_transfer_goes_on_in_the_next_sync_where_the_last_one_stopped(enrolled: Enrol, province: Province) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    data = os.urandom(3_000_000)
    target = attached(a, data)
    seen: list[int] = []

    def after(limit: int) -> client.SyncResult:
        seen.clear()
        return client.sync(a, progress=lambda p: seen.append(p.done) if p.phase == "files" else None,
                           cancelled=lambda: bool(seen) and seen[-1] >= limit)  # fmt: skip

    after(600_000)
    assert 600_000 <= seen[-1] < 2_000_000
    stood = seen[-1]
    after(10**9)
    assert seen[0] == stood
    for limit in (500_000, 10**9):
        came: list[int] = []
        client.sync(b, progress=lambda p, came=came: came.append(p.done) if p.phase == "files" else None,
                    cancelled=lambda limit=limit, came=came: bool(came) and came[-1] >= limit)  # fmt: skip
    assert came[0] > 500_000
    assert b.blob(sha_of(b, target)) == data
    assert list((b.folder / "files").rglob("*.part")) == []


def test_a_file_that_the_province_knows_is_proved_and_not_sent(enrolled: Enrol, province: Province) -> None:
    a, c = enrolled("李明"), enrolled("周敏")
    data = os.urandom(2_000_000)
    attached(a, data)
    client.sync(a)
    other = attached(c, data)  # another county: it neither sees the first one's record nor gets its file
    done = client.sync(c)
    assert done.bytes < 100_000
    fresh = enrolled("周敏")
    assert fresh.blob(sha_of(fresh, other)) == data


def test_small_pictures_come_before_their_originals(
    enrolled: Enrol, monkeypatch: pytest.MonkeyPatch, province: Province
) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).save(out, "JPEG")
    target = attached(a, out.getvalue(), "现场.jpg")
    with monkeypatch.context() as patch:
        patch.setattr(pieces.Lane, "send", lambda *_: False)  # the link is gone once the previews are across
        client.sync(a)
    got = client.sync(b)
    (shown,) = b.read(detail.files, target)
    assert not shown.present
    small = b.read(detail.preview, shown.sha256)
    assert small is not None
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (320, 240)
    assert Target("attachment", shown.id) in got.touched
    client.sync(a)
    with b.transaction() as connection:  # ten minutes later
        connection.exec_driver_sql("UPDATE file SET tried_at = 0")
    again = client.sync(b)
    assert b.blob(shown.sha256) == out.getvalue()
    assert Target("attachment", shown.id) in again.touched


def test_a_damaged_file_holds_up_no_other(enrolled: Enrol, province: Province) -> None:
    a, b = enrolled("李明"), enrolled("赵强")
    broken, whole = attached(a, b"x" * 5000), attached(a, b"y" * 9000, title="好")
    path = a.blobs.path(sha_of(a, broken))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    client.sync(a), client.sync(b)
    assert b.blob(sha_of(b, whole)) == b"y" * 9000
    assert not b.has_blob(sha_of(b, broken))


def test_another_officer_waits_until_files_are_sent(enrolled: Enrol, province: Province, tmp_path: Path) -> None:
    a = enrolled("李明")
    attached(a, b"z" * 5000)
    with pytest.raises(Exception, match="李明"):
        client.enrol(a, province.url, "赵强", province.passwords["赵强"])
    client.sync(a)
    client.enrol(a, province.url, "赵强", province.passwords["赵强"])


def test_the_pace_follows_the_link() -> None:
    pace = Pace()
    for _ in range(20):
        pace.took(pace.size, 0.2)
    assert pace.size == 8 * 1024 * 1024
    pace.took(1000, 0.1)
    pace.took(pace.size, 2.0)
    assert pace.size == 8 * 1024 * 1024
    pace.took(pace.size, 9.0)
    assert pace.size == 4 * 1024 * 1024
    for _ in range(20):
        pace.cut()
    assert pace.size == SMALLEST
