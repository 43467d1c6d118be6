"""应用场景: a place where a new technology may be used, offered to those who bring it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, LongText, Text


class Scenario(Record):
    __tablename__ = "scenario"
    type_name: ClassVar[str] = "scenario"
    type_label: ClassVar[str] = "应用场景"
    number_prefix: ClassVar[str] = "CJ"

    name: Mapped[str | None] = field(Text(), "场景名称", required=True, search="title")
    domain: Mapped[str | None] = field(
        Choice(
            ("digital", "数字经济"), ("low_altitude", "低空经济"), ("electric", "电动贵州"), ("logistics", "现代物流"),
            ("wellness", "康养旅居"), ("other", "其他"),
        ),
        "场景领域",
        required=True,
        index=True,
    )  # fmt: skip
    owner_unit: Mapped[str | None] = field(Text(), "发布单位", required=True, search="text")
    place: Mapped[str | None] = field(Text(), "地点", search="text")
    open_from: Mapped[date | None] = field(Day(), "开放日期")
    open_until: Mapped[date | None] = field(Day("future"), "截止日期", index=True)
    detail: Mapped[str | None] = field(LongText(), "场景说明", search="text")
    sought: Mapped[str | None] = field(LongText(), "合作需求", search="text")
