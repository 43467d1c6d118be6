"""意见: what one department says in a review, a record of its own with its own clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Day, Instant, LongText, Ref, Rows, Text, TextOf


class Condition(msgspec.Struct, frozen=True, omit_defaults=True):
    """Under what an opinion agrees, who sees to it, and whether it is closed."""

    condition: str = ""
    owner: str = ""
    due: str = ""
    status: str = ""
    evidence: str = ""


VERDICTS = Choice(
    ("agree", "同意"), ("conditional", "有条件同意"), ("disagree", "不同意"), ("overtime", "超时")
)  # fmt: skip
CONDITION_STATUS = Choice(("open", "未落实"), ("closed", "已落实"))


class Opinion(Record):
    __tablename__ = "opinion"
    type_name: ClassVar[str] = "opinion"
    type_label: ClassVar[str] = "会审意见"
    title_field: ClassVar[str] = "department"
    belongs_to: ClassVar[tuple[str, ...]] = ("review",)

    department: Mapped[str | None] = field(Text(), "部门", required=True, search="title", index=True)
    review: Mapped[str | None] = field(Ref("review"), "会审", required=True, index=True)
    asked: Mapped[str | None] = field(LongText(), "征询事项", search="text")
    opened_at: Mapped[datetime | None] = field(Instant("past"), "送达时间")
    due: Mapped[date | None] = field(Day("future"), "答复期限", index=True)
    verdict: Mapped[str | None] = field(VERDICTS, "意见结论", group="verdict", required=True, index=True)
    answered_at: Mapped[datetime | None] = field(Instant("past"), "答复时间", group="verdict")
    answered_by: Mapped[str | None] = field(Text(), "经办人", group="verdict")
    text: Mapped[str | None] = field(LongText(), "意见内容", search="text")
    basis: Mapped[str | None] = field(Text(), "依据", search="text")
    conditions: Mapped[tuple[Condition, ...] | None] = field(
        Rows(
            Condition,
            Column("condition", "条件", Text()),
            Column("owner", "落实单位", Text()),
            Column("due", "时限", TextOf(Day("future"))),
            Column("status", "状态", CONDITION_STATUS),
            Column("evidence", "佐证", Text()),
            keyed=True,
        ),
        "附加条件",
        search="text",
    )
