"""冲突: two people changed the same thing; both texts are kept until someone says which holds.

Made by the province only, and synced like any record, so that every device of the scope sees it
(sync points 14–16).  ``base``, ``kept`` and ``offered`` are JSON objects of packed fields: those of
one group, which move together.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import AnyRef, Choice, Instant, LongText, Target, Text


class Conflict(Record):
    __tablename__ = "conflict"
    type_name: ClassVar[str] = "conflict"
    type_label: ClassVar[str] = "冲突"
    title_field: ClassVar[str] = "field_name"

    target: Mapped[Target | None] = field(AnyRef(), "记录", server=True, index=True)
    field_name: Mapped[str | None] = field(Text(), "字段", server=True)
    base: Mapped[str | None] = field(LongText(), "原来", server=True)
    kept: Mapped[str | None] = field(LongText(), "已采纳", server=True)
    kept_by: Mapped[str | None] = field(Text(), "采纳者", server=True)
    kept_at: Mapped[datetime | None] = field(Instant("past"), "采纳时间", server=True)
    offered: Mapped[str | None] = field(LongText(), "后到", server=True)
    offered_by: Mapped[str | None] = field(Text(), "后到者", server=True)
    offered_at: Mapped[datetime | None] = field(Instant("past"), "后到时间", server=True)
    offered_device: Mapped[str | None] = field(Text(), "后到设备", server=True, hidden=True)
    status: Mapped[str | None] = field(Choice(("open", "待处理"), ("resolved", "已处理")), "状态", index=True)
    resolution: Mapped[str | None] = field(LongText(), "处理结果")
