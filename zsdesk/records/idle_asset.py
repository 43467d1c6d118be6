"""闲置低效资产: land, plants and projects that wait for a new use."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, LongText, Money, MoneyKind, Quantity, Ref, Text


class IdleAsset(Record):
    __tablename__ = "idle_asset"
    type_name: ClassVar[str] = "idle_asset"
    type_label: ClassVar[str] = "闲置低效资产"
    number_prefix: ClassVar[str] = "XZ"

    name: Mapped[str | None] = field(Text(), "资产名称", required=True, search="title")
    kind: Mapped[str | None] = field(
        Choice(("land", "闲置土地"), ("plant", "闲置厂房"), ("project", "低效项目"), ("equipment", "闲置设备")),
        "资产类别",
        required=True,
        index=True,
    )
    place: Mapped[str | None] = field(Text(), "坐落", required=True, search="text")
    area: Mapped[float | None] = field(Quantity("亩"), "占地")
    amount: Mapped[Money | None] = field(MoneyKind(), "评估价值", index=True)
    company: Mapped[str | None] = field(Ref("company"), "权属企业", index=True)
    cause: Mapped[str | None] = field(LongText(), "闲置原因", search="text")
    reuse: Mapped[str | None] = field(LongText(), "盘活方向", search="text")
    owner_unit: Mapped[str | None] = field(Text(), "责任单位", search="text")
    status: Mapped[str | None] = field(
        Choice(("idle", "待盘活"), ("talks", "洽谈中"), ("revived", "已盘活")), "盘活状态", index=True
    )
    project: Mapped[str | None] = field(Ref("project"), "盘活项目", index=True)
