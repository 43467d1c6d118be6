"""合作方: a fund or state enterprise that helps a project or lead along."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Column, Day, Flag, LongText, Money, MoneyKind, Ref, Rows, Text, TextOf
from zsdesk.records.choices import PARTNERS


class Introduction(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom the partner brought together with whom, and what came of it."""

    whom: str = ""
    on: str = ""
    result: str = ""


class Partner(Record):
    __tablename__ = "partner"
    type_name: ClassVar[str] = "partner"
    type_label: ClassVar[str] = "合作方"
    belongs_to: ClassVar[tuple[str, ...]] = ("project", "lead")

    name: Mapped[str | None] = field(Text(), "合作方名称", required=True, search="title", index=True)
    role: Mapped[str | None] = field(PARTNERS, "合作方类别", required=True, index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    lead: Mapped[str | None] = field(Ref("lead"), "线索", index=True)
    early: Mapped[bool | None] = field(Flag(), "提前介入", index=True)
    since: Mapped[date | None] = field(Day("past"), "介入日期")
    amount: Mapped[Money | None] = field(MoneyKind(), "意向出资")
    introductions: Mapped[tuple[Introduction, ...] | None] = field(
        Rows(
            Introduction,
            Column("whom", "引荐对象", Text()),
            Column("on", "日期", TextOf(Day("past"))),
            Column("result", "结果", Text()),
        ),
        "引荐记录",
        search="text",
    )
    note: Mapped[str | None] = field(LongText(), "说明", search="text")
