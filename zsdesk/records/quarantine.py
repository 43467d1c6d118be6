"""隔离: a change of a record that its author no longer sees, kept until a supervisor of its region decides.

Made by the province only (sync point 19), where an unsent edit arrives after the record, or the officer, went to
another region.  ``written`` and ``had`` are JSON objects of packed fields, as the desk sent them.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import AnyRef, Choice, Instant, LongText, Target, Text


class Quarantine(Record):
    __tablename__ = "quarantine"
    type_name: ClassVar[str] = "quarantine"
    type_label: ClassVar[str] = "隔离"
    title_field: ClassVar[str] = "title"

    title: Mapped[str | None] = field(Text(), "记录名称", server=True, search="title")
    target: Mapped[Target | None] = field(AnyRef(), "记录", server=True, index=True)
    deed: Mapped[str | None] = field(
        Choice(("create", "新建"), ("change", "修改"), ("delete", "删除"), ("restore", "恢复")), "操作", server=True
    )
    written: Mapped[str | None] = field(LongText(), "改动", server=True)
    had: Mapped[str | None] = field(LongText(), "改动前", server=True)
    author: Mapped[str | None] = field(Text(), "提交人", server=True)
    written_at: Mapped[datetime | None] = field(Instant(), "提交时间", server=True)
    status: Mapped[str | None] = field(
        Choice(("open", "待处理"), ("adopted", "已采纳"), ("discarded", "已放弃")), "状态", index=True
    )
