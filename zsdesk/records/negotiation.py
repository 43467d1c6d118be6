"""洽谈: one round at the table."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import (
    SIDES,
    Blob,
    Choice,
    Column,
    Coordinates,
    Count,
    Day,
    Handwriting,
    Instant,
    LongText,
    People,
    Person,
    Position2D,
    Ref,
    Rows,
    Text,
    TextOf,
)  # fmt: skip


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where both sides stand on one item; ``bottom`` is our bottom line and stays inside."""

    item: str = ""
    theirs: str = ""
    ours: str = ""
    bottom: str = ""
    status: str = ""


class Ink(msgspec.Struct, frozen=True, omit_defaults=True):
    """A signature by hand on the minutes: whose, of which side, when, and its strokes.

    ``strokes`` are those of :mod:`zsdesk.kinds.handwriting`: vectors, not a picture; ``minutes`` is the SHA-256 of the
    text that was signed.
    """

    name: str = ""
    side: str = ""
    at: str = ""
    strokes: str = ""
    minutes: str = ""


class Supplement(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was added to minutes after they were sealed: by whom, when; ``no`` keeps two of one moment apart."""

    no: str = ""
    at: str = ""
    author: str = ""
    text: str = ""


POSITION_STATUS = Choice(("agreed", "一致"), ("close", "基本一致"), ("open", "待议"), ("refused", "不接受"))


class Negotiation(Record):
    __tablename__ = "negotiation"
    type_name: ClassVar[str] = "negotiation"
    type_label: ClassVar[str] = "洽谈"
    title_field: ClassVar[str] = "topics"
    number_prefix: ClassVar[str] = "QT"

    topics: Mapped[str | None] = field(Text(), "议题", required=True, search="title")
    lead: Mapped[str | None] = field(Ref("lead"), "线索", index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    round: Mapped[int | None] = field(Count(), "轮次")
    held_at: Mapped[datetime | None] = field(Instant("past"), "时间", required=True, index=True)
    place: Mapped[str | None] = field(Text(), "地点", required=True, search="text")
    coordinates: Mapped[Position2D | None] = field(Coordinates(), "坐标")
    attendees: Mapped[tuple[Person, ...] | None] = field(People(), "参加人员", required=True, search="text")
    positions: Mapped[tuple[Position, ...] | None] = field(
        Rows(
            Position,
            Column("item", "事项", Text()),
            Column("theirs", "对方要求", Text()),
            Column("ours", "我方回应", Text()),
            Column("bottom", "底线（内部）", Text(), internal=True),
            Column("status", "状态", POSITION_STATUS),
        ),
        "逐项立场",
        search="text",
    )
    agreed: Mapped[str | None] = field(LongText(), "议定", search="text")
    open_points: Mapped[str | None] = field(LongText(), "分歧", search="text")
    risks: Mapped[str | None] = field(LongText(), "风险提示", search="text", internal=True)
    minutes: Mapped[str | None] = field(LongText(), "洽谈纪要", search="text")
    next_step: Mapped[str | None] = field(Text(), "下一步", search="text")
    next_owner: Mapped[str | None] = field(Text(), "责任单位", search="text")
    next_due: Mapped[date | None] = field(Day("future"), "时限", index=True)
    acknowledgement: Mapped[tuple[Ink, ...] | None] = field(
        Rows(
            Ink,
            Column("name", "姓名", Text()),
            Column("side", "哪一方", SIDES),
            Column("at", "签署时间", TextOf(Instant())),
            Column("strokes", "笔迹", Handwriting(), internal=True),
            Column("minutes", "签署内容", Blob(), internal=True),
            keyed=True,
        ),
        "现场签署",
        by_act=True,
    )
    supplements: Mapped[tuple[Supplement, ...] | None] = field(
        Rows(
            Supplement,
            Column("no", "编号", Text()),
            Column("at", "补记时间", TextOf(Instant())),
            Column("author", "补记人", Text()),
            Column("text", "补记内容", LongText()),
            keyed=True,
        ),
        "补记",
        search="text",
        by_act=True,
    )
