"""会审: one question put to several departments at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Count, Day, Instant, LongText, Ref, Rows, Text
from zsdesk.records.choices import NEEDS


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the project needs of one factor, and which department is asked."""

    need: str = ""
    factor: str = ""
    department: str = ""


REVIEWS = Choice(("factors", "要素会审"), ("exit", "退出评审"), ("other", "其他"))
RESULTS = Choice(("passed", "通过"), ("conditional", "有条件通过"), ("refused", "不通过"))


class Review(Record):
    __tablename__ = "review"
    type_name: ClassVar[str] = "review"
    type_label: ClassVar[str] = "会审"
    title_field: ClassVar[str] = "subject"
    number_prefix: ClassVar[str] = "HS"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    kind: Mapped[str | None] = field(REVIEWS, "会审类别", index=True)
    subject: Mapped[str | None] = field(Text(), "会审事项", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    needs: Mapped[tuple[Need, ...] | None] = field(
        Rows(
            Need,
            Column("need", "需求", Text()),
            Column("factor", "要素", Choice(*NEEDS)),
            Column("department", "征询部门", Text()),
        ),
        "要素需求",
        required=True,
        search="text",
    )
    background: Mapped[str | None] = field(LongText(), "情况说明", search="text")
    opened_at: Mapped[datetime | None] = field(Instant("past"), "发起时间", index=True)
    due: Mapped[date | None] = field(Day("future"), "办结期限", index=True)
    closed_at: Mapped[datetime | None] = field(Instant("past"), "办结时间", group="result")
    result: Mapped[str | None] = field(RESULTS, "会审结论", group="result", index=True)
    result_note: Mapped[str | None] = field(LongText(), "结论说明", search="text")
    catalogue: Mapped[int | None] = field(Count(), "目录版本")
