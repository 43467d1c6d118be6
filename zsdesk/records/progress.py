"""进展: how far the works are on a day, against the plan."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Count, Day, LongText, Money, MoneyKind, Ref, Text


class Progress(Record):
    __tablename__ = "progress"
    type_name: ClassVar[str] = "progress"
    type_label: ClassVar[str] = "进展"
    title_field: ClassVar[str] = "summary"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    summary: Mapped[str | None] = field(Text(), "进展情况", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    on: Mapped[date | None] = field(Day("past"), "日期", required=True, index=True)
    percent_planned: Mapped[int | None] = field(Count(), "计划进度（%）")
    percent_actual: Mapped[int | None] = field(Count(), "实际进度（%）")
    invested: Mapped[Money | None] = field(MoneyKind(), "累计完成投资")
    detail: Mapped[str | None] = field(LongText(), "详细说明", search="text")
