"""项目: a project on its way from 储备 to 投产."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import (
    Choice,
    Column,
    Count,
    Day,
    Flag,
    LongText,
    Money,
    MoneyKind,
    Quantity,
    Ref,
    Refs,
    Rows,
    Text,
)  # fmt: skip
from zsdesk.records.choices import CLUSTERS, FAULTS, GROUPS, PARTNERS, SIHUA, STAGES, industries


class Joint(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit that invests or builds along with the enterprise; what it does along the way is a ``Partner``."""

    name: str = ""
    role: str = ""
    note: str = ""


class Project(Record):
    __tablename__ = "project"
    type_name: ClassVar[str] = "project"
    type_label: ClassVar[str] = "项目"
    number_prefix: ClassVar[str] = "XM"

    name: Mapped[str | None] = field(Text(), "项目名称", required=True, search="title")
    companies: Mapped[tuple[str, ...] | None] = field(Refs("company"), "投资企业", required=True)
    # ``group`` in the ledgers; the word is kept as the field's standard term.
    group: Mapped[str | None] = field(GROUPS, "协调小组", required=True, search="text", index=True)
    sihua: Mapped[str | None] = field(SIHUA, "四化", search="text")
    cluster: Mapped[str | None] = field(CLUSTERS, "产业集群", search="text")
    industry: Mapped[str | None] = field(industries(), "行业", search="text")
    lead: Mapped[str | None] = field(Ref("lead"), "来源线索", index=True)
    first_contact_unit: Mapped[str | None] = field(Text(), "首谈单位", search="text")
    stage: Mapped[str | None] = field(
        STAGES, "阶段", group="stage", required=True, search="text", index=True, by_act=True
    )
    stage_on: Mapped[date | None] = field(Day("past"), "进入阶段日期", group="stage", by_act=True)
    signed_on: Mapped[date | None] = field(Day("past"), "签约日期", group="stage", index=True, by_act=True)
    started_on: Mapped[date | None] = field(Day("past"), "开工日期", group="stage", index=True, by_act=True)
    produced_on: Mapped[date | None] = field(Day("past"), "投产日期", group="stage", index=True, by_act=True)
    total_investment: Mapped[Money | None] = field(MoneyKind(), "总投资", required=True, index=True)
    fixed_investment: Mapped[Money | None] = field(MoneyKind(), "固定资产投资")
    contract_amount: Mapped[Money | None] = field(MoneyKind(), "合同额")
    land_mu: Mapped[float | None] = field(Quantity("亩"), "用地")
    tax_per_mu: Mapped[float | None] = field(Quantity("万元/亩"), "亩均税收")
    energy_tce: Mapped[float | None] = field(Quantity("吨标准煤"), "年能耗")
    power_kva: Mapped[float | None] = field(Quantity("kVA"), "用电容量")
    water_m3d: Mapped[float | None] = field(Quantity("立方米/日"), "用水")
    eia: Mapped[str | None] = field(
        Choice(
            ("none", "未开展"), ("report", "报告书"), ("form", "报告表"), ("register", "登记表"), ("approved", "已批复")
        ),
        "环评",
    )
    jobs: Mapped[int | None] = field(Count(), "就业人数")
    park: Mapped[str | None] = field(Text(), "园区", search="text")
    planned_start: Mapped[date | None] = field(Day("future"), "计划开工", index=True)
    delay_reason: Mapped[str | None] = field(LongText(), "未按期开工原因", group="delay", search="text")
    delay_fault: Mapped[str | None] = field(FAULTS, "逾期责任", group="delay")
    planned_production: Mapped[date | None] = field(Day("future"), "计划投产")
    lead_unit: Mapped[str | None] = field(Text(), "责任单位", search="text")
    major: Mapped[bool | None] = field(Flag(), "拟招重大", index=True)
    expands: Mapped[str | None] = field(Ref("company"), "增资扩产企业", index=True)
    campaign: Mapped[str | None] = field(Ref("campaign"), "招商活动", index=True)
    scenario: Mapped[str | None] = field(Ref("scenario"), "应用场景", index=True)
    library: Mapped[str | None] = field(
        Choice(("prospective", "拟招库"), ("building", "在建库")), "所在库", group="library", index=True
    )
    library_on: Mapped[date | None] = field(Day("past"), "入库日期", group="library")
    library_code: Mapped[str | None] = field(Text(), "在建库代码", group="library", search="text")
    partners: Mapped[tuple[Joint, ...] | None] = field(
        Rows(
            Joint,
            Column("name", "单位", Text()),
            Column("role", "类别", PARTNERS),
            Column("note", "说明", Text()),
        ),
        "合作单位",
        search="text",
    )
    summary: Mapped[str | None] = field(LongText(), "建设内容", search="text")

    @property
    def intensity(self) -> float | None:
        """投资强度 in 万元/亩: fixed investment (total where it is missing) over land."""
        money = self.fixed_investment or self.total_investment
        if money is None or money.yuan is None or not self.land_mu:
            return None
        return round(money.yuan / 10_000 / self.land_mu, 2)
