"""举措应用: a measure of the business environment used for a project, and the days that it saved."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Count, Day, LongText, Ref, Text


class MeasureApplied(Record):
    """``measure`` is the measure's name in the catalogue of the version that is noted beside it."""

    __tablename__ = "measure_applied"
    type_name: ClassVar[str] = "measure_applied"
    type_label: ClassVar[str] = "举措应用"
    title_field: ClassVar[str] = "measure"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    measure: Mapped[str | None] = field(Text(), "营商环境举措", required=True, search="title", index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    applied_on: Mapped[date | None] = field(Day("past"), "应用日期", required=True, index=True)
    days_usual: Mapped[int | None] = field(Count(), "常规用时（天）")
    days_taken: Mapped[int | None] = field(Count(), "实际用时（天）")
    days_saved: Mapped[int | None] = field(Count(), "节省天数", required=True)
    unit: Mapped[str | None] = field(Text(), "办理单位", search="text")
    note: Mapped[str | None] = field(LongText(), "说明", search="text")
    catalogue: Mapped[int | None] = field(Count(), "目录版本")
