"""The sealed database: what opens it, what does not, and who may write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from zsdesk.acts import records
from zsdesk.acts.attachments import attach_bytes
from zsdesk.desk import Desk, Draft
from zsdesk.errors import Locked, NotFound, Refused
from zsdesk.kinds import Target
from zsdesk.queries import detail, lists
from zsdesk.store.check import check

COUNT = lists.ListQuery("lead")


def other(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process, which says a line when it is ready and goes on when it hears one."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ},
    )  # fmt: skip


WRITER = """
    import sys
    from pathlib import Path
    from zsdesk.acts import records
    from zsdesk.desk import Desk
    with Desk.open(Path(sys.argv[1])) as desk:
        print("open", flush=True)
        for line in sys.stdin:
            print(desk.do(records.create, "lead", {"title": line.strip()}).result, flush=True)
"""


def test_plain_sqlite_cannot_read_it(desk: Desk) -> None:
    desk.do(records.create, "lead", {"title": "磷矿"})
    desk.close()
    with (
        sqlite3.connect(desk.folder / "desk.db") as plain,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        plain.execute("SELECT count(*) FROM sqlite_master")


def test_it_is_as_durable_as_it_promises(desk: Desk) -> None:
    with desk.transaction() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_database_is_refused_and_left_alone(desk: Desk, read_only: bool) -> None:
    with desk.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    desk.close()
    before = (desk.folder / "desk.db").read_bytes()
    with pytest.raises(Refused, match="9999"):
        Desk.open(desk.folder, read_only=read_only)
    assert (desk.folder / "desk.db").read_bytes() == before


def test_others_read_while_one_writes_and_a_second_writer_is_told(desk: Desk) -> None:
    folder = desk.folder
    desk.close()
    writer = other(WRITER, folder)
    assert writer.stdin is not None
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline() == "open\n"
        with pytest.raises(Locked) as told:
            Desk.open(folder)
        assert str(writer.pid) in str(told.value)
        with Desk.open(folder, read_only=True) as reader:
            for count in (1, 2):
                writer.stdin.write(f"线索{count}\n")
                writer.stdin.flush()
                made = writer.stdout.readline().strip()
                assert made in reader.read(lists.ids, COUNT)
                assert len(reader.read(lists.ids, COUNT)) == count
            with pytest.raises(Refused, match="查看"):
                reader.do(records.create, "lead", {"title": "不行"})
    finally:
        writer.communicate(timeout=10)
    with Desk.open(folder) as again:
        assert len(again.read(lists.ids, COUNT)) == 2


def test_a_reader_does_not_write_even_by_sql(desk: Desk) -> None:
    with Desk.open(desk.folder, read_only=True) as reader, reader.engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM setting").all()
        with pytest.raises(Exception, match="readonly"):
            connection.exec_driver_sql("DELETE FROM setting")


def test_a_closed_desk_does_not_write_without_its_lock(desk: Desk) -> None:
    desk.close()
    with pytest.raises(Refused, match="关闭"):
        desk.do(records.create, "lead", {"title": "不行"})
    desk.close()


def test_no_desk_and_half_a_desk(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="init"):
        Desk.open(tmp_path / "nowhere")
    with pytest.raises(Refused, match="已经有"):
        Desk.create(desk.folder)
    desk.close()
    (desk.folder / "desk.db").rename(tmp_path / "kept.db")
    for read_only in (False, True):
        with pytest.raises(Refused, match=r"desk\.db"):
            Desk.open(desk.folder, read_only=read_only)
    assert not (desk.folder / "desk.db").exists()
    (tmp_path / "kept.db").rename(desk.folder / "desk.db")
    Desk.open(desk.folder).close()


def test_a_new_desk_never_takes_the_key_from_an_old_database(desk: Desk) -> None:
    lead = desk.do(records.create, "lead", {"title": "磷矿"}).result
    desk.close()
    plain = (desk.folder / "desk.json").read_bytes()
    (desk.folder / "desk.json").unlink()
    with pytest.raises(Refused, match="已经有"):
        Desk.create(desk.folder)
    (desk.folder / "desk.json").write_bytes(plain)
    with Desk.open(desk.folder) as again:
        assert again.read(detail.heading, "lead", lead) == "磷矿"


def test_a_desk_that_was_never_finished_can_be_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zsdesk.desk.migrate", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Desk.create(tmp_path / "desk")
    assert not Desk.exists(tmp_path / "desk")
    monkeypatch.undo()
    monkeypatch.setenv("ZSDESK_PASSPHRASE", "another one")
    Desk.create(tmp_path / "desk").close()
    Desk.open(tmp_path / "desk").close()


@pytest.mark.parametrize("name", ["desk.lock", "desk.db", "desk.json"])
def test_a_folder_that_cannot_be_used_is_a_sentence(desk: Desk, name: str) -> None:
    desk.close()
    for left in desk.folder.glob(f"{name}*"):
        left.unlink()
    (desk.folder / name).mkdir()
    with pytest.raises(Refused):
        Desk.open(desk.folder)


def test_a_folder_below_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refused, match="用不了"):
        Desk.create(tmp_path / "file" / "desk")


def test_a_damaged_database_says_so(desk: Desk) -> None:
    for number in range(200):
        desk.do(records.create, "lead", {"title": f"线索{number}", "summary": "长" * 300})
    desk.close()
    path = desk.folder / "desk.db"
    raw = bytearray(path.read_bytes())
    for page in range(5, len(raw) // 4096):
        raw[page * 4096 + 100] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(Refused, match="损坏"), Desk.open(desk.folder) as opened:
        opened.read(lists.ids, lists.ListQuery("lead", sort="created_at"))
    path.write_bytes(os.urandom(len(raw)))
    with pytest.raises(Refused, match="损坏"):
        Desk.open(desk.folder)


# -- a full disk -----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Six megabytes of their own; where this user may not mount, the test is skipped."""
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("cannot mount a small disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_says_so_and_loses_nothing(small_disk: Path) -> None:
    desk = Desk.create(small_disk / "desk")
    (small_disk / "ballast").write_bytes(bytes(1_000_000))
    kept: list[str] = []

    def fill() -> None:
        for number in range(200):
            values = {"title": f"线索{number}", "summary": "长" * 60_000}
            kept.append(desk.do(records.create, "lead", values).result)

    with pytest.raises(Refused, match="磁盘已满") as told:
        fill()
    assert "填写的内容还在" in str(told.value)
    assert kept
    assert desk.read(lists.ids, COUNT) == sorted(kept, reverse=True)
    with pytest.raises(Refused, match="磁盘已满"):
        desk.do(attach_bytes, Target("lead", kept[0]), "照片.txt", os.urandom(8_000_000))
    files = small_disk / "desk" / "files"
    assert [p for p in files.rglob("*") if p.is_file()] == []
    (small_disk / "ballast").unlink()
    kept.append(desk.do(records.create, "lead", {"title": "又有地方了"}).result)
    desk.close()
    with Desk.open(small_disk / "desk") as again:
        assert again.read(lists.ids, COUNT) == sorted(kept, reverse=True)
        with again.transaction() as connection:
            assert check(connection, again.blobs) == []


def test_a_full_disk_when_a_desk_is_made_or_opened(small_disk: Path) -> None:
    with Desk.create(small_disk / "desk") as desk:
        kept = desk.do(records.create, "lead", {"title": "查得到"}).result
        assert not desk.crowded
    with (small_disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(bytes(4096)):
            pass
    assert shutil.disk_usage(small_disk).free == 0
    with pytest.raises(Refused):
        Desk.create(small_disk / "another")
    assert not Desk.exists(small_disk / "another")
    for read_only in (True, False):
        with Desk.open(small_disk / "desk", read_only=read_only) as opened:
            assert opened.crowded
            assert opened.read(lists.ids, COUNT) == [kept]
    with pytest.raises(Refused, match="磁盘已满"), Desk.open(small_disk / "desk") as opened:
        opened.do(records.create, "lead", {"title": "满", "summary": "长" * 60_000})
    (small_disk / "ballast").unlink()
    with Desk.open(small_disk / "desk") as opened:
        opened.do(records.create, "lead", {"title": "有地方了"})


# -- drafts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("durable", [True, False])
def test_a_commit_that_fails_leaves_a_desk_that_goes_on(desk: Desk, durable: bool) -> None:
    with desk.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql(
            "CREATE TABLE child (of INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"
        )
    with pytest.raises(IntegrityError), desk.transaction(durable=durable) as connection:
        connection.exec_driver_sql("INSERT INTO child VALUES (7)")  # refused at COMMIT, as a full disk may refuse
    desk.do(records.create, "lead", {"title": "接着写"})
    with desk.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    assert desk.read(lists.totals, COUNT).count == 1


def test_drafts_are_kept_until_they_are_dropped(desk: Desk) -> None:
    first = Draft("form-1", "lead", "", {"title": "写了一半", "intent_amount": "3.2忆"}, 0)
    desk.save_draft("form-1", first)
    desk.save_draft("form-1", first._replace(texts={"title": "写了大半"}))
    desk.save_draft("form-2", Draft("form-2", "company", "x", {"name": "华"}, 5))
    desk.close()
    with Desk.open(desk.folder) as again:
        found = again.drafts()
        assert [d.key for d in found] == ["form-1", "form-2"]
        assert found[0].texts == {"title": "写了大半"}
        assert found[0].saved_at > 0
        again.drop_draft("form-1")
        again.drop_draft("nix")
        assert [d.key for d in again.drafts()] == ["form-2"]
