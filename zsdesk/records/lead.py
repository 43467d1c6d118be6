"""线索: a first sign that an enterprise may invest."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Day, Flag, Instant, LongText, Money, MoneyKind, Ref, Region, Regions, Tags, Text
from zsdesk.records.choices import CHANNELS, NEEDS, industries

TRIAGE = Choice(("follow", "跟进"), ("transfer", "流转"), ("drop", "不跟进"))
DUPLICATES = Choice(("none", "无重复"), ("distinct", "非同一项目"), ("merged", "已合并"), ("open", "待协调"))


class Lead(Record):
    __tablename__ = "lead"
    type_name: ClassVar[str] = "lead"
    type_label: ClassVar[str] = "线索"
    title_field: ClassVar[str] = "title"
    number_prefix: ClassVar[str] = "XS"

    title: Mapped[str | None] = field(Text(), "线索名称", required=True, search="title")
    company: Mapped[str | None] = field(Ref("company"), "企业", required=True, index=True)
    channel: Mapped[str | None] = field(CHANNELS, "渠道", required=True, search="text", index=True)
    channel_entry: Mapped[str | None] = field(Ref("channel"), "渠道单位")
    campaign: Mapped[str | None] = field(Ref("campaign"), "招商活动", index=True)
    scenario: Mapped[str | None] = field(Ref("scenario"), "应用场景", index=True)
    referrer: Mapped[str | None] = field(Text(), "引荐人", search="text")
    received_at: Mapped[datetime | None] = field(Instant("past"), "获得时间", required=True)
    intent_amount: Mapped[Money | None] = field(MoneyKind(), "意向投资", required=True, index=True)
    industry: Mapped[str | None] = field(industries(), "产业", search="text")
    preferred_regions: Mapped[tuple[str, ...] | None] = field(Regions(), "意向区域", search="text")
    needs: Mapped[tuple[str, ...] | None] = field(Tags(*NEEDS), "诉求", search="text")
    summary: Mapped[str | None] = field(LongText(), "情况说明", search="text")
    first_contact_unit: Mapped[str | None] = field(Text(), "首谈单位", search="text")
    triage: Mapped[str | None] = field(TRIAGE, "研判结论", group="triage", index=True)
    transfer_to: Mapped[str | None] = field(Region(), "流转至", group="triage")
    triage_reason: Mapped[str | None] = field(LongText(), "研判理由", group="triage", search="text")
    triaged_at: Mapped[datetime | None] = field(Instant("past"), "研判时间", group="triage")
    answered_at: Mapped[datetime | None] = field(Instant("past"), "首次答复时间")
    complex: Mapped[bool | None] = field(Flag(), "复杂线索")
    duplicates: Mapped[str | None] = field(DUPLICATES, "查重结论", index=True)
    duplicates_note: Mapped[str | None] = field(LongText(), "查重说明", search="text")
    next_step: Mapped[str | None] = field(Text(), "下一步", search="text")
    next_due: Mapped[date | None] = field(Day("future"), "下一步时限", index=True)
