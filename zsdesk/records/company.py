"""企业: an enterprise that may invest."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Choice, Column, Flag, LongText, Money, MoneyKind, Ref, Region, Rows, Tags, Text, Texts, Uscc
from zsdesk.records.choices import industries


class Year(msgspec.Struct, frozen=True, omit_defaults=True):
    """One year's figures as the enterprise gave them."""

    year: str = ""
    revenue: str = ""
    profit: str = ""
    note: str = ""


class Company(Record):
    __tablename__ = "company"
    type_name: ClassVar[str] = "company"
    type_label: ClassVar[str] = "企业"
    number_prefix: ClassVar[str] = "QY"

    name: Mapped[str | None] = field(Text(), "企业名称", required=True, search="title", index=True)
    uscc: Mapped[str | None] = field(Uscc(), "统一社会信用代码", required=True, search="title", index=True)
    uscc_pending: Mapped[bool | None] = field(Flag(), "代码待补")
    ownership: Mapped[str | None] = field(
        Choice(("state", "国有"), ("private", "民营"), ("foreign", "外资"), ("hmt", "港澳台")), "所有制"
    )
    tags: Mapped[tuple[str, ...] | None] = field(
        Tags(
            ("fortune500", "世界500强"),
            ("central", "央企"),
            ("chain_leader", "链主"),
            ("high_tech", "高新"),
            ("little_giant", "专精特新小巨人"),
        ),
        "企业类型",
        search="text",
    )
    origin: Mapped[str | None] = field(Region(), "来源地", search="text")
    industry: Mapped[str | None] = field(industries(), "行业", search="text")
    legal_person: Mapped[str | None] = field(Text(), "法定代表人", search="text")
    registered_capital: Mapped[Money | None] = field(MoneyKind(), "注册资本")
    revenue: Mapped[Money | None] = field(MoneyKind(), "上年营业收入")
    financials: Mapped[tuple[Year, ...] | None] = field(
        Rows(
            Year,
            Column("year", "年度", Text()),
            Column("revenue", "营业收入", Text()),
            Column("profit", "利润", Text()),
            Column("note", "备注", Text()),
        ),
        "历年经营",
    )
    aliases: Mapped[tuple[str, ...] | None] = field(Texts(), "曾用名/简称", search="title")
    profile: Mapped[str | None] = field(LongText(), "企业简介", search="text")
    merged_into: Mapped[str | None] = field(Ref("company"), "并入", hidden=True, by_act=True, index=True)
    """The enterprise that this one turned out to be: its id is an alias of that one's from then on."""
