"""堵点: what keeps a project from going on, who clears it, by when, and how it is known to be cleared."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, Flag, LongText, Ref, Text
from zsdesk.records.choices import FAULTS


class Blocker(Record):
    __tablename__ = "blocker"
    type_name: ClassVar[str] = "blocker"
    type_label: ClassVar[str] = "堵点"
    title_field: ClassVar[str] = "title"
    number_prefix: ClassVar[str] = "DD"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    title: Mapped[str | None] = field(Text(), "堵点", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    kind: Mapped[str | None] = field(
        Choice(
            ("land", "土地报批"), ("funding", "资金配套"), ("eia", "环评"), ("energy", "能耗"),
            ("utilities", "用水用电"), ("planning", "规划"), ("other", "其他"),
        ),
        "堵点类别",
        required=True,
        index=True,
    )  # fmt: skip
    detail: Mapped[str | None] = field(LongText(), "情况说明", search="text")
    fault: Mapped[str | None] = field(FAULTS, "成因")
    owner_unit: Mapped[str | None] = field(Text(), "责任单位", required=True, search="text", index=True)
    raised_on: Mapped[date | None] = field(Day("past"), "提出日期", required=True)
    due: Mapped[date | None] = field(Day("future"), "办结时限", required=True, index=True)
    done_when: Mapped[str | None] = field(LongText(), "销号标准", required=True, search="text")
    coordinate: Mapped[bool | None] = field(Flag(), "提请协调小组", index=True)
    cleared_on: Mapped[date | None] = field(Day("past"), "销号日期", group="cleared", index=True)
    cleared_by: Mapped[str | None] = field(Text(), "销号人", group="cleared")
    cleared_note: Mapped[str | None] = field(LongText(), "销号依据", search="text")
