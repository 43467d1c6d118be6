"""移交: a project's way from 拟招库 to 在建库, as a packet with a receipt and a reconciliation."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Blob, Choice, Day, Instant, LongText, Ref, Text


class Handover(Record):
    __tablename__ = "handover"
    type_name: ClassVar[str] = "handover"
    type_label: ClassVar[str] = "移交"
    title_field: ClassVar[str] = "subject"
    number_prefix: ClassVar[str] = "YJ"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    subject: Mapped[str | None] = field(Text(), "移交事项", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    to_unit: Mapped[str | None] = field(Text(), "接收单位", required=True, search="text")
    sent_at: Mapped[datetime | None] = field(Instant("past"), "移交时间", index=True)
    packet: Mapped[str | None] = field(Blob(), "移交包", by_act=True)
    status: Mapped[str | None] = field(
        Choice(("draft", "未发出"), ("sent", "已发出"), ("received", "已接收"), ("returned", "已退回")),
        "移交状态",
        index=True,
    )
    received_on: Mapped[date | None] = field(Day("past"), "接收日期", group="receipt", index=True)
    receipt: Mapped[str | None] = field(Text(), "接收回执", group="receipt", search="text")
    project_code: Mapped[str | None] = field(Text(), "在建库代码", group="receipt", search="text")
    reconciled_on: Mapped[date | None] = field(Day("past"), "对账日期", group="reconciled", index=True)
    differences: Mapped[str | None] = field(LongText(), "对账差异", group="reconciled", search="text")
