"""协调会议: what a coordination group discussed and decided."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec
from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Column, Day, Instant, LongText, Refs, Rows, Text, TextOf, Texts
from zsdesk.records.choices import GROUPS


class AgendaItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is discussed, and who reports on it."""

    item: str = ""
    reporter: str = ""
    note: str = ""


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was decided; a task follows it."""

    decision: str = ""
    owner: str = ""
    due: str = ""


class Meeting(Record):
    __tablename__ = "meeting"
    type_name: ClassVar[str] = "meeting"
    type_label: ClassVar[str] = "协调会议"
    title_field: ClassVar[str] = "subject"
    number_prefix: ClassVar[str] = "HY"

    subject: Mapped[str | None] = field(Text(), "会议名称", required=True, search="title")
    group: Mapped[str | None] = field(GROUPS, "协调小组", required=True, search="text", index=True)
    held_at: Mapped[datetime | None] = field(Instant(), "会议时间", required=True, index=True)
    place: Mapped[str | None] = field(Text(), "地点", search="text")
    chair: Mapped[str | None] = field(Text(), "主持人", search="text")
    units: Mapped[tuple[str, ...] | None] = field(Texts(), "参会单位", search="text")
    projects: Mapped[tuple[str, ...] | None] = field(Refs("project"), "议及项目")
    agenda: Mapped[tuple[AgendaItem, ...] | None] = field(
        Rows(
            AgendaItem,
            Column("item", "议题", Text()),
            Column("reporter", "汇报单位", Text()),
            Column("note", "说明", Text()),
        ),
        "议程",
        search="text",
    )
    decisions: Mapped[tuple[Decision, ...] | None] = field(
        Rows(
            Decision,
            Column("decision", "议定事项", Text()),
            Column("owner", "责任单位", Text()),
            Column("due", "时限", TextOf(Day("future"))),
            keyed=True,
        ),
        "会议决定",
        search="text",
    )
    minutes: Mapped[str | None] = field(LongText(), "会议纪要", search="text")
