"""到位资金: money that arrived, with its proof."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, LongText, Money, MoneyKind, Ref, Text


class FundArrival(Record):
    __tablename__ = "fund_arrival"
    type_name: ClassVar[str] = "fund_arrival"
    type_label: ClassVar[str] = "到位资金"
    title_field: ClassVar[str] = "payer"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    payer: Mapped[str | None] = field(Text(), "出资方", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    on: Mapped[date | None] = field(Day("past"), "到位日期", required=True, index=True)
    amount: Mapped[Money | None] = field(MoneyKind(), "到位金额", required=True, index=True)
    kind: Mapped[str | None] = field(
        Choice(
            ("capital", "资本金"), ("loan", "融资"), ("equipment", "设备实物"), ("fund", "基金"), ("other", "其他")
        ),
        "资金类别",
    )  # fmt: skip
    proof: Mapped[str | None] = field(Text(), "凭证", required=True, search="text")
    note: Mapped[str | None] = field(LongText(), "说明", search="text")
