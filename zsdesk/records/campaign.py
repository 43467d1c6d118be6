"""招商活动: an event or a drive that brings leads."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, LongText, Text


class Campaign(Record):
    __tablename__ = "campaign"
    type_name: ClassVar[str] = "campaign"
    type_label: ClassVar[str] = "招商活动"
    number_prefix: ClassVar[str] = "HD"

    name: Mapped[str | None] = field(Text(), "活动名称", required=True, search="title")
    kind: Mapped[str | None] = field(
        Choice(("event", "重大活动"), ("elite", "优强企业专题"), ("second", "二次招商"), ("idle", "闲置低效专项")),
        "活动类别",
        required=True,
        index=True,
    )
    held_from: Mapped[date | None] = field(Day(), "开始日期", required=True, index=True)
    held_until: Mapped[date | None] = field(Day(), "结束日期")
    place: Mapped[str | None] = field(Text(), "地点", search="text")
    host_unit: Mapped[str | None] = field(Text(), "主办单位", search="text")
    theme: Mapped[str | None] = field(LongText(), "主题与内容", search="text")
    outcome: Mapped[str | None] = field(LongText(), "活动成果", search="text")
