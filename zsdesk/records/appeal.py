"""诉求: what an enterprise asks for at the “企业之家”, in six steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Count, Day, Flag, Instant, LongText, Ref, Text


class Appeal(Record):
    __tablename__ = "appeal"
    type_name: ClassVar[str] = "appeal"
    type_label: ClassVar[str] = "企业诉求"
    title_field: ClassVar[str] = "title"
    number_prefix: ClassVar[str] = "SQ"
    belongs_to: ClassVar[tuple[str, ...]] = ("project", "company")

    title: Mapped[str | None] = field(Text(), "诉求事项", required=True, search="title")
    company: Mapped[str | None] = field(Ref("company"), "企业", required=True, index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    kind: Mapped[str | None] = field(
        Choice(
            ("factors", "要素保障"), ("approval", "审批服务"), ("policy", "政策兑现"), ("funding", "融资"),
            ("labour", "用工"), ("arrears", "账款"), ("other", "其他"),
        ),
        "诉求类别",
    )  # fmt: skip
    text: Mapped[str | None] = field(LongText(), "诉求内容", required=True, search="text")
    step: Mapped[str | None] = field(
        Choice(
            ("collected", "收集"), ("gathered", "汇聚"), ("assessed", "研判"), ("assigned", "转办"),
            ("supervised", "督办"), ("rechecked", "复核"),
        ),
        "办理环节",
        index=True,
    )  # fmt: skip
    complex: Mapped[bool | None] = field(Flag(), "复杂诉求")
    accepted_at: Mapped[datetime | None] = field(Instant("past"), "受理时间", required=True, index=True)
    verified_at: Mapped[datetime | None] = field(Instant("past"), "核实时间")
    handler: Mapped[str | None] = field(Text(), "承办单位", search="text", index=True)
    due: Mapped[date | None] = field(Day("future"), "办结时限", index=True)
    replied_at: Mapped[datetime | None] = field(Instant("past"), "答复时间")
    reply: Mapped[str | None] = field(LongText(), "答复内容", search="text")
    closed_at: Mapped[datetime | None] = field(Instant("past"), "办结时间", index=True)
    satisfaction: Mapped[str | None] = field(
        Choice(("very", "非常满意"), ("satisfied", "满意"), ("fair", "基本满意"), ("not", "不满意")), "满意度"
    )
    rechecked_at: Mapped[datetime | None] = field(Instant("past"), "复核时间", group="recheck")
    recheck: Mapped[str | None] = field(LongText(), "复核情况", group="recheck", search="text")
    catalogue: Mapped[int | None] = field(Count(), "目录版本")
    late_entry: Mapped[bool | None] = field(Flag(), "补录", by_act=True)
