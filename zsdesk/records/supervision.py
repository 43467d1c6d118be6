"""督办: a matter listed for all to see until a second person takes it off the list."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Count, Day, LongText, Ref, Rows, Text, TextOf


class Extension(msgspec.Struct, frozen=True, omit_defaults=True):
    """A longer deadline: until when, why, and who allowed it."""

    until: str = ""
    reason: str = ""
    approver: str = ""
    on: str = ""


SUPERVISIONS = Choice(("listing", "挂牌督办"), ("notice", "限期开工通知"))
"""A notice to start goes to an enterprise at whose fault the start is overdue; it comes before the exit review."""
LEVELS = Choice(("county", "县级"), ("prefecture", "市级"), ("province", "省级"))


class Supervision(Record):
    """Listing, extensions and delisting are written by their acts, which keep the ladder's rules."""

    __tablename__ = "supervision"
    type_name: ClassVar[str] = "supervision"
    type_label: ClassVar[str] = "督办"
    title_field: ClassVar[str] = "subject"
    number_prefix: ClassVar[str] = "DB"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    kind: Mapped[str | None] = field(SUPERVISIONS, "督办方式", required=True, index=True)
    subject: Mapped[str | None] = field(Text(), "督办事项", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    blocker: Mapped[str | None] = field(Ref("blocker"), "堵点", index=True)
    level: Mapped[str | None] = field(LEVELS, "督办层级", required=True, index=True)
    owner_unit: Mapped[str | None] = field(Text(), "责任单位", required=True, search="text", index=True)
    listed_on: Mapped[date | None] = field(Day("past"), "挂牌日期", group="listing", index=True)
    listed_by: Mapped[str | None] = field(Text(), "挂牌人", group="listing")
    reason: Mapped[str | None] = field(LongText(), "挂牌理由", required=True, search="text")
    due: Mapped[date | None] = field(Day("future"), "整改时限", required=True, index=True)
    extensions: Mapped[tuple[Extension, ...] | None] = field(
        Rows(
            Extension,
            Column("until", "延至", TextOf(Day("future"))),
            Column("reason", "理由", Text()),
            Column("approver", "批准人", Text()),
            Column("on", "批准日期", TextOf(Day("past"))),
        ),
        "延期",
        by_act=True,
    )
    delisted_on: Mapped[date | None] = field(Day("past"), "摘牌日期", group="delisting", index=True, by_act=True)
    delisted_by: Mapped[str | None] = field(Text(), "摘牌复核人", group="delisting", by_act=True)
    delisted_note: Mapped[str | None] = field(LongText(), "摘牌依据", group="delisting", search="text", by_act=True)
    escalated_from: Mapped[str | None] = field(Ref("supervision"), "升级自", index=True)
    catalogue: Mapped[int | None] = field(Count(), "目录版本")
