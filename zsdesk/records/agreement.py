"""协议: a paper that both sides signed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, LongText, Money, MoneyKind, Ref, Text, Texts


class Agreement(Record):
    """Its scan is an attachment of the record."""

    __tablename__ = "agreement"
    type_name: ClassVar[str] = "agreement"
    type_label: ClassVar[str] = "协议"
    number_prefix: ClassVar[str] = "XY"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    name: Mapped[str | None] = field(Text(), "协议名称", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    kind: Mapped[str | None] = field(
        Choice(("framework", "框架协议"), ("intent", "意向协议"), ("contract", "投资合同"), ("release", "解除协议")),
        "协议类别",
        required=True,
        index=True,
    )
    signed_on: Mapped[date | None] = field(Day("past"), "签署日期", required=True, index=True)
    parties: Mapped[tuple[str, ...] | None] = field(Texts(), "签约方", required=True, search="text")
    amount: Mapped[Money | None] = field(MoneyKind(), "协议金额", index=True)
    start_by: Mapped[date | None] = field(Day("future"), "约定开工")
    exit_terms: Mapped[str | None] = field(LongText(), "退出条款", search="text")
    note: Mapped[str | None] = field(LongText(), "备注", search="text")
