"""首报首谈: a unit's claim to have met an enterprise first; the province decides."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Instant, LongText, Money, MoneyKind, Ref, Rows, Text, Texts, Uscc


class Also(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another unit that claims the same enterprise, later: whose, since when, and its claim."""

    unit: str = ""
    region: str = ""
    on: str = ""
    claim: str = ""


class Claim(Record):
    """``sealed`` binds the claim to its place in the device's chain of changes; the verdict is the province's.

    ``also`` are those who came later, as the province tells the one whose claim holds; ``helpers`` those of them whom
    that one takes in.
    """

    __tablename__ = "claim"
    type_name: ClassVar[str] = "claim"
    type_label: ClassVar[str] = "首报首谈"
    title_field: ClassVar[str] = "title"
    number_prefix: ClassVar[str] = "SB"
    belongs_to: ClassVar[tuple[str, ...]] = ("lead", "project", "company")

    title: Mapped[str | None] = field(Text(), "首报事项", required=True, search="title")
    company: Mapped[str | None] = field(Ref("company"), "企业", required=True, index=True)
    company_uscc: Mapped[str | None] = field(Uscc(), "企业信用代码", search="text", index=True)
    lead: Mapped[str | None] = field(Ref("lead"), "线索", index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    unit: Mapped[str | None] = field(Text(), "首谈单位", required=True, search="text")
    amount: Mapped[Money | None] = field(MoneyKind(), "意向投资")
    met_at: Mapped[datetime | None] = field(Instant("past"), "首次接触时间", required=True)
    account: Mapped[str | None] = field(LongText(), "接触经过", search="text")
    claimed_at: Mapped[datetime | None] = field(Instant("past"), "申报时间", index=True, by_act=True)
    sealed: Mapped[str | None] = field(Text(), "封存值", by_act=True)
    status: Mapped[str | None] = field(
        Choice(("holds", "首谈成立"), ("later", "他处首谈"), ("helper", "协助单位"), ("withdrawn", "已撤回")),
        "认定结果",
        group="verdict",
        index=True,
        server=True,
    )
    holder: Mapped[str | None] = field(Ref("claim"), "首谈记录", group="verdict", server=True)
    decided_at: Mapped[datetime | None] = field(Instant("past"), "认定时间", group="verdict", server=True)
    decision: Mapped[str | None] = field(LongText(), "认定说明", group="verdict", server=True)
    also: Mapped[tuple[Also, ...] | None] = field(
        Rows(
            Also,
            Column("unit", "单位", Text()),
            Column("region", "地区", Text()),
            Column("on", "申报时间", Text()),
            Column("claim", "申报", Text()),
        ),
        "他处申报",
        server=True,
    )
    helpers: Mapped[tuple[str, ...] | None] = field(Texts(), "协助单位", by_act=True)
