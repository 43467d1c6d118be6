"""节点: a step of the works, planned and actual."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, LongText, Ref, Text


class Milestone(Record):
    __tablename__ = "milestone"
    type_name: ClassVar[str] = "milestone"
    type_label: ClassVar[str] = "节点"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    name: Mapped[str | None] = field(Text(), "节点名称", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    kind: Mapped[str | None] = field(
        Choice(
            ("permit", "手续"), ("land", "供地"), ("start", "开工"), ("structure", "主体"), ("equipment", "设备"),
            ("production", "投产"), ("other", "其他"),
        ),
        "节点类别",
    )  # fmt: skip
    planned_on: Mapped[date | None] = field(Day("future"), "计划日期", required=True, index=True)
    actual_on: Mapped[date | None] = field(Day("past"), "实际日期", index=True)
    owner_unit: Mapped[str | None] = field(Text(), "责任单位", search="text")
    note: Mapped[str | None] = field(LongText(), "说明", search="text")
