"""任务: what someone has to do by a day, out of a meeting or a record."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Day, LongText, Ref, Text


class Task(Record):
    __tablename__ = "task"
    type_name: ClassVar[str] = "task"
    type_label: ClassVar[str] = "任务"
    title_field: ClassVar[str] = "title"
    number_prefix: ClassVar[str] = "RW"
    belongs_to: ClassVar[tuple[str, ...]] = ("project", "meeting")

    title: Mapped[str | None] = field(Text(), "任务", required=True, search="title")
    meeting: Mapped[str | None] = field(Ref("meeting"), "来源会议", index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    blocker: Mapped[str | None] = field(Ref("blocker"), "堵点", index=True)
    owner_unit: Mapped[str | None] = field(Text(), "责任单位", required=True, search="text", index=True)
    assigned_on: Mapped[date | None] = field(Day("past"), "交办日期")
    due: Mapped[date | None] = field(Day("future"), "完成时限", required=True, index=True)
    done_on: Mapped[date | None] = field(Day("past"), "完成日期", index=True)
    result: Mapped[str | None] = field(LongText(), "完成情况", search="text")
