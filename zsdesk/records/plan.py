"""谋划: a project while it is being thought out, on its way into the reserve."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Count, Day, LongText, Money, MoneyKind, Ref, Rows, Text, TextOf
from zsdesk.records.choices import CLUSTERS, GROUPS, SIHUA, industries


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the key steps of planning; which there are, the catalogue says."""

    step: str = ""
    owner: str = ""
    due: str = ""
    status: str = ""
    evidence: str = ""


class Element(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the core elements: what there is, whence it is known, and what is missing."""

    element: str = ""
    value: str = ""
    threshold: str = ""
    status: str = ""
    gap: str = ""
    source: str = ""


class SignOff(msgspec.Struct, frozen=True, omit_defaults=True):
    """One party's word on the plan: a department, the enterprise, an expert."""

    unit: str = ""
    party: str = ""
    name: str = ""
    verdict: str = ""
    on: str = ""
    note: str = ""


STEP_STATUS = Choice(("todo", "未开始"), ("doing", "进行中"), ("done", "已完成"))
ELEMENT_STATUS = Choice(("met", "满足"), ("gap", "有缺口"), ("unknown", "待落实"))
PARTIES = Choice(("department", "部门联动"), ("enterprise", "企业参与"), ("expert", "专业评审"))
SIGN_OFF = Choice(("agree", "同意"), ("amend", "修改后再议"), ("disagree", "不同意"))
STEPS = Rows(
    Step,
    Column("step", "环节", Text()),
    Column("owner", "责任人", Text()),
    Column("due", "时限", TextOf(Day("future"))),
    Column("status", "状态", STEP_STATUS),
    Column("evidence", "佐证", Text()),
    keyed=True,
)
ELEMENTS = Rows(
    Element,
    Column("element", "要素", Text()),
    Column("value", "现状", Text()),
    Column("threshold", "标准", Text()),
    Column("status", "状态", ELEMENT_STATUS),
    Column("gap", "缺口", Text()),
    Column("source", "来源", Text()),
    keyed=True,
)
SIGN_OFFS = Rows(
    SignOff,
    Column("unit", "单位", Text()),
    Column("party", "哪一方", PARTIES),
    Column("name", "姓名", Text()),
    Column("verdict", "结论", SIGN_OFF),
    Column("on", "日期", TextOf(Day("past"))),
    Column("note", "意见", Text()),
)


class Plan(Record):
    __tablename__ = "plan"
    type_name: ClassVar[str] = "plan"
    type_label: ClassVar[str] = "谋划"
    number_prefix: ClassVar[str] = "MH"
    belongs_to: ClassVar[tuple[str, ...]] = ("project", "lead")

    name: Mapped[str | None] = field(Text(), "谋划名称", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    lead: Mapped[str | None] = field(Ref("lead"), "来源线索", index=True)
    origin: Mapped[str | None] = field(
        Choice(("new", "新谋划"), ("expansion", "增资扩产"), ("idle", "盘活闲置"), ("scenario", "场景开放")), "谋划方式"
    )
    company: Mapped[str | None] = field(Ref("company"), "意向企业", index=True)
    group: Mapped[str | None] = field(GROUPS, "协调小组", required=True, search="text", index=True)
    sihua: Mapped[str | None] = field(SIHUA, "四化", search="text")
    cluster: Mapped[str | None] = field(CLUSTERS, "产业集群", search="text")
    industry: Mapped[str | None] = field(industries(), "行业", search="text")
    amount: Mapped[Money | None] = field(MoneyKind(), "拟投资", required=True, index=True)
    lead_unit: Mapped[str | None] = field(Text(), "牵头单位", required=True, search="text")
    summary: Mapped[str | None] = field(LongText(), "建设内容", search="text")
    steps: Mapped[tuple[Step, ...] | None] = field(STEPS, "关键环节", search="text")
    elements: Mapped[tuple[Element, ...] | None] = field(ELEMENTS, "核心要素", required=True, search="text")
    signoffs: Mapped[tuple[SignOff, ...] | None] = field(SIGN_OFFS, "三方会签", search="text")
    reviewed_on: Mapped[date | None] = field(Day("past"), "复核日期", index=True)
    review_note: Mapped[str | None] = field(LongText(), "复核意见", search="text")
    exit_on: Mapped[date | None] = field(Day("past"), "出库日期", group="exit")
    exit_reason: Mapped[str | None] = field(LongText(), "出库理由", group="exit", search="text")
    catalogue: Mapped[int | None] = field(Count(), "目录版本")
