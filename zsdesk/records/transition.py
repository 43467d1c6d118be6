"""流转: a project's way from one stage to the next, with its day, reason, evidence and waiver."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Count, Day, LongText, Ref, Region, Rows, Text
from zsdesk.records.choices import STAGES


class Unmet(msgspec.Struct, frozen=True, omit_defaults=True):
    """A condition of the gate that was not met and was waived."""

    condition: str = ""
    missing: str = ""
    clause: str = ""


class Transition(Record):
    """Written by ``acts.transitions`` only, and never changed: a mistake is put right by another one (更正)."""

    __tablename__ = "transition"
    type_name: ClassVar[str] = "transition"
    type_label: ClassVar[str] = "阶段流转"
    title_field: ClassVar[str] = "to_stage"
    belongs_to: ClassVar[tuple[str, ...]] = ("project",)

    to_stage: Mapped[str | None] = field(STAGES, "转入阶段", required=True, search="title", index=True, by_act=True)
    from_stage: Mapped[str | None] = field(STAGES, "转出阶段", by_act=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", required=True, index=True, by_act=True)
    kind: Mapped[str | None] = field(
        Choice(
            ("advance", "推进"), ("entry", "补录"), ("correction", "更正"), ("suspension", "搁置"),
            ("resumption", "恢复"), ("termination", "终止"), ("transfer", "流转"),
        ),
        "流转方式",
        required=True,
        index=True,
        by_act=True,
    )  # fmt: skip
    on: Mapped[date | None] = field(Day("past"), "业务日期", required=True, index=True, by_act=True)
    reason: Mapped[str | None] = field(LongText(), "流转理由", search="text", by_act=True)
    evidence: Mapped[str | None] = field(Text(), "佐证", search="text", by_act=True)
    review_on: Mapped[date | None] = field(Day("future"), "复查日期", index=True, by_act=True)
    from_region: Mapped[str | None] = field(Region(), "转出地区", by_act=True)
    to_region: Mapped[str | None] = field(Region(), "转入地区", by_act=True)
    unmet: Mapped[tuple[Unmet, ...] | None] = field(
        Rows(
            Unmet,
            Column("condition", "条件", Text()),
            Column("missing", "缺什么", Text()),
            Column("clause", "条款", Text()),
        ),
        "未满足条件",
        by_act=True,
    )
    waiver_reason: Mapped[str | None] = field(LongText(), "豁免理由", search="text", by_act=True)
    waiver_approver: Mapped[str | None] = field(Text(), "豁免批准人", by_act=True)
    catalogue: Mapped[int | None] = field(Count(), "目录版本", by_act=True)
