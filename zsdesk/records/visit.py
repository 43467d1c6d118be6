"""考察接待: a visit received or paid."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped

from zsdesk.fields import Record, field
from zsdesk.kinds import Instant, LongText, People, Person, Ref, Text


class Visit(Record):
    __tablename__ = "visit"
    type_name: ClassVar[str] = "visit"
    type_label: ClassVar[str] = "考察接待"
    title_field: ClassVar[str] = "subject"

    subject: Mapped[str | None] = field(Text(), "考察主题", required=True, search="title")
    company: Mapped[str | None] = field(Ref("company"), "企业", index=True)
    lead: Mapped[str | None] = field(Ref("lead"), "线索", index=True)
    project: Mapped[str | None] = field(Ref("project"), "项目", index=True)
    held_at: Mapped[datetime | None] = field(Instant("past"), "时间", required=True)
    place: Mapped[str | None] = field(Text(), "地点", search="text")
    agenda: Mapped[str | None] = field(LongText(), "行程", search="text")
    guests: Mapped[tuple[Person, ...] | None] = field(People(), "来宾", search="text")
    hosts: Mapped[tuple[Person, ...] | None] = field(People(), "接待人员", search="text")
    outcome: Mapped[str | None] = field(LongText(), "成果", search="text")
