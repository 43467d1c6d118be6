"""What the pill says in every state, and how long the desk waits before it tries again."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ui.sync_loop import FIRST_RETRY, LAST_RETRY, pill, retry_after
from zsdesk.clock import BEIJING, to_ms
from zsdesk.desk import Status

TODAY = date(2026, 11, 24)
AT = to_ms(datetime(2026, 11, 24, 14, 3, tzinfo=BEIJING))


def status(**values: object) -> Status:
    given = {"enrolled": True, "server": "https://p", "user": "甲", "region": "520121", "pending": 0, "parked": 0,
             "conflicts": 0, "last_sync_ms": AT, "size_bytes": 1}  # fmt: skip
    return Status(**{**given, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "state", "text", "tone"),
    [
        (status(), "idle", "已同步 14:03", "jade"),
        (status(pending=3), "offline", "离线 · 3 项待发", "amber"),
        (status(), "offline", "离线", "amber"),
        (status(pending=2), "busy", "省平台繁忙 · 2 项待发", "amber"),
        (status(conflicts=2), "idle", "冲突 2 · 已同步 14:03", "blue"),
        (status(conflicts=1, pending=2), "offline", "离线 · 冲突 1 · 2 项待发", "amber"),
        (status(parked=1), "idle", "退回 1 · 已同步 14:03", "red"),
        (status(), "syncing", "同步中", "jade"),
        (status(pending=2), "idle", "2 项待发", ""),
        (status(pending=2), "refused", "需重新登记 · 2 项待发", "red"),
        (status(), "blocked", "同步受阻", "red"),
        (status(last_sync_ms=None), "idle", "尚未同步", ""),
        (status(enrolled=False, pending=4), "idle", "未登记 · 4 项在本机", ""),
        (status(enrolled=False), "offline", "未登记", ""),
    ],
)
def test_the_pill(made: Status, state: str, text: str, tone: str) -> None:
    shown = pill(made, state, TODAY, "没有网络")
    assert (shown.text, shown.tone) == (text, tone)
    if made.enrolled and state in ("offline", "busy", "refused", "blocked"):
        assert shown.tip == "没有网络"
    else:
        assert shown.tip not in ("", "没有网络")


def test_an_older_sync_says_its_day() -> None:
    assert pill(status(), "idle", date(2026, 11, 25)).text == "已同步 昨天 14:03"
    assert pill(status(), "idle", date(2026, 11, 27)).text == "已同步 11-24 14:03"


def test_waiting_grows_from_seconds_to_minutes() -> None:
    assert retry_after(1, 0.0) == FIRST_RETRY
    waits = [retry_after(n, 1.0) for n in range(1, 20)]
    assert waits == sorted(waits)
    assert waits[-1] == LAST_RETRY
    assert retry_after(9, 0.0) < retry_after(9, 1.0)  # the desks of a province do not come all at once
