"""The calendar file: read back by the library, stable, without what may not leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from zsdesk.__main__ import main
from zsdesk.acts import records
from zsdesk.clock import BEIJING
from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.queries.calendar import entries
from zsdesk.sheets.ics import write_calendar


def make(desk: Desk, type_name: str, **values: Any) -> str:
    return desk.do(records.create, type_name, values).result


def events(path: Path) -> dict[str, Any]:
    found = Calendar.from_ical(path.read_bytes())
    return {str(event["summary"]): event for event in found.walk("VEVENT")}


@pytest.fixture
def filled(desk: Desk) -> dict[str, str]:
    """A round with a next step, a task, a done one, a sensitive blocker, a colleague's lead."""
    lead = make(desk, "lead", title="磷系材料", next_due=date(2026, 12, 1), next_step="回访")
    talk = make(desk, "negotiation", lead=lead, topics="用地", held_at=datetime(2026, 11, 25, 14, 30, tzinfo=BEIJING),
                place="迎宾楼", next_due=date(2026, 12, 3), next_step="踏勘")  # fmt: skip
    return {
        "lead": lead, "talk": talk,
        "task": make(desk, "task", title="协调用地", due=date(2026, 11, 30), owner_unit="自然资源局"),
        "done": make(desk, "task", title="已完成", due=date(2026, 11, 30), done_on=date(2026, 11, 20)),
        "blocker": make(desk, "blocker", title="机密堵点", due=date(2026, 12, 2), secrecy="sensitive"),
        "other": make(desk, "lead", title="同事的线索", next_due=date(2026, 12, 1), owner="李明"),
    }  # fmt: skip


def test_meetings_and_deadlines_stand_on_the_calendar(desk: Desk, filled: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "日历.ics"
    assert write_calendar(desk, path) == 5
    found = events(path)
    assert set(found) == {
        "洽谈：第1轮 · 用地",
        "线索跟进：磷系材料",
        "洽谈跟进：第1轮 · 用地",
        "任务时限：协调用地",
        "堵点办结",
    }
    talk = found["洽谈：第1轮 · 用地"]
    assert talk["dtstart"].dt.utcoffset() == timedelta(hours=8)
    assert talk["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert talk["dtstart"].dt.replace(tzinfo=None) == datetime(2026, 11, 25, 14, 30)
    assert str(talk["location"]) == "迎宾楼"
    task = found["任务时限：协调用地"]
    assert (task["dtstart"].dt, task["dtend"].dt) == (date(2026, 11, 30), date(2026, 12, 1))  # a whole day
    assert str(task["uid"]) == f"task-{filled['task']}-due@zsdesk"
    alarms = {name: event.walk("VALARM")[0]["trigger"].dt for name, event in found.items()}
    assert alarms["任务时限：协调用地"] == timedelta(hours=-15)
    assert alarms["洽谈：第1轮 · 用地"] == timedelta(minutes=-30)
    raw = path.read_bytes()
    assert b"VTIMEZONE" in raw
    assert "机密堵点".encode() not in raw.replace(b"\r\n ", b"")  # it leaves the sealed store without its name
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_the_same_records_make_the_same_file(desk: Desk, filled: dict[str, str], tmp_path: Path) -> None:
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    write_calendar(desk, first)
    write_calendar(desk, second)
    assert first.read_bytes() == second.read_bytes()
    desk.do(records.change, "task", filled["task"], {"due": date(2026, 12, 15)})
    write_calendar(desk, second)
    before, after = events(first)["任务时限：协调用地"], events(second)["任务时限：协调用地"]
    assert before["uid"] == after["uid"]
    assert before["dtstamp"].dt < after["dtstamp"].dt
    assert after["dtstart"].dt == date(2026, 12, 15)


def test_what_is_settled_or_overtaken_is_no_longer_owed(desk: Desk, filled: dict[str, str]) -> None:
    desk.do(records.change, "task", filled["task"], {"done_on": date(2026, 11, 24)})
    make(desk, "negotiation", lead=filled["lead"], topics="二轮", held_at=datetime(2026, 11, 26, 9, tzinfo=BEIJING),
         next_due=date(2026, 12, 9))  # fmt: skip
    found = [(e.type, e.field, e.when) for e in desk.read(entries, date(2026, 11, 24), desk.user)]
    assert not any(kind == "task" for kind, _, _ in found)
    assert [when for kind, field, when in found if field == "next_due" and kind == "negotiation"] == [date(2026, 12, 9)]
    assert len([1 for kind, field, _ in found if (kind, field) == ("negotiation", "held_at")]) == 2
    later = desk.read(entries, date(2027, 3, 1), desk.user)
    assert [e.type for e in later] == ["blocker"]  # owed still; the rounds are long over


def test_the_command_line_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "desk")
    main(["--desk", folder, "init"])
    with Desk.open(Path(folder)) as desk:
        desk.set_profile(user="王", region="520121")
        make(desk, "task", title="回函", due=date(2026, 11, 30))
        make(desk, "task", title="他人", due=date(2026, 11, 30), owner="李")
        with pytest.raises(Refused):
            write_calendar(desk, tmp_path / "gone" / "x.ics")
    capsys.readouterr()
    main(["--desk", folder, "calendar", "-o", str(tmp_path / "a.ics")])
    assert "1" in capsys.readouterr().out
    assert set(events(tmp_path / "a.ics")) == {"任务时限：回函"}
    main(["--desk", folder, "calendar", "--all", "-o", str(tmp_path / "b.ics")])
    assert set(events(tmp_path / "b.ics")) == {"任务时限：回函", "任务时限：他人"}
