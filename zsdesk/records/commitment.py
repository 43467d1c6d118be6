"""承诺: what a side promised, screened against the fair-competition rules, followed to its fulfilment."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Count, Day, LongText, Money, MoneyKind, Ref, Text

SCREEN = Choice(("pass", "通过"), ("doubt", "存疑"), ("banned", "禁止"))


class Commitment(Record):
    """``screen`` is advice and stays as it was computed; an override stands beside it, with author and reason."""

    __tablename__ = "commitment"
    type_name: ClassVar[str] = "commitment"
    type_label: ClassVar[str] = "承诺"
    title_field: ClassVar[str] = "title"
    number_prefix: ClassVar[str] = "CN"
    belongs_to: ClassVar[tuple[str, ...]] = ("project", "negotiation")

    title: Mapped[str | None] = field(Text(), "承诺事项", required=True, search="title")
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True)
    party: Mapped[str | None] = field(
        Choice(("government", "政府"), ("enterprise", "企业")), "承诺方", required=True, index=True
    )
    kind: Mapped[str | None] = field(
        Choice(
            ("land", "用地"), ("plant", "厂房"), ("energy", "用能用电"), ("funding", "资金奖补"),
            ("service", "审批服务"), ("investment", "投资进度"), ("output", "产值税收"),
            ("jobs", "就业"), ("other", "其他"),
        ),
        "承诺类别",
    )  # fmt: skip
    text: Mapped[str | None] = field(LongText(), "承诺内容", required=True, search="text")
    amount: Mapped[Money | None] = field(MoneyKind(), "承诺金额")
    condition: Mapped[str | None] = field(LongText(), "兑现条件", search="text")
    due: Mapped[date | None] = field(Day("future"), "兑现期限", index=True)
    basis: Mapped[str | None] = field(Text(), "政策依据", search="text")
    negotiation: Mapped[str | None] = field(Ref("negotiation"), "来源洽谈", index=True)
    review: Mapped[str | None] = field(Ref("review"), "会审", index=True)
    agreement: Mapped[str | None] = field(Ref("agreement"), "写入协议", index=True)
    screen: Mapped[str | None] = field(SCREEN, "公平竞争审查", group="screen", index=True, by_act=True)
    screen_clause: Mapped[str | None] = field(LongText(), "审查条款", group="screen", by_act=True)
    screen_catalogue: Mapped[int | None] = field(Count(), "目录版本", group="screen", by_act=True)
    override: Mapped[str | None] = field(SCREEN, "人工认定", group="override", by_act=True)
    override_by: Mapped[str | None] = field(Text(), "认定人", group="override", by_act=True)
    override_reason: Mapped[str | None] = field(LongText(), "认定理由", group="override", by_act=True)
    status: Mapped[str | None] = field(
        Choice(
            ("open", "待兑现"), ("partly", "部分兑现"), ("fulfilled", "已兑现"), ("broken", "未兑现"),
            ("released", "已解除"),
        ),
        "兑现情况",
        group="status",
        index=True,
    )  # fmt: skip
    fulfilled_on: Mapped[date | None] = field(Day("past"), "兑现日期", group="status")
    status_note: Mapped[str | None] = field(LongText(), "兑现说明", search="text")
